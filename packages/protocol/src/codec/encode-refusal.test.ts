import { describe, expect, test } from 'vitest';
import { Empty, Order, trade } from '../../test/sample-messages.ts';
import { ProtocolError } from '../errors/protocol-error.ts';
import { int64, optional, string } from '../schema/fields.ts';
import { request } from '../schema/message.ts';
import { encodeJson } from './encode-json.ts';

const Login = request(
  9003,
  'LoginReq',
  { clientId: string(2), clientSecret: string(3), number: optional(int64(4)) },
  [9004],
  {
    isSecret: true,
  },
);

const order = { accountId: 7, trade };

/** As a caller without types would call it. */
const encodeLoosely = (message: typeof Order | typeof Login | typeof Empty, payload: unknown, id?: unknown): string =>
  // Deliberately wrong values are what these tests are about.
  encodeJson(message, payload as never, id as never);

const refusalOf = (
  message: typeof Order | typeof Login | typeof Empty,
  payload: unknown,
  id?: unknown,
): ProtocolError => {
  try {
    encodeLoosely(message, payload, id);
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error('accepted');
};

const sentenceOf = (payload: unknown): string => refusalOf(Order, payload).message;

describe('a refusal', () => {
  test('names an unknown key and the one that was probably meant', () => {
    const error = refusalOf(Order, { ...order, coment: 'x' });
    expect(error.message).toMatchInlineSnapshot(
      `"Cannot write OrderReq: it has no field "coment" (did you mean "comment"?)."`,
    );
    expect(error.code).toBe('BAD_PAYLOAD');
    expect(error.hint).toBe('write comment');
    expect(error.facts).toEqual({ message: 'OrderReq', payloadType: 9001, field: 'coment', near: 'comment' });
  });

  test('names an unknown key that resembles nothing', () => {
    expect(sentenceOf({ ...order, frobnicate: 1 })).toMatchInlineSnapshot(
      `"Cannot write OrderReq: it has no field "frobnicate"."`,
    );
    expect(sentenceOf({ ...order, ['x'.repeat(100)]: 1 })).toMatchInlineSnapshot(
      `"Cannot write OrderReq: it has no field "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"."`,
    );
  });

  test('also finds an unknown key that is set to undefined next to one that is not set', () => {
    expect(sentenceOf({ ...order, frobnicate: undefined })).toMatchInlineSnapshot(
      `"Cannot write OrderReq: it has no field "frobnicate"."`,
    );
  });

  test('finds a mistyped key before it misses the right one', () => {
    expect(sentenceOf({ acountId: 7, trade })).toMatchInlineSnapshot(
      `"Cannot write OrderReq: it has no field "acountId" (did you mean "accountId"?)."`,
    );
  });

  test('names all missing keys of a structure, in order of declaration', () => {
    expect(sentenceOf({})).toMatchInlineSnapshot(`"Cannot write OrderReq: it lacks trade, accountId."`);
    expect(sentenceOf({ ...order, trade: { volume: 1 } })).toMatchInlineSnapshot(
      `"Cannot write OrderReq: it lacks trade.symbolId, trade.side."`,
    );
    expect(refusalOf(Order, {}).facts['missing']).toEqual(['trade', 'accountId']);
  });

  test('names the path of a wrong value', () => {
    expect(sentenceOf({ ...order, trade: { ...trade, volume: '1' } })).toMatchInlineSnapshot(
      `"Cannot write OrderReq: trade.volume must be an integer, not a string."`,
    );
    expect(sentenceOf({ ...order, trades: [trade, { ...trade, volume: 0.5 }] })).toMatchInlineSnapshot(
      `"Cannot write OrderReq: trades[1].volume must be an integer, not 0.5."`,
    );
    expect(sentenceOf({ ...order, trades: [trade, { ...trade, volumes: 1 }] })).toMatchInlineSnapshot(
      `"Cannot write OrderReq: it has no field "trades[1].volumes" (did you mean "trades[1].volume"?)."`,
    );
    expect(sentenceOf({ ...order, ids: [1, '2'] })).toMatchInlineSnapshot(
      `"Cannot write OrderReq: ids[1] must be an integer, not a string."`,
    );
  });

  test('says what belongs there and what is there instead', () => {
    const changes: readonly (readonly [string, object])[] = [
      ['a text for an integer', { accountId: '7' }],
      ['a fraction for an integer', { accountId: 0.1 }],
      ['NaN for an integer', { accountId: Number.NaN }],
      ['a bigint', { accountId: 7n }],
      ['an integer below 32 bits', { small: -(2 ** 31) - 1 }],
      ['an integer above 32 bits', { small: 2 ** 31 }],
      ['an integer above unsigned 32 bits', { smallUnsigned: 2 ** 32 }],
      ['a negative number for an unsigned one', { smallUnsigned: -1 }],
      ['a negative number for an unsigned long one', { unsigned: -5 }],
      ['NaN for a double', { price: Number.NaN }],
      ['Infinity for a double', { price: Number.NEGATIVE_INFINITY }],
      ['a text for a double', { price: '1.5' }],
      ['a number for a text', { comment: 5 }],
      ['a number for a truth value', { isOpen: 1 }],
      ['a number that is no choice', { side: 7 }],
      ['the name of a choice', { side: 'BUY' }],
      ['a number that is no state', { status: 3 }],
      ['one of too many choices to list', { many: 9 }],
      ['a list for a structure', { trade: [] }],
      ['a number for a structure', { trade: 5 }],
      ['a value for a list', { ids: 5 }],
      ['null', { price: null }],
      ['null for a list', { ids: null }],
      ['null in a list', { ids: [null] }],
      ['bytes', { raw: new Uint8Array(2) }],
    ];
    const errors = changes.map(([, change]) => refusalOf(Order, { ...order, ...change }));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['BAD_PAYLOAD']));
    expect(changes.map(([what], index) => `${what}: ${errors[index]?.message}`)).toMatchInlineSnapshot(`
      [
        "a text for an integer: Cannot write OrderReq: accountId must be an integer, not a string.",
        "a fraction for an integer: Cannot write OrderReq: accountId must be an integer, not 0.1.",
        "NaN for an integer: Cannot write OrderReq: accountId must be an integer, not NaN.",
        "a bigint: Cannot write OrderReq: accountId must be an integer, not 7n.",
        "an integer below 32 bits: Cannot write OrderReq: small must be a 32-bit integer, not -2147483649.",
        "an integer above 32 bits: Cannot write OrderReq: small must be a 32-bit integer, not 2147483648.",
        "an integer above unsigned 32 bits: Cannot write OrderReq: smallUnsigned must be an unsigned 32-bit integer, not 4294967296.",
        "a negative number for an unsigned one: Cannot write OrderReq: smallUnsigned must be an unsigned 32-bit integer, not -1.",
        "a negative number for an unsigned long one: Cannot write OrderReq: unsigned must be an unsigned integer, not -5.",
        "NaN for a double: Cannot write OrderReq: price must be a number, not NaN.",
        "Infinity for a double: Cannot write OrderReq: price must be a number, not -Infinity.",
        "a text for a double: Cannot write OrderReq: price must be a number, not a string.",
        "a number for a text: Cannot write OrderReq: comment must be a string, not 5.",
        "a number for a truth value: Cannot write OrderReq: isOpen must be true or false, not 1.",
        "a number that is no choice: Cannot write OrderReq: side must be one of 1 (BUY), 2 (SELL), not 7.",
        "the name of a choice: Cannot write OrderReq: side must be one of 1 (BUY), 2 (SELL), not a string.",
        "a number that is no state: Cannot write OrderReq: status must be one of 1 (OPEN), 2 (CLOSED), not 3.",
        "one of too many choices to list: Cannot write OrderReq: many must be one of the 9 numbers of its enumeration, not 9.",
        "a list for a structure: Cannot write OrderReq: trade must be an object, not a list.",
        "a number for a structure: Cannot write OrderReq: trade must be an object, not 5.",
        "a value for a list: Cannot write OrderReq: ids must be a list, not 5.",
        "null: Cannot write OrderReq: price must be a number, not null.",
        "null for a list: Cannot write OrderReq: ids must be a list, not null.",
        "null in a list: Cannot write OrderReq: ids[0] must be an integer, not null.",
        "bytes: Cannot write OrderReq: raw must be absent (JSON has no bytes), not an object.",
      ]
    `);
  });

  test('says to leave a null out', () => {
    expect(refusalOf(Order, { ...order, price: null }).hint).toBe('leave price out');
  });

  test('has a code of its own for an integer that is too large', () => {
    const errors = [
      { accountId: 2 ** 53 },
      { accountId: -(2 ** 53) },
      { unsigned: 18446744073709551615n },
      { trade: { ...trade, volume: 2 ** 60 } },
      { accountId: 1e300 },
    ].map((change) => refusalOf(Order, { ...order, ...change }));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['INTEGER_TOO_LARGE']));
    expect(errors.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "Cannot write OrderReq: accountId must be an integer of at most 2^53 - 1 in size, not 9007199254740992.",
        "Cannot write OrderReq: accountId must be an integer of at most 2^53 - 1 in size, not -9007199254740992.",
        "Cannot write OrderReq: unsigned must be an integer of at most 2^53 - 1 in size, not 18446744073709551615n.",
        "Cannot write OrderReq: trade.volume must be an integer of at most 2^53 - 1 in size, not 1152921504606846976.",
        "Cannot write OrderReq: accountId must be an integer of at most 2^53 - 1 in size, not 1e+300.",
      ]
    `);
  });

  test('is made for a payload that is no object, without quoting it', () => {
    expect([null, [], 'secret-text', undefined].map(sentenceOf)).toMatchInlineSnapshot(`
      [
        "Cannot write OrderReq: its payload must be an object, not null.",
        "Cannot write OrderReq: its payload must be an object, not a list.",
        "Cannot write OrderReq: its payload must be an object, not a string.",
        "Cannot write OrderReq: its payload must be an object, not undefined.",
      ]
    `);
  });

  test('refuses a message id that is no text, also for an empty message', () => {
    expect(refusalOf(Order, order, 5).message).toMatchInlineSnapshot(
      `"Cannot write OrderReq: clientMsgId must be a string, not 5."`,
    );
    expect(refusalOf(Empty, {}, null).message).toMatchInlineSnapshot(
      `"Cannot write EmptyEvent: clientMsgId must be a string, not null."`,
    );
  });

  test('treats __proto__ as the unknown key that it is', () => {
    expect(sentenceOf(JSON.parse('{"__proto__":{},"accountId":7}'))).toMatchInlineSnapshot(
      `"Cannot write OrderReq: it has no field "__proto__"."`,
    );
  });

  test('is made for a payload that changes while it is read', () => {
    let reads = 0;
    const changing = {
      ...order,
      get price(): unknown {
        return reads++ === 0 ? 'wrong' : 1;
      },
    };
    expect(refusalOf(Order, changing).message).toMatchInlineSnapshot(
      `"Cannot write OrderReq: its payload changes while it is being read."`,
    );
  });
});

describe('a refusal of a message that carries a secret', () => {
  test('shows no value, not even a number', () => {
    const error = refusalOf(Login, { clientId: 'canary-1', clientSecret: 'canary-2', number: 4711.5 });
    expect(error.message).toMatchInlineSnapshot(
      `"Cannot write LoginReq: number must be an integer, not a fractional number."`,
    );
    expect(JSON.stringify(error)).not.toMatch(/canary|4711/);
  });

  test('shows no key that could be a misplaced secret', () => {
    const error = refusalOf(Login, { clientId: 'x', clientSecret: 'y', 'canary-3': 1 });
    expect(error.message).toMatchInlineSnapshot(`"Cannot write LoginReq: it has a key that is not one of its fields."`);
    expect(JSON.stringify(error)).not.toContain('canary');
  });

  test('still corrects a mistyped key', () => {
    expect(refusalOf(Login, { clientId: 'x', clientSecrt: 'y' }).message).toMatchInlineSnapshot(
      `"Cannot write LoginReq: it has no field "clientSecrt" (did you mean "clientSecret"?)."`,
    );
  });

  test('shows no digits of an integer that is too large', () => {
    const error = refusalOf(Login, { clientId: 'x', clientSecret: 'y', number: 12345678901234567890n });
    expect(error.code).toBe('INTEGER_TOO_LARGE');
    expect(JSON.stringify(error)).not.toContain('12345678901234567890');
  });
});
