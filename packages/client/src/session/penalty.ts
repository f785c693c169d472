/** The server names whole seconds, and no wait below one helps. */
const shortestMs = 1_000;
/** However long the wait is said to be, try again after this long. */
const longestMs = 3_600_000;

/**
 * A wait the server has imposed, and what was learned from it: the wait it names may be shorter than the real one, so that
 * it doubles each time it turns out not to have been enough (PROTOCOL.md, "Limits"). Moments are monotonic ms.
 */
export class Penalty {
  #untilAt = Number.NEGATIVE_INFINITY;
  #strikes = 0;
  /** The latest request that had been sent when we last learned something. */
  #learnedAfter = 0;

  /** When it ends; in the past when there is none. */
  get untilAt(): number {
    return this.#untilAt;
  }

  /**
   * The request sent as number `order` was refused; `latestOrder` is the newest one sent. Those that were under way already
   * when the first refusal came tell nothing new about how long the wait has to be.
   */
  impose(order: number, latestOrder: number, askedMs: number, now: number): void {
    if (order > this.#learnedAfter) {
      this.#strikes += 1;
      this.#learnedAfter = latestOrder;
    }
    const grownMs = Math.max(askedMs, shortestMs) * 2 ** Math.min(Math.max(0, this.#strikes - 1), 12);
    this.#untilAt = Math.max(this.#untilAt, now + Math.min(grownMs, longestMs));
  }

  /** The request sent as number `order` was let through: the wait before it was long enough. */
  lift(order: number): void {
    if (order > this.#learnedAfter) this.#strikes = 0;
  }
}
