/** Something that is to happen at a moment. */
export interface QueuedTimer {
  /** In the milliseconds of the queue's owner. */
  readonly dueAt: number;
  readonly run: () => void;
}

/** Timers in the order in which they are due, and, of the same moment, in which they were set. */
export class TimerQueue {
  readonly #timers: QueuedTimer[] = [];

  /** How many wait. */
  get size(): number {
    return this.#timers.length;
  }

  /** Adds a timer. */
  add(dueAt: number, run: () => void): QueuedTimer {
    const timer = { dueAt, run };
    this.#timers.splice(this.#placeAfter(dueAt), 0, timer);
    return timer;
  }

  /** Takes a timer out again; without an effect when it is not in the queue any more. */
  remove(timer: QueuedTimer): void {
    const index = this.#timers.indexOf(timer);
    if (index >= 0) this.#timers.splice(index, 1);
  }

  /** When the next one is due; `Infinity`: none is. */
  nextDueAt(): number {
    return this.#timers[0]?.dueAt ?? Infinity;
  }

  /** Takes the next one that is due at or before a moment. */
  takeDue(at: number): QueuedTimer | undefined {
    const [first] = this.#timers;
    return first !== undefined && first.dueAt <= at ? this.#timers.shift() : undefined;
  }

  #placeAfter(dueAt: number): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timers[middle]?.dueAt ?? Infinity) <= dueAt) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
