import { Penalty } from './penalty.ts';

/**
 * The server hangs up on a client that it has not heard for this long (PROTOCOL.md, "Heartbeats and timers"), and frames
 * arrive in order: what has not arrived by then never will, on a connection that is still there.
 */
const longestTransitMs = 60_000;

const firstCapacity = 8;

/**
 * At most `limit` requests in any second, as the server sees it.
 *
 * When a request arrives is not known here, only that it is after it was sent and before the server answered it or a later
 * one. So a request holds its place from the moment it is sent until `spanMs` after such an answer: however long the network
 * holds requests back and then delivers them at once, those that arrive within one second were never more than `limit`.
 * Moments are monotonic ms and must not go back.
 */
export class Budget {
  readonly limit: number;
  readonly #spanMs: number;
  /** Rings, oldest first: the number of each request, and when it was sent or, once that is known to be later, confirmed. */
  #orders = new Float64Array(firstCapacity);
  #moments = new Float64Array(firstCapacity);
  #first = 0;
  #count = 0;
  /** How many of the oldest are confirmed. */
  #confirmed = 0;
  /** A pause of the whole budget. */
  readonly pause = new Penalty();

  /** `spanMs` is a second and what is added to it for safety. */
  constructor(limit: number, spanMs: number) {
    this.limit = limit;
    this.#spanMs = spanMs;
  }

  /** Whether one more may be sent. */
  hasRoom(now: number): boolean {
    this.#expire(now);
    return this.#count < this.limit && now >= this.pause.untilAt;
  }

  /** One more is sent, as number `order`. */
  take(order: number, now: number): void {
    if (this.#count === this.#orders.length) this.#grow();
    const index = (this.#first + this.#count) % this.#orders.length;
    this.#orders[index] = order;
    this.#moments[index] = now;
    this.#count += 1;
  }

  /** Everything up to number `order` has arrived by now. */
  confirm(order: number, now: number): void {
    while (this.#confirmed < this.#count) {
      const index = (this.#first + this.#confirmed) % this.#orders.length;
      if ((this.#orders[index] ?? 0) > order) return;
      this.#moments[index] = now;
      this.#confirmed += 1;
    }
  }

  /** When there will be room at the latest, if nothing more is sent and nothing more is confirmed. */
  roomAt(now: number): number {
    this.#expire(now);
    const freeAt = this.#count < this.limit ? now : this.#leavesAt(0);
    return Math.max(freeAt, this.pause.untilAt);
  }

  /** When a request that has `ahead` others before it can be sent at the earliest. */
  earliestAt(ahead: number, now: number): number {
    this.#expire(now);
    const rounds = Math.floor(ahead / this.limit);
    const held = (ahead % this.limit) - (this.limit - this.#count);
    const freeAt = held < 0 ? now : this.#confirmed > held ? this.#leavesAt(held) : now + this.#spanMs;
    return Math.max(freeAt, this.pause.untilAt) + rounds * this.#spanMs;
  }

  #leavesAt(place: number): number {
    const moment = this.#moments[(this.#first + place) % this.#moments.length] ?? 0;
    return moment + this.#spanMs + (place < this.#confirmed ? 0 : longestTransitMs);
  }

  #expire(now: number): void {
    while (this.#count > 0 && now >= this.#leavesAt(0)) {
      this.#first = (this.#first + 1) % this.#orders.length;
      this.#count -= 1;
      if (this.#confirmed > 0) this.#confirmed -= 1;
    }
  }

  #grow(): void {
    const unroll = (ring: Float64Array<ArrayBuffer>) => {
      const larger = new Float64Array(ring.length * 2);
      larger.set(ring.subarray(this.#first));
      larger.set(ring.subarray(0, this.#first), ring.length - this.#first);
      return larger;
    };
    this.#orders = unroll(this.#orders);
    this.#moments = unroll(this.#moments);
    this.#first = 0;
  }
}
