import type { Message } from '../schema/message.ts';
import { readText } from './read-document.ts';
import { type PayloadProblems, type PayloadResult, type ReadPayloadOptions, readPayload } from './read-payload.ts';
import {
  makeCursor,
  readChunkEnd,
  readDouble,
  readTag,
  readVarint,
  skipValue,
  type WireCursor,
} from './wire-cursor.ts';
import { CHUNK, type WireField, type WirePlan, wirePlanOf } from './wire-plan.ts';

/** The parts of a protobuf frame, the payload not yet read. */
export interface ProtobufEnvelope {
  /** Undefined when the envelope has none. */
  readonly payloadType: number | undefined;
  readonly clientMsgId: string | undefined;
  /** The frame, and where in it the payload lies. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Bytes that are no protobuf message. `damage` completes the sentence "the frame …" and quotes nothing. */
export interface ProtobufDamage {
  readonly ok: false;
  readonly damage: string;
}

/** What {@link openProtobufFrame} found. */
export type ProtobufEnvelopeResult = { readonly ok: true; readonly envelope: ProtobufEnvelope } | ProtobufDamage;

/** What {@link readProtobufPayload} found. */
export type ProtobufPayloadResult = PayloadResult | ProtobufDamage;

/** The largest 32-bit unsigned integer: the range of payload types. */
const MAX_PAYLOAD_TYPE = 2 ** 32 - 1;

/** Longer texts are left to the decoder of the platform. */
const SHORT_TEXT = 24;

const TYPE_TAG = 0x08;
const PAYLOAD_TAG = 0x12;
const ID_TAG = 0x1a;

/**
 * Stands where the bytes hold something else than the field is declared to be: another wire type, or bytes that are not
 * UTF-8. No check accepts a symbol, so that it ends up among the wrong values.
 */
const MISPLACED = Symbol('misplaced');
const DESCRIPTION_OF_MISPLACED = 'bytes of another kind';

/**
 * Takes a frame apart: `payloadType` (1), `payload` (2), `clientMsgId` (3). Tolerated: fields in any order, unknown
 * fields (dropped), the last of equal ones counts.
 */
export function openProtobufFrame(frame: Uint8Array): ProtobufEnvelopeResult {
  const cursor = makeCursor(frame, 0, frame.length);
  let payloadType: number | bigint | undefined;
  let clientMsgId: string | undefined;
  let start = 0;
  let end = 0;
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag === TYPE_TAG) {
      payloadType = readVarint(cursor, false);
    } else if (tag === PAYLOAD_TAG) {
      end = readChunkEnd(cursor);
      start = cursor.at;
      cursor.at = end;
    } else if (tag === ID_TAG) {
      clientMsgId = readString(cursor);
      if (clientMsgId === undefined) return { ok: false, damage: 'has a clientMsgId that is not UTF-8' };
    } else {
      skipValue(cursor, tag);
      if (tag >>> 3 <= ID_TAG >>> 3) cursor.reason ??= 'has an envelope of another kind';
    }
  }
  if (cursor.reason !== undefined) return { ok: false, damage: cursor.reason };
  if (typeof payloadType === 'bigint' || (payloadType !== undefined && payloadType > MAX_PAYLOAD_TYPE)) {
    return { ok: false, damage: 'has a payloadType of more than 32 bits' };
  }
  return { ok: true, envelope: { payloadType, clientMsgId, bytes: frame, start, end } };
}

/**
 * Reads the payload of a frame against its declaration. The bytes decide what stands where, and then the same checks
 * as for JSON decide whether it is right ({@link readPayload}): the problems are those of the same message in JSON.
 * Unknown fields are dropped, a number of more than 53 bits is refused with all its digits.
 */
export function readProtobufPayload(
  message: Message,
  { bytes, start, end }: ProtobufEnvelope,
  options: ReadPayloadOptions = {},
): ProtobufPayloadResult {
  const cursor = makeCursor(bytes, start, end);
  const value = readModel(cursor, wirePlanOf(message), {});
  if (cursor.reason !== undefined) return { ok: false, damage: cursor.reason };
  const result = readPayload(message, value, options);
  return result.ok ? result : describeMisplaced(result);
}

