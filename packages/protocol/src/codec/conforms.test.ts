import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OrderEvent, trade } from '../../test/sample-messages.ts';
import { readPayload } from './read-payload.ts';

describe('a payload with nothing to convert', () => {
  test.each([
    ['only what is required', {}],
    [
      'every kind',
      { side: 1, price: 1.5, comment: '', isOpen: false, ids: [1], trades: [trade], trade, small: -1, status: 2 },
    ],
    ['another order of keys', { status: 1, trade: { side: 2, volume: 1, symbolId: 3 }, side: 2 }],
    ['unknown keys with plain values', { gslScheduleId: 1, note: 'x', on: true, none: null, rate: 0.5 }],
    ['an unknown key with a big integer', { huge: 9007199254740993n }],
    ['empty lists', { ids: [], trades: [] }],
    ['a descriptive number outside its enumeration', { side: 99, sides: [99] }],
  ])('is the very object that came in: %s', (_, change) => {
    const value = { accountId: 7, ...change };
    const result = readPayload(OrderEvent, value);
    expect(result.ok && result.payload).toBe(value);
  });

  test('reads the same when keys come in other orders again and again', () => {
    const keys = { accountId: 7, side: 1, price: 1.5, comment: 'x', isOpen: true, small: 3, status: 1, extra: 5 };
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(keys)), (entries) => {
        const value = Object.fromEntries(entries);
        const result = readPayload(OrderEvent, value);
        if ('accountId' in value) expect(result.ok && result.payload).toBe(value);
        else expect(result).toEqual({ ok: false, missing: ['accountId'], wrong: [] });
      }),
    );
  });
});

test('the quick look and the thorough one agree on every payload', () => {
  const scalar = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constantFrom('BUY', '1', '', 'x', '1.5', 2 ** 53, -(2 ** 53), 2 ** 31, null, undefined, 9007199254740993n, -0),
  );
  const trades = fc.record({ symbolId: scalar, volume: scalar, side: scalar }, { requiredKeys: [] });
  const value = fc.oneof(scalar, trades, fc.array(fc.oneof(scalar, trades), { maxLength: 3 }));
  const payload = fc.dictionary(
    fc.constantFrom(
      'accountId',
      'side',
      'price',
      'comment',
      'isOpen',
      'ids',
      'trade',
      'trades',
      'small',
      'unsigned',
      'status',
      'zzz',
    ),
    value,
  );
  fc.assert(
    fc.property(payload, (candidate) => {
      const quick = readPayload(OrderEvent, candidate);
      // An unknown key with a structure always takes the thorough way.
      const thorough = readPayload(OrderEvent, { ...candidate, forced: {} });
      expect(thorough.ok).toBe(quick.ok);
      if (quick.ok && thorough.ok) expect(thorough.payload).toEqual({ ...quick.payload, forced: {} });
      else expect(thorough).toEqual(quick);
    }),
    { numRuns: 3_000 },
  );
});
