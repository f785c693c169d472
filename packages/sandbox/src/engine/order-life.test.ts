import { AccountType, OrderTriggerMethod, OrderType, TimeInForce, TradeSide } from '@tickwire/protocol';
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

/** An account with one order in it, and a short way to say what the market does. */
function openWith(changes: Parameters<typeof anOrder>[0], options: BenchOptions = {}) {
  const { account, world } = openAccount(options);
  const placed = account.place(anOrder(changes), context);
  let { at } = context;
  const tick = (bid: number, ask = bid + 10) => {
    at += 1_000;
    const events = [...account.onQuote(symbol.EURUSD, { bid, ask }, at), ...account.onTime(at + 500)];
    return sketch(events);
  };
  return { account, world, placed, tick };
}

const limit = { orderType: OrderType.LIMIT, limitPrice: 1.09 } as const;
const stop = { orderType: OrderType.STOP, stopPrice: 1.11 } as const;

test('a limit order has its position id at once, and shows its levels as they were sent', () => {
  const { placed } = openWith({ ...limit, stopLoss: 1.08, relativeTakeProfit: 500 });
  expect(executionOf(placed[0])).toMatchObject({
    executionType: 2,
    position: { positionId: 1, positionStatus: 3 },
    order: { limitPrice: 1.09, stopLoss: 1.08, relativeTakeProfit: 500, timeInForce: 2, positionId: 1 },
  });
});

test('a limit order fills when the ask reaches it, at the better price, and then gets its protection', () => {
  const { account, tick } = openWith({ ...limit, relativeStopLoss: 1_000 });
  expect(tick(109_000)).toEqual([]);
  expect(tick(108_980)).toEqual(['3 order 1 type 2', '2 order 2 type 4']);
  expect(account.reconcile().position?.[0]).toMatchObject({ price: 1.0899, stopLoss: 1.0799 });
});

test('events of a triggered order belong to no command', () => {
  const { account } = openWith(limit);
  const events = account.onQuote(symbol.EURUSD, { bid: 108_000, ask: 108_010 }, monday + 2_000);
  expect(events.map(({ clientMsgId }) => clientMsgId)).toEqual([undefined]);
});

test('a limit order beyond the market goes there after the delay', () => {
  const { account } = openWith({ ...limit, limitPrice: 1.2 });
  expect(sketch(settle(account, context.at))).toEqual(['3 order 1 type 2']);
  expect(account.deals().deal?.[0]?.executionPrice).toBe(1.1001);
});

test.each([
  [
    OrderTriggerMethod.TRADE,
    [
      [110_985, 110_995],
      [110_990, 111_000],
    ],
  ],
  [
    OrderTriggerMethod.OPPOSITE,
    [
      [110_990, 111_000],
      [111_000, 111_010],
    ],
  ],
  [
    OrderTriggerMethod.DOUBLE_TRADE,
    [
      [110_990, 111_000],
      [110_980, 110_990],
      [110_990, 111_000],
      [110_995, 111_005],
    ],
  ],
  [
    OrderTriggerMethod.DOUBLE_OPPOSITE,
    [
      [111_000, 111_010],
      [111_000, 111_010],
    ],
  ],
] as const)('trigger method %i sets a stop off on the last of these ticks', (stopTriggerMethod, ticks) => {
  const { tick } = openWith({ ...stop, stopTriggerMethod });
  const seen = ticks.map(([bid, ask]) => tick(bid, ask));
  expect(seen.pop()).toEqual(['3 order 1 type 3']);
  expect(seen.flat()).toEqual([]);
});

test('a stop-limit order waits within its range once it is set off', () => {
  const { account, tick } = openWith({ orderType: OrderType.STOP_LIMIT, stopPrice: 1.11, slippageInPoints: 20 });
  expect(tick(111_100)).toEqual([]);
  expect(tick(111_010)).toEqual(['3 order 1 type 6']);
  expect(account.deals().deal?.[0]?.executionPrice).toBe(1.1102);
});

test('a market range order is cancelled when the market has left its range', () => {
  const range = { orderType: OrderType.MARKET_RANGE, baseSlippagePrice: 1.1001, slippageInPoints: 5 } as const;
  const inside = openWith(range);
  expect(sketch(settle(inside.account, context.at))).toEqual(['3 order 1 type 5']);
  const outside = openWith(range);
  outside.account.onQuote(symbol.EURUSD, { bid: 110_010, ask: 110_020 }, context.at + 10);
  const events = settle(outside.account, context.at);
  expect(sketch(events)).toEqual(['5 order 1 type 5']);
  expect(executionOf(events[0])).toMatchObject({ order: { orderStatus: 5 }, position: { positionStatus: 2 } });
});

test('a dated order expires at its moment', () => {
  const expirationTimestamp = context.at + 5_000;
  const { account } = openWith({ ...limit, timeInForce: TimeInForce.GOOD_TILL_DATE, expirationTimestamp });
  expect(account.nextDueAt()).toBe(expirationTimestamp);
  const events = account.onTime(expirationTimestamp + 60_000);
  expect(events.map(({ at }) => at)).toEqual([expirationTimestamp]);
  expect(executionOf(events[0])).toMatchObject({ executionType: 6, order: { orderStatus: 4, expirationTimestamp } });
});

