import { OrderTriggerMethod, OrderType, TimeInForce, TradeSide } from '@tickwire/protocol';
import fc from 'fast-check';
import type { Account } from '../src/engine/account.ts';
import type { EngineEvent } from '../src/engine/engine-event.ts';
import { accountId, anOrder, asset, createWorld, monday, openAccount, symbol } from './engine-bench.ts';

/** How many sequences the properties are tried with: 5 000, or what TICKWIRE_ENGINE_RUNS says. */
export const propertyRuns = Number(process.env['TICKWIRE_ENGINE_RUNS'] ?? 5_000);

const symbolIds = [symbol.EURUSD, symbol.USDJPY, symbol.EURGBP] as const;
const firstPrices = { [symbol.EURUSD]: 110_000, [symbol.USDJPY]: 15_625_000, [symbol.EURGBP]: 88_000 } as const;
type SymbolId = (typeof symbolIds)[number];

const symbolId = fc.constantFrom<SymbolId>(...symbolIds);
const side = fc.constantFrom(TradeSide.BUY, TradeSide.SELL);
const lots = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 10 }), weight: 3 },
  { arbitrary: fc.integer({ min: 1, max: 400 }), weight: 1 },
);
const distance = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });
/** Which of those there are, by remainder. */
const pick = fc.nat({ max: 50 });

