import { lengthBytes } from './length-frame.ts';

/** Where a {@link FrameSplitter} puts what it finds. */
export interface FrameSink {
  /** One message, without its length. It may be a view of the chunk it came in. */
  receive(frame: Uint8Array): void;
  /** A length above the limit. Nothing is received after it, as nobody will wait for the end of that frame. */
  refuse(length: number): void;
}

/** A frame that is not there yet grows from this many bytes, whatever length it claims to have. */
const firstSize = 1_024;

/**
 * Cuts a stream of bytes into messages, wherever the chunks end. What it keeps of an unfinished message is at most
 * twice what has come of it.
 */
export class FrameSplitter {
  readonly #limit: number;
  readonly #sink: FrameSink;
  /** The beginning of a message, its length included. */
  #partial = Buffer.alloc(0);
  #filled = 0;
  #isRefused = false;

  /** `limit` is the largest length of a message, in bytes. */
  constructor(limit: number, sink: FrameSink) {
    this.#limit = limit;
    this.#sink = sink;
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.#isRefused) {
      at = this.#filled === 0 ? this.#takeWhole(chunk, at) : this.#takePart(chunk, at);
    }
  }

  /** A message that lies in the chunk with all its bytes is not copied. Returns where the next one starts. */
  #takeWhole(chunk: Buffer, at: number): number {
    const start = at + lengthBytes;
    if (start > chunk.length) return this.#takePart(chunk, at);
    const length = chunk.readUInt32BE(at);
    if (length > this.#limit) return this.#refuse(chunk, length);
    if (start + length > chunk.length) return this.#takePart(chunk, at);
    this.#sink.receive(chunk.subarray(start, start + length));
    return start + length;
  }

  #takePart(chunk: Buffer, at: number): number {
    const wanted = this.#filled < lengthBytes ? lengthBytes : lengthBytes + this.#partial.readUInt32BE(0);
    const end = Math.min(chunk.length, at + wanted - this.#filled);
    this.#append(chunk, at, end, wanted);
    if (this.#filled < wanted) return end;
    if (wanted === lengthBytes) {
      const length = this.#partial.readUInt32BE(0);
      if (length > this.#limit) return this.#refuse(chunk, length);
      if (length > 0) return end;
    }
    const frame = this.#partial.subarray(lengthBytes, wanted);
    this.#partial = Buffer.alloc(0);
    this.#filled = 0;
    this.#sink.receive(frame);
    return end;
  }

  #append(chunk: Buffer, at: number, end: number, wanted: number): void {
    const needed = this.#filled + end - at;
    if (needed > this.#partial.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(wanted, needed * 2), firstSize));
      this.#partial.copy(larger, 0, 0, this.#filled);
      this.#partial = larger;
    }
    chunk.copy(this.#partial, this.#filled, at, end);
    this.#filled = needed;
  }

  #refuse(chunk: Buffer, length: number): number {
    this.#isRefused = true;
    this.#partial = Buffer.alloc(0);
    this.#sink.refuse(length);
    return chunk.length;
  }
}