function describeMisplaced(problems: PayloadProblems): PayloadProblems {
  const wrong = problems.wrong.map((one) =>
    one.found === 'a symbol' ? { ...one, found: DESCRIPTION_OF_MISPLACED } : one,
  );
  return { ...problems, wrong };
}

type Values = Record<string, unknown>;

/** Reads up to the cursor's end, into an object that may have values already: parts of one structure are merged. */
function readModel(cursor: WireCursor, plan: WirePlan, values: Values): Values {
  const { end } = cursor;
  while (cursor.at < end) {
    const tag = readTag(cursor);
    const field = plan.byNumber[tag >>> 3];
    if (field === undefined) {
      skipValue(cursor, tag);
    } else if (field.isRepeated) {
      readItems(cursor, field, tag, values);
    } else if ((tag & 7) !== field.wireType) {
      values[field.name] = misplace(cursor, tag);
    } else if (field.model === undefined) {
      values[field.name] = readScalar(cursor, field.kind);
    } else {
      const known = values[field.name];
      values[field.name] = readNested(cursor, field.model, isValues(known) ? known : {});
    }
  }
  return values;
}

/** Items of a list that follow each other, one by one or in a chunk of numbers, whichever way the list is declared. */
function readItems(cursor: WireCursor, field: WireField, firstTag: number, values: Values): void {
  const known = values[field.name];
  const list: unknown[] = Array.isArray(known) ? known : [];
  let tag = firstTag;
  let before = cursor.at;
  do {
    if ((tag & 7) === field.wireType) {
      list.push(field.model === undefined ? readScalar(cursor, field.kind) : readNested(cursor, field.model, {}));
    } else if ((tag & 7) === CHUNK) {
      readChunk(cursor, field.kind, list);
    } else {
      list.push(misplace(cursor, tag));
    }
    before = cursor.at;
    tag = before < cursor.end ? readTag(cursor) : 0;
  } while (tag >>> 3 === firstTag >>> 3);
  // The field that ended the list is read again.
  if (cursor.reason === undefined) cursor.at = before;
  // A chunk without numbers says no more than no chunk at all.
  if (list.length > 0) values[field.name] = list;
}

function readChunk(cursor: WireCursor, kind: WireField['kind'], list: unknown[]): void {
  const outerEnd = cursor.end;
  cursor.end = readChunkEnd(cursor);
  while (cursor.at < cursor.end) list.push(readScalar(cursor, kind));
  cursor.end = outerEnd;
}

function misplace(cursor: WireCursor, tag: number): symbol {
  skipValue(cursor, tag);
  return MISPLACED;
}

function readScalar(cursor: WireCursor, kind: WireField['kind']): unknown {
  switch (kind) {
    case 'uint32':
    case 'uint64':
      return readVarint(cursor, false);
    case 'int32':
    case 'int64':
    case 'enum':
      return readVarint(cursor, true);
    case 'bool':
      return readVarint(cursor, false) !== 0;
    case 'double':
      return readDouble(cursor);
    case 'string':
      return readString(cursor) ?? MISPLACED;
    default:
      // Only the envelope has bytes, and structures are not read here.
      return misplace(cursor, CHUNK);
  }
}

function readNested(cursor: WireCursor, plan: WirePlan, values: Values): Values {
  const outerEnd = cursor.end;
  cursor.end = readChunkEnd(cursor);
  readModel(cursor, plan, values);
  cursor.end = outerEnd;
  return values;
}

/** What stands at a structure's place is what we put there: nothing, {@link MISPLACED}, or values. */
function isValues(known: unknown): known is Values {
  return typeof known === 'object';
}

/** `undefined` when the bytes are not UTF-8. */
function readString(cursor: WireCursor): string | undefined {
  const end = readChunkEnd(cursor);
  const { bytes, at } = cursor;
  cursor.at = end;
  return end - at > SHORT_TEXT
    ? readText(bytes.subarray(at, end))
    : (readShortAscii(bytes, at, end) ?? readText(bytes.subarray(at, end)));
}

function readShortAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
