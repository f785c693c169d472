import type { DynamicLeverage, TradingSymbol } from '@tickwire/protocol';
import type { Rate } from './rate.ts';

/** What the engine needs to know of a symbol. */
export interface EngineSymbol {
  readonly trading: TradingSymbol;
  readonly baseAssetId: number;
  readonly quoteAssetId: number;
}

/** Whether orders can be executed now. */
export type MarketPhase = 'open' | 'closed' | 'holiday';

/**
 * What the engine asks of the world around it. Answers must depend on the arguments and on what was pushed before, so
 * that the same commands give the same events.
 */
export interface MarketFacts {
  findSymbol(symbolId: number): EngineSymbol | undefined;
  /** How much of the second asset one unit of the first is worth; `undefined` while there is no price for it. */
  rate(fromAssetId: number, toAssetId: number): Rate | undefined;
  /** `at` is epoch ms. */
  phase(symbolId: number, at: number): MarketPhase;
  findLeverage(leverageId: number): DynamicLeverage | undefined;
  /** The id of an asset by its name, such as `USD`. */
  findAssetId(name: string): number | undefined;
}
