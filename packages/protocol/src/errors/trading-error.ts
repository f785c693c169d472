/** Plain data about what went wrong; safe to log: never a secret, a token or a payload that carries one. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

/** What a {@link TradingError} is made of, besides its sentence. */
export interface TradingErrorOptions {
  /** Stable upper-case code for `switch`. */
  readonly code: string;
  readonly facts?: Facts;
  /** What to do next, as an imperative clause without a full stop. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The base of every error Tickwire throws: one full sentence as message, a stable `code`, plain `facts`,
 * a `hint` that says what to do, and the foreign error, if any, as `cause`.
 */
export abstract class TradingError extends Error {
  readonly code: string;
  readonly facts: Facts;
  readonly hint: string | undefined;

  constructor(message: string, options: TradingErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.facts = options.facts ?? {};
    this.hint = options.hint;
  }

  /** The stable document form: what `--json` prints and what logs may carry. */
  toJSON(): { name: string; code: string; message: string; hint?: string; facts: Facts } {
    const { name, code, message, hint, facts } = this;
    return { name, code, message, ...(hint === undefined ? {} : { hint }), facts };
  }
}
