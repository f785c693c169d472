import type { Duplex } from 'node:stream';
import { systemClock } from '../platform.ts';

/** What has something to write. */
export interface Flushable {
  /** Writes it. */
  flush(): void;
}

/** How long nobody waits any more for a client that reads too slowly. */
const patienceMs = 1_000;

/** Calls every connection that has something to write, once the code that is running has finished. */
export class FlushQueue {
  readonly #waiting: Flushable[] = [];
  /** Streams that took in more than they could pass on, and whether we still wait for them. */
  readonly #behind = new Map<Duplex, 'awaited' | 'given up'>();
  #awaited = 0;
  #onCaughtUp: (() => void) | undefined;

  /** Puts a connection in the queue. It must not be in it yet. */
  add(connection: Flushable): void {
    this.#waiting.push(connection);
    if (this.#waiting.length === 1) queueMicrotask(() => this.#flush());
  }

  /** A stream has more to pass on than its client has read so far. */
  noteBehind(stream: Duplex): void {
    if (this.#behind.has(stream)) return;
    this.#behind.set(stream, 'awaited');
    this.#awaited += 1;
    const catchUp = () => {
      stream.off('drain', catchUp).off('close', catchUp);
      if (this.#behind.get(stream) === 'awaited') this.#awaited -= 1;
      this.#behind.delete(stream);
      if (this.#awaited === 0) this.#onCaughtUp?.();
    };
    stream.once('drain', catchUp).once('close', catchUp);
  }

  /** Waits until clients have read what they were sent, once and not long for those who do not; undefined: they have. */
  waitForReaders(): Promise<void> | undefined {
    if (this.#awaited === 0) return undefined;
    return new Promise((resolve) => {
      const goOn = () => {
        stopWaiting();
        this.#onCaughtUp = undefined;
        resolve();
      };
      // Sockets live in real time, whatever clock the venue is on.
      const stopWaiting = systemClock.schedule(patienceMs, () => {
        for (const stream of this.#behind.keys()) this.#behind.set(stream, 'given up');
        this.#awaited = 0;
        goOn();
      });
      this.#onCaughtUp = goOn;
    });
  }

  #flush(): void {
    for (const connection of this.#waiting.splice(0)) connection.flush();
  }
}
