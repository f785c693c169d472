import { OrderTriggerMethod, TimeInForce, TradeSide } from '@tickwire/protocol';
import fc from 'fast-check';
import { asset, symbol } from './engine-bench.ts';

/** How many sequences the properties are tried with: 5 000, or what TICKWIRE_ENGINE_RUNS says. */
export const propertyRuns = Number(process.env['TICKWIRE_ENGINE_RUNS'] ?? 5_000);

/** The symbols of the game. */
export const symbolIds = [symbol.EURUSD, symbol.USDJPY, symbol.EURGBP] as const;
/** The first bids, in 1/100000. */
export const firstPrices = { [symbol.EURUSD]: 110_000, [symbol.USDJPY]: 15_625_000, [symbol.EURGBP]: 88_000 } as const;
/** One of the symbols of the game. */
export type SymbolId = (typeof symbolIds)[number];

const symbolId = fc.constantFrom<SymbolId>(...symbolIds);
const side = fc.constantFrom(TradeSide.BUY, TradeSide.SELL);
const lots = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 10 }), weight: 3 },
  { arbitrary: fc.integer({ min: 1, max: 400 }), weight: 1 },
);
const distance = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });
/** Which of those there are, by remainder. */
const pick = fc.nat({ max: 50 });

/** What labels force; `price` becomes one near the market. */
export const labels = [
  'reject=NOT_ENOUGH_MONEY',
  'reject=MARKET_CLOSED,delay=1000',
  'refuse=TRADING_DISABLED',
  'partial=40',
  'partial=75,delay=400',
  'delay=0',
  'slip=12',
  'price',
  'cancel-rejected',
  'lost',
  'silent',
  'silent,partial=20,slip=3',
  'nonsense',
] as const;

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
  forced: fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 3 },
    { arbitrary: fc.constantFrom(...labels), weight: 1 },
  ),
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
    arbitrary: fc.record({
      do: fc.constant('hand' as const),
      how: fc.constantFrom('fill', 'fill', 'part', 'reject', 'expire', 'stop out'),
      pick,
      away: fc.option(fc.integer({ min: -30, max: 30 }), { nil: undefined }),
      lots,
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('bonus' as const),
      managerDelta: fc.integer({ min: -50_000, max: 100_000 }),
      ibDelta: fc.integer({ min: -5_000, max: 5_000 }),
    }),
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
  /** Silent orders are on the books, but not among the events. */
  mayBeSilent: fc.boolean(),
});
/** One such account. */
export type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;
