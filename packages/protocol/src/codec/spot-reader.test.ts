import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpotEvent } from '../messages/quotes.ts';
import { findMessage } from '../registry.ts';
import type { Incoming } from './codec.ts';
import { createTableCodec } from './json-codec.ts';
import { peekPayloadType } from './peek-payload-type.ts';
import { createSpotReader } from './spot-reader.ts';

const readSpot = createSpotReader(SpotEvent);
const codec = createTableCodec(findMessage);
const general = createTableCodec(findMessage, { readers: new Map() });

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const frameOf = (payload: object): string => JSON.stringify({ payloadType: 2131, payload });
const read = (text: string): Incoming | undefined => readSpot(bytesOf(text));

/** What a decoder makes of a frame, be it a message or an error. */
const outcomeOf = (decode: (frame: Uint8Array) => Incoming, frame: Uint8Array): unknown => {
  try {
    return decode(frame);
  } catch (error) {
    return error;
  }
};

const base = { ctidTraderAccountId: 40000001, symbolId: 1 };

describe('the known form', () => {
  test.each([
    ['both prices', { ...base, bid: 115229, ask: 115231 }],
    ['only a bid', { ...base, bid: 115229 }],
    ['only an ask', { ...base, ask: 115231 }],
    ['both prices and a time', { ...base, bid: 115229, ask: 115231, timestamp: 1758756846479 }],
    ['a bid and a time', { ...base, bid: 115229, timestamp: 1758756846479 }],
    ['an ask and a time', { ...base, ask: 115231, timestamp: 1758756846479 }],
    ['zeros', { ctidTraderAccountId: 0, symbolId: 0, bid: 0, ask: 0 }],
    ['15 digits', { ...base, bid: 999999999999999 }],
  ])('is read: %s', (_, payload) => {
    expect(read(frameOf(payload))).toEqual({
      payloadType: 2131,
      clientMsgId: undefined,
      message: SpotEvent,
      payload,
    });
  });

  test('keys absent on the wire are absent', () => {
    const payload = read(frameOf({ ...base, bid: 1 }))?.payload ?? {};
    expect(Object.keys(payload)).toEqual(['ctidTraderAccountId', 'symbolId', 'bid']);
    expect('ask' in payload).toBe(false);
  });

  test('one event leaves nothing behind for the next', () => {
    read(frameOf({ ...base, bid: 1, ask: 2, timestamp: 3 }));
    read('{"payloadType":2131,"payload":{"ctidTraderAccountId":');
    expect(read(frameOf({ ...base, ask: 5 }))?.payload).toEqual({ ...base, ask: 5 });
  });
});

describe('a surprise is left to the general reader', () => {
  const full = frameOf({ ...base, bid: 115229, ask: 115231 });
  test.each([
    ['no price', frameOf(base)],
    ['a close of the session', frameOf({ ...base, bid: 1, sessionClose: 2 })],
    ['bars', frameOf({ ...base, bid: 1, trendbar: [] })],
    ['another order of prices', frameOf({ ...base, ask: 1, bid: 2 })],
    ['another order of ids', frameOf({ symbolId: 1, ctidTraderAccountId: 2, bid: 3 })],
    ['a message id', full.replace(',"payload"', ',"clientMsgId":"a","payload"')],
    ['an unknown key', frameOf({ ...base, bid: 1, extra: 2 })],
    ['a sign', full.replace('115229', '-115229')],
    ['a point', full.replace('115229', '115229.0')],
    ['an exponent', full.replace('115229', '1e5')],
    ['a leading zero', full.replace('115229', '0115229')],
    ['a text', full.replace('115229', '"115229"')],
    ['null', full.replace('115229', 'null')],
    ['no digits', full.replace('115229', '')],
    ['16 digits', full.replace('115229', '1152291152291152')],
    ['an escape in a key', full.replace('bid', '\\u0062id')],
    ['white space', full.replace(':115229', ': 115229')],
    ['white space after it', `${full}\n`],
    ['a missing end', full.slice(0, -1)],
    ['more after the end', `${full}}`],
    ['another payload type', full.replace('2131', '2132')],
    ['an empty frame', ''],
  ])('%s', (_, text) => {
    expect(read(text)).toBeUndefined();
    expect(outcomeOf(codec.decode, bytesOf(text))).toEqual(outcomeOf(general.decode, bytesOf(text)));
  });
});

describe('next to the general reader', () => {
  const integer = fc.oneof(
    fc.nat(200_000),
    fc.maxSafeNat(),
    fc.constantFrom(0, 1, 2 ** 31, 2 ** 32, 10 ** 15, 10 ** 15 - 1),
  );
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
        const frame = bytesOf(codec.encode(SpotEvent, values));
        expect(codec.decode(frame)).toEqual(general.decode(frame));
        expect(codec.decode(frame).payload).toEqual(values);
      }),
      { numRuns: 2_000 },
    );
  });

  test('every damaged event is read or refused equally', () => {
    const byte = fc.oneof(fc.constantFrom(...bytesOf('{}[]",:0129-+.eE \\\nbas')), fc.nat(255));
    const damage = fc.record({ at: fc.nat(), drop: fc.nat(2), put: fc.array(byte, { maxLength: 2 }) });
    fc.assert(
      fc.property(payload, fc.array(damage, { minLength: 1, maxLength: 2 }), (values, damages) => {
        const bytes = [...bytesOf(codec.encode(SpotEvent, values))];
        for (const { at, drop, put } of damages) bytes.splice(at % (bytes.length + 1), drop, ...put);
        const frame = Uint8Array.from(bytes);
        expect(outcomeOf(codec.decode, frame)).toEqual(outcomeOf(general.decode, frame));
      }),
      { numRuns: 5_000 },
    );
  });

  test('every shortened event is refused equally', () => {
    const frame = bytesOf(frameOf({ ...base, bid: 115229, ask: 115231, timestamp: 1758756846479 }));
    for (let length = 0; length < frame.length; length++) {
      const cut = frame.subarray(0, length);
      expect(outcomeOf(codec.decode, cut)).toEqual(outcomeOf(general.decode, cut));
    }
  });
});

describe('the hint', () => {
  test.each([
    ['{"payloadType":2131,"payload":{}}', 2131],
    ['{"payloadType":51}', 51],
    ['{"payloadType":x}', 0],
    ['{"clientMsgId":"a","payloadType":51}', 0],
    ['', 0],
    ['{"payloadType":', 0],
  ])('of %j is %i', (text, payloadType) => {
    expect(peekPayloadType(bytesOf(text))).toBe(payloadType);
  });

  test('may be wrong without consequence', () => {
    const misleading = '{"aaaaaaaaaaa":2131,"payloadType":51}';
    expect(peekPayloadType(bytesOf(misleading))).toBe(2131);
    expect(codec.decode(bytesOf(misleading)).payloadType).toBe(51);
  });
});
