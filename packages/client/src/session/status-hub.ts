import type { Status } from './status.ts';

/** A reader that falls this many changes behind loses the oldest. */
const longestQueue = 64;

interface Reader {
  push(status: Status): void;
}

/** The latest status, those who read along, and one listener from the start. */
export class StatusHub {
  #current: Status = { at: 'idle' };
  readonly #readers = new Set<Reader>();
  readonly #listener: ((status: Status) => void) | undefined;
  readonly #onThrow: (error: unknown) => void;

  constructor(listener: ((status: Status) => void) | undefined, onThrow: (error: unknown) => void) {
    this.#listener = listener;
    this.#onThrow = onThrow;
  }

  get current(): Status {
    return this.#current;
  }

  publish(status: Status): void {
    this.#current = status;
    for (const reader of [...this.#readers]) reader.push(status);
    try {
      this.#listener?.(status);
    } catch (error) {
      this.#onThrow(error);
    }
  }

  /** The latest status at once, then each change; ends after `closed`. */
  read(): AsyncIterableIterator<Status> {
    const queue: Status[] = [this.#current];
    const waiting: ((result: IteratorResult<Status>) => void)[] = [];
    let isOver = false;
    const finish = () => {
      isOver = true;
      this.#readers.delete(reader);
      for (const resolve of waiting.splice(0)) resolve({ done: true, value: undefined });
    };
    const reader: Reader = {
      push(status) {
        const resolve = waiting.shift();
        if (resolve === undefined) queue.push(status);
        else resolve({ done: false, value: status });
        if (queue.length > longestQueue) queue.shift();
        if (status.at === 'closed' && queue.length === 0) finish();
      },
    };
    this.#readers.add(reader);
    return {
      next: () => {
        const status = queue.shift();
        if (status !== undefined) {
          if (status.at === 'closed') finish();
          return Promise.resolve({ done: false, value: status });
        }
        if (isOver) return Promise.resolve({ done: true, value: undefined });
        return new Promise((resolve) => waiting.push(resolve));
      },
      return: () => {
        queue.length = 0;
        finish();
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
