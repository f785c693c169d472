import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberField, tag, writeEnvelope } from '../../test/plain-protobuf.ts';
import { SpotEvent } from '../messages/quotes.ts';
import { findMessage } from '../registry.ts';
import type { Incoming } from './codec.ts';
import { createProtobufTableCodec } from './protobuf-codec.ts';
import { createProtobufSpotReader } from './protobuf-spot-reader.ts';

const readSpot = createProtobufSpotReader(SpotEvent);
const codec = createProtobufTableCodec(findMessage);
const general = createProtobufTableCodec(findMessage, { readers: new Map() });

/** What a decoder makes of a frame, be it a message or an error. */
const outcomeOf = (decode: (frame: Uint8Array) => Incoming, frame: Uint8Array): unknown => {
  try {
    return decode(frame);
  } catch (error) {
    return error;
  }
};

const base = { ctidTraderAccountId: 40000001, symbolId: 1 };

test.each([
  ['both prices', { ...base, bid: 115229, ask: 115231 }],
  ['only a bid', { ...base, bid: 115229 }],
  ['only an ask', { ...base, ask: 115231 }],
  ['both prices and a time', { ...base, bid: 115229, ask: 115231, timestamp: 1758756846479 }],
  ['a bid and a time', { ...base, bid: 115229, timestamp: 1758756846479 }],
  ['an ask and a time', { ...base, ask: 115231, timestamp: 1758756846479 }],
  ['zeros', { ctidTraderAccountId: 0, symbolId: 0, bid: 0, ask: 0 }],
  ['49 bits', { ...base, bid: 2 ** 49 - 1 }],
])('the known form is read: %s', (_, payload) => {
  const incoming = readSpot(codec.encode(SpotEvent, payload));
  expect(incoming).toEqual({ payloadType: 2131, clientMsgId: undefined, message: SpotEvent, payload });
  expect(Object.keys(incoming?.payload ?? {})).toEqual(Object.keys(payload));
});

describe('a surprise is left to the general reader', () => {
  const ids = [...numberField(2, 7), ...numberField(3, 1)];
  test.each([
    ['no price', writeEnvelope(2131, ids)],
    ['a close of the session', writeEnvelope(2131, [...ids, ...numberField(4, 1), ...numberField(7, 1)])],
    ['another order', writeEnvelope(2131, [...ids, ...numberField(5, 1), ...numberField(4, 1)])],
    ['a message id', writeEnvelope(2131, [...ids, ...numberField(4, 1)], 'a')],
    ['an inner payload type', writeEnvelope(2131, [...numberField(1, 2131), ...ids, ...numberField(4, 1)])],
    ['an unknown field', writeEnvelope(2131, [...ids, ...numberField(4, 1), ...numberField(60, 1)])],
    ['a negative time', writeEnvelope(2131, [...ids, ...numberField(4, 1), ...numberField(8, -1)])],
    ['50 bits', writeEnvelope(2131, [...ids, ...numberField(4, 2 ** 49)])],
    ['a number that ends early', writeEnvelope(2131, [...ids, ...tag(4, 0), 0x80])],
    ['no number', writeEnvelope(2131, [...ids, ...tag(4, 0)])],
    ['no account', writeEnvelope(2131, [...numberField(3, 1), ...numberField(4, 1)])],
    ['no symbol', writeEnvelope(2131, [...numberField(2, 1), ...numberField(4, 1)])],
    ['another payload type', writeEnvelope(2132, [...ids, ...numberField(4, 1)])],
    [
      'a payload of 128 bytes',
      writeEnvelope(
        2131,
        Array.from({ length: 128 }, () => 0),
      ),
    ],
    ['no bytes', new Uint8Array(0)],
  ])('%s', (_, frame) => {
    expect(readSpot(frame)).toBeUndefined();
    expect(outcomeOf(codec.decode, frame)).toEqual(outcomeOf(general.decode, frame));
  });
});

describe('next to the general reader', () => {
  const integer = fc.oneof(fc.nat(200_000), fc.maxSafeNat(), fc.constantFrom(0, 127, 128, 2 ** 49 - 1, 2 ** 49));
  const payload = fc.record(
    {
      ctidTraderAccountId: integer,
      symbolId: integer,
      bid: integer,
      ask: integer,
      sessionClose: integer,
      timestamp: integer,
    },
    { requiredKeys: ['ctidTraderAccountId', 'symbolId'] },
  );

  test('every event is read equally', () => {
    fc.assert(
      fc.property(payload, (values) => {
        const frame = codec.encode(SpotEvent, values);
        expect(codec.decode(frame)).toEqual(general.decode(frame));
        expect(codec.decode(frame).payload).toEqual(values);
      }),
      { numRuns: 2_000 },
    );
  });

  test('every damaged event is read or refused equally', () => {
    const byte = fc.oneof(fc.constantFrom(0x00, 0x08, 0x10, 0x12, 0x18, 0x20, 0x28, 0x40, 0x80, 0xff), fc.nat(255));
    const damage = fc.record({ at: fc.nat(), drop: fc.nat(2), put: fc.array(byte, { maxLength: 2 }) });
    fc.assert(
      fc.property(payload, fc.array(damage, { minLength: 1, maxLength: 2 }), (values, damages) => {
        const bytes = [...codec.encode(SpotEvent, values)];
        for (const { at, drop, put } of damages) bytes.splice(at % (bytes.length + 1), drop, ...put);
        const frame = Uint8Array.from(bytes);
        expect(outcomeOf(codec.decode, frame)).toEqual(outcomeOf(general.decode, frame));
      }),
      { numRuns: 5_000 },
    );
  });

  test('every shortened event is refused equally', () => {
    const frame = codec.encode(SpotEvent, { ...base, bid: 115229, ask: 115231, timestamp: 1758756846479 });
    for (let length = 0; length < frame.length; length++) {
      const cut = frame.subarray(0, length);
      expect(outcomeOf(codec.decode, cut)).toEqual(outcomeOf(general.decode, cut));
    }
  });
});
