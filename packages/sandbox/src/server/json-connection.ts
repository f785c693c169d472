import type { Duplex } from 'node:stream';
import type { Message, Payload } from '@tickwire/protocol';
import type { WebSocket } from 'ws';
import type { Outlet } from '../venue/session.ts';
import type { EncodeFrame } from './text-frame.ts';

/** Frames are collected up to this many bytes, then written although the tick has not ended. */
const batchBytes = 64 * 1024;

/** More unsent bytes than this mean that the client has stopped reading; it is dropped before it fills the memory. */
const unsentLimitBytes = 256 * 1024 * 1024;

/** Calls every connection that has something to write, once the code that is running has finished. */
export class FlushQueue {
  readonly #waiting: JsonConnection[] = [];

  /** Puts a connection in the queue. It must not be in it yet. */
  add(connection: JsonConnection): void {
    this.#waiting.push(connection);
    if (this.#waiting.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    for (const connection of this.#waiting.splice(0)) connection.flush();
  }
}

/** What a connection of the JSON door shares with the others. */
export interface JsonConnectionOptions {
  readonly client: WebSocket;
  /** The stream below the WebSocket. */
  readonly stream: Duplex;
  readonly encode: EncodeFrame;
  readonly queue: FlushQueue;
}

/**
 * The venue's way to a client of the JSON door. All frames of one tick go out in one write, past the WebSocket library,
 * which would make two chunks of each. That is sound because nothing here is compressed or fragmented: the library
 * writes whole frames of its own (pong, close) to the same stream, and those frames find ours complete.
 */
export class JsonConnection implements Outlet {
  readonly door = 'json';
  readonly #options: JsonConnectionOptions;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #isQueued = false;

  constructor(options: JsonConnectionOptions) {
    this.#options = options;
  }

  send<M extends Message>(message: M, payload: Payload<M>, clientMsgId: string | undefined): void {
    const { encode, queue } = this.#options;
    const frame = encode(message, payload, clientMsgId);
    this.#pending.push(frame);
    this.#pendingBytes += frame.length;
    if (this.#pendingBytes >= batchBytes) {
      this.#write();
    } else if (!this.#isQueued) {
      this.#isQueued = true;
      queue.add(this);
    }
  }

  close(code: number, reason: string): void {
    this.#write();
    this.#options.client.close(code, reason);
  }

  destroy(): void {
    this.#pending = [];
    this.#options.client.terminate();
  }

  /** Writes what has been collected. Called by the queue. */
  flush(): void {
    this.#isQueued = false;
    this.#write();
  }

  #write(): void {
    const { client, stream } = this.#options;
    const frames = this.#pending;
    const [first] = frames;
    if (first === undefined) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (client.readyState !== client.OPEN) return;
    stream.write(frames.length === 1 ? first : Buffer.concat(frames));
    if (stream.writableLength > unsentLimitBytes) client.terminate();
  }
}
