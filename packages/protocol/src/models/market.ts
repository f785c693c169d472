import { TrendbarPeriod } from '../enums/market.ts';
import { int64, oneOf, optional, uint32, uint64 } from '../schema/fields.ts';
import { model } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/**
 * A bar of bid prices, told from its low: open is `low + deltaOpen`, high `low + deltaHigh`, close `low + deltaClose`.
 */
export const Trendbar = model('Trendbar', {
  /** How many ticks the bar saw. */
  volume: int64(3),
  /** Set on live bars only; in history the response says it. */
  period: optional(oneOf<TrendbarPeriod>(4, TrendbarPeriod), { defaultValue: TrendbarPeriod.M1 }),
  /** 1/100000 of a price unit, whatever the symbol's digits. */
  low: optional(int64(5)),
  /** 1/100000 of a price unit above `low`. */
  deltaOpen: optional(uint64(6)),
  /** 1/100000 of a price unit above `low`. Absent on live bars: the close is the current bid. */
  deltaClose: optional(uint64(7)),
  /** 1/100000 of a price unit above `low`. */
  deltaHigh: optional(uint64(8)),
  /** Epoch **minutes** at which the bar opened. */
  utcTimestampInMinutes: optional(uint32(9)),
});
export interface Trendbar extends Payload<typeof Trendbar> {}

/** One tick of history. The first of a page is absolute; each later one is the difference to the one before it. */
export const TickData = model('TickData', {
  /** Epoch ms, or ms relative to the entry before: negative, because the newest tick comes first. */
  timestamp: int64(1),
  /** 1/100000 of a price unit, or the difference to the entry before. */
  tick: int64(2),
});
export interface TickData extends Payload<typeof TickData> {}

/** One line of the order book; it has either a bid or an ask. */
export const DepthQuote = model('DepthQuote', {
  id: uint64(1),
  /** Hundredths of a unit. */
  size: uint64(3),
  /** 1/100000 of a price unit. */
  bid: optional(uint64(4)),
  /** 1/100000 of a price unit. */
  ask: optional(uint64(5)),
});
export interface DepthQuote extends Payload<typeof DepthQuote> {}
