import type { Duplex } from 'node:stream';
import { type Message, type Payload, ProtocolError } from '@tickwire/protocol';
import type { Damage, Disturbance, Wire } from '../faults/act.ts';
import type { Logger } from '../ports.ts';
import type { Outlet } from '../venue/session.ts';
import type { FlushQueue } from './flush-queue.ts';
import type { MangleFrame } from './mangle-frame.ts';
import type { EncodeFrame } from './sharing-encoder.ts';

/** Frames are collected up to this many bytes, then written although the tick has not ended. */
const batchBytes = 64 * 1024;

/** How a connection ends, on the transport that carries it. */
export interface Transport {
  /** Whether it can be written to. */
  isOpen(): boolean;
  /** Ends it in good order, after what has been written. A transport without close codes drops them. */
  close(code: number, reason: string): void;
  /** Ends it at once. */
  destroy(): void;
  /** What a fault does to it; what the transport does not have, it passes over. */
  disturb(disturbance: Disturbance): void;
}

/** What a {@link ClientConnection} is made from. */
export interface ClientConnectionOptions {
  /** Which door the client came through. */
  readonly door: string;
  readonly wire: Wire;
  /** Where frames go. */
  readonly stream: Duplex;
  readonly transport: Transport;
  readonly encode: EncodeFrame;
  /** For faults. */
  readonly mangle: MangleFrame;
  readonly queue: FlushQueue;
  readonly logger: Logger;
  /** More unsent bytes mean that the client has stopped reading; it is dropped before it fills the memory. */
  readonly maxUnsentBytes: number;
}

/**
 * The venue's way to a client. All frames of one tick go out in one write, on WebSocket past its library, which would
 * make two chunks of each. That is sound because nothing here is compressed or fragmented: the library writes whole
 * frames of its own (pong, close) to the same stream, and those frames find ours complete.
 */
export class ClientConnection implements Outlet {
  readonly #options: ClientConnectionOptions;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #isQueued = false;
  #hasFailed = false;

  constructor(options: ClientConnectionOptions) {
    this.#options = options;
  }

  get door(): string {
    return this.#options.door;
  }

  get wire(): Wire {
    return this.#options.wire;
  }

  send<M extends Message>(message: M, payload: Payload<M>, clientMsgId: string | undefined, damage?: Damage): void {
    const { queue, mangle } = this.#options;
    const encoded = this.#hasFailed ? undefined : this.#encode(message, payload, clientMsgId);
    if (encoded === undefined) return;
    const frame = damage === undefined ? encoded : mangle(encoded, damage);
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
    this.#options.transport.close(code, reason);
  }

  destroy(): void {
    this.#pending = [];
    this.#options.transport.destroy();
  }

  disturb(disturbance: Disturbance): void {
    this.#options.transport.disturb(disturbance);
  }

  /** Writes what has been collected. Called by the queue. */
  flush(): void {
    this.#isQueued = false;
    this.#write();
  }

  /** Money may grow beyond what messages can hold; whoever is owed one of those cannot go on, but all others can. */
  #encode<M extends Message>(message: M, payload: Payload<M>, id: string | undefined): Uint8Array | undefined {
    const { encode, logger, transport } = this.#options;
    try {
      return encode(message, payload, id);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#hasFailed = true;
      // The words of the error quote the message, which may hold a secret.
      const facts = { message: message.name, code: error.code };
      logger.error('a message cannot be written, so its connection ends', facts);
      transport.destroy();
      return undefined;
    }
  }

  #write(): void {
    const { transport, stream, queue, maxUnsentBytes } = this.#options;
    const frames = this.#pending;
    const [first] = frames;
    if (first === undefined) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (!transport.isOpen()) return;
    if (!stream.write(frames.length === 1 ? first : Buffer.concat(frames))) queue.noteBehind(stream);
    if (stream.writableLength > maxUnsentBytes) transport.destroy();
  }
}
