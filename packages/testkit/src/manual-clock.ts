interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly run: () => void;
}

/** Where a {@link ManualClock} starts. */
export interface ManualClockOptions {
  /** The wall time at the start, epoch ms. Default 2025-01-06T10:00:00Z, a Monday. */
  readonly wallStartAt?: number;
}

const defaultWallStartAt = Date.UTC(2025, 0, 6, 10);

/**
 * A clock that stands still until a test moves it. Fits the clock port of client and sandbox.
 *
 * @example
 * const clock = new ManualClock();
 * clock.schedule(1_000, () => ring());
 * await clock.advance(1_000); // rings
 */
export class ManualClock {
  readonly #timers = new Set<Timer>();
  readonly #wallStartAt: number;
  #nowMs = 0;
  #nextOrder = 0;

  constructor(options: ManualClockOptions = {}) {
    this.#wallStartAt = options.wallStartAt ?? defaultWallStartAt;
  }

  /** Milliseconds since the clock was made. */
  now(): number {
    return this.#nowMs;
  }

  /** The wall time, epoch ms; moves together with {@link now}. */
  wallNow(): number {
    return this.#wallStartAt + this.#nowMs;
  }

  /** Runs `run` once the clock has been moved by `delayMs`; returns the function that cancels it. */
  schedule(delayMs: number, run: () => void): () => void {
    const timer: Timer = { dueAt: this.#nowMs + Math.max(0, delayMs), order: this.#nextOrder++, run };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** How many timers wait; zero after a clean shutdown. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /**
   * Moves the clock by `ms`, running every timer that comes due in order of time (then of scheduling), also those
   * that the timers themselves set. The microtask queue drains before the first timer, between any two, and at the end.
   */
  async advance(ms: number): Promise<void> {
    const target = this.#nowMs + ms;
    await drainMicrotasks();
    for (let next = this.#earliest(target); next !== undefined; next = this.#earliest(target)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueAt);
      next.run();
      await drainMicrotasks();
    }
    this.#nowMs = target;
    await drainMicrotasks();
  }

  #earliest(target: number): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt > target) continue;
      if (earliest === undefined || timer.dueAt < earliest.dueAt) earliest = timer;
    }
    return earliest;
  }
}

/** Lets every promise reaction that is ready run, however long its chain: an immediate comes after all of them. */
function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
