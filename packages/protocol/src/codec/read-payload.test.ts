import { describe, expect, test } from 'vitest';
import { OrderEvent, Status, Trade, trade } from '../../test/sample-messages.ts';
import { int64, modelOf, repeated, stateOf, string } from '../schema/fields.ts';
import { event } from '../schema/message.ts';
import type { Oddity } from './codec.ts';
import { type PayloadProblems, readPayload } from './read-payload.ts';

const NestedEvent = event(9002, 'NestedEvent', {
  second: string(2),
  first: int64(1),
  trade: modelOf<Trade>(3, Trade),
  statuses: repeated(stateOf<Status>(4, Status)),
});

const read = (change: object): object => {
  const result = readPayload(OrderEvent, { accountId: 7, ...change });
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.payload;
};

const problemsOf = (message: typeof OrderEvent | typeof NestedEvent, value: unknown): PayloadProblems => {
  const result = readPayload(message, value);
  if (result.ok) throw new Error('accepted');
  return result;
};

const wrongIn = (change: object): string => {
  const { missing, wrong } = problemsOf(OrderEvent, { accountId: 7, ...change });
  expect(missing).toEqual([]);
  return wrong.map(({ field, expected, found, digits }) => `${field}: ${expected}, ${found}, ${digits}`).join('; ');
};

describe('tolerance', () => {
  test('unknown keys are kept as they are, __proto__ among them', () => {
    const value = JSON.parse('{"accountId":"7","__proto__":{"x":1},"extra":{"deep":[1,null]}}');
    const result = readPayload(OrderEvent, value);
    expect(result.ok && Object.entries(result.payload)).toEqual([
      ['accountId', 7],
      ['__proto__', { x: 1 }],
      ['extra', { deep: [1, null] }],
    ]);
  });

  test('null counts as absent', () => {
    const payload = read({ price: null, ids: null, trade: null, status: null });
    expect(payload).toEqual({ accountId: 7 });
    expect('price' in payload).toBe(false);
  });

  test.each([
    ['a number', 2, 2],
    ['a name', 'SELL', 2],
    ['a string of digits', '2', 2],
    ['a string of digits outside the enumeration', '99', 99],
  ])('an enumeration may be %s', (_, side, number) => {
    expect(read({ side, sides: [side, 1] })).toEqual({ accountId: 7, side: number, sides: [number, 1] });
  });

  test('numbers may be numeric strings', () => {
    expect(read({ accountId: '40000001', small: '-5', unsigned: '9007199254740991', price: '-1.25e2' })).toEqual({
      accountId: 40000001,
      small: -5,
      unsigned: 9007199254740991,
      price: -125,
    });
  });

  test('a double may be an integer of any size', () => {
    expect(read({ price: 18446744073709551617n })).toEqual({ accountId: 7, price: 18446744073709552000 });
  });

  test('a bare value for a list is a list of one', () => {
    expect(read({ ids: '41', trades: trade, sides: 'BUY' })).toEqual({
      accountId: 7,
      ids: [41],
      trades: [trade],
      sides: [1],
    });
  });

  test('reaches into structures and lists, and leaves what came in unchanged', () => {
    const value = { trade: { ...trade, volume: '5' }, trades: [trade, { ...trade, side: 'SELL' }] };
    const before = structuredClone(value);
    expect(read(value)).toEqual({
      accountId: 7,
      trade: { ...trade, volume: 5 },
      trades: [trade, { ...trade, side: 2 }],
    });
    expect(value).toEqual(before);
  });
});

describe('missing fields', () => {
  test('are all listed in order of declaration, nested ones after them with their path', () => {
    expect(problemsOf(NestedEvent, { trade: { volume: null } }).missing).toEqual([
      'second',
      'first',
      'trade.symbolId',
      'trade.volume',
      'trade.side',
    ]);
  });

  test('in a list carry the place in it', () => {
    const problems = problemsOf(OrderEvent, { accountId: 1, trades: [trade, { symbolId: 1, side: 1 }] });
    expect(problems).toEqual({ ok: false, missing: ['trades[1].volume'], wrong: [] });
  });

  test('are told apart from wrong values', () => {
    expect(problemsOf(OrderEvent, { small: 'x' })).toEqual({
      ok: false,
      missing: ['accountId'],
      wrong: [{ field: 'small', expected: 'a 32-bit integer', found: 'a string', digits: undefined }],
    });
  });
});

