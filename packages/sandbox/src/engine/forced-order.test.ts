import { type NewOrderReq, OrderType, TimeInForce, TradeSide } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import {
  accountId,
  anOrder,
  type BenchOptions,
  executionOf,
  monday,
  openAccount,
  settle,
  sketch,
  symbol,
} from '../../test/engine-bench.ts';

const context = { at: monday + 1_000, clientMsgId: 'm' };
const ids = { ctidTraderAccountId: accountId };
const limit = { orderType: OrderType.LIMIT, limitPrice: 1.09 } as const;

/** Places an order with a label that forces something. */
function force(parts: string, changes: Partial<NewOrderReq> = {}, options: BenchOptions = {}) {
  const { account } = openAccount(options);
  const events = account.place(anOrder({ label: `tickwire:${parts}`, ...changes }), context);
  return { account, events, said: sketch(events) };
}

const tickAt = (bench: ReturnType<typeof force>, ask: number, at: number) =>
  sketch(bench.account.onQuote(symbol.EURUSD, { bid: ask - 10, ask }, at));

test('a forced rejection follows acceptance at once, with its code and a deal without a price', () => {
  const { account, events, said } = force('reject=NOT_ENOUGH_MONEY');
  expect(said).toEqual(['2 order 1 type 1', '7 order 1 type 1 NOT_ENOUGH_MONEY']);
  expect(executionOf(events[1])).toMatchObject({ order: { orderStatus: 3 }, deal: { dealStatus: 5 } });
  expect(events[1]).toMatchObject({ clientMsgId: 'm', at: context.at });
  expect(account.reconcile()).toMatchObject({ order: [], position: [] });
});

test('a forced rejection can come later, and also to an order that waits and to one too dear', () => {
  for (const changes of [limit, { volume: 1_000_000_000 }]) {
    const { account, said } = force('reject=MARKET_CLOSED,delay=5000', changes);
    expect(said).toHaveLength(1);
    expect(account.onTime(context.at + 4_999)).toEqual([]);
    expect(sketch(account.onTime(context.at + 5_000))[0]).toMatch(/^7 order 1 type [12] MARKET_CLOSED$/);
  }
});

test('a forced refusal is all there is', () => {
  const { account, said } = force('refuse=TRADING_DISABLED');
  expect(said).toEqual(['TRADING_DISABLED: Refused because the label of the order says so']);
  expect(account.orders().order).toEqual([]);
});

test('a label that cannot be read is refused and says what is possible', () => {
  const { said } = force('partial=many');
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^INVALID_REQUEST: Label forces no outcome: "partial=many" cannot be read; possible .*\.$/);
});

test.each([
  [40, 1_000_000, 400_000],
  [44, 1_000_000, 400_000],
  [45, 1_000_000, 500_000],
  [1, 1_000_000, 100_000],
])('%i percent of %i fills %i, and the rest of a market order is cancelled', (percent, volume, filled) => {
  const { account } = force(`partial=${percent}`, { volume });
  const events = settle(account, context.at);
  expect(sketch(events)).toEqual(['11 order 1 type 1', '5 order 1 type 1']);
  expect(executionOf(events[0]).deal).toMatchObject({ volume, filledVolume: filled, dealStatus: 3 });
  expect(account.reconcile().position?.[0]?.tradeData.volume).toBe(filled);
});

test('one step cannot be filled in part', () => {
  expect(sketch(settle(force('partial=40').account, context.at))).toEqual(['3 order 1 type 1']);
});

test('the rest of a limit order waits, however often the market comes by, until it is filled by hand', () => {
  const bench = force('partial=40', { ...limit, volume: 1_000_000 });
  expect(tickAt(bench, 108_990, context.at + 1_000)).toEqual(['11 order 1 type 2']);
  expect(tickAt(bench, 108_980, context.at + 2_000)).toEqual([]);
  expect(bench.account.reconcile().order?.[0]).toMatchObject({ orderStatus: 1, executedVolume: 400_000 });
  expect(sketch(bench.account.fill(1, {}, context.at + 3_000).events)).toEqual(['3 order 1 type 2']);
});

test('an immediate limit order that is filled in part is cancelled, and fill-or-kill fills nothing', () => {
  const changes = { orderType: OrderType.LIMIT, limitPrice: 1.2, volume: 1_000_000 } as const;
  const filled = (timeInForce: TimeInForce) =>
    sketch(settle(force('partial=40', { ...changes, timeInForce }).account, context.at));
  expect(filled(TimeInForce.IMMEDIATE_OR_CANCEL)).toEqual(['11 order 1 type 2', '5 order 1 type 2']);
  expect(filled(TimeInForce.FILL_OR_KILL)).toEqual(['5 order 1 type 2']);
});

