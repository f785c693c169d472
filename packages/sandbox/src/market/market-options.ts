import type { MarketSymbol } from './world/market-symbol.ts';

/** What a market is made from. */
export interface MarketOptions {
  /** The same seed gives the same prices. */
  readonly seed: number;
  /** Default: those of the default world. */
  readonly symbols?: readonly MarketSymbol[];
  /** Epoch ms before which there are no prices. Default: the trading day that 2000-01-01 lies in. */
  readonly startsAt?: number;
  /** How many pushed or replayed ticks of a side are kept a symbol; older ones are forgotten. Default 1,000,000. */
  readonly ticksKept?: number;
}

/** How changes are played. */
export interface ReplayOptions {
  /** Where the history before them comes from: the seeded walk, or there is none. Default: `walk`. */
  readonly history?: 'walk' | 'none';
  /** Begins again so many ms after the first change, over and over. Default: plays once. */
  readonly everyMs?: number | undefined;
  /** Epoch ms at which the first round begins. Default: with the first change of each symbol. */
  readonly startsAt?: number;
}
