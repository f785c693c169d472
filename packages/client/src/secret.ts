const mask = '[secret]';

/**
 * A value that must not be seen: a client secret, an access or refresh token.
 *
 * Text, JSON and `inspect` forms are masked; only {@link reveal} gives the value, and only the codec's callers use it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Hand it to the wire, to nothing else. */
  reveal(): string {
    return this.#value;
  }

  /** Enough to tell two secrets apart by eye: the last three characters of a long one, nothing of a short one. */
  masked(): string {
    return this.#value.length >= 16 ? `…${this.#value.slice(-3)}` : mask;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return mask;
  }
}
