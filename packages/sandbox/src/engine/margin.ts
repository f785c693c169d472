import { MarginChangedEvent, TotalMarginCalculationType, TradeSide } from '@tickwire/protocol';
import { type Desk, emit, moneyDigitsOf, symbolOf } from './desk.ts';
import { isMarginByRisk, marginByRisk, riskOfPosition } from './limited-risk.ts';
import type { EngineSymbol } from './market-facts.ts';
import { toMoney } from './money.ts';
import type { PositionRecord } from './position.ts';
import type { Rate } from './rate.ts';

/** Volume that ties up margin, on top of other volume of its symbol and side. */
export interface Burden {
  readonly symbol: EngineSymbol;
  /** Hundredths of a unit. */
  readonly volume: number;
  /** Hundredths of a US dollar of the same symbol and side that were there before. */
  readonly exposureBefore: bigint;
  readonly marginRate: Rate;
  readonly usdRate: Rate;
  /** What it can lose at most, 10^-7 of the quote asset; `undefined`: no guaranteed stop says so. */
  readonly risk: bigint | undefined;
}

/**
 * The margin of a burden: units × rate / leverage. Where the symbol has dynamic leverage, each part of it counts with
 * the leverage of its tier, or with the account's where that is lower. In accounts of limited risk, a guaranteed stop may
 * count instead.
 */
export function marginFor(desk: Desk, burden: Burden): number {
  if (burden.volume === 0) return 0;
  const byLeverage = marginByLeverage(desk, burden);
  if (burden.risk === undefined || !isMarginByRisk(desk)) return byLeverage;
  return marginByRisk(desk, burden.symbol, burden.risk, byLeverage);
}

function marginByLeverage(desk: Desk, burden: Burden): number {
  const account = BigInt(desk.state.trader.leverageInCents ?? 100);
  let margin = 0n;
  // Sums of volume / leverage stay exact over the product of all leverages that occur.
  let divisor = 1n;
  for (const [part, leverage] of splitByTier(desk, burden)) {
    const inCents = leverage < account ? leverage : account;
    margin = margin * inCents + part * divisor;
    divisor *= inCents;
  }
  // Hundredths of a unit and hundredths of leverage cancel out.
  return toMoney({ amount: margin, divisor }, burden.marginRate, moneyDigitsOf(desk));
}

/** Exposure in hundredths of a US dollar. */
const exposureOf = (volume: bigint, { numerator, denominator }: Rate): bigint => (volume * numerator) / denominator;

/** Cuts a volume where the exposure passes from one tier into the next. */
function splitByTier(desk: Desk, burden: Burden): readonly (readonly [volume: bigint, leverageInCents: bigint])[] {
  const { symbol, usdRate } = burden;
  const { leverageId } = symbol.trading;
  const tiers = (leverageId === undefined ? undefined : desk.facts.findLeverage(leverageId)?.tiers) ?? [];
  const account = BigInt(desk.state.trader.leverageInCents ?? 100);
  if (tiers.length === 0 || usdRate.numerator <= 0n) return [[BigInt(burden.volume), account]];
  const parts: (readonly [bigint, bigint])[] = [];
  let left = BigInt(burden.volume);
  let exposure = burden.exposureBefore;
  for (const [index, tier] of tiers.entries()) {
    const isLast = index === tiers.length - 1;
    const room = BigInt(tier.volume) - exposure;
    if (!isLast && room <= 0n) continue;
    const fits = isLast ? left : smaller(left, (room * usdRate.denominator) / usdRate.numerator);
    // Here a tier's leverage is in hundredths, like the account's.
    if (fits > 0n) parts.push([fits, BigInt(Math.max(tier.leverage, 1))]);
    left -= fits;
    exposure += exposureOf(fits, usdRate);
    if (left === 0n) break;
  }
  return parts;
}

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** The exposure of all positions of a symbol and side, in hundredths of a US dollar. */
export function exposureOn(desk: Desk, symbolId: number, side: TradeSide): bigint {
  let exposure = 0n;
  // Without tiers nobody asks.
  if (symbolOf(desk, symbolId).trading.leverageId === undefined) return exposure;
  for (const position of desk.state.positions.values()) {
    if (position.symbolId === symbolId && position.side === side) {
      exposure += exposureOf(BigInt(position.volume), position.usdRate);
    }
  }
  return exposure;
}

/**
 * Works out the margin of a position that was just filled, and, where the symbol has dynamic leverage, of every position
 * of the symbol, oldest first: tiers move when volume before them comes or goes. Returns the others that changed.
 */
export function restackMargin(desk: Desk, filled: PositionRecord): readonly PositionRecord[] {
  const symbol = symbolOf(desk, filled.symbolId);
  const hasTiers = symbol.trading.leverageId !== undefined;
  const changed: PositionRecord[] = [];
  const exposures = { [TradeSide.BUY]: 0n, [TradeSide.SELL]: 0n };
  for (const position of hasTiers ? desk.state.positions.values() : [filled]) {
    if (position.symbolId !== filled.symbolId) continue;
    const { side, volume, marginRate, usdRate } = position;
    const margin = marginFor(desk, {
      symbol,
      volume,
      exposureBefore: exposures[side],
      marginRate,
      usdRate,
      risk: riskOfPosition(position),
    });
    exposures[side] += exposureOf(BigInt(volume), usdRate);
    if (margin === position.usedMargin) continue;
    position.usedMargin = margin;
    if (position !== filled) changed.push(position);
  }
  return changed;
}

/** Says what margin positions tie up now; events of fills say it themselves of their own position. */
export function sayMargins(desk: Desk, positions: readonly PositionRecord[], at: number): void {
  const { ctidTraderAccountId } = desk.state.trader;
  for (const { positionId, usedMargin } of positions) {
    const payload = { ctidTraderAccountId, positionId, usedMargin, moneyDigits: moneyDigitsOf(desk) };
    emit(desk, MarginChangedEvent, payload, { at, clientMsgId: undefined });
  }
}

/** Margin that would be there as well, or no longer. */
export interface MarginChange {
  readonly symbolId: number;
  readonly side: TradeSide;
  readonly margin: number;
  /** A position that would be gone. */
  readonly without?: number;
}

/** The margin of the whole account, opposite positions of a symbol counted as the account's rule says. */
export function totalMargin(desk: Desk, change?: MarginChange): number {
  const sides = new Map<number, { buy: number; sell: number }>();
  const add = (symbolId: number, side: TradeSide, margin: number): void => {
    let both = sides.get(symbolId);
    if (both === undefined) {
      both = { buy: 0, sell: 0 };
      sides.set(symbolId, both);
    }
    if (side === TradeSide.BUY) both.buy += margin;
    else both.sell += margin;
  };
  for (const { positionId, symbolId, side, usedMargin } of desk.state.positions.values()) {
    if (positionId !== change?.without) add(symbolId, side, usedMargin);
  }
  if (change !== undefined) add(change.symbolId, change.side, change.margin);
  const type = desk.state.trader.totalMarginCalculationType ?? TotalMarginCalculationType.MAX;
  let total = 0;
  for (const { buy, sell } of sides.values()) total += combine(type, buy, sell);
  return total;
}

function combine(type: TotalMarginCalculationType, buy: number, sell: number): number {
  if (type === TotalMarginCalculationType.SUM) return buy + sell;
  return type === TotalMarginCalculationType.NET ? Math.abs(buy - sell) : Math.max(buy, sell);
}
