import type { Damage } from '../faults/act.ts';
import { damageJson } from '../faults/damage-json.ts';
import { damageProtobuf } from '../faults/damage-protobuf.ts';
import { frameLength, lengthBytes } from './length-frame.ts';
import { frameBinary } from './websocket-frame.ts';

/** Turns a frame that is right into one that is not. */
export type MangleFrame = (frame: Uint8Array, damage: Damage) => Uint8Array;

/** A ping without a payload. */
const ping = Uint8Array.of(0x89, 0);

const finalBit = 0x80;
/** RSV1: the payload is compressed (RFC 7692). */
const compressedBit = 0x40;
const textOpcode = 1;
const binaryOpcode = 2;

/** Many pings in a row. */
export function repeatPing(count: number): Uint8Array {
  return Buffer.alloc(count * ping.length, ping);
}

/** Damages JSON in a WebSocket text frame. */
export const mangleText: MangleFrame = (frame, damage) => {
  const body = bodyOf(frame);
  if (isFraming(damage)) return mangleFraming(body, textOpcode, damage, padJson);
  const damaged = damageJson(Buffer.from(body).toString(), damage);
  return reframe(damaged, textOpcode);
};

/** Damages Protobuf in a WebSocket binary frame. */
export const mangleBinary: MangleFrame = (frame, damage) => {
  const body = bodyOf(frame);
  if (isFraming(damage)) return mangleFraming(body, binaryOpcode, damage, padProtobuf);
  return reframe(damageProtobuf(body, damage), binaryOpcode);
};

/** Damages Protobuf with its length in front. */
export const mangleLength: MangleFrame = (frame, damage) => {
  if (damage.kind !== 'wrong-length') return frameLength(damageProtobuf(frame.subarray(lengthBytes), damage));
  const wrong = Buffer.from(frame);
  wrong.writeUInt32BE(damage.amount, 0);
  return wrong;
};

type Pad = (body: Uint8Array, length: number) => Uint8Array;

const padJson: Pad = (body, length) => damageJson(Buffer.from(body).toString(), { kind: 'huge', amount: length });
const padProtobuf: Pad = (body, length) => damageProtobuf(body, { kind: 'huge', amount: length });

function isFraming({ kind }: Damage): boolean {
  return ['other-opcode', 'compressed-bit', 'split', 'one-byte-fragments'].includes(kind);
}

function mangleFraming(body: Uint8Array, opcode: number, { kind, amount }: Damage, pad: Pad): Uint8Array {
  switch (kind) {
    case 'other-opcode':
      return reframe(body, opcode === textOpcode ? binaryOpcode : textOpcode);
    case 'compressed-bit': {
      const frame = Buffer.from(reframe(body, opcode));
      frame[0] = finalBit | compressedBit | opcode;
      return frame;
    }
    case 'split':
      return fragment(body, opcode, Math.ceil(body.length / amount), ping);
    default:
      return fragment(pad(body, amount), opcode, 1, new Uint8Array());
  }
}

/** A message in pieces, with something between them. */
function fragment(body: Uint8Array, opcode: number, size: number, between: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let from = 0; from < body.length; from += size) {
    const piece = frameBinary(body.subarray(from, from + size));
    piece[0] = (from === 0 ? opcode : 0) | (from + size >= body.length ? finalBit : 0);
    if (from > 0) parts.push(between);
    parts.push(piece);
  }
  return Buffer.concat(parts);
}

/** The payload of one of our own WebSocket frames, which are neither masked nor fragmented. */
function bodyOf(frame: Uint8Array): Uint8Array {
  const length = frame[1] ?? 0;
  return frame.subarray(length < 126 ? 2 : length === 126 ? 4 : 10);
}

function reframe(body: Uint8Array, opcode: number): Uint8Array {
  const frame = frameBinary(body);
  frame[0] = finalBit | opcode;
  return frame;
}
