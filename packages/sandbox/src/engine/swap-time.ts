import type { TradingSymbol } from '@tickwire/protocol';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Ms between two charges. */
export const swapPeriodMs = (trading: TradingSymbol): number => Math.max(trading.swapPeriod ?? 24, 1) * hour;

/**
 * The first moment after `at` (epoch ms) at which swap or rollover commission falls due; `undefined`: never. Inferred
 * (PROTOCOL.md): the periods of a day count from the symbol's swap time, and start anew the next day.
 */
export function nextSwapAt(trading: TradingSymbol, at: number): number | undefined {
  const isFree = (trading.swapLong ?? 0) === 0 && (trading.swapShort ?? 0) === 0;
  if (isFree && (trading.rolloverCommission ?? 0) === 0) return undefined;
  const period = Math.min(swapPeriodMs(trading), day);
  const first = Math.floor(at / day) * day + (trading.swapTime ?? 0) * minute;
  if (at < first) return first - Math.floor((first - at - 1) / period) * period;
  return Math.min(first + (Math.floor((at - first) / period) + 1) * period, first + day);
}
