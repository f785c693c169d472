import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeEnvelope, writePlainly } from '../../test/plain-protobuf.ts';
import { randomPayloads } from '../../test/random-payloads.ts';
import { ProtocolError } from '../errors/protocol-error.ts';
import {
  AccountAuthReq,
  AmendOrderReq,
  ApplicationAuthRes,
  CommonHeartbeatEvent,
  DepthEvent,
  NewOrderReq,
  SpotEvent,
  VersionReq,
} from '../index.ts';
import { messages } from '../registry.ts';
import type { Message } from '../schema/message.ts';
import { createJsonCodec } from './json-codec.ts';
import { createProtobufCodec } from './protobuf-codec.ts';

const failOnOddity = (oddity: { readonly field: string }): never => {
  throw new Error(`unexpected oddity in ${oddity.field}`);
};
const codec = createProtobufCodec({ onOddity: failOnOddity });
const json = createJsonCodec({ onOddity: failOnOddity });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1 ');
const ofHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

const errorOf = (run: () => unknown): ProtocolError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error('accepted');
};

describe.each(messages.map((message) => [message.name, message] as const))('%s', (_, message) => {
  const cases = fc.tuple(randomPayloads(message.fields), fc.option(fc.string({ unit: 'binary' }), { nil: undefined }));

  test('reads as it does from JSON, and writes the bytes that a plain writer writes', () => {
    fc.assert(
      fc.property(cases, ([payload, clientMsgId]) => {
        const bytes = codec.encode(message, payload, clientMsgId);
        expect(codec.decode(bytes)).toEqual(json.decode(bytesOf(json.encode(message, payload, clientMsgId))));
        expect(codec.decode(Buffer.from(bytes))).toEqual(codec.decode(bytes));
        expect(hexOf(bytes)).toBe(
          hexOf(writeEnvelope(message.payloadType, writePlainly(message.fields, payload), clientMsgId)),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('bytes worked out by hand', () => {
  const samples: readonly (readonly [string, Message, object, string | undefined, string])[] = [
    ['a heartbeat', CommonHeartbeatEvent, {}, undefined, '08 33 12 00'],
    ['an answer without fields', ApplicationAuthRes, {}, 'a1', '08 b5 10 12 00 1a 02 61 31'],
    ['a request without fields', VersionReq, {}, undefined, '08 b8 10 12 00'],
    [
      'an account and a token',
      AccountAuthReq,
      { ctidTraderAccountId: 300, accessToken: 'é' },
      'x',
      '08 b6 10 12 07 10 ac 02 1a 02 c3 a9 1a 01 78',
    ],
    [
      'prices',
      SpotEvent,
      { ctidTraderAccountId: 1, symbolId: 2, bid: 0, ask: 115231 },
      undefined,
      '08 d3 10 12 0a 10 01 18 02 20 00 28 9f 84 07',
    ],
    [
      'a packed list',
      DepthEvent,
      { ctidTraderAccountId: 1, symbolId: 2, deletedQuotes: [3, 300] },
      undefined,
      '08 eb 10 12 09 10 01 18 02 2a 03 03 ac 02',
    ],
    [
      'a double and negative numbers',
      AmendOrderReq,
      { ctidTraderAccountId: -2, orderId: 5, limitPrice: 1.5, slippageInPoints: -1 },
      undefined,
      '08 bd 10 12 21 10 fe ff ff ff ff ff ff ff ff 01 18 05 29 00 00 00 00 00 00 f8 3f 50 ff ff ff ff ff ff ff ff ff 01',
    ],
    [
      'false and an empty text that are set',
      NewOrderReq,
      {
        ctidTraderAccountId: 1,
        symbolId: 1,
        orderType: 1,
        tradeSide: 1,
        volume: 0,
        comment: '',
        guaranteedStopLoss: false,
      },
      undefined,
      '08 ba 10 12 0f 10 01 18 01 20 01 28 01 30 00 6a 00 a8 01 00',
    ],
  ];

  test.each(samples)('%s', (_, message, payload, clientMsgId, hex) => {
    expect(hexOf(codec.encode(message, payload, clientMsgId))).toBe(hex);
    expect(codec.decode(ofHex(hex))).toEqual({ payloadType: message.payloadType, clientMsgId, message, payload });
  });

  test('a payload that is left out is an empty one', () => {
    expect(codec.decode(ofHex('08 33'))).toEqual(codec.decode(ofHex('08 33 12 00')));
    expect(codec.decode(ofHex('08 33')).payload).toEqual({});
  });
});

describe('integers', () => {
  const depth = (quote: bigint): Uint8Array =>
    writeEnvelope(2155, writePlainly(DepthEvent.fields, { ctidTraderAccountId: quote, symbolId: 1 }));
  const unsigned = (bid: bigint): Uint8Array =>
    writeEnvelope(2131, writePlainly(SpotEvent.fields, { ctidTraderAccountId: 1, symbolId: 1, bid }));

  test('are exact or refused with all their digits, signed ones', () => {
    const any = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.bigInt({ min: -(2n ** 53n) - 3n, max: -(2n ** 53n) + 3n }),
      fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
      fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, -1n, 0n),
    );
    fc.assert(
      fc.property(any, (id) => {
        if (Number.isSafeInteger(Number(id))) {
          expect(codec.decode(depth(id)).payload).toEqual({ ctidTraderAccountId: Number(id), symbolId: 1 });
        } else {
          const { code, facts } = errorOf(() => codec.decode(depth(id)));
          expect({ code, digits: facts['digits'] }).toEqual({ code: 'INTEGER_TOO_LARGE', digits: String(id) });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('are exact or refused with all their digits, unsigned ones', () => {
    const any = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
      fc.constantFrom(2n ** 63n, 2n ** 64n - 1n),
    );
    fc.assert(
      fc.property(any, (bid) => {
        if (Number.isSafeInteger(Number(bid)))
          expect(codec.decode(unsigned(bid)).payload).toMatchObject({ bid: Number(bid) });
        else expect(errorOf(() => codec.decode(unsigned(bid))).facts['digits']).toBe(String(bid));
      }),
      { numRuns: 2_000 },
    );
  });

  test('of 32 bits are refused when they have more', () => {
    const frame = (slippageInPoints: bigint): Uint8Array =>
      writeEnvelope(
        2109,
        writePlainly(AmendOrderReq.fields, { ctidTraderAccountId: 1, orderId: 1, slippageInPoints }),
        'id',
      );
    expect(codec.decode(frame(-(2n ** 31n))).payload).toMatchObject({ slippageInPoints: -2147483648 });
    const error = errorOf(() => codec.decode(frame(2n ** 31n)));
    expect(error.message).toBe(
      'Cannot read AmendOrderReq: slippageInPoints must be a 32-bit integer, not an integer out of range.',
    );
    expect(error.facts).toMatchObject({ payloadType: 2109, clientMsgId: 'id' });
  });
});

describe('what cannot be written is refused as by the JSON codec', () => {
  const order = { ctidTraderAccountId: 1, symbolId: 1, orderType: 1, tradeSide: 1, volume: 1 } as const;
  test.each<[string, unknown, unknown?]>([
    ['an unknown key', { ...order, volum: 1 }],
    ['a key set to nothing', { ...order, volume: undefined }],
    ['missing keys', { symbolId: 1 }],
    ['a fraction', { ...order, volume: 1.5 }],
    ['an integer beyond 2^53 - 1', { ...order, volume: 2 ** 53 }],
    ['a bigint', { ...order, volume: 5n }],
    ['a big bigint', { ...order, volume: 2n ** 60n }],
    ['a number outside its enumeration', { ...order, tradeSide: 3 }],
    ['NaN', { ...order, limitPrice: Number.NaN }],
    ['Infinity', { ...order, limitPrice: Infinity }],
    ['a text for a number', { ...order, limitPrice: '1' }],
    ['a number for a text', { ...order, comment: 1 }],
    ['a text for a truth value', { ...order, guaranteedStopLoss: 'yes' }],
    ['null', { ...order, comment: null }],
    ['more than 32 bits', { ...order, slippageInPoints: 2 ** 31 }],
    ['no object', 7],
    ['a list', []],
    ['an id that is no text', order, 7],
  ])('%s', (_, payload, id) => {
    // Wrong on purpose: callers without types can do this.
    const write = (one: { encode(m: unknown, p: unknown, i: unknown): unknown }): string =>
      JSON.stringify(errorOf(() => one.encode(NewOrderReq, payload, id)));
    expect(write(codec as never)).toBe(write(json as never));
  });

  test.each<[Message, unknown]>([
    [DepthEvent, { ctidTraderAccountId: 1, symbolId: 1, deletedQuotes: [1, -1] }],
    [DepthEvent, { ctidTraderAccountId: 1, symbolId: 1, deletedQuotes: 7 }],
    [DepthEvent, { ctidTraderAccountId: 1, symbolId: 1, newQuotes: [{ id: 1, size: 1, sise: 2 }] }],
    [DepthEvent, { ctidTraderAccountId: 1, symbolId: 1, newQuotes: [{ id: 1, size: 1 }, 7] }],
  ])('inside lists: %#', (message, payload) => {
    const write = (one: { encode(m: unknown, p: unknown): unknown }): string =>
      JSON.stringify(errorOf(() => one.encode(message, payload)));
    expect(write(codec as never)).toBe(write(json as never));
  });

  test('and the next message is written as if nothing had been', () => {
    errorOf(() => codec.encode(NewOrderReq, { ...order, volume: 1.5, comment: 'x'.repeat(10_000) }));
    expect(hexOf(codec.encode(CommonHeartbeatEvent, {}))).toBe('08 33 12 00');
  });

  test('halves of surrogate pairs, which UTF-8 cannot hold, are replaced', () => {
    const text = `a\ud800b${'\udc00'.repeat(40)}`;
    const { payload } = codec.decode(codec.encode(NewOrderReq, { ...order, comment: text }));
    expect(payload).toEqual({ ...order, comment: text.replaceAll('\ud800', '\ufffd').replaceAll('\udc00', '\ufffd') });
  });

  test('a payload whose getter writes a message itself does not spoil the one around it', () => {
    const payload = {
      ctidTraderAccountId: 1,
      get accessToken() {
        codec.encode(CommonHeartbeatEvent, {});
        return 'token';
      },
    };
    expect(codec.decode(codec.encode(AccountAuthReq, payload)).payload).toEqual({
      ctidTraderAccountId: 1,
      accessToken: 'token',
    });
  });

  test('texts and lists of any size are written', () => {
    const comment = 'é€😀'.repeat(20_000);
    const bytes = codec.encode(NewOrderReq, { ...order, comment });
    expect(codec.decode(bytes).payload).toEqual({ ...order, comment });
  });
});

test('no secret is in an error', () => {
  const canary = 'cAnArY7f3Kx91';
  const bytes = codec.encode(AccountAuthReq, { ctidTraderAccountId: 1, accessToken: canary });
  let refused = 0;
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
      try {
        codec.decode(damaged);
      } catch (error) {
        refused++;
        expect(error).toBeInstanceOf(ProtocolError);
        expect(`${inspect(error, { depth: 9 })}${JSON.stringify(error)}`).not.toContain(canary.slice(0, 6));
      }
    }
  }
  expect(refused).toBeGreaterThan(30);
});
