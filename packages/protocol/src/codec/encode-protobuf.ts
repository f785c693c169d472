import type { Message } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';
import { isIntegerWithin } from './encode-json.ts';
import { refusePayload } from './encode-refusal.ts';
import { unknownKeyIn } from './field-plan.ts';
import { isRecord } from './read-envelope.ts';
import { type WireField, type WirePlan, wirePlanOf } from './wire-plan.ts';
import { makeWriter, type WireWriter, writeDouble, writeString, writeVarint } from './wire-writer.ts';

const TYPE_TAG = 0x08;
const PAYLOAD_TAG = 0x12;
const ID_TAG = 0x1a;

/** Left by the last call for the next one; whoever uses it takes it away first, as a getter may call us again. */
let idleWriter: WireWriter | undefined;

/**
 * Writes one message as the bytes of a frame, without the length that goes before it on TCP: the envelope around the
 * payload, fields in ascending order of their numbers, unset fields and empty lists left out. Fields that are set are
 * written, also when they are 0 or false. The payload's own `payloadType` (field 1) is not written, as the real server
 * leaves it out, and the payload is there even if it is empty (PROTOCOL.md).
 *
 * Halves of surrogate pairs become U+FFFD, as UTF-8 cannot hold them.
 *
 * @throws ProtocolError `BAD_PAYLOAD` or `INTEGER_TOO_LARGE`, for the same reasons as JSON.
 */
export function encodeProtobuf<M extends Message>(message: M, payload: Payload<M>, clientMsgId?: string): Uint8Array {
  const isIdRight = clientMsgId === undefined || typeof clientMsgId === 'string';
  const writer = idleWriter ?? makeWriter();
  idleWriter = undefined;
  writer.at = writer.bytes.length;
  if (isIdRight && clientMsgId !== undefined) {
    writeString(writer, clientMsgId);
    writeVarint(writer, ID_TAG);
  }
  const before = written(writer);
  if (!isIdRight || !isRecord(payload) || !writeModel(writer, wirePlanOf(message), payload)) {
    throw refusePayload(message, payload, clientMsgId);
  }
  writeVarint(writer, written(writer) - before);
  writeVarint(writer, PAYLOAD_TAG);
  writeVarint(writer, message.payloadType);
  writeVarint(writer, TYPE_TAG);
  idleWriter = writer;
  return writer.bytes.slice(writer.at);
}

/** False when anything does not fit; why is found out afterwards. Last field first, because lengths go in front. */
function writeModel(writer: WireWriter, plan: WirePlan, value: Readonly<Record<string, unknown>>): boolean {
  let known = 0;
  for (let index = plan.fields.length - 1; index >= 0; index--) {
    const field = plan.fields[index];
    if (field === undefined) continue;
    const item = value[field.name];
    if (item === undefined) {
      if (field.isRequired) return false;
      continue;
    }
    known++;
    if (field.isRepeated ? !writeList(writer, field, item) : !writeField(writer, field, item)) return false;
  }
  return !unknownKeyIn(plan.plan, value, known);
}

function writeList(writer: WireWriter, field: WireField, list: unknown): boolean {
  if (!Array.isArray(list)) return false;
  const before = written(writer);
  for (let index = list.length - 1; index >= 0; index--) {
    const item: unknown = list[index];
    if (!(field.isPacked ? writeValue(writer, field, item) : writeField(writer, field, item))) return false;
  }
  if (field.isPacked && list.length > 0) {
    writeVarint(writer, written(writer) - before);
    writeVarint(writer, field.tag);
  }
  return true;
}

function writeField(writer: WireWriter, field: WireField, value: unknown): boolean {
  if (!writeValue(writer, field, value)) return false;
  writeVarint(writer, field.tag);
  return true;
}

/** Accepts what the JSON writer accepts. */
function writeValue(writer: WireWriter, field: WireField, value: unknown): boolean {
  const { item, model } = field;
  switch (item.check) {
    case 'integer':
      if (!isIntegerWithin(value, item.min, item.max)) return false;
      writeVarint(writer, value);
      return true;
    case 'double':
      if (typeof value !== 'number' || !Number.isFinite(value)) return false;
      writeDouble(writer, value);
      return true;
    case 'enum':
      if (typeof value !== 'number' || !item.numbers.has(value)) return false;
      writeVarint(writer, value);
      return true;
    case 'bool':
      if (typeof value !== 'boolean') return false;
      writeVarint(writer, value ? 1 : 0);
      return true;
    case 'string':
      if (typeof value !== 'string') return false;
      writeString(writer, value);
      return true;
    case 'model': {
      const before = written(writer);
      if (model === undefined || !isRecord(value) || !writeModel(writer, model, value)) return false;
      writeVarint(writer, written(writer) - before);
      return true;
    }
    default:
      return false;
  }
}

function written(writer: WireWriter): number {
  return writer.bytes.length - writer.at;
}
