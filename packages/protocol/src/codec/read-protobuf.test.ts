import { describe, expect, test } from 'vitest';
import { chunk, double, numberField, tag, varint, writeEnvelope } from '../../test/plain-protobuf.ts';
import { ProtocolError } from '../errors/protocol-error.ts';
import { double as doubleOf, int64, modelOf, optional, repeated, stateOf, string, uint64 } from '../schema/fields.ts';
import { event, type Message, model } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';
import type { Incoming, Oddity } from './codec.ts';
import { createProtobufTableCodec } from './protobuf-codec.ts';

const Status = { OPEN: 1, CLOSED: 2 } as const;
type Status = (typeof Status)[keyof typeof Status];
const Position = model('Position', {
  positionId: int64(1),
  status: stateOf<Status>(2, Status),
  swap: optional(int64(3)),
});
interface Position extends Payload<typeof Position> {}
const PositionEvent = event(9001, 'PositionEvent', {
  accountId: int64(2),
  position: optional(modelOf<Position>(3, Position)),
  ids: repeated(uint64(4)),
  packedIds: repeated(uint64(5), { packed: true }),
  prices: repeated(doubleOf(6)),
  names: repeated(string(7)),
  closed: repeated(modelOf<Position>(9, Position)),
  farAway: optional(int64(3_000)),
});

const oddities: Oddity[] = [];
const find = (payloadType: number): Message | undefined => (payloadType === 9001 ? PositionEvent : undefined);
const codec = createProtobufTableCodec(find, { onOddity: (oddity) => oddities.push(oddity) });

const account = numberField(2, 7);
const decode = (...fields: readonly (readonly number[])[]): Incoming =>
  codec.decode(writeEnvelope(9001, [...account, ...fields.flat()], 'id'));
const read = (...fields: readonly (readonly number[])[]): object => decode(...fields).payload;

const refusalOf = (run: () => unknown): ProtocolError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error('accepted');
};
const refusal = (...fields: readonly (readonly number[])[]): ProtocolError => refusalOf(() => decode(...fields));
const frameRefusal = (bytes: readonly number[]): ProtocolError => refusalOf(() => codec.decode(Uint8Array.from(bytes)));

describe('what is understood', () => {
  test('lists of numbers in both forms, mixed, however they are declared', () => {
    const both = (number: number): number[] => [
      ...numberField(number, 1),
      ...chunk(number, [...varint(2n), ...varint(300n)]),
      ...numberField(number, 4),
    ];
    expect(read(both(4), both(5))).toEqual({ accountId: 7, ids: [1, 2, 300, 4], packedIds: [1, 2, 300, 4] });
    expect(read(chunk(6, [...double(1.5), ...double(-0)]), tag(6, 1), double(2))).toEqual({
      accountId: 7,
      prices: [1.5, -0, 2],
    });
  });

  test('a chunk without numbers is no list', () => {
    expect(read(chunk(4, []), chunk(5, []))).toEqual({ accountId: 7 });
  });

  test('list items with other fields between them', () => {
    expect(read(numberField(4, 1), chunk(7, [97]), numberField(4, 2), chunk(7, []))).toEqual({
      accountId: 7,
      ids: [1, 2],
      names: ['a', ''],
    });
  });

  test('fields in any order, the last of equal ones', () => {
    const reversed = codec.decode(
      writeEnvelope(9001, [...numberField(4, 1), ...numberField(2, 1), ...numberField(2, 8)]),
    );
    expect(reversed.payload).toEqual({ ids: [1], accountId: 8 });
  });

  test('parts of one structure are merged', () => {
    const position = (...fields: number[][]): number[] => chunk(3, fields.flat());
    expect(
      read(position(numberField(1, 5), numberField(3, 1)), position(numberField(2, 1), numberField(3, 2))),
    ).toEqual({
      accountId: 7,
      position: { positionId: 5, status: 1, swap: 2 },
    });
  });

  test('unknown fields of every wire type are passed over', () => {
    const group = [
      ...tag(50, 3),
      ...numberField(1, 1),
      ...tag(51, 3),
      ...chunk(2, [1, 2]),
      ...tag(51, 4),
      ...tag(50, 4),
    ];
    expect(
      read(numberField(50, 2n ** 64n - 1n), tag(50, 1), double(1), chunk(50, [255, 255]), group, [
        ...tag(50, 5),
        1,
        2,
        3,
        4,
      ]),
    ).toEqual({ accountId: 7 });
  });

  test('a payload type inside the payload is passed over', () => {
    expect(read(numberField(1, 9001))).toEqual({ accountId: 7 });
  });

  test('field numbers and values that are longer than they need be', () => {
    expect(read([0x90, 0x80, 0x00, 0x88, 0x80, 0x80, 0x00])).toEqual({ accountId: 8 });
    expect(read([0x88, 0x01, 0x05])).toEqual({ accountId: 7 });
    expect(read(numberField(3_000, 5))).toEqual({ accountId: 7, farAway: 5 });
  });

  test('unknown states, which are reported', () => {
    expect(read(chunk(3, [...numberField(1, 5), ...numberField(2, 9)]))).toEqual({
      accountId: 7,
      position: { positionId: 5, status: 9 },
    });
    expect(oddities.splice(0)).toEqual([
      { kind: 'unknown-state', message: 'PositionEvent', field: 'position.status', value: 9 },
    ]);
  });

  test('a message of an unknown type, without its payload', () => {
    expect(codec.decode(writeEnvelope(7777, [1, 2, 3], 'a'))).toEqual({
      payloadType: 7777,
      clientMsgId: 'a',
      message: undefined,
      payload: {},
    });
  });

  test('an envelope in any order, with fields that we do not know', () => {
    const envelope = [
      ...chunk(9, [1]),
      ...chunk(3, [97]),
      ...chunk(2, [1]),
      ...chunk(2, account),
      ...numberField(1, 9001),
    ];
    expect(codec.decode(Uint8Array.from(envelope))).toMatchObject({ clientMsgId: 'a', payload: { accountId: 7 } });
  });

  test('a frame that is a part of a larger buffer', () => {
    const frame = writeEnvelope(9001, [...account, ...chunk(7, [...new TextEncoder().encode('é'.repeat(30))])]);
    const around = Buffer.concat([Buffer.alloc(9, 0x08), frame, Buffer.alloc(9, 0x08)]);
    expect(codec.decode(around.subarray(9, 9 + frame.length))).toEqual(codec.decode(frame));
  });
});

