import { findMessage } from '@tickwire/protocol';
import type { Damage } from './act.ts';

/** One field as it stands in the bytes. */
interface Span {
  readonly number: number;
  readonly wireType: number;
  /** Where its tag begins, its value begins, and it ends. */
  readonly from: number;
  readonly valueFrom: number;
  readonly to: number;
}

interface Envelope {
  readonly payloadType: number;
  readonly payload: Uint8Array;
  /** All fields but these two. */
  readonly rest: Uint8Array;
}

type Change = (envelope: Envelope, amount: number, frame: Uint8Array) => Uint8Array;

/** 2^53 + 1 as a varint. */
const tooBig = Uint8Array.of(0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10);

/** Field 15000 with the bytes "extra". */
const extraField = Uint8Array.of(0xc2, 0xa9, 0x07, 5, 0x65, 0x78, 0x74, 0x72, 0x61);

const changes: Readonly<Partial<Record<Damage['kind'], Change>>> = {
  cut: (_, __, frame) => frame.slice(0, Math.ceil(frame.length / 2)),
  // A second clientMsgId; of two the last one counts.
  'invalid-utf8': (_, __, frame) => join(frame, Uint8Array.of(0x1a, 1, 0xff)),
  'duplicate-keys': (_, __, frame) => join(Uint8Array.of(0x08), varint(9_999), frame),
  'big-integers': (envelope) => close({ ...envelope, payload: growInteger(envelope.payload) }),
  'missing-field': (envelope) => close({ ...envelope, payload: dropRequired(envelope) }),
  'extra-fields': (envelope) => join(close({ ...envelope, payload: join(envelope.payload, extraField) }), extraField),
  'payload-type': (envelope, amount) => close({ ...envelope, payloadType: amount }),
  huge: (_, amount, frame) => {
    const padding = new Uint8Array(Math.max(0, amount - frame.length));
    return join(frame, Uint8Array.of(0xc2, 0xa9, 0x07), varint(padding.length), padding);
  },
};

/** The bytes of a message with this damage; unchanged when there is nothing in it to damage. */
export function damageProtobuf(frame: Uint8Array, { kind, amount }: Damage): Uint8Array {
  return changes[kind]?.(open(frame), amount, frame) ?? frame;
}

function open(frame: Uint8Array): Envelope {
  let payloadType = 0;
  let payload = new Uint8Array();
  const rest: Uint8Array[] = [];
  for (const span of spansOf(frame)) {
    if (span.number === 1) payloadType = readVarint(frame, span.valueFrom).value;
    else if (span.number === 2) payload = frame.slice(span.valueFrom, span.to);
    else rest.push(frame.subarray(span.from, span.to));
  }
  return { payloadType, payload, rest: join(...rest) };
}

function close({ payloadType, payload, rest }: Envelope): Uint8Array {
  return join(Uint8Array.of(0x08), varint(payloadType), Uint8Array.of(0x12), varint(payload.length), payload, rest);
}

function growInteger(payload: Uint8Array): Uint8Array {
  const span = spansOf(payload).find((one) => one.wireType === 0);
  return span === undefined ? payload : join(payload.subarray(0, span.valueFrom), tooBig, payload.subarray(span.to));
}

function dropRequired({ payloadType, payload }: Envelope): Uint8Array {
  const fields = Object.values(findMessage(payloadType)?.fields ?? {});
  const number = fields.find((field) => field.label === 'required')?.number;
  const kept = spansOf(payload).filter((span) => span.number !== number);
  return join(...kept.map((span) => payload.subarray(span.from, span.to)));
}

/** The fields of a message that we have written ourselves: varints, doubles and runs of bytes. */
function spansOf(bytes: Uint8Array): readonly Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < bytes.length; ) {
    const tag = readVarint(bytes, from);
    const wireType = tag.value & 7;
    let valueFrom = tag.to;
    let to = valueFrom + 8;
    if (wireType === 0) to = readVarint(bytes, valueFrom).to;
    if (wireType === 2) {
      const length = readVarint(bytes, valueFrom);
      valueFrom = length.to;
      to = valueFrom + length.value;
    }
    spans.push({ number: tag.value >>> 3, wireType, from, valueFrom, to });
    from = to;
  }
  return spans;
}

function readVarint(bytes: Uint8Array, from: number): { readonly value: number; readonly to: number } {
  let value = 0;
  let to = from;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[to++] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, to };
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
