/** Something to do at a moment. */
interface Entry {
  readonly dueAt: number;
  readonly run: (at: number) => void;
}

/** What is to happen later, in order of time and, at the same moment, in the order it was put down. Monotonic ms. */
export class Agenda {
  readonly #entries: Entry[] = [];
  readonly #onEarlier: (dueAt: number) => void;

  /** `onEarlier` is called when something is put down that is due before all the rest, with its moment. */
  constructor(onEarlier: (dueAt: number) => void) {
    this.#onEarlier = onEarlier;
  }

  /** Puts something down. */
  add(dueAt: number, run: (at: number) => void): void {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.dueAt ?? Infinity) <= dueAt) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { dueAt, run });
    if (low === 0) this.#onEarlier(dueAt);
  }

  /** When the first of it is due; `Infinity`: nothing is down. */
  nextDueAt(): number {
    return this.#entries[0]?.dueAt ?? Infinity;
  }

  /** Does everything that is due. */
  runDue(at: number): void {
    for (let next = this.#entries[0]; next !== undefined && next.dueAt <= at; next = this.#entries[0]) {
      this.#entries.shift();
      next.run(at);
    }
  }
}
