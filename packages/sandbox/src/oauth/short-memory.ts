/** Things that are remembered for a while, and not too many of them: the oldest make room. Moments are monotonic ms. */
export class ShortMemory<T> {
  readonly #lifeMs: number;
  readonly #limit: number;
  readonly #entries = new Map<string, { readonly thing: T; readonly endsAt: number }>();

  constructor({ lifeMs, limit }: { readonly lifeMs: number; readonly limit: number }) {
    this.#lifeMs = lifeMs;
    this.#limit = limit;
  }

  /** Remembers a thing from now on. */
  put(key: string, thing: T, at: number): void {
    for (const [oldest, { endsAt }] of this.#entries) {
      if (at < endsAt && this.#entries.size < this.#limit) break;
      this.#entries.delete(oldest);
    }
    this.#entries.set(key, { thing, endsAt: at + this.#lifeMs });
  }

  /** The thing, unless its time is over. */
  get(key: string, at: number): T | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || at >= entry.endsAt ? undefined : entry.thing;
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }

  /** Forgets a thing before its time. */
  drop(key: string): void {
    this.#entries.delete(key);
  }
}
