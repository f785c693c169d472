import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GetTickDataRes } from '../messages/market-history.ts';
import { encodeJson } from './encode-json.ts';

interface Row {
  readonly timestamp: number;
  readonly tick: number;
}

const encode = (tickData: readonly Row[]) =>
  encodeJson(GetTickDataRes, { ctidTraderAccountId: 1, tickData, hasMore: false });

/** The rows one at a time, which is the general way of writing them. */
const expected = (rows: readonly Row[]) => {
  const texts = rows.map((row) => JSON.stringify(row));
  return `{"payloadType":2146,"payload":{"ctidTraderAccountId":1,"tickData":[${texts.join(',')}],"hasMore":false}}`;
};

const integer = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.constantFrom(0, 9, 10, 99, 100, 999_999, 1_000_000, 2 ** 31, 2 ** 32, 10 ** 15 - 1, 10 ** 15),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER),
);
const row = fc.record({ timestamp: integer, tick: integer });

test('a long list of integers is written as a short one is, one row after the other', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 32, maxLength: 60 }), (rows) => {
      expect(encode(rows)).toBe(expected(rows));
    }),
  );
});

test('a list of any length is written whole', () => {
  const rows = Array.from({ length: 14_000 }, (_, index) => ({ timestamp: 1_700_000_000_000 + index, tick: -index }));
  expect(encode(rows)).toBe(expected(rows).replaceAll('-0', '0'));
});

test.each([
  ['a text', { timestamp: '1', tick: 1 }],
  ['a fraction', { timestamp: 1.5, tick: 1 }],
  ['an integer too large', { timestamp: 2 ** 53, tick: 1 }],
  ['a missing field', { timestamp: 1 }],
  ['an unknown key', { timestamp: 1, tick: 1, more: 1 }],
  ['no object', 5],
  ['nothing', undefined],
])('%s among many rows is refused as among few', (_, bad) => {
  const good = { timestamp: 1, tick: 1 };
  const refusalOf = (count: number) => {
    const rows = [bad, ...Array.from({ length: count }, () => good)];
    try {
      // Made wrong on purpose.
      encode(rows as readonly unknown[] as readonly Row[]);
    } catch (error) {
      return String(error);
    }
    return 'written';
  };
  expect(refusalOf(100)).toMatch(/^ProtocolError: /);
  expect(refusalOf(100)).toBe(refusalOf(3));
  expect(encode(Array.from({ length: 40 }, () => good))).toContain('{"timestamp":1,"tick":1}');
});

test('a row that writes another message while it is read spoils neither', () => {
  const inner = Array.from({ length: 40 }, () => ({ timestamp: 7, tick: 7 }));
  let seen = '';
  const sly = {
    get timestamp() {
      seen = encode(inner);
      return 1;
    },
    tick: 2,
  };
  const rows = [...inner, sly, ...inner];
  expect(encode(rows)).toBe(expected([...inner, { timestamp: 1, tick: 2 }, ...inner]));
  expect(seen).toBe(expected(inner));
});
