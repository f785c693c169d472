import { SymbolDistanceType, TradeSide, type TradingSymbol } from '@tickwire/protocol';
import { hasMoreDigits, isTooHigh, pointSize, toPoints } from './price.ts';
import { badOrderStops, badRelative, badStops, type Refusal, refusals, tooManyDigits } from './refusal.ts';

/** The levels of a command, as they came. */
export interface AskedLevels {
  readonly stopLoss?: number | undefined;
  readonly takeProfit?: number | undefined;
  readonly relativeStopLoss?: number | undefined;
  readonly relativeTakeProfit?: number | undefined;
  readonly guaranteedStopLoss?: boolean | undefined;
}

/** Whether prices and distances have decimals that the symbol lacks, or make no sense at all. */
export function checkLevelDigits(levels: AskedLevels, { digits }: TradingSymbol): Refusal | undefined {
  for (const level of [levels.stopLoss, levels.takeProfit]) {
    if (level === undefined) continue;
    if (hasMoreDigits(level, digits)) return tooManyDigits('protection', level, digits);
    if (level <= 0) return refusals.nonPositivePrice;
    if (isTooHigh(level)) return refusals.priceTooHigh;
  }
  const distances = [
    ['stop loss', levels.relativeStopLoss],
    ['take profit', levels.relativeTakeProfit],
  ] as const;
  for (const [leg, distance] of distances) {
    if (distance === undefined) continue;
    if (distance % pointSize(digits) !== 0) return badRelative(leg);
    if (distance <= 0) return refusals.nonPositiveDistance;
  }
  return undefined;
}

/** What levels are measured against. */
export interface Reference {
  readonly trading: TradingSymbol;
  readonly side: TradeSide;
  /** 1/100000: of the market, or of the pending order. */
  readonly price: number;
  readonly isPending: boolean;
}

/** Whether the absolute levels are on their sides of the reference. */
export function checkLevelSides(levels: AskedLevels, reference: Reference): Refusal | undefined {
  const side = reference.side === TradeSide.BUY ? 'BUY' : 'SELL';
  const legs = [
    ['SL', levels.stopLoss, side === 'BUY' ? 1 : -1],
    ['TP', levels.takeProfit, side === 'BUY' ? -1 : 1],
  ] as const;
  for (const [leg, price, direction] of legs) {
    if (price === undefined) continue;
    const level = toPoints(price);
    if ((reference.price - level) * direction >= 0) continue;
    const wrong = { leg, side, level, current: reference.price } as const;
    return reference.isPending ? badOrderStops(wrong) : badStops(wrong);
  }
  return undefined;
}

/** Whether the levels keep the symbol's least distances. */
export function checkLevelDistances(levels: AskedLevels, reference: Reference): Refusal | undefined {
  const { trading, price } = reference;
  const isGuaranteed = levels.guaranteedStopLoss ?? false;
  const least = (isGuaranteed ? trading.gslDistance : trading.slDistance) ?? 0;
  const stop = distanceOf(levels.stopLoss, levels.relativeStopLoss, price);
  if (stop !== undefined && stop < leastDistance(trading, least, price)) return refusals.tooClose;
  const profit = distanceOf(levels.takeProfit, levels.relativeTakeProfit, price);
  const isTooClose = profit !== undefined && profit < leastDistance(trading, trading.tpDistance ?? 0, price);
  return isTooClose ? refusals.tooClose : undefined;
}

function distanceOf(absolute: number | undefined, relative: number | undefined, price: number): number | undefined {
  return absolute === undefined ? relative : Math.abs(price - toPoints(absolute));
}

function leastDistance(trading: TradingSymbol, distance: number, price: number): number {
  return trading.distanceSetIn === SymbolDistanceType.SYMBOL_DISTANCE_IN_PERCENTAGE
    ? // Inferred (PROTOCOL.md): whole percent of the price.
      Math.ceil((price * distance) / 100)
    : distance * pointSize(trading.digits);
}