test('an order for the opening waits for it', () => {
  const { account, world } = openAccount();
  world.phase = 'closed';
  account.place(anOrder({ timeInForce: TimeInForce.MARKET_ON_OPEN }), context);
  const quote = { bid: 110_000, ask: 110_010 };
  expect(account.onQuote(symbol.EURUSD, quote, context.at + 1_000)).toEqual([]);
  world.phase = 'open';
  expect(sketch(account.onQuote(symbol.EURUSD, quote, context.at + 2_000))).toEqual(['3 order 1 type 1']);
});

test('an amended order keeps its id and price and loses every option that is not sent again', () => {
  const { account } = openWith({
    ...stop,
    stopLoss: 1.1,
    takeProfit: 1.12,
    stopTriggerMethod: OrderTriggerMethod.OPPOSITE,
  });
  const [event] = account.amendOrder({ ...ids, orderId: 1, volume: 300_000, takeProfit: 1.13 }, context);
  const { executionType, order } = executionOf(event);
  expect(executionType).toBe(4);
  expect(order).toMatchObject({ orderId: 1, stopPrice: 1.11, takeProfit: 1.13, stopTriggerMethod: 1 });
  expect(order?.tradeData.volume).toBe(300_000);
  expect(order?.stopLoss).toBeUndefined();
});

test('a cancelled order takes its empty position along', () => {
  const { account } = openWith(limit);
  const [event] = account.cancel({ ...ids, orderId: 1 }, context);
  expect(executionOf(event)).toMatchObject({
    executionType: 5,
    order: { orderStatus: 5 },
    position: { positionStatus: 2, tradeData: { volume: 0 } },
  });
  expect(account.reconcile().order).toEqual([]);
});

test('amending protection accepts, replaces and cancels one and the same order', () => {
  const { account } = openWith({});
  settle(account, context.at);
  const amend = (levels: object) => sketch(account.amendPosition({ ...ids, positionId: 1, ...levels }, context));
  expect(amend({ stopLoss: 1.09, takeProfit: 1.12 })).toEqual(['2 order 2 type 4']);
  expect(amend({ stopLoss: 1.095 })).toEqual(['4 order 2 type 4']);
  expect(account.reconcile().position?.[0]?.takeProfit).toBeUndefined();
  expect(amend({})).toEqual(['5 order 2 type 4']);
  expect(account.reconcile(true).order).toEqual([]);
});

test('a trailing stop follows the price and never goes back, and the flag stays when an amendment leaves it out', () => {
  const { account, tick } = openWith({ relativeStopLoss: 500, trailingStopLoss: true });
  settle(account, context.at);
  expect(tick(110_100)).toEqual(['TrailingSLChangedEvent']);
  expect(tick(110_050)).toEqual([]);
  expect(account.reconcile().position?.[0]).toMatchObject({ stopLoss: 1.096, trailingStopLoss: true });
  account.amendPosition({ ...ids, positionId: 1, stopLoss: 1.0905 }, { ...context, at: monday + 9_000 });
  expect(account.reconcile().position?.[0]).toMatchObject({ stopLoss: 1.0905, trailingStopLoss: true });
  expect(tick(90_000)).toEqual(['3 order 2 type 4']);
});

test('a market order takes what there is, and the rest is cancelled', () => {
  const { account } = openWith({ volume: 500_000 }, { liquidityPerTick: 300_000 });
  const events = settle(account, context.at);
  expect(sketch(events)).toEqual(['11 order 1 type 1', '5 order 1 type 1']);
  expect(executionOf(events[0])).toMatchObject({
    order: { executedVolume: 300_000, orderStatus: 1 },
    deal: { volume: 500_000, filledVolume: 300_000, dealStatus: 3 },
    position: { tradeData: { volume: 300_000 } },
  });
  expect(executionOf(events[1])).toMatchObject({ order: { executedVolume: 300_000 }, position: { positionStatus: 1 } });
});

test('all or nothing is nothing when there is not enough', () => {
  const { account } = openWith(
    { volume: 500_000, timeInForce: TimeInForce.FILL_OR_KILL },
    { liquidityPerTick: 300_000 },
  );
  expect(sketch(settle(account, context.at))).toEqual(['5 order 1 type 1']);
  expect(account.deals().deal).toEqual([]);
});

test('a limit order rests with what is left of it, and its protection grows with the position', () => {
  const { account, tick } = openWith({ ...limit, volume: 500_000, stopLoss: 1.08 }, { liquidityPerTick: 300_000 });
  expect(tick(108_980)).toEqual(['11 order 1 type 2', '2 order 2 type 4']);
  expect(account.reconcile().order?.[0]).toMatchObject({ executedVolume: 300_000, orderStatus: 1 });
  expect(tick(108_970)).toEqual(['3 order 1 type 2', '4 order 2 type 4']);
  expect(account.reconcile(true).order?.[0]?.tradeData.volume).toBe(500_000);
});

