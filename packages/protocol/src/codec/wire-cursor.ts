import { CHUNK, FIXED64, VARINT } from './wire-plan.ts';

/**
 * A place in protobuf bytes. A reading function that fails sets `reason` and moves `at` behind all bytes, so that every
 * loop over the rest ends; what it returns is then without a meaning.
 */
export interface WireCursor {
  readonly bytes: Uint8Array;
  at: number;
  /** Where the structure that is being read ends. */
  end: number;
  /** Completes the sentence "the frame …"; quotes nothing. */
  reason: string | undefined;
}

/** How many groups may stand inside each other. Nothing of ours uses groups; they are passed over. */
const MAX_GROUP_DEPTH = 64;

const FIXED32 = 5;
const GROUP_START = 3;
const GROUP_END = 4;

/** Seven bits in each byte, so that this many bytes are a safe integer whatever they hold. */
const SAFE_BYTES = 7;
const MAX_VARINT_BYTES = 10;

const MAX_TAG = 2 ** 32 - 1;
const BITS_28 = 2 ** 28;
const MASK_28 = BITS_28 - 1;
/** With bits 28 to 55 below this, bits 0 to 55 are a safe integer. */
const SAFE_MIDDLE = 2 ** 25;

const scratch = new Uint8Array(8);
const scratchView = new DataView(scratch.buffer);

/** Starts reading a part of `bytes`, which must lie within it. */
export function makeCursor(bytes: Uint8Array, at: number, end: number): WireCursor {
  return { bytes, at, end, reason: undefined };
}

/** Gives up. The first reason stays. */
function fail(cursor: WireCursor, reason: string): 0 {
  cursor.reason ??= reason;
  cursor.at = cursor.bytes.length;
  return 0;
}

function failShort(cursor: WireCursor): 0 {
  return fail(cursor, 'ends in the middle of a field');
}

/** A field number with its wire type: number * 8 + type. 0, which no field has, after a failure. */
export function readTag(cursor: WireCursor): number {
  const first = cursor.at < cursor.end ? (cursor.bytes[cursor.at] ?? 0) : 0x80;
  if (first >= 8 && first < 0x80) {
    cursor.at++;
    return first;
  }
  const tag = readVarint(cursor, false);
  if (typeof tag === 'bigint' || tag < 8 || tag > MAX_TAG) return fail(cursor, 'has a field without a valid number');
  return tag;
}

/** An integer of up to 64 bits: a bigint if it is outside ±(2^53 - 1), else a number. Signed: two's complement. */
export function readVarint(cursor: WireCursor, isSigned: boolean): number | bigint {
  const { bytes } = cursor;
  let { at } = cursor;
  const stop = Math.min(cursor.end, at + SAFE_BYTES);
  let value = 0;
  let scale = 1;
  while (at < stop) {
    const byte = bytes[at++] ?? 0;
    if (byte < 0x80) {
      cursor.at = at;
      return value + byte * scale;
    }
    value += (byte - 0x80) * scale;
    scale *= 0x80;
  }
  return readLongVarint(cursor, isSigned);
}

/** The same from the start, with all 64 bits: the first 28, the next 28, the last 8. */
function readLongVarint(cursor: WireCursor, isSigned: boolean): number | bigint {
  const { bytes, at: start, end } = cursor;
  let low = 0;
  let middle = 0;
  let high = 0;
  for (let count = 0; count < MAX_VARINT_BYTES; count++) {
    if (start + count >= end) return failShort(cursor);
    const byte = bytes[start + count] ?? 0;
    const bits = byte & 0x7f;
    if (count < 4) low |= bits << (7 * count);
    else if (count < 8) middle |= bits << (7 * (count - 4));
    else high |= bits << (7 * (count - 8));
    if (byte >= 0x80) continue;
    if (high > 0xff) break;
    cursor.at = start + count + 1;
    return joinBits(low, middle, high, isSigned);
  }
  return fail(cursor, 'has a number of more than 64 bits');
}

function joinBits(low: number, middle: number, high: number, isSigned: boolean): number | bigint {
  if (high === 0 && middle < SAFE_MIDDLE) return middle * BITS_28 + low;
  if (isSigned && high === 0xff && middle >= BITS_28 - SAFE_MIDDLE) {
    const value = -((~middle & MASK_28) * BITS_28 + (~low & MASK_28)) - 1;
    return Number.isSafeInteger(value) ? value : BigInt(value);
  }
  const bits = (BigInt(high) << 56n) | (BigInt(middle) << 28n) | BigInt(low);
  return isSigned ? BigInt.asIntN(64, bits) : bits;
}

/** A number of eight bytes, little-endian. */
export function readDouble(cursor: WireCursor): number {
  const { bytes, at, end } = cursor;
  if (at + 8 > end) return failShort(cursor);
  for (let i = 0; i < 8; i++) scratch[i] = bytes[at + i] ?? 0;
  cursor.at = at + 8;
  return scratchView.getFloat64(0, true);
}

/** The length in front of a chunk, and so where the chunk ends: within the structure, or it is a failure. */
export function readChunkEnd(cursor: WireCursor): number {
  const length = readVarint(cursor, false);
  if (cursor.reason !== undefined) return cursor.at;
  if (length > cursor.end - cursor.at) {
    fail(cursor, 'has a field that is longer than the rest');
    return cursor.at;
  }
  return cursor.at + Number(length);
}

/** Passes over the value that belongs to a tag, whatever it is. */
export function skipValue(cursor: WireCursor, tag: number): void {
  switch (tag & 7) {
    case VARINT:
      readVarint(cursor, false);
      return;
    case FIXED64:
      return skipBytes(cursor, 8);
    case CHUNK:
      cursor.at = readChunkEnd(cursor);
      return;
    case GROUP_START:
      return skipGroup(cursor, tag);
    case GROUP_END:
      fail(cursor, 'closes a group that is not open');
      return;
    case FIXED32:
      return skipBytes(cursor, 4);
    default:
      fail(cursor, 'has a field of a kind that does not exist');
  }
}

function skipBytes(cursor: WireCursor, count: number): void {
  if (cursor.at + count > cursor.end) failShort(cursor);
  else cursor.at += count;
}

function skipGroup(cursor: WireCursor, tag: number): void {
  const open = [tag >>> 3];
  while (open.length > 0) {
    if (cursor.at >= cursor.end) {
      failShort(cursor);
      return;
    }
    const next = readTag(cursor);
    if (cursor.reason !== undefined) return;
    if ((next & 7) === GROUP_START) {
      open.push(next >>> 3);
      if (open.length > MAX_GROUP_DEPTH) fail(cursor, 'is nested too deeply');
    } else if ((next & 7) !== GROUP_END) {
      skipValue(cursor, next);
    } else if (open.pop() !== next >>> 3) {
      fail(cursor, 'closes a group that is not open');
    }
    if (cursor.reason !== undefined) return;
  }
}
