import type { MarketFacts, MarketPhase } from '../engine/market-facts.ts';
import { chainRates, type Rate, unity } from '../engine/rate.ts';
import { Calendar } from '../market/calendar.ts';
import { assets } from '../market/world/assets.ts';
import { dynamicLeverages } from '../market/world/leverages.ts';
import type { MarketSymbol } from '../market/world/market-symbol.ts';
import { findConversionChain } from './conversion-chain.ts';
import type { Prices } from './prices.ts';
import type { TapeQuote } from './tape.ts';

/** Whether symbols keep their hours, or can be traded at any time. */
export type MarketHours = 'schedule' | 'always';

/** What the facts of an environment are drawn from. */
export interface FactsSource {
  readonly prices: Prices;
  readonly hours: MarketHours;
  /** The price of a symbol at the moment that is being worked on. */
  readonly quoteOf: (symbolId: number) => TapeQuote | undefined;
}

/** What accounts ask of the market of one environment, and by which symbols money is converted in it. */
export interface VenueFacts extends MarketFacts {
  /** The symbols on the way from one asset to another. */
  conversionSymbols(fromAssetId: number, toAssetId: number): readonly number[];
}

const assetIds = new Map(assets.map(({ assetId, name }) => [name, assetId]));

/** The engine counts leverage like that of accounts, hundredfold; the table of the world has the plain ratio. */
const leverages = new Map(
  dynamicLeverages.map(({ leverageId, tiers = [] }) => [
    leverageId,
    { leverageId, tiers: tiers.map(({ volume, leverage }) => ({ volume, leverage: leverage * 100 })) },
  ]),
);

/** The id of an asset of the world. */
export const findAssetId = (name: string): number | undefined => assetIds.get(name);

/** Makes the facts of one environment. */
export function createFacts({ prices, hours, quoteOf }: FactsSource): VenueFacts {
  const chainOf = rememberChains(prices);
  const isHoliday = rememberCalendars();
  return {
    findSymbol(symbolId) {
      if (!prices.symbols.has(symbolId)) return undefined;
      const { trading, light } = prices.symbols.symbol(symbolId);
      return { trading, baseAssetId: light.baseAssetId, quoteAssetId: light.quoteAssetId };
    },
    rate: (from, to) => rateAlong(chainOf(from, to), from, quoteOf),
    phase(symbolId, at): MarketPhase {
      if (hours === 'always' || prices.market(symbolId).isOpen(symbolId, at)) return 'open';
      return isHoliday(prices.symbols.symbol(symbolId), at) ? 'holiday' : 'closed';
    },
    findLeverage: (leverageId) => leverages.get(leverageId),
    findAssetId,
    conversionSymbols: (from, to) => (chainOf(from, to) ?? []).map(({ light }) => light.symbolId),
  };
}

type Chain = readonly MarketSymbol[] | undefined;

function rememberChains(prices: Prices): (from: number, to: number) => Chain {
  const chains = new Map<string, Chain>();
  return (from, to) => {
    const key = `${from}/${to}`;
    if (!chains.has(key)) chains.set(key, findConversionChain(prices.symbols.symbols, from, to));
    return chains.get(key);
  };
}

/** Inferred (PROTOCOL.md): money is converted at the middle of bid and ask. */
function rateAlong(
  chain: Chain,
  fromAssetId: number,
  quoteOf: (symbolId: number) => TapeQuote | undefined,
): Rate | undefined {
  if (chain === undefined) return undefined;
  let rate = unity;
  let assetId = fromAssetId;
  for (const { light } of chain) {
    const quote = quoteOf(light.symbolId);
    if (quote === undefined) return undefined;
    const middle = BigInt(quote.bid + quote.ask);
    const isForward = light.baseAssetId === assetId;
    const step = isForward
      ? { numerator: middle, denominator: 200_000n }
      : { numerator: 200_000n, denominator: middle };
    rate = rate === unity ? step : chainRates(rate, step);
    assetId = isForward ? light.quoteAssetId : light.baseAssetId;
  }
  return rate;
}

/** Tells whether a symbol would be open if it had no holidays. */
function rememberCalendars(): (symbol: MarketSymbol, at: number) => boolean {
  // By details, which are others when the hours change.
  const calendars = new WeakMap<object, Calendar>();
  return ({ trading }, at) => {
    const { schedule = [], scheduleTimeZone, holiday = [] } = trading;
    if (holiday.length === 0) return false;
    const calendar = calendars.get(trading) ?? new Calendar({ schedule, scheduleTimeZone, holiday: [] });
    calendars.set(trading, calendar);
    return calendar.isOpen(at);
  };
}