test('a forced delay counts from acceptance to the fill', () => {
  const { account } = force('delay=5000');
  expect(account.nextDueAt()).toBe(context.at + 5_000);
  expect(sketch(account.onTime(context.at + 5_000))).toEqual(['3 order 1 type 1']);
});

test('an order that waits is not filled before its delay is over', () => {
  const bench = force('delay=5000', limit);
  expect(tickAt(bench, 108_990, context.at + 4_999)).toEqual([]);
  expect(tickAt(bench, 108_991, context.at + 5_000)).toEqual(['3 order 1 type 2']);
});

test.each([
  [TradeSide.BUY, 1.10022],
  [TradeSide.SELL, 1.09988],
])('slippage is worse than the market for side %i', (tradeSide, executionPrice) => {
  const { account } = force('slip=12', { tradeSide });
  settle(account, context.at);
  expect(account.deals().deal?.[0]?.executionPrice).toBe(executionPrice);
});

test('no order slips beyond its limit or range', () => {
  const bench = force('slip=12', limit);
  tickAt(bench, 108_995, context.at + 1_000);
  expect(bench.account.deals().deal?.[0]?.executionPrice).toBe(1.09);
  const range = { orderType: OrderType.MARKET_RANGE, baseSlippagePrice: 1.1001, slippageInPoints: 5 } as const;
  const ranged = force('slip=12', range);
  settle(ranged.account, context.at);
  expect(ranged.account.deals().deal?.[0]?.executionPrice).toBe(1.10015);
});

test('a forced price is the fill price, and its digits are those of the symbol', () => {
  const { account } = force('price=1.23456');
  settle(account, context.at);
  expect(account.deals().deal?.[0]?.executionPrice).toBe(1.23456);
  const jpy = openAccount();
  jpy.account.onQuote(symbol.USDJPY, { bid: 15_625_000, ask: 15_625_100 }, monday);
  const order = anOrder({ symbolId: symbol.USDJPY, label: 'tickwire:price=156.2501' });
  expect(sketch(jpy.account.place(order, context))).toEqual([
    'INVALID_REQUEST: Order price = 156.2501 has more digits than symbol allows. Allowed 3 digits',
  ]);
});

test('a silent order happens on the books, protection and all, and nobody hears of it', () => {
  const { account, said } = force('silent', { relativeStopLoss: 500, volume: 200_000 });
  expect(said).toEqual([]);
  expect(settle(account, context.at)).toEqual([]);
  expect(account.reconcile().position).toMatchObject([{ positionId: 1, stopLoss: 1.0951 }]);
  expect(account.orders().order).toHaveLength(2);
  const closed = account.closePosition({ ...ids, positionId: 1, volume: 200_000 }, { at: context.at + 1_000 });
  expect(sketch(closed)).toEqual(['2 order 3 type 1']);
});

test('a silent order stays silent when it is cancelled', () => {
  const { account } = force('silent', limit);
  expect(account.cancel({ ...ids, orderId: 1 }, context)).toEqual([]);
  expect(account.orders().order).toMatchObject([{ orderStatus: 5 }]);
});

test('a lost order leaves no trace but in the ledger', () => {
  const { account, said } = force('lost', { clientOrderId: 'mine' });
  expect(said).toEqual([]);
  expect(settle(account, context.at)).toEqual([]);
  expect(account.orders().order).toEqual([]);
  expect(account.place(anOrder(), context)).toMatchObject([{ payload: { order: { orderId: 1 } } }]);
  expect([...account.orderLedger()]).toEqual([
    ['mine', { received: 1, accepted: 0 }],
    ['m', { received: 1, accepted: 1 }],
  ]);
});

test('cancelling can be forced to fail', () => {
  const { account } = force('cancel-rejected', limit);
  const events = account.cancel({ ...ids, orderId: 1 }, { ...context, clientMsgId: 'c' });
  expect(sketch(events)).toEqual(['8 order 1 type 2 UNABLE_TO_CANCEL_ORDER']);
  expect(events[0]?.clientMsgId).toBe('c');
  expect(executionOf(events[0])).toMatchObject({ order: { orderStatus: 1 }, isServerEvent: false });
  expect(account.reconcile().order).toHaveLength(1);
});

test('an account may take the labels for labels', () => {
  const { account, said } = force('lost', {}, { honoursLabels: false });
  expect(said).toEqual(['2 order 1 type 1']);
  expect(account.orders().order?.[0]?.tradeData.label).toBe('tickwire:lost');
});

test('what a label forces outlives a snapshot', () => {
  const { account } = force('price=1.23456,partial=40', { volume: 1_000_000 });
  const other = openAccount().account;
  other.restore(account.snapshot());
  expect(sketch(settle(other, context.at))).toEqual(['11 order 1 type 1', '5 order 1 type 1']);
  expect(other.deals().deal?.[0]?.executionPrice).toBe(1.23456);
});