const placing = fc.record({
  do: fc.constant('place' as const),
  symbolId,
  side,
  lots,
  type: fc.constantFrom(1, 1, 1, 1, 1, 2, 3, 5, 6),
  timeInForce: fc.constantFrom(...Object.values(TimeInForce)),
  away: fc.integer({ min: -30, max: 30 }),
  stopDistance: distance,
  profitDistance: distance,
  isTrailing: fc.boolean(),
  triggerMethod: fc.constantFrom(...Object.values(OrderTriggerMethod)),
  isTargeted: fc.nat({ max: 4 }),
  pick,
});
/** Anything that may happen to an account. */
export const command = fc.oneof(
  { arbitrary: placing, weight: 9 },
  {
    arbitrary: fc.record({ do: fc.constant('quote' as const), symbolId, move: fc.integer({ min: -30, max: 30 }) }),
    weight: 6,
  },
  { arbitrary: fc.record({ do: fc.constant('close' as const), pick, lots, isAll: fc.boolean() }), weight: 3 },
  {
    arbitrary: fc.record({
      do: fc.constant('amend' as const),
      pick,
      stopDistance: distance,
      profitDistance: distance,
      isTrailing: fc.option(fc.boolean(), { nil: undefined }),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({ do: fc.constant('change' as const), pick, lots, away: fc.integer({ min: -30, max: 30 }) }),
    weight: 1,
  },
  { arbitrary: fc.record({ do: fc.constant('cancel' as const), pick }), weight: 1 },
  {
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 20, 100, 400, 3_600_000, 90_000_000),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({ do: fc.constant('cash' as const), delta: fc.integer({ min: -200_000, max: 300_000 }) }),
    weight: 1,
  },
  {
    arbitrary: fc.record({ do: fc.constant('gap' as const), symbolId, percent: fc.integer({ min: -25, max: 25 }) }),
    weight: 1,
  },
);
/** One such thing. */
export type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** How accounts differ. */
export const setting = fc.record({
  seed: fc.nat(),
  isNetted: fc.boolean(),
  marginType: fc.constantFrom(0, 1, 2),
  leverageInCents: fc.constantFrom(3_000, 10_000, 50_000),
  depositAssetId: fc.constantFrom(asset.USD, asset.EUR),
  liquidityPerTick: fc.constantFrom(undefined, undefined, undefined, 300_000, 1_000_000),
  stopOutStrategy: fc.constantFrom(0, 1),
  fairStopOut: fc.boolean(),
  hasNegativeBalanceProtection: fc.boolean(),
  hasTiers: fc.boolean(),
});
/** One such account. */
export type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

/** Plays a sequence of commands on a new account. */
export function play(chosen: Setting, commands: readonly Command[], afterEach: (bench: Bench) => void): Bench {
  const world = createWorld();
  if (chosen.hasTiers) {
    world.tiers.push(
      { volume: 1_000_000, leverage: 10_000 },
      { volume: 5_000_000, leverage: 2_000 },
      { volume: 5_000_001, leverage: 500 },
    );
    for (const [id, one] of world.symbols) {
      world.symbols.set(id, { ...one, trading: { ...one.trading, leverageId: 1 } });
    }
  }
  const { isNetted, marginType, hasTiers: _, seed, liquidityPerTick, hasNegativeBalanceProtection, ...rest } = chosen;
  const trader = { ...rest, accountType: isNetted ? 1 : 0, totalMarginCalculationType: marginType } as const;
  const limits = liquidityPerTick === undefined ? {} : { liquidityPerTick };
  const options = { seed, ...limits, hasNegativeBalanceProtection, fillDelay: { fromMs: 0, toMs: 300 } };
  // The numbers above are those of the enumerations.
  const { account } = openAccount({ ...options, trader }, world);
  const bench: Bench = { account, isNetted, events: [], at: monday, prices: { ...firstPrices }, seen: new Map() };
  for (const id of symbolIds) take(bench, quote(bench, id, 0));
  for (const one of commands) {
    bench.at += 150;
    take(bench, perform(bench, one));
    afterEach(bench);
  }
  return bench;
}

/** A game that is being played. */
export interface Bench {
  readonly account: Account;
  readonly isNetted: boolean;
  readonly events: EngineEvent[];
  at: number;
  readonly prices: Record<SymbolId, number>;
  /** Terminal events of each order. */
  readonly seen: Map<number, number>;
}

const point = (id: SymbolId): number => (id === symbol.USDJPY ? 1_000 : 10);

function quote(bench: Bench, id: SymbolId, change: number): readonly EngineEvent[] {
  const price = Math.max(point(id) * 100, bench.prices[id] + change);
  bench.prices[id] = price;
  return bench.account.onQuote(id, { bid: price, ask: price + point(id) }, bench.at);
}

const priceAt = (bench: Bench, id: SymbolId, steps: number): number => (bench.prices[id] + steps * point(id)) / 100_000;

function perform(bench: Bench, one: Command): readonly EngineEvent[] {
  const { account, at } = bench;
  const context = { at, clientMsgId: `m${bench.events.length}` };
  const { position: positions = [], order: orders = [] } = account.reconcile();
  switch (one.do) {
    case 'quote':
      return quote(bench, one.symbolId, one.move * point(one.symbolId));
    case 'gap':
      return quote(
        bench,
        one.symbolId,
        Math.round((bench.prices[one.symbolId] * one.percent) / 100 / point(one.symbolId)) * point(one.symbolId),
      );
    case 'wait':
      bench.at += one.ms;
      return account.onTime(bench.at);
    case 'cash':
      return account.deposit({ delta: one.delta }, at);
    case 'cancel': {
      const order = account.reconcile(true).order?.[one.pick % Math.max(orders.length, 1)];
      return account.cancel({ ctidTraderAccountId: accountId, orderId: order?.orderId ?? 9_999 }, context);
    }
    case 'close': {
      const position = positions[one.pick % Math.max(positions.length, 1)];
      const volume = one.isAll ? (position?.tradeData.volume ?? 0) : one.lots * 100_000;
      const positionId = position?.positionId ?? 9_999;
      return account.closePosition({ ctidTraderAccountId: accountId, positionId, volume }, context);
    }
    case 'place':
      return account.place(orderFrom(bench, one), context);
    case 'amend':
      return amendSome(bench, one, context);
    case 'change':
      return changeSome(bench, one, context);
  }
}

function orderFrom(bench: Bench, one: Command & { readonly do: 'place' }) {
  const { position: positions = [] } = bench.account.reconcile();
  const target = one.isTargeted === 0 ? positions[one.pick % Math.max(positions.length, 1)] : undefined;
  const id = target === undefined ? one.symbolId : (target.tradeData.symbolId as SymbolId);
  const price = priceAt(bench, id, one.away);
  const distanceOf = (steps: number | undefined) => (steps === undefined ? undefined : steps * point(id));
  const relativeStopLoss = distanceOf(one.stopDistance);
  const relativeTakeProfit = distanceOf(one.profitDistance);
  return anOrder({
    symbolId: id,
    tradeSide: one.side,
    volume: one.lots * 100_000,
    // Only the numbers of the enumeration are drawn.
    orderType: one.type as OrderType,
    timeInForce: one.timeInForce,
    expirationTimestamp: bench.at + 5_000,
    limitPrice: price,
    stopPrice: price,
    baseSlippagePrice: price,
    slippageInPoints: 5,
    stopTriggerMethod: one.triggerMethod,
    ...(relativeStopLoss !== undefined && { relativeStopLoss, trailingStopLoss: one.isTrailing }),
    ...(relativeTakeProfit !== undefined && { relativeTakeProfit }),
    ...(target !== undefined && { positionId: target.positionId }),
  });
}

function take(bench: Bench, events: readonly EngineEvent[]): void {
  bench.events.push(...events);
  for (const { payload } of events) {
    if (!('executionType' in payload) || payload.order === undefined) continue;
    const { orderId, orderStatus } = payload.order;
    bench.seen.set(orderId, (bench.seen.get(orderId) ?? 0) + (orderStatus === 1 ? 0 : 1));
  }
}

interface Context {
  readonly at: number;
  readonly clientMsgId: string;
}

function amendSome(bench: Bench, one: Command & { readonly do: 'amend' }, context: Context): readonly EngineEvent[] {
  const { account } = bench;
  const { position: positions = [] } = account.reconcile();
  const position = positions[one.pick % Math.max(positions.length, 1)];
  if (position === undefined) return [];
  const id = position.tradeData.symbolId as SymbolId;
  const sign = position.tradeData.tradeSide === TradeSide.BUY ? 1 : -1;
  const level = (steps: number | undefined, direction: number) =>
    steps === undefined ? {} : { level: priceAt(bench, id, steps * sign * direction) };
  const { level: stopLoss } = level(one.stopDistance, -1);
  const { level: takeProfit } = level(one.profitDistance, 1);
  const trailing = one.isTrailing === undefined ? {} : { trailingStopLoss: one.isTrailing };
  const levels = { ...(stopLoss && { stopLoss }), ...(takeProfit && { takeProfit }) };
  return account.amendPosition(
    { ctidTraderAccountId: accountId, positionId: position.positionId, ...levels, ...trailing },
    context,
  );
}

function changeSome(bench: Bench, one: Command & { readonly do: 'change' }, context: Context): readonly EngineEvent[] {
  const { account } = bench;
  const { order: orders = [] } = account.reconcile();
  const order = orders[one.pick % Math.max(orders.length, 1)];
  if (order === undefined) return [];
  const price = priceAt(bench, order.tradeData.symbolId as SymbolId, one.away);
  const at2 = order.orderType === OrderType.LIMIT ? { limitPrice: price } : { stopPrice: price };
  return account.amendOrder(
    { ctidTraderAccountId: accountId, orderId: order.orderId, volume: one.lots * 100_000, ...at2 },
    context,
  );
}
