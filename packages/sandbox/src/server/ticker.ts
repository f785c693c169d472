import type { Clock } from '../ports.ts';
import type { Venue } from '../venue/venue.ts';

/** The longest wait that a timer of the platform takes; a longer one is cut into pieces. */
const longestWaitMs = 2 ** 31 - 1;

/** The one timer behind all connections of a venue: it wakes when the next thing is due. */
export class Ticker {
  readonly #venue: Venue;
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;
  #setFor = Infinity;
  #isStopped = false;

  constructor(venue: Venue, clock: Clock) {
    this.#venue = venue;
    this.#clock = clock;
  }

  /**
   * Looks when the venue is next due. Needed after whatever may bring that forward, such as a new connection;
   * what only puts it off needs no call, for a tick that finds nothing due sets itself anew.
   */
  rearm(): void {
    if (this.#isStopped) return;
    const dueAt = this.#venue.nextDueAt();
    if (dueAt !== this.#setFor) this.#set(dueAt);
  }

  /** Wakes at this moment if it was to be later. Cheaper than {@link rearm}, for what happens often. */
  hasten(dueAt: number): void {
    if (!this.#isStopped && dueAt < this.#setFor) this.#set(dueAt);
  }

  /** Ends the timer for good. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #set(dueAt: number): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#setFor = dueAt;
    if (dueAt === Infinity) return;
    const waitMs = Math.min(Math.max(0, dueAt - this.#clock.now()), longestWaitMs);
    this.#cancel = this.#clock.schedule(waitMs, () => this.#tick());
  }

  #tick(): void {
    this.#cancel = undefined;
    this.#setFor = Infinity;
    this.#venue.tick(this.#clock.now());
    this.rearm();
  }
}
