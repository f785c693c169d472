import type { LightSymbol, TradingSymbol } from '@tickwire/protocol';
import type { WalkFacts } from '../walk-facts.ts';

/** A symbol in full, with what the walk needs to know of it. */
export interface MarketSymbol {
  /** As the list of symbols shows it. */
  readonly light: LightSymbol & {
    readonly symbolName: string;
    readonly baseAssetId: number;
    readonly quoteAssetId: number;
  };
  /** As its details show it. */
  readonly trading: TradingSymbol & { readonly scheduleTimeZone: string };
  readonly walk: WalkFacts;
}
