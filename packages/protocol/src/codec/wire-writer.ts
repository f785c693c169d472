/**
 * Protobuf bytes that are written from the last one to the first: the length of a structure stands in front of it and
 * is known when it has been written.
 */
export interface WireWriter {
  bytes: Uint8Array;
  /** Where the first byte written so far stands. */
  at: number;
}

const FIRST_SIZE = 4_096;

/** Longer texts are left to the encoder of the platform. */
const SHORT_TEXT = 32;

const MAX_VARINT_BYTES = 10;
const MAX_INT32 = 2 ** 31 - 1;
const BITS_28 = 2 ** 28;
const MASK_28 = BITS_28 - 1;

const scratch = new Uint8Array(8);
const scratchView = new DataView(scratch.buffer);
const textEncoder = new TextEncoder();

/** A writer with nothing written. */
export function makeWriter(): WireWriter {
  return { bytes: new Uint8Array(FIRST_SIZE), at: FIRST_SIZE };
}

/** Makes room in front. */
function reserve(writer: WireWriter, count: number): void {
  if (writer.at >= count) return;
  const { bytes, at } = writer;
  const larger = new Uint8Array(Math.max(bytes.length * 2, bytes.length + count));
  const start = larger.length - (bytes.length - at);
  larger.set(bytes.subarray(at), start);
  writer.bytes = larger;
  writer.at = start;
}

/** A safe integer as a varint; a negative one takes ten bytes. */
export function writeVarint(writer: WireWriter, value: number): void {
  reserve(writer, MAX_VARINT_BYTES);
  const { bytes } = writer;
  if (value >= 0 && value < 0x80) {
    bytes[--writer.at] = value;
  } else if (value < 0) {
    writeNegative(writer, value);
  } else {
    let size = 1;
    for (let limit = 0x80; value >= limit; limit *= 0x80) size++;
    writer.at -= size;
    let { at } = writer;
    let rest = value;
    for (; rest > MAX_INT32; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80;
    for (; rest >= 0x80; rest >>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at] = rest;
  }
}

/** Two's complement of 64 bits: 28, 28, and the last 8, which are all set. */
function writeNegative(writer: WireWriter, value: number): void {
  const { bytes } = writer;
  const inverse = -(value + 1);
  const low = ~(inverse % BITS_28) & MASK_28;
  const middle = ~Math.floor(inverse / BITS_28) & MASK_28;
  writer.at -= MAX_VARINT_BYTES;
  const { at } = writer;
  for (let i = 0; i < 4; i++) {
    bytes[at + i] = ((low >>> (7 * i)) & 0x7f) | 0x80;
    bytes[at + 4 + i] = ((middle >>> (7 * i)) & 0x7f) | 0x80;
  }
  bytes[at + 8] = 0xff;
  bytes[at + 9] = 1;
}

/** Eight bytes, little-endian. */
export function writeDouble(writer: WireWriter, value: number): void {
  reserve(writer, 8);
  scratchView.setFloat64(0, value, true);
  writer.at -= 8;
  writer.bytes.set(scratch, writer.at);
}

/** A text as UTF-8, with its length in front. */
export function writeString(writer: WireWriter, text: string): void {
  if (text.length > SHORT_TEXT || !writeShortAscii(writer, text)) {
    const encoded = textEncoder.encode(text);
    reserve(writer, encoded.length);
    writer.at -= encoded.length;
    writer.bytes.set(encoded, writer.at);
    writeVarint(writer, encoded.length);
  }
}

/** False, and nothing is written, when there is anything but ASCII in it. */
function writeShortAscii(writer: WireWriter, text: string): boolean {
  const { length } = text;
  reserve(writer, length);
  const { bytes } = writer;
  const start = writer.at - length;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return false;
    bytes[start + i] = code;
  }
  writer.at = start;
  writeVarint(writer, length);
  return true;
}