describe('what does not fit its declaration is a BAD_FIELD, named as it is for JSON', () => {
  test.each([
    ['a text for a number', chunk(2, [49]), 'accountId must be an integer, not bytes of another kind'],
    [
      'eight bytes for a number',
      [...tag(2, 1), ...double(1)],
      'accountId must be an integer, not bytes of another kind',
    ],
    ['a number for a structure', numberField(3, 5), 'position must be an object, not bytes of another kind'],
    ['a number for a text', numberField(7, 5), 'names[0] must be a string, not bytes of another kind'],
    ['a number for a double', numberField(6, 5), 'prices[0] must be a number, not bytes of another kind'],
    ['a group for a structure', [...tag(9, 3), ...tag(9, 4)], 'closed[0] must be an object, not bytes of another kind'],
    ['bytes that are not UTF-8', chunk(7, [0xff]), 'names[0] must be a string, not bytes of another kind'],
    ['NaN', [...tag(6, 1), ...double(Number.NaN)], 'prices[0] must be a number, not NaN'],
    ['missing fields', chunk(9, [...numberField(1, 5)]), 'it lacks closed[0].status'],
    [
      'missing fields in what is there twice',
      [...chunk(3, []), ...chunk(3, numberField(2, 1))],
      'it lacks position.positionId',
    ],
  ])('%s', (_, field, reason) => {
    const error = refusal(field);
    expect({ code: error.code, message: error.message }).toEqual({
      code: 'BAD_FIELD',
      message: `Cannot read PositionEvent: ${reason}.`,
    });
    expect(error.facts).toMatchObject({ payloadType: 9001, clientMsgId: 'id' });
  });

  test('a right value after a wrong one counts', () => {
    expect(read(chunk(2, [49]), numberField(2, 9))).toEqual({ accountId: 9 });
  });
});

