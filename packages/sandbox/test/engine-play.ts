import { OrderType, TradeSide } from '@tickwire/protocol';
import type { Account } from '../src/engine/account.ts';
import type { EngineEvent } from '../src/engine/engine-event.ts';
import { accountId, anOrder, createWorld, monday, openAccount, symbol } from './engine-bench.ts';
import { type Command, firstPrices, type labels, type Setting, type SymbolId, symbolIds } from './engine-commands.ts';

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
  const {
    isNetted,
    marginType,
    hasTiers: _,
    mayBeSilent,
    seed,
    liquidityPerTick,
    hasNegativeBalanceProtection,
    ...rest
  } = chosen;
  const trader = { ...rest, accountType: isNetted ? 1 : 0, totalMarginCalculationType: marginType } as const;
  const limits = liquidityPerTick === undefined ? {} : { liquidityPerTick };
  const options = { seed, ...limits, hasNegativeBalanceProtection, fillDelay: { fromMs: 0, toMs: 300 } };
  // The numbers above are those of the enumerations.
  const { account } = openAccount({ ...options, trader }, world);
  const bench: Bench = {
    account,
    isNetted,
    mayBeSilent,
    events: [],
    at: monday,
    prices: { ...firstPrices },
    seen: new Map(),
  };
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
  readonly mayBeSilent: boolean;
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
    case 'bonus':
      return account.giveBonus(one, at);
    case 'hand':
      return actByHand(bench, one);
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
    ...labelFrom(bench, one.forced, price.toFixed(id === symbol.USDJPY ? 3 : 5)),
    ...(relativeStopLoss !== undefined && { relativeStopLoss, trailingStopLoss: one.isTrailing }),
    ...(relativeTakeProfit !== undefined && { relativeTakeProfit }),
    ...(target !== undefined && { positionId: target.positionId }),
  });
}

function labelFrom({ mayBeSilent }: Bench, forced: (typeof labels)[number] | undefined, price: string) {
  if (forced === undefined || (forced.startsWith('silent') && !mayBeSilent)) return {};
  return { label: `tickwire:${forced === 'price' ? `price=${price}` : forced}` };
}

function actByHand(bench: Bench, one: Command & { readonly do: 'hand' }): readonly EngineEvent[] {
  const { account, at } = bench;
  if (one.how === 'stop out') return account.stopOut(at);
  const { order: orders = [] } = account.reconcile(true);
  const order = orders[one.pick % Math.max(orders.length, 1)];
  const orderId = order?.orderId ?? 9_999;
  if (one.how === 'reject') return account.rejectOrder(orderId, 'MARKET_CLOSED', at).events;
  if (one.how === 'expire') return account.expireOrder(orderId, at).events;
  const id = (order?.tradeData.symbolId ?? symbol.EURUSD) as SymbolId;
  const price = one.away === undefined ? {} : { price: bench.prices[id] + one.away * point(id) };
  const volume = one.how === 'part' ? { volume: one.lots * 100_000 } : {};
  return account.fill(orderId, { ...price, ...volume }, at).events;
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
