/** A side of the quote. */
export type Side = 'bid' | 'ask';

/** A new price of one side. */
export interface Tick {
  /** Epoch ms. */
  readonly at: number;
  /** 1/100000 of the quote asset. */
  readonly price: number;
}

/** What the bid did over some time. Prices in 1/100000 of the quote asset. */
export interface Summary {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** How many ticks the bid had; at least one. */
  readonly volume: number;
}

/**
 * Where the prices of one symbol come from. Everything that a feed answers is a view of the same ticks, and depends on
 * nothing but what is asked. Stretches of time are half-open: `from` belongs to them, `to` does not.
 */
export interface Feed {
  /** What the bid did; undefined without a tick. */
  summarize(from: number, to: number): Summary | undefined;
  /** The ticks of one side, newest first. */
  ticksBack(side: Side, from: number, to: number): Iterable<Tick>;
  /** The last tick of one side before a moment, and not before `notBefore`. */
  lastTick(side: Side, before: number, notBefore: number): Tick | undefined;
  /** The time of the next tick of either side from a moment on, but before `to`. */
  nextTickAt(from: number, to: number): number | undefined;
  /** Ends the search for ticks before a moment early: the bid has none in [the answer, `before`). */
  quietSince(before: number): number;
}

/** Adds up what the bid did over two stretches, the earlier one first. */
export function joinSummaries(earlier: Summary | undefined, later: Summary | undefined): Summary | undefined {
  if (earlier === undefined) return later;
  if (later === undefined) return earlier;
  return {
    open: earlier.open,
    high: Math.max(earlier.high, later.high),
    low: Math.min(earlier.low, later.low),
    close: later.close,
    volume: earlier.volume + later.volume,
  };
}