describe('what is damaged is a BAD_FRAME', () => {
  const groups = (depth: number): number[] => [
    ...Array.from({ length: depth }, () => tag(50, 3)).flat(),
    ...Array.from({ length: depth }, () => tag(50, 4)).flat(),
  ];
  test.each([
    ['a field that ends early', [0x10], 'ends in the middle of a field'],
    ['a number that ends early', [0x10, 0x80], 'ends in the middle of a field'],
    ['eight bytes that end early', [...tag(6, 1), 1, 2, 3], 'ends in the middle of a field'],
    ['four bytes that end early', [...tag(50, 5), 1, 2, 3], 'ends in the middle of a field'],
    ['a length beyond the end', [...tag(7, 2), 5, 1], 'has a field that is longer than the rest'],
    ['a huge length', [...tag(7, 2), ...varint(2n ** 64n - 1n)], 'has a field that is longer than the rest'],
    ['a length of 2^53', [...tag(3, 2), ...varint(2n ** 53n)], 'has a field that is longer than the rest'],
    ['a number over the end of its structure', chunk(3, [0x08, 0x80]), 'ends in the middle of a field'],
    [
      'a text over the end of its structure',
      [...chunk(3, [...tag(50, 2), 3]), 1, 2, 3],
      'has a field that is longer than the rest',
    ],
    ['a chunk that ends in a number', chunk(4, [0x80]), 'ends in the middle of a field'],
    [
      'a number of eleven bytes',
      [0x10, ...Array.from({ length: 10 }, () => 0x80), 0],
      'has a number of more than 64 bits',
    ],
    ['a number of 65 bits', [0x10, ...Array.from({ length: 9 }, () => 0x80), 2], 'has a number of more than 64 bits'],
    ['field number 0', [0x00, 0x01], 'has a field without a valid number'],
    ['a field number of more than 29 bits', [...varint(2n ** 32n), 0], 'has a field without a valid number'],
    ['wire type 6', [0x16, 0x01], 'has a field of a kind that does not exist'],
    ['wire type 7', [...tag(50, 7), 0x01], 'has a field of a kind that does not exist'],
    ['a group that is not closed', tag(50, 3), 'ends in the middle of a field'],
    ['a group that is not open', tag(50, 4), 'closes a group that is not open'],
    ['a group closed by another', [...tag(50, 3), ...tag(51, 4)], 'closes a group that is not open'],
    ['groups too deep', groups(65), 'is nested too deeply'],
    ['a depth bomb', groups(100_000), 'is nested too deeply'],
  ])('%s', (_, field, reason) => {
    const error = refusal(field);
    expect(error.code).toBe('BAD_FRAME');
    expect(error.message).toMatch(/^Cannot read a frame of \d+ bytes: it /);
    expect(error.message).toContain(`: it ${reason}.`);
    expect(error.facts).toMatchObject({ payloadType: 9001, clientMsgId: 'id' });
  });

  test('groups just deep enough are passed over', () => {
    expect(read(groups(64))).toEqual({ accountId: 7 });
  });

  test.each([
    ['no bytes', [], 'has no payloadType'],
    ['no payload type', chunk(2, account), 'has no payloadType'],
    ['a payload type of 33 bits', numberField(1, 2 ** 32), 'has a payloadType of more than 32 bits'],
    ['a payload type of 64 bits', numberField(1, 2n ** 64n - 1n), 'has a payloadType of more than 32 bits'],
    ['a payload type that is a text', chunk(1, [49]), 'has an envelope of another kind'],
    ['a payload that is a number', [...numberField(1, 9001), ...numberField(2, 1)], 'has an envelope of another kind'],
    ['an id that is a number', [...numberField(1, 9001), ...numberField(3, 1)], 'has an envelope of another kind'],
    ['an id that is not UTF-8', [...numberField(1, 9001), ...chunk(3, [0xff])], 'has a clientMsgId that is not UTF-8'],
    [
      'a payload beyond the end',
      [...numberField(1, 9001), ...tag(2, 2), 9],
      'has a field that is longer than the rest',
    ],
    ['JSON', [...new TextEncoder().encode('{"payloadType":2104}')], 'has a field that is longer than the rest'],
  ])('the envelope: %s', (_, bytes, reason) => {
    const error = frameRefusal(bytes);
    const size = bytes.length === 1 ? '1 byte' : `${bytes.length} bytes`;
    expect(error.message).toBe(`Cannot read a frame of ${size}: it ${reason}.`);
    expect({ code: error.code, facts: error.facts }).toEqual({ code: 'BAD_FRAME', facts: { length: bytes.length } });
  });

  test('every shortened frame is refused or reads as something', () => {
    const whole = writeEnvelope(9001, [...account, ...chunk(3, [...numberField(1, 5), ...numberField(2, 1)])], 'id');
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.slice(0, length);
      let outcome: unknown;
      try {
        outcome = codec.decode(cut);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
        continue;
      }
      expect(outcome).toMatchObject({ payloadType: 9001, clientMsgId: undefined });
    }
  });
});
