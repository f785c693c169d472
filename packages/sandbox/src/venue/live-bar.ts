import type { Trendbar, TrendbarPeriod } from '@tickwire/protocol';
import { type Bar, toTrendbar } from '../market/bars.ts';

/** A bar in progress as it rides on a price: it says its period, and leaves out the close, which is the bid. */
export function toLiveTrendbar(bar: Bar, period: TrendbarPeriod): Trendbar {
  const { deltaClose: _, ...rest } = toTrendbar(bar);
  return { ...rest, period };
}
