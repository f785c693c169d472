import type { Trendbar, TrendbarPeriod } from '@tickwire/protocol';
import type { Feed, Summary } from './feed.ts';
import { cellAt, fixedLengthMs, minuteMs, startOfFixed } from './grid.ts';

/** A bar of bid prices; `volume` is the number of ticks the bid had. */
export interface Bar extends Summary {
  /** Epoch ms of the place in time that the bar stands for, whenever its first tick came. */
  readonly opensAt: number;
}

/** Which bars: those that open in [from, to), by `opensAt`. */
export interface BarRange {
  /** Left out, the range goes back to the start of history: give a `count` then. */
  readonly from?: number;
  readonly to: number;
  /** The newest so many of the range; left out, all of them. */
  readonly count?: number;
  /** Epoch ms. Ticks after it have not happened yet, so the bar in progress ends with it. Left out, all have. */
  readonly asOf?: number;
}

/** The bars of a feed in ascending order. A place in time without ticks has no bar. */
export function readBars(feed: Feed, period: TrendbarPeriod, range: BarRange, startsAt: number): readonly Bar[] {
  return collectBars(feed, period, range, startsAt, toBar);
}

/** The same as they are on the wire. */
export function readTrendbars(
  feed: Feed,
  period: TrendbarPeriod,
  range: BarRange,
  startsAt: number,
): readonly Trendbar[] {
  return collectBars(feed, period, range, startsAt, writeTrendbar);
}

// Made in the shape that is wanted at once: of pages of thousands, a second copy is what costs most.
function collectBars<T>(
  feed: Feed,
  period: TrendbarPeriod,
  range: BarRange,
  startsAt: number,
  shape: (opensAt: number, summary: Summary) => T,
): readonly T[] {
  const { count = Infinity, asOf = Infinity } = range;
  const from = Math.max(range.from ?? -Infinity, cellAt(period, startsAt).start);
  const to = Math.min(range.to, asOf + 1);
  const lengthMs = fixedLengthMs(period);
  const bars: T[] = [];
  for (let at = to; at > from && bars.length < count; ) {
    const cell = lengthMs === undefined ? cellAt(period, at - 1) : undefined;
    const start = cell?.start ?? startOfFixed(lengthMs ?? 1, at - 1);
    const end = cell?.end ?? start + (lengthMs ?? 1);
    if (start < from) break;
    const summary = feed.summarize(start, Math.min(end, asOf + 1));
    if (summary === undefined) at = Math.min(start, Math.ceil(feed.quietSince(start)));
    else {
      bars.push(shape(start, summary));
      at = start;
    }
  }
  return bars.reverse();
}

/** The bar that a moment lies in, as far as it has got by then; undefined: no tick so far. */
export function readBarAt(feed: Feed, period: TrendbarPeriod, at: number): Bar | undefined {
  const cell = cellAt(period, at);
  const summary = feed.summarize(cell.start, Math.min(cell.end, at + 1));
  return summary === undefined ? undefined : toBar(cell.start, summary);
}

// Field by field: a spread costs several times as much, and there may be many thousand bars.
function toBar(opensAt: number, { open, high, low, close, volume }: Summary): Bar {
  return { opensAt, open, high, low, close, volume };
}

/** The bar as it is on the wire in history: told from its low. */
export function toTrendbar(bar: Bar): Trendbar {
  return writeTrendbar(bar.opensAt, bar);
}

function writeTrendbar(opensAt: number, { open, high, low, close, volume }: Summary): Trendbar {
  return {
    volume,
    low,
    deltaOpen: open - low,
    deltaClose: close - low,
    deltaHigh: high - low,
    utcTimestampInMinutes: opensAt / minuteMs,
  };
}
