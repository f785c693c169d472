import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Empty, Order, Side, trade } from '../../test/sample-messages.ts';
import { encodeJson } from './encode-json.ts';

const order = { accountId: 7, trade };

describe('the text', () => {
  test('has its keys in ascending order of field numbers, whatever the order of the payload', () => {
    const payload = { trade: { side: Side.SELL, volume: 2, symbolId: 1 }, ids: [4, 5], side: Side.BUY, accountId: 7 };
    expect(encodeJson(Order, payload, 'a1')).toBe(
      '{"payloadType":9001,"clientMsgId":"a1","payload":{"accountId":7,"side":1,"trade":{"symbolId":1,"volume":2,"side":2},"ids":[4,5]}}',
    );
  });

  test('leaves out what is unset, undefined or an empty list', () => {
    expect(encodeJson(Order, { ...order, side: undefined, ids: [], trades: [] })).toBe(
      '{"payloadType":9001,"payload":{"accountId":7,"trade":{"symbolId":1,"volume":100000,"side":1}}}',
    );
  });

  test('leaves out an empty payload', () => {
    expect(encodeJson(Empty, {})).toBe('{"payloadType":9051}');
    expect(encodeJson(Empty, {}, 'a1')).toBe('{"payloadType":9051,"clientMsgId":"a1"}');
  });

  test.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [-25, '-25.0'],
    [2.7813, '2.7813'],
    [1e20, '100000000000000000000.0'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
  ])('writes the double %d as %s', (price, text) => {
    expect(encodeJson(Order, { ...order, price })).toContain(`"price":${text}}`);
  });

  test('writes false, zero and the empty text when they are set', () => {
    expect(encodeJson(Order, { ...order, comment: '', isOpen: false, small: 0 })).toContain(
      '"comment":"","isOpen":false,"small":0}',
    );
  });

  test('writes the integers at the ends of each range', () => {
    const payload = { ...order, small: -(2 ** 31), smallUnsigned: 2 ** 32 - 1, unsigned: Number.MAX_SAFE_INTEGER };
    expect(encodeJson(Order, { ...payload, accountId: Number.MIN_SAFE_INTEGER })).toBe(
      '{"payloadType":9001,"payload":{"accountId":-9007199254740991,"trade":{"symbolId":1,"volume":100000,"side":1},"small":-2147483648,"smallUnsigned":4294967295,"unsigned":9007199254740991}}',
    );
  });

  test('writes lists of structures', () => {
    expect(encodeJson(Order, { ...order, trades: [trade, trade] })).toContain(
      '"trades":[{"symbolId":1,"volume":100000,"side":1},{"symbolId":1,"volume":100000,"side":1}]}',
    );
  });

  test('quotes every text as JSON.stringify does', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ maxLength: 100 }),
      fc.constantFrom('\ud800', '"', '\\', '\u007f', '\u2028'),
    );
    fc.assert(
      fc.property(text, (comment) => {
        expect(encodeJson(Order, { ...order, comment }, comment)).toBe(
          `{"payloadType":9001,"clientMsgId":${JSON.stringify(comment)},"payload":{"accountId":7,"trade":{"symbolId":1,"volume":100000,"side":1},"comment":${JSON.stringify(comment)}}}`,
        );
      }),
    );
  });
});
