import { TrendbarPeriod } from '@tickwire/protocol';
import { zonedToUtc, zoneOffsetMs } from './zones.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

// The trading day turns at 17:00 in New York, as bars show it: PROTOCOL.md, market data.
const turnZone = 'America/New_York';
const turnMs = 17 * hourMs;

/** The moment at which a trading day begins. A day is known by the date on which it ends, in days since 1970-01-01. */
export function dayStart(day: number): number {
  return zonedToUtc(turnZone, (day - 1) * dayMs + turnMs);
}

/** The trading day of a moment. */
export function dayOf(at: number): number {
  return Math.floor((at + zoneOffsetMs(turnZone, at) - turnMs) / dayMs) + 1;
}

/** The hour that clocks in New York show, 0 to 23. */
export function marketHour(at: number): number {
  return Math.floor((((at + zoneOffsetMs(turnZone, at)) % dayMs) + dayMs) / hourMs) % 24;
}

/** The place of a bar in time: from its opening up to, not including, its end. Epoch ms. */
export interface Cell {
  readonly start: number;
  readonly end: number;
}

const fixedMinutes: Readonly<Partial<Record<TrendbarPeriod, number>>> = {
  [TrendbarPeriod.M1]: 1,
  [TrendbarPeriod.M2]: 2,
  [TrendbarPeriod.M3]: 3,
  [TrendbarPeriod.M4]: 4,
  [TrendbarPeriod.M5]: 5,
  [TrendbarPeriod.M10]: 10,
  [TrendbarPeriod.M15]: 15,
  [TrendbarPeriod.M30]: 30,
  [TrendbarPeriod.H1]: 60,
};

/**
 * The bar of a period that a moment belongs to. Up to H1 bars lie on the UTC clock. H4 and H12 count from the start of
 * the trading day; on the day the clocks change the last of them is an hour shorter or longer. A week starts at 17:00
 * on Sunday in New York, a month with the trading day that ends on the first.
 */
export function cellAt(period: TrendbarPeriod, at: number): Cell {
  const lengthMs = fixedLengthMs(period);
  if (lengthMs !== undefined) {
    const start = startOfFixed(lengthMs, at);
    return { start, end: start + lengthMs };
  }
  const day = dayOf(at);
  switch (period) {
    case TrendbarPeriod.H4:
      return partOfDay(day, at, 4 * hourMs);
    case TrendbarPeriod.H12:
      return partOfDay(day, at, 12 * hourMs);
    case TrendbarPeriod.W1: {
      // Day 0 was a Thursday; weeks begin with the day that ends on Monday.
      const monday = day - ((((day + 3) % 7) + 7) % 7);
      return { start: dayStart(monday), end: dayStart(monday + 7) };
    }
    case TrendbarPeriod.MN1: {
      const date = new Date(day * dayMs);
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
      return { start: dayStart(Date.UTC(year, month, 1) / dayMs), end: dayStart(Date.UTC(year, month + 1, 1) / dayMs) };
    }
    default:
      return { start: dayStart(day), end: dayStart(day + 1) };
  }
}

/** How long the bars of a period are that lie on the UTC clock; undefined for those that do not. */
export function fixedLengthMs(period: TrendbarPeriod): number | undefined {
  const minutes = fixedMinutes[period];
  return minutes === undefined ? undefined : minutes * minuteMs;
}

/** The opening of the bar on the UTC clock that a moment belongs to. */
export function startOfFixed(lengthMs: number, at: number): number {
  return Math.floor(at / lengthMs) * lengthMs;
}

function partOfDay(day: number, at: number, lengthMs: number): Cell {
  const [opensAt, endsAt] = [dayStart(day), dayStart(day + 1)];
  const parts = dayMs / lengthMs;
  const part = Math.min(Math.floor((at - opensAt) / lengthMs), parts - 1);
  return {
    start: opensAt + part * lengthMs,
    end: part === parts - 1 ? endsAt : opensAt + (part + 1) * lengthMs,
  };
}
