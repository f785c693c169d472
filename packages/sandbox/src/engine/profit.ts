import type { PositionUnrealizedPnL } from '@tickwire/protocol';
import { type Desk, moneyDigitsOf, rateOf, symbolOf } from './desk.ts';
import type { EngineSymbol } from './market-facts.ts';
import { toMoney } from './money.ts';
import type { PositionRecord } from './position.ts';
import { costOf } from './price.ts';
import { opposite, priceFor, type Quote, signOf } from './quote.ts';
import { type Rate, unity } from './rate.ts';

/** Volume that leaves a position. */
export interface Exit {
  readonly volume: number;
  /** What it had cost: 10^-7 of the quote asset. */
  readonly cost: bigint;
  /** 1/100000. */
  readonly price: number;
}

/** What closing brings, before swap, commission and fee. */
export function grossProfit(desk: Desk, symbol: EngineSymbol, side: PositionRecord['side'], exit: Exit): number {
  const difference = (costOf(exit.price, exit.volume) - exit.cost) * BigInt(signOf(side));
  const rate = rateOf(desk, symbol.quoteAssetId, desk.state.trader.depositAssetId);
  return toMoney({ amount: difference, divisor: 10_000_000n }, rate, moneyDigitsOf(desk));
}

/**
 * The fee for converting the profit, zero or negative: a share of the gross profit, of losses too, where quote asset
 * and deposit asset differ.
 */
export function conversionFee(desk: Desk, symbol: EngineSymbol, gross: number): number {
  const rate = symbol.trading.pnlConversionFeeRate ?? 0;
  if (rate === 0 || symbol.quoteAssetId === desk.state.trader.depositAssetId) return 0;
  // Inferred (PROTOCOL.md): a loss is charged like a profit, by its size.
  return 0 - toMoney({ amount: BigInt(Math.abs(gross)) * BigInt(rate), divisor: 10_000n }, unity, 0);
}

/** What a position would bring now; nothing while its symbol has no price. */
export function unrealized(desk: Desk, position: PositionRecord): PositionUnrealizedPnL {
  const gross = unrealizedGross(desk, position, conversionOf(desk, position.symbolId));
  return {
    positionId: position.positionId,
    grossUnrealizedPnL: gross,
    // The commission of opening is owed already, that of closing is left out (PROTOCOL.md).
    netUnrealizedPnL: gross + position.swap + position.commission,
  };
}

/** What the positions of one symbol are appraised with. */
interface Conversion {
  readonly symbol: EngineSymbol;
  readonly quote: Quote | undefined;
  readonly rate: Rate;
}

function conversionOf(desk: Desk, symbolId: number): Conversion {
  const symbol = symbolOf(desk, symbolId);
  const rate = rateOf(desk, symbol.quoteAssetId, desk.state.trader.depositAssetId);
  return { symbol, quote: desk.state.quotes.get(symbolId), rate };
}

function unrealizedGross(desk: Desk, position: PositionRecord, { symbol, quote, rate }: Conversion): number {
  if (quote === undefined) return 0;
  const { volume, cost, side } = position;
  const last = position.appraisal;
  const isKnown =
    last?.quote === quote &&
    last.side === side &&
    last.volume === volume &&
    last.cost === cost &&
    last.rate.numerator === rate.numerator &&
    last.rate.denominator === rate.denominator;
  if (isKnown) return last.gross;
  const gross = grossProfit(desk, symbol, side, { volume, cost, price: priceFor(opposite(side), quote) });
  position.appraisal = { quote, rate, side, cost, volume, gross };
  return gross;
}

/** What the account would be worth if everything were closed now, bonuses included. */
export function equityOf(desk: Desk): number {
  const { trader, positions } = desk.state;
  let equity = trader.balance + (trader.managerBonus ?? 0) + (trader.ibBonus ?? 0);
  const conversions = new Map<number, Conversion>();
  for (const position of positions.values()) {
    if (position.volume === 0) continue;
    let conversion = conversions.get(position.symbolId);
    if (conversion === undefined) {
      conversion = conversionOf(desk, position.symbolId);
      conversions.set(position.symbolId, conversion);
    }
    equity += unrealizedGross(desk, position, conversion) + position.swap + position.commission;
  }
  return equity;
}
