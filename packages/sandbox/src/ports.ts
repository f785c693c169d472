/** The time of day and the passing of time, as the sandbox sees them. */
export interface Clock {
  /** Milliseconds that only ever go forward; for timers and token lifetimes. */
  now(): number;
  /** Epoch milliseconds; for the moments that stand in messages. */
  wallNow(): number;
  /** Runs something once after a delay in milliseconds, and returns what cancels it. */
  schedule(delayMs: number, run: () => void): () => void;
}

/** Plain data that accompanies a log line. Never a payload, a token or a secret. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where the sandbox tells what it does. Default: nowhere. */
export interface Logger {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}

/** A logger that says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** An HTTP request to make. */
export interface HttpQuestion {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The certificate to trust, PEM. Undefined: those of the system. */
  readonly ca: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}