describe('wrong values', () => {
  test('are described by path, expectation and kind, not quoted', () => {
    const changes = [
      { accountId: 1.5 },
      { accountId: 'abc' },
      { accountId: '1.0' },
      { accountId: '' },
      { accountId: ' 1' },
      { accountId: true },
      { accountId: [1] },
      { accountId: {} },
      { small: 2 ** 31 },
      { small: '2147483648' },
      { smallUnsigned: -1 },
      { unsigned: -1 },
      { side: 'HOLD' },
      { side: 1.5 },
      { side: 'toString' },
      { price: 'NaN' },
      { price: 'Infinity' },
      { price: '0x10' },
      { price: Number.POSITIVE_INFINITY },
      { price: true },
      { comment: 5 },
      { comment: 5n },
      { comment: undefined, isOpen: 1 },
      { isOpen: 'true' },
      { isOpen: 12345678901234567890n },
      { isOpen: '12345678901234567890' },
      { trade: 5 },
      { trade: [trade] },
      { trade: 'x' },
      { ids: [1, null] },
      { ids: [[1]] },
      { ids: { a: 1 } },
      { trades: [5] },
      { status: 'FROZEN' },
      { raw: 'AAAA' },
    ];
    expect(changes.map(wrongIn)).toMatchInlineSnapshot(`
      [
        "accountId: an integer, a fractional number, undefined",
        "accountId: an integer, a string, undefined",
        "accountId: an integer, a string, undefined",
        "accountId: an integer, a string, undefined",
        "accountId: an integer, a string, undefined",
        "accountId: an integer, a boolean, undefined",
        "accountId: an integer, a list, undefined",
        "accountId: an integer, an object, undefined",
        "small: a 32-bit integer, an integer out of range, undefined",
        "small: a 32-bit integer, a string, undefined",
        "smallUnsigned: an unsigned 32-bit integer, an integer out of range, undefined",
        "unsigned: an unsigned integer, an integer out of range, undefined",
        "side: one of 1 (BUY), 2 (SELL), a string, undefined",
        "side: one of 1 (BUY), 2 (SELL), a fractional number, undefined",
        "side: one of 1 (BUY), 2 (SELL), a string, undefined",
        "price: a number, a string, undefined",
        "price: a number, a string, undefined",
        "price: a number, a string, undefined",
        "price: a number, Infinity, undefined",
        "price: a number, a boolean, undefined",
        "comment: a string, a whole number, undefined",
        "comment: a string, a bigint, undefined",
        "isOpen: true or false, a whole number, undefined",
        "isOpen: true or false, a string, undefined",
        "isOpen: true or false, an integer beyond 2^53 - 1, undefined",
        "isOpen: true or false, a string, undefined",
        "trade: an object, a whole number, undefined",
        "trade: an object, a list, undefined",
        "trade: an object, a string, undefined",
        "ids[1]: an integer, null, undefined",
        "ids[0]: an integer, a list, undefined",
        "ids: an integer, an object, undefined",
        "trades[0]: an object, a whole number, undefined",
        "status: one of 1 (OPEN), 2 (CLOSED), a string, undefined",
        "raw: absent (JSON has no bytes), a string, undefined",
      ]
    `);
  });

  test('are all collected', () => {
    expect(
      wrongIn({ small: 'x', trade: { ...trade, volume: 0.5 }, trades: [{ ...trade, side: 'z' }] }),
    ).toMatchInlineSnapshot(
      `"small: a 32-bit integer, a string, undefined; trade.volume: an integer, a fractional number, undefined; trades[0].side: one of 1 (BUY), 2 (SELL), a string, undefined"`,
    );
  });

  test('carry all digits of an integer that is too large', () => {
    const digitsOf = (accountId: unknown): unknown => problemsOf(OrderEvent, { accountId }).wrong[0]?.digits;
    expect(digitsOf(9007199254740992n)).toBe('9007199254740992');
    expect(digitsOf(-9007199254740993n)).toBe('-9007199254740993');
    expect(digitsOf('18446744073709551615')).toBe('18446744073709551615');
    expect(digitsOf(18446744073709551616n)).toBeUndefined();
    expect(digitsOf('9'.repeat(41))).toBeUndefined();
    expect(digitsOf(2 ** 53)).toBeUndefined();
  });

  test.each([[null], [[]], ['text'], [5], [undefined]])('a payload that is %j is none', (value) => {
    const { missing, wrong } = problemsOf(OrderEvent, value);
    expect(missing).toEqual([]);
    expect(wrong).toMatchObject([{ field: 'payload', expected: 'an object' }]);
  });

  test('an unknown key may not be nested so deep that walking it overflows the stack', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    // The envelope and the payload are the first two of the 64 levels.
    expect(readPayload(OrderEvent, { accountId: 7, extra: nested(62) }).ok).toBe(true);
    expect(wrongIn({ extra: nested(63) })).toMatchInlineSnapshot(`"extra: at most 64 levels deep, deeper, undefined"`);
    expect(wrongIn({ extra: nested(100_000) })).toContain('at most 64 levels deep');
    expect(wrongIn({ trade: { ...trade, extra: nested(62) } })).toContain('trade.extra');
    expect(wrongIn({ trades: [{ ...trade, extra: nested(61) }] })).toContain('trades[0].extra');
  });
});

describe('unknown states', () => {
  const oddities = (message: typeof OrderEvent | typeof NestedEvent, value: unknown): Oddity[] => {
    const seen: Oddity[] = [];
    const result = readPayload(message, value, { onOddity: (...oddity) => seen.push(...oddity) });
    if (result.ok) expect(result.payload).toEqual(value);
    return seen;
  };

  test('are kept and reported with their path', () => {
    expect(oddities(OrderEvent, { accountId: 7, status: 3 })).toEqual([
      { kind: 'unknown-state', message: 'OrderEvent', field: 'status', value: 3 },
    ]);
    expect(oddities(NestedEvent, { first: 1, second: '', trade, statuses: [1, 9, 2, 8] })).toEqual([
      { kind: 'unknown-state', message: 'NestedEvent', field: 'statuses[1]', value: 9 },
      { kind: 'unknown-state', message: 'NestedEvent', field: 'statuses[3]', value: 8 },
    ]);
  });

  test('are not reported for known states, for descriptive enumerations, or for a payload that is refused', () => {
    expect(oddities(OrderEvent, { accountId: 7, status: 2, side: 77 })).toEqual([]);
    expect(oddities(OrderEvent, { status: 3 })).toEqual([]);
  });
});