/** Fills market orders of these signed volumes, one after the other. */
function fillAll(volumes: readonly number[], accountType: AccountType) {
  const { account } = openAccount({ trader: { accountType } });
  for (const volume of volumes) {
    const tradeSide = volume > 0 ? TradeSide.BUY : TradeSide.SELL;
    account.place(anOrder({ volume: Math.abs(volume), tradeSide }), { at: monday });
    settle(account, monday);
  }
  return account;
}

test('hedged orders each open a position; netted ones add up, close, and turn round', () => {
  const open = (volumes: readonly number[], type: AccountType) =>
    (fillAll(volumes, type).reconcile().position ?? []).map(
      ({ positionId, tradeData }) => `${positionId}: ${tradeData.tradeSide} ${tradeData.volume}`,
    );
  expect(open([100_000, 200_000, -100_000], AccountType.HEDGED)).toEqual(['1: 1 100000', '2: 1 200000', '3: 2 100000']);
  expect(open([100_000, 200_000], AccountType.NETTED)).toEqual(['1: 1 300000']);
  expect(open([300_000, -100_000], AccountType.NETTED)).toEqual(['1: 1 200000']);
  expect(open([300_000, -300_000], AccountType.NETTED)).toEqual([]);
  expect(open([100_000, -300_000], AccountType.NETTED)).toEqual(['1: 2 200000']);
});

test('a position that is turned round loses its old protection, and cannot be amended before it has', () => {
  const { account } = openAccount({ trader: { accountType: AccountType.NETTED } });
  account.place(anOrder({ relativeStopLoss: 500 }), { at: monday });
  settle(account, monday);
  account.place(anOrder({ tradeSide: TradeSide.SELL, volume: 300_000 }), context);
  const filled = account.onTime(context.at + 100);
  expect(sketch(filled)).toEqual(['3 order 3 type 1']);
  const amend = { ...ids, positionId: 1, stopLoss: 1.2 };
  expect(sketch(account.amendPosition(amend, { at: context.at + 101 }))).toEqual([
    'PENDING_EXECUTION: Position has an order in execution',
  ]);
  expect(sketch(account.onTime(context.at + 108))).toEqual(['5 order 2 type 4']);
  expect(sketch(account.amendPosition(amend, { at: context.at + 109 }))).toEqual(['2 order 4 type 4']);
});

test('turning round is one deal that closes a part of its volume', () => {
  const [deal] = fillAll([100_000, -300_000], AccountType.NETTED).deals().deal ?? [];
  expect(deal).toMatchObject({
    filledVolume: 300_000,
    closePositionDetail: { closedVolume: 100_000, grossProfit: -10 },
  });
});

test('an order that names a position adds to it, or reduces it', () => {
  const { account } = openWith({});
  settle(account, context.at);
  const name = (tradeSide: TradeSide, volume: number) => {
    account.place(anOrder({ positionId: 1, tradeSide, volume }), context);
    settle(account, context.at + 1_000);
    return account.reconcile().position?.map(({ tradeData }) => tradeData.volume);
  };
  expect(name(TradeSide.BUY, 200_000)).toEqual([300_000]);
  expect(name(TradeSide.SELL, 100_000)).toEqual([200_000]);
});

test('an order takes the id of its request when it brings none, and its own otherwise', () => {
  expect(executionOf(openWith({}).placed[0]).order?.clientOrderId).toBe('m');
  expect(executionOf(openWith({ clientOrderId: 'mine' }).placed[0]).order?.clientOrderId).toBe('mine');
});

test('executions come after 50 to 300 ms, by seed', () => {
  const delays = [1, 2, 3].map((seed) => {
    const { account } = openWith({}, { seed, fillDelay: { fromMs: 50, toMs: 300 } });
    return (account.nextDueAt() ?? 0) - context.at;
  });
  for (const delay of delays) expect(delay).toSatisfy((ms: number) => ms >= 50 && ms <= 300);
  expect(new Set(delays).size).toBe(3);
});

test('history answers by window, by position and by id, newest first', () => {
  const account = fillAll([300_000, -100_000, -200_000], AccountType.NETTED);
  expect(account.deals({ maxRows: 2 })).toMatchObject({ deal: [{ dealId: 3 }, { dealId: 2 }], hasMore: true });
  expect(account.deals({ toTimestamp: monday })).toMatchObject({ deal: [], hasMore: false });
  expect(account.orders({ positionId: 1 }).order?.map(({ orderId }) => orderId)).toEqual([3, 2, 1]);
  expect(account.orderDetails(2)).toMatchObject({ order: { orderId: 2 }, deal: [{ dealId: 2 }] });
  expect(account.orderDetails(99)).toBeUndefined();
  expect(account.dealOffsets(1)?.offsetBy?.map(({ dealId, volume }) => [dealId, volume])).toEqual([
    [2, 100_000],
    [3, 200_000],
  ]);
  expect(account.dealOffsets(3)?.offsetting?.map(({ dealId, volume }) => [dealId, volume])).toEqual([[1, 200_000]]);
});
