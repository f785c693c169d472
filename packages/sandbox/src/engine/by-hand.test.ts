import { type NewOrderReq, OrderType, TimeInForce } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { accountId, anOrder, executionOf, monday, openAccount, settle, sketch } from '../../test/engine-bench.ts';

const context = { at: monday + 1_000, clientMsgId: 'm' };
const later = context.at + 50;
const limit = { orderType: OrderType.LIMIT, limitPrice: 1.09, volume: 300_000 } as const;

/** An account with one order in it. */
function openWith(changes: Partial<NewOrderReq> = {}) {
  const bench = openAccount();
  bench.account.place(anOrder(changes), context);
  return bench;
}

test('an order that waits is filled at the price that is said, and no command caused it', () => {
  const { account } = openWith(limit);
  const { events, error } = account.fill(1, { price: 105_000 }, later);
  expect(error).toBeUndefined();
  expect(sketch(events)).toEqual(['3 order 1 type 2']);
  expect(events[0]?.clientMsgId).toBeUndefined();
  expect(executionOf(events[0])).toMatchObject({ deal: { executionPrice: 1.05 }, isServerEvent: false });
});

test('an order on its way to the market is filled once only, at the market', () => {
  const { account } = openWith({ relativeStopLoss: 500 });
  expect(sketch(account.fill(1, {}, later).events)).toEqual(['3 order 1 type 1']);
  expect(sketch(settle(account, later))).toEqual(['2 order 2 type 4']);
  expect(account.deals().deal).toMatchObject([{ executionPrice: 1.1001 }]);
});

test('of an order that waits a part can be filled, of a market order the rest is cancelled', () => {
  const waiting = openWith(limit).account;
  expect(sketch(waiting.fill(1, { volume: 100_000 }, later).events)).toEqual(['11 order 1 type 2']);
  expect(sketch(waiting.fill(1, {}, later).events)).toEqual(['3 order 1 type 2']);
  const market = openWith({ volume: 300_000 }).account;
  expect(sketch(market.fill(1, { volume: 100_000 }, later).events)).toEqual(['11 order 1 type 1', '5 order 1 type 1']);
  expect(settle(market, later)).toEqual([]);
});

test('a protective order is filled as a whole, as the server would', () => {
  const { account } = openWith({ relativeStopLoss: 500, volume: 200_000 });
  settle(account, context.at);
  expect(account.fill(2, { volume: 100_000 }, monday + 5_000).error).toEqual({ code: 'BAD_VOLUME', orderId: 2 });
  const { events } = account.fill(2, { price: 108_000 }, monday + 5_000);
  expect(sketch(events)).toEqual(['3 order 2 type 4']);
  expect(executionOf(events[0])).toMatchObject({ isServerEvent: true, position: { positionStatus: 2 } });
});

test('what the account cannot pay is rejected by hand too', () => {
  const { account } = openWith({ ...limit, volume: 1_000_000_000 });
  expect(sketch(account.fill(1, {}, later).events)).toEqual(['7 order 1 type 2 NOT_ENOUGH_MONEY']);
});

test.each([limit, {}])('%j is rejected with the code that is said, and never filled', (changes) => {
  const { account } = openWith(changes);
  const { events, error } = account.rejectOrder(1, 'MARKET_CLOSED', later);
  expect(error).toBeUndefined();
  expect(sketch(events)[0]).toMatch(/^7 order 1 type [12] MARKET_CLOSED$/);
  expect(events[0]?.clientMsgId).toBeUndefined();
  expect(settle(account, later)).toEqual([]);
});

test.each([limit, {}])('%j expires, dated or not', (changes) => {
  const { account } = openWith(changes);
  const { events } = account.expireOrder(1, later);
  expect(sketch(events)[0]).toMatch(/^6 order 1 type [12]$/);
  expect(executionOf(events[0])).toMatchObject({ isServerEvent: true, order: { orderStatus: 4 } });
  expect(settle(account, later)).toEqual([]);
});

test('an order that does not exist, or no longer, is said so', () => {
  const { account } = openWith();
  settle(account, context.at);
  const at = monday + 5_000;
  for (const [orderId, code] of [
    [1, 'ORDER_IS_DONE'],
    [7, 'UNKNOWN_ORDER'],
  ] as const) {
    expect(account.fill(orderId, {}, at)).toEqual({ events: [], error: { code, orderId } });
    expect(account.rejectOrder(orderId, 'X', at)).toEqual({ events: [], error: { code, orderId } });
    expect(account.expireOrder(orderId, at)).toEqual({ events: [], error: { code, orderId } });
  }
});

test.each([
  [{ volume: 400_000 }, 'BAD_VOLUME'],
  [{ volume: 150_000 }, 'BAD_VOLUME'],
  [{ volume: 0 }, 'BAD_VOLUME'],
  [{ volume: Number.NaN }, 'BAD_VOLUME'],
  [{ price: 0 }, 'BAD_PRICE'],
  [{ price: 1.09 }, 'BAD_PRICE'],
  [{ price: 1e13 }, 'BAD_PRICE'],
])('filling with %j changes nothing', (fill, code) => {
  const { account } = openWith(limit);
  const before = account.reconcile();
  expect(account.fill(1, fill, later)).toEqual({ events: [], error: { code, orderId: 1 } });
  expect(account.reconcile()).toEqual(before);
});

test('a fill-or-kill order cannot be filled in part', () => {
  const { account } = openWith({ volume: 300_000, timeInForce: TimeInForce.FILL_OR_KILL });
  expect(account.fill(1, { volume: 100_000 }, later).error?.code).toBe('BAD_VOLUME');
});

test('protective orders and half-filled ones cannot be rejected', () => {
  const { account } = openWith({ ...limit, relativeStopLoss: 500 });
  account.fill(1, { volume: 100_000 }, later);
  const at = later + 1_000;
  account.onTime(at);
  expect(account.rejectOrder(1, 'X', at).error?.code).toBe('PARTLY_FILLED');
  expect(account.rejectOrder(2, 'X', at).error?.code).toBe('PROTECTIVE_ORDER');
  expect(account.expireOrder(2, at).error?.code).toBe('PROTECTIVE_ORDER');
  expect(sketch(account.expireOrder(1, at).events)).toEqual(['6 order 1 type 2']);
});

test('what fell due before comes out with what is done by hand', () => {
  const { account } = openWith();
  const { events, error } = account.fill(9, {}, context.at + 60_000);
  expect(sketch(events)).toEqual(['3 order 1 type 1']);
  expect(error?.code).toBe('UNKNOWN_ORDER');
});

test('a stop-out can be called for, and closes the position with the most margin', () => {
  const { account } = openWith({ volume: 100_000 });
  account.place(anOrder({ volume: 300_000 }), context);
  settle(account, context.at);
  const events = account.stopOut(monday + 5_000);
  expect(sketch(events)).toEqual(['3 order 3 type 1']);
  expect(executionOf(events[0])).toMatchObject({ position: { positionId: 2 }, order: { isStopOut: true } });
  expect(account.stopOut(monday + 6_000)).toHaveLength(1);
  expect(account.stopOut(monday + 7_000)).toEqual([]);
  expect(account.trader().ctidTraderAccountId).toBe(accountId);
});
