import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../errors/protocol-error.ts';
import { int64, modelOf, optional, stateOf, string } from '../schema/fields.ts';
import { event, type Message, model, response } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';
import type { Incoming, Oddity } from './codec.ts';
import { createTableCodec } from './json-codec.ts';

const Status = { OPEN: 1, CLOSED: 2 } as const;
type Status = (typeof Status)[keyof typeof Status];
const Position = model('Position', { positionId: int64(1), status: stateOf<Status>(2, Status) });
interface Position extends Payload<typeof Position> {}

const PositionEvent = event(9001, 'PositionEvent', {
  accountId: int64(2),
  position: optional(modelOf<Position>(3, Position)),
});
const TokenRes = response(9002, 'TokenRes', { accessToken: string(2), expiresIn: int64(3) }, { isSecret: true });
const PingEvent = event(9051, 'PingEvent', {});

const table = new Map<number, Message>(
  [PositionEvent, TokenRes, PingEvent].map((message) => [message.payloadType, message]),
);
const codec = createTableCodec((payloadType) => table.get(payloadType));

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (text: string): Incoming => codec.decode(bytesOf(text));

const refusalOf = (text: string | Uint8Array, decoder = codec): ProtocolError => {
  try {
    decoder.decode(typeof text === 'string' ? bytesOf(text) : text);
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error('accepted');
};

describe('decode', () => {
  test('reads a message and finds its declaration', () => {
    expect(decode('{"payloadType":9001,"clientMsgId":"a1","payload":{"accountId":7}}')).toEqual({
      payloadType: 9001,
      clientMsgId: 'a1',
      message: PositionEvent,
      payload: { accountId: 7 },
    });
  });

  test.each([
    '{"payloadType":9051}',
    '{"payloadType":9051,"payload":null}',
    '{"payload":{},"payloadType":"9051","x":[1]}',
  ])('reads an empty message: %s', (text) => {
    expect(decode(text)).toEqual({ payloadType: 9051, clientMsgId: undefined, message: PingEvent, payload: {} });
  });

  test('converts what is tolerated', () => {
    expect(
      decode(
        '{"payloadType":9001,"clientMsgId":12,"payload":{"accountId":"7","position":{"positionId":5,"status":"OPEN","x":null}}}',
      ),
    ).toEqual({
      payloadType: 9001,
      clientMsgId: '12',
      message: PositionEvent,
      payload: { accountId: 7, position: { positionId: 5, status: 1, x: null } },
    });
  });

  test('passes a message of an unknown type on as it is', () => {
    expect(decode('{"payloadType":7777,"clientMsgId":"a","payload":{"id":9007199254740993,"list":[1]}}')).toEqual({
      payloadType: 7777,
      clientMsgId: 'a',
      message: undefined,
      payload: { id: 9007199254740993n, list: [1] },
    });
  });

  test.each([
    ['under an unknown key', '{"accountId":7,"a":9007199254740993}', { accountId: 7, a: 9007199254740993n }],
    [
      'below an unknown key',
      '{"accountId":7,"a":{"b":[9007199254740993]}}',
      { accountId: 7, a: { b: [9007199254740993n] } },
    ],
    [
      'under an unknown key of a structure',
      '{"accountId":7,"position":{"positionId":1,"status":1,"a":-9007199254740993}}',
      { accountId: 7, position: { positionId: 1, status: 1, a: -9007199254740993n } },
    ],
  ])('keeps every digit of a large integer %s', (_, text, payload) => {
    expect(decode(`{"payloadType":9001,"payload":${text}}`).payload).toEqual(payload);
  });

  test('keeps every digit of a message id that is a number', () => {
    expect(decode('{"payloadType":9051,"clientMsgId":9007199254740993}').clientMsgId).toBe('9007199254740993');
  });

  test('does not let __proto__ reach a prototype', () => {
    const { payload } = decode('{"payloadType":9001,"payload":{"accountId":7,"__proto__":{"isAdmin":true}}}');
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
    expect(Reflect.get(payload, 'isAdmin')).toBeUndefined();
    expect(Object.keys(payload)).toEqual(['accountId', '__proto__']);
  });

  test('takes the last of two equal keys', () => {
    expect(decode('{"payloadType":1,"payloadType":9001,"payload":{"accountId":7,"accountId":8}}').payload).toEqual({
      accountId: 8,
    });
  });

  test('reports unknown states, keeps them, and goes on without a listener', () => {
    const text = '{"payloadType":9001,"payload":{"accountId":7,"position":{"positionId":5,"status":9}}}';
    const oddities: Oddity[] = [];
    const attentive = createTableCodec((payloadType) => table.get(payloadType), {
      onOddity: (oddity) => oddities.push(oddity),
    });
    expect(attentive.decode(bytesOf(text)).payload).toEqual({ accountId: 7, position: { positionId: 5, status: 9 } });
    expect(oddities).toEqual([{ kind: 'unknown-state', message: 'PositionEvent', field: 'position.status', value: 9 }]);
    expect(decode(text).payload).toEqual({ accountId: 7, position: { positionId: 5, status: 9 } });
  });
});

describe('a faster reader', () => {
  const frame = '{"payloadType":9001,"payload":{"accountId":7}}';
  const found: Incoming = {
    payloadType: 9001,
    clientMsgId: undefined,
    message: PositionEvent,
    payload: { accountId: 99 },
  };
  const withReader = (read: () => Incoming | undefined): Incoming =>
    createTableCodec((payloadType) => table.get(payloadType), { readers: new Map([[9001, read]]) }).decode(
      bytesOf(frame),
    );

  test('is asked first', () => {
    expect(withReader(() => found)).toBe(found);
  });

  test('may pass', () => {
    expect(withReader(() => undefined).payload).toEqual({ accountId: 7 });
  });
});

describe('P10: what is no message is one BAD_FRAME', () => {
  test('with its length and the place, never its content', () => {
    const frames: readonly (string | Uint8Array)[] = [
      '',
      'h',
      'hello',
      '{"payloadType":9001,"payload":{"accountId":7}',
      '\ufeff{"payloadType":9051}',
      Uint8Array.from([0x00, 0x00, 0x00, 0x04, 0x08, 0x33, 0x12, 0x00]),
      Uint8Array.from([...bytesOf('{"payloadType":9051,"x":"'), 0xff, 0x22, 0x7d]),
      'null',
      '51',
      '[]',
      '{}',
      '{"payloadType":1.5}',
      '{"payloadType":9051,"payload":[]}',
      '{"payloadType":9051,"clientMsgId":{}}',
      '['.repeat(100_000),
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      `{"payloadType":7777,"payload":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    ];
    const refusals = frames.map((frame) => refusalOf(frame));
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['BAD_FRAME']));
    expect(refusals.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "Cannot read a frame of 0 bytes: it is not JSON at line 1, column 1 (unexpected end).",
        "Cannot read a frame of 1 byte: it is not JSON at line 1, column 2 (unknown word).",
        "Cannot read a frame of 5 bytes: it is not JSON at line 1, column 6 (unknown word).",
        "Cannot read a frame of 45 bytes: it is not JSON at line 1, column 46 (unexpected end).",
        "Cannot read a frame of 23 bytes: it is not JSON at line 1, column 2 (unexpected character).",
        "Cannot read a frame of 8 bytes: it is not JSON at line 1, column 2 (unexpected character).",
        "Cannot read a frame of 28 bytes: it is not JSON at line 1, column 1 (not UTF-8).",
        "Cannot read a frame of 4 bytes: it is not an object.",
        "Cannot read a frame of 2 bytes: it is not an object.",
        "Cannot read a frame of 2 bytes: it is not an object.",
        "Cannot read a frame of 2 bytes: it has no integer payloadType.",
        "Cannot read a frame of 19 bytes: it has no integer payloadType.",
        "Cannot read a frame of 33 bytes: it has a payload that is not an object.",
        "Cannot read a frame of 37 bytes: it has a clientMsgId that is not a string.",
        "Cannot read a frame of 100000 bytes: it is not JSON at line 1, column 66 (more than 64 levels).",
        "Cannot read a frame of 200000 bytes: it is not an object.",
        "Cannot read a frame of 200037 bytes: it is nested too deeply.",
      ]
    `);
  });

  test('with the place as facts', () => {
    expect(refusalOf('{\n"a":?').facts).toEqual({ length: 7, line: 2, column: 6 });
  });

  test('also deep inside a known message', () => {
    const bomb = `{"payloadType":9001,"payload":{"accountId":7,"x":${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}}}`;
    expect(refusalOf(bomb).message).toMatchInlineSnapshot(
      `"Cannot read PositionEvent: x must be at most 64 levels deep, not deeper."`,
    );
  });

  test('and carries no foreign error, which would quote the text', () => {
    expect(refusalOf('{"accessToken":"canary').cause).toBeUndefined();
  });
});

describe('P11: what does not fit its declaration', () => {
  test('is a BAD_FIELD that tells which request it answered', () => {
    const missing = refusalOf('{"payloadType":9001,"clientMsgId":"a1","payload":{"position":{}}}');
    expect(missing.message).toMatchInlineSnapshot(
      `"Cannot read PositionEvent: it lacks accountId, position.positionId, position.status."`,
    );
    expect(missing.code).toBe('BAD_FIELD');
    expect(missing.facts).toEqual({
      message: 'PositionEvent',
      payloadType: 9001,
      clientMsgId: 'a1',
      missing: ['accountId', 'position.positionId', 'position.status'],
      wrong: [],
    });
    const wrong = refusalOf('{"payloadType":9001,"payload":{"accountId":1.5,"position":7}}');
    expect(wrong.message).toMatchInlineSnapshot(
      `"Cannot read PositionEvent: accountId must be an integer, not a fractional number."`,
    );
    expect(wrong.facts).toEqual({
      message: 'PositionEvent',
      payloadType: 9001,
      missing: [],
      wrong: ['accountId', 'position'],
    });
  });

  test('is an INTEGER_TOO_LARGE with all digits, never rounded', () => {
    const error = refusalOf(
      '{"payloadType":9001,"clientMsgId":"a1","payload":{"accountId":7,"position":{"positionId":9007199254740993,"status":1}}}',
    );
    expect(error.message).toMatchInlineSnapshot(
      `"Cannot read PositionEvent: position.positionId is an integer beyond 2^53 - 1."`,
    );
    expect(error.code).toBe('INTEGER_TOO_LARGE');
    expect(error.facts).toEqual({
      message: 'PositionEvent',
      payloadType: 9001,
      clientMsgId: 'a1',
      field: 'position.positionId',
      digits: '9007199254740993',
    });
  });

  test('shows no digits of a message that carries a secret', () => {
    const error = refusalOf('{"payloadType":9002,"payload":{"accessToken":"canary","expiresIn":12345678901234567890}}');
    expect(error.code).toBe('INTEGER_TOO_LARGE');
    expect(inspect(error, { depth: 9 })).not.toMatch(/canary|12345678901234567890/);
  });

  test('an id is either exact or refused', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (id) => {
        const text = `{"payloadType":9001,"payload":{"accountId":${id}}}`;
        if (Number.isSafeInteger(Number(id))) expect(decode(text).payload).toEqual({ accountId: Number(id) });
        else expect(refusalOf(text).facts['digits']).toBe(String(id));
      }),
    );
  });
});
