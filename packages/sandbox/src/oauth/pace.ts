const spanMs = 1_000;

/** Counts what happens in any second, and says when it is too much. Moments are monotonic ms. */
export class Pace {
  readonly #perSecond: number;
  #taken: readonly number[] = [];

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether one more fits into the second that ends now; it is counted if so. */
  admits(at: number): boolean {
    this.#taken = this.#taken.filter((takenAt) => takenAt > at - spanMs);
    if (this.#taken.length >= this.#perSecond) return false;
    this.#taken = [...this.#taken, at];
    return true;
  }

  /** Forgets what was counted. */
  startAnew(): void {
    this.#taken = [];
  }
}
