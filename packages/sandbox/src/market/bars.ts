import type { Trendbar, TrendbarPeriod } from '@tickwire/protocol';
import type { Feed, Summary } from './feed.ts';
import { type Cell, cellAt, minuteMs } from './grid.ts';

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
  const { count = Infinity, asOf = Infinity } = range;
  const from = Math.max(range.from ?? -Infinity, cellAt(period, startsAt).start);
  const to = Math.min(range.to, asOf + 1);
  const bars: Bar[] = [];
  for (let at = to; at > from && bars.length < count; ) {
    const cell = cellAt(period, at - 1);
    if (cell.start < from) break;
    const summary = readCell(feed, cell, asOf);
    if (summary === undefined) at = Math.min(cell.start, Math.ceil(feed.quietSince(cell.start)));
    else {
      bars.push(toBar(cell.start, summary));
      at = cell.start;
    }
  }
  return bars.reverse();
}

/** The bar that a moment lies in, as far as it has got by then; undefined: no tick so far. */
export function readBarAt(feed: Feed, period: TrendbarPeriod, at: number): Bar | undefined {
  const cell = cellAt(period, at);
  const summary = readCell(feed, cell, at);
  return summary === undefined ? undefined : toBar(cell.start, summary);
}

// Field by field: a spread costs several times as much, and there may be many thousand bars.
function toBar(opensAt: number, { open, high, low, close, volume }: Summary): Bar {
  return { opensAt, open, high, low, close, volume };
}

function readCell(feed: Feed, { start, end }: Cell, asOf: number): Summary | undefined {
  return feed.summarize(start, Math.min(end, asOf + 1));
}

/** The bar as it is on the wire in history: told from its low. */
export function toTrendbar({ opensAt, open, high, low, close, volume }: Bar): Trendbar {
  return {
    volume,
    low,
    deltaOpen: open - low,
    deltaClose: close - low,
    deltaHigh: high - low,
    utcTimestampInMinutes: opensAt / minuteMs,
  };
}
