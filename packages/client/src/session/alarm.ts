import type { Clock } from '../ports.ts';

/** Timers cannot wait longer than 24 days, and do not notice that a machine has slept. */
const longestNapMs = 3_600_000;

/** Rings once, also after a delay of months and also when the machine slept through it: by either clock, to the hour. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #dueNow = Number.POSITIVE_INFINITY;
  #dueAt: number | undefined;
  #cancelNap: (() => void) | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Epoch milliseconds; undefined when it is not set. */
  get dueAt(): number | undefined {
    return this.#dueAt;
  }

  /** Sets it to `delayMs` from now, and forgets what it was set to before. */
  set(delayMs: number): void {
    this.cancel();
    this.#dueNow = this.#clock.now() + delayMs;
    this.#dueAt = this.#clock.wallNow() + delayMs;
    this.#nap();
  }

  cancel(): void {
    this.#cancelNap?.();
    this.#cancelNap = undefined;
    this.#dueAt = undefined;
  }

  #nap(): void {
    const leftMs = Math.min(this.#dueNow - this.#clock.now(), (this.#dueAt ?? 0) - this.#clock.wallNow());
    if (leftMs > 0) {
      this.#cancelNap = this.#clock.schedule(Math.min(leftMs, longestNapMs), () => this.#nap());
      return;
    }
    this.cancel();
    this.#ring();
  }
}
