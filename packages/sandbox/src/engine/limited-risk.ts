import { LimitedRiskMarginCalculationStrategy } from '@tickwire/protocol';
import { type Desk, moneyDigitsOf, rateOf } from './desk.ts';
import type { EngineSymbol } from './market-facts.ts';
import { toMoney } from './money.ts';
import type { OrderRecord } from './order.ts';
import type { PositionRecord } from './position.ts';
import { costOf } from './price.ts';
import { priceFor, signOf } from './quote.ts';

const { ACCORDING_TO_LEVERAGE, ACCORDING_TO_GSL_AND_LEVERAGE } = LimitedRiskMarginCalculationStrategy;

/** Whether guaranteed stops have a say in the margin of this account. */
export function isMarginByRisk({ state }: Desk): boolean {
  const { isLimitedRisk, limitedRiskMarginCalculationStrategy = ACCORDING_TO_LEVERAGE } = state.trader;
  return isLimitedRisk === true && limitedRiskMarginCalculationStrategy !== ACCORDING_TO_LEVERAGE;
}

/**
 * The margin of volume with a guaranteed stop: what can be lost at it. Inferred (PROTOCOL.md): where leverage counts as
 * well, the larger of the two. `risk` is in 10^-7 of the quote asset.
 */
export function marginByRisk(desk: Desk, symbol: EngineSymbol, risk: bigint, byLeverage: number): number {
  const { depositAssetId, limitedRiskMarginCalculationStrategy } = desk.state.trader;
  const rate = rateOf(desk, symbol.quoteAssetId, depositAssetId);
  const loss = risk > 0n ? toMoney({ amount: risk, divisor: 10_000_000n }, rate, moneyDigitsOf(desk)) : 0;
  const isLarger = limitedRiskMarginCalculationStrategy === ACCORDING_TO_GSL_AND_LEVERAGE;
  return isLarger ? Math.max(loss, byLeverage) : loss;
}

/** What a position can lose down to its guaranteed stop; `undefined`: it has none. */
export function riskOfPosition({ cost, volume, side, guaranteedStop }: PositionRecord): bigint | undefined {
  return guaranteedStop === undefined ? undefined : (cost - costOf(guaranteedStop, volume)) * BigInt(signOf(side));
}

/** What this much of an order can lose down to the guaranteed stop that it asks for. */
export function riskOfOrder(desk: Desk, order: OrderRecord, volume: number): bigint | undefined {
  const stop = guaranteedStopOf(order, order.limitPrice ?? order.stopPrice ?? marketFor(desk, order));
  return stop === undefined ? undefined : costOf(stop.distance, volume);
}

/** Where an order that is filled at `price` guarantees its stop; `undefined`: nowhere. */
export function guaranteedStopOf(
  { levels, side }: OrderRecord,
  price: number,
): { readonly stop: number; readonly distance: number } | undefined {
  if (levels?.isGuaranteed !== true) return undefined;
  const stop =
    levels.stopLoss ??
    (levels.relativeStopLoss === undefined ? undefined : price - signOf(side) * levels.relativeStopLoss);
  return stop === undefined ? undefined : { stop, distance: Math.abs(price - stop) };
}

function marketFor({ state }: Desk, { symbolId, side }: OrderRecord): number {
  const quote = state.quotes.get(symbolId);
  return quote === undefined ? 0 : priceFor(side, quote);
}
