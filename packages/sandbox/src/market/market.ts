import type { Trendbar, TrendbarPeriod } from '@tickwire/protocol';
import { SandboxError } from '../errors/sandbox-error.ts';
import { type Bar, type BarRange, readBarAt, readBars, readTrendbars } from './bars.ts';
import { Calendar } from './calendar.ts';
import { type DepthLevel, drawDepth } from './depth.ts';
import { FactorPaths } from './factor.ts';
import type { Side, Tick } from './feed.ts';
import { dayOf, dayStart } from './grid.ts';
import { defaultTicksKept, type PriceChange, Recording } from './recording.ts';
import { Timeline } from './timeline.ts';
import { SeededWalk } from './walk.ts';
import { pointSizeOf } from './walk-facts.ts';
import type { MarketSymbol } from './world/market-symbol.ts';
import { worldSymbols } from './world/symbols.ts';

/** The prices of one moment. In 1/100000 of the quote asset. */
export interface Quote {
  readonly bid: number;
  readonly ask: number;
  /** Epoch ms of the newer of the two. */
  readonly at: number;
}

/** What comes next: the side or sides that change at one moment. */
export interface NextChange {
  /** Epoch ms. */
  readonly at: number;
  readonly bid: number | undefined;
  readonly ask: number | undefined;
}

/** What a market is made from. */
export interface MarketOptions {
  /** The same seed gives the same prices. */
  readonly seed: number;
  /** Default: those of the default world. */
  readonly symbols?: readonly MarketSymbol[];
  /** Epoch ms before which there are no prices. Default: the trading day that 2000-01-01 lies in. */
  readonly startsAt?: number;
  /** How many pushed or replayed ticks of a side are kept a symbol; older ones are forgotten. Default 1,000,000. */
  readonly ticksKept?: number;
}

/** Where the history before a replay comes from: the seeded walk, or there is none. */
export type ReplayHistory = 'walk' | 'none';

interface Listing {
  readonly symbol: MarketSymbol;
  readonly calendar: Calendar;
  readonly walk: SeededWalk;
  timeline: Timeline;
  startsAt: number;
  /** Epoch ms before which no change may be made by hand any more. */
  settledUntil: number;
  /** What prices pushed by hand go to, while it is the feed that counts. */
  pushed: Recording | undefined;
}

const defaultStart = Date.UTC(2000, 0, 1);
// No market of the world closes for longer.
const searchedAheadMs = 56 * 86_400_000;

/**
 * The prices of all symbols, at every moment: a pure function of seed and time until somebody pushes or replays prices,
 * which then count from their first on. Ticks, bars, quotes and depth are views of one price path. All moments are epoch
 * ms, all prices integers in 1/100000 of the quote asset.
 *
 * Every method throws SandboxError `NOT_IN_WORLD` for a symbol that is not there.
 */
export class Market {
  /** The symbols, in the order that lists show them. */
  readonly symbols: readonly MarketSymbol[];
  readonly #seed: number;
  readonly #ticksKept: number;
  readonly #startsAt: number;
  readonly #factors: FactorPaths;
  readonly #known: ReadonlyMap<number, MarketSymbol>;
  readonly #calendars = new Map<string, Calendar>();
  // Made when first asked for: looking up time zones takes a while, and most tests use few symbols.
  readonly #listings = new Map<number, Listing>();

  constructor({ seed, symbols = worldSymbols, startsAt = defaultStart, ticksKept = defaultTicksKept }: MarketOptions) {
    this.symbols = symbols;
    this.#seed = seed;
    this.#startsAt = startsAt;
    this.#ticksKept = ticksKept;
    this.#factors = new FactorPaths(seed);
    this.#known = new Map(symbols.map((symbol) => [symbol.light.symbolId, symbol]));
  }

  /** Whether the symbol exists. */
  has(symbolId: number): boolean {
    return this.#known.has(symbolId);
  }

  /** The symbol with all its facts. */
  symbol(symbolId: number): MarketSymbol {
    return this.#known.get(symbolId) ?? this.#listing(symbolId).symbol;
  }

  /** The bars of a range, ascending; at a cost that grows with their number. */
  bars(symbolId: number, period: TrendbarPeriod, range: BarRange): readonly Bar[] {
    const { timeline, startsAt } = this.#listing(symbolId);
    return readBars(timeline, period, range, startsAt);
  }

  /** The same bars as they are on the wire. */
  trendbars(symbolId: number, period: TrendbarPeriod, range: BarRange): readonly Trendbar[] {
    const { timeline, startsAt } = this.#listing(symbolId);
    return readTrendbars(timeline, period, range, startsAt);
  }

  /** The bar in progress at a moment, from the ticks up to and with it; undefined before its first tick. */
  barAt(symbolId: number, period: TrendbarPeriod, at: number): Bar | undefined {
    return readBarAt(this.#listing(symbolId).timeline, period, at);
  }

  /** The ticks of one side in [from, to), newest first; they are drawn as the walk through them goes on. */
  ticks(symbolId: number, side: Side, from: number, to: number): Iterable<Tick> {
    const { timeline, startsAt } = this.#listing(symbolId);
    return timeline.ticksBack(side, Math.max(from, startsAt), to);
  }

  /** The last bid and ask at or before a moment, also while the market is closed; undefined before there were both. */
  quoteAt(symbolId: number, at: number): Quote | undefined {
    const { timeline, startsAt } = this.#listing(symbolId);
    const bid = timeline.lastTick('bid', at + 1, startsAt);
    const ask = timeline.lastTick('ask', at + 1, startsAt);
    if (bid === undefined || ask === undefined) return undefined;
    return { bid: bid.price, ask: ask.price, at: Math.max(bid.at, ask.at) };
  }

  /**
   * The first change after a moment; undefined when there is none before `until` (default: eight weeks later). A push
   * may come before it: ask again after one.
   */
  nextTickAfter(symbolId: number, at: number, until: number = at + searchedAheadMs): NextChange | undefined {
    const { timeline } = this.#listing(symbolId);
    const next = timeline.nextTickAt(at + 1, until);
    if (next === undefined) return undefined;
    const bid = timeline.lastTick('bid', next + 1, next);
    const ask = timeline.lastTick('ask', next + 1, next);
    return { at: next, bid: bid?.price, ask: ask?.price };
  }

  /** Whether the symbol's schedule has it open. Prices pushed by hand do not open it. */
  isOpen(symbolId: number, at: number): boolean {
    return this.#listing(symbolId).calendar.isOpen(at);
  }

  /** When the market opens next, or `at` itself while it is open; undefined: not within eight weeks. */
  nextOpenAt(symbolId: number, at: number): number | undefined {
    return this.#listing(symbolId).calendar.nextOpenAt(at);
  }

  /** When the market closes next, or `at` itself while it is closed; undefined: not within eight weeks. */
  nextCloseAt(symbolId: number, at: number): number | undefined {
    return this.#listing(symbolId).calendar.nextCloseAt(at);
  }

  /** The last bid of the trading days before the one of a moment, from which people count the day's change. */
  sessionCloseAt(symbolId: number, at: number): number | undefined {
    const { timeline, startsAt } = this.#listing(symbolId);
    return timeline.lastTick('bid', dayStart(dayOf(at)), startsAt)?.price;
  }

  /** The book around the quote, best first on each side, bids before asks; empty before there was a quote. */
  depthAt(symbolId: number, at: number): readonly DepthLevel[] {
    const { walk, trading } = this.#listing(symbolId).symbol;
    const quote = this.quoteAt(symbolId, at);
    if (quote === undefined) return [];
    const { lotSize = 100, stepVolume = 1, digits } = trading;
    const pointSize = pointSizeOf(digits);
    const spacing = walk.spreadPoints / 2 + 1;
    return drawDepth({ seed: this.#seed, symbolId, ...quote, pointSize, spacing, lotSize, stepVolume });
  }

  /**
   * Sets prices by hand. From the first push on they take the place of the walk or replay, until {@link resume}; the
   * market then stands still between pushes. What is pushed is taken as it is, also when bid and ask cross.
   *
   * @throws SandboxError `BAD_OPTION` for a price that is no positive whole number, for none at all, and for a moment
   * before the last push.
   */
  push(change: PriceChange): void {
    const listing = this.#listing(change.symbolId);
    checkChange(change);
    if (change.atMs < listing.settledUntil) throw tooEarly(change, listing.settledUntil);
    listing.pushed ??= this.#holdFrom(listing, change.atMs);
    listing.pushed.add(change);
    listing.settledUntil = change.atMs;
  }

  /** Lets prices stand still from a moment on, as between two pushes, until {@link resume}. */
  hold(symbolId: number, at: number): void {
    const listing = this.#listing(symbolId);
    if (at < listing.settledUntil) throw tooEarly({ symbolId, atMs: at }, listing.settledUntil);
    listing.pushed = this.#holdFrom(listing, at);
    listing.settledUntil = at;
  }

  /** Lets the walk go on from a moment, where it would be without any pushes: the price jumps there. */
  resume(symbolId: number, at: number): void {
    const listing = this.#listing(symbolId);
    if (at < listing.settledUntil) throw tooEarly({ symbolId, atMs: at }, listing.settledUntil);
    listing.timeline.switchTo(at, listing.walk);
    listing.pushed = undefined;
    listing.settledUntil = at;
  }

  /**
   * Plays changes of any symbols, such as a script or what {@link readTickCsv} read: each symbol's count from its first on.
   * After the last the price stands still.
   *
   * @throws SandboxError `BAD_OPTION` for a bad price, or when one symbol's changes are not in ascending time.
   */
  replay(changes: readonly PriceChange[], history: ReplayHistory = 'walk'): void {
    const recordings = new Map<number, { readonly startsAt: number; readonly recording: Recording }>();
    for (const change of changes) {
      const { symbolId, atMs } = change;
      const { settledUntil } = this.#listing(symbolId);
      checkChange(change);
      const started = recordings.get(symbolId) ?? { startsAt: atMs, recording: new Recording(Infinity) };
      const earliest = Math.max(started.recording.lastAt ?? -Infinity, settledUntil);
      if (atMs < earliest) throw tooEarly(change, earliest);
      started.recording.add(change);
      recordings.set(symbolId, started);
    }
    for (const [symbolId, { startsAt, recording }] of recordings) {
      const listing = this.#listing(symbolId);
      if (history === 'walk') listing.timeline.switchTo(startsAt, recording);
      else {
        listing.timeline = new Timeline(startsAt, recording);
        listing.startsAt = startsAt;
      }
      listing.pushed = undefined;
    }
  }

  #holdFrom(listing: Listing, at: number): Recording {
    const recording = new Recording(this.#ticksKept);
    listing.timeline.switchTo(at, recording);
    listing.startsAt = Math.min(listing.startsAt, at);
    return recording;
  }

  #listing(symbolId: number): Listing {
    let listing = this.#listings.get(symbolId);
    if (listing === undefined) {
      listing = this.#list(symbolId);
      this.#listings.set(symbolId, listing);
    }
    return listing;
  }

  #list(symbolId: number): Listing {
    const symbol = this.#known.get(symbolId);
    if (symbol === undefined) {
      throw new SandboxError(`No symbol has the id ${symbolId}.`, { code: 'NOT_IN_WORLD', facts: { symbolId } });
    }
    const { schedule, scheduleTimeZone, holiday = [] } = symbol.trading;
    // Symbols with the same hours share the work of finding them.
    const key = JSON.stringify([schedule, scheduleTimeZone, holiday]);
    const calendar = this.#calendars.get(key) ?? new Calendar({ schedule: schedule ?? [], scheduleTimeZone, holiday });
    this.#calendars.set(key, calendar);
    const walk = new SeededWalk(this.#seed, symbol.walk, calendar, this.#factors);
    const startsAt = dayStart(dayOf(this.#startsAt));
    const timeline = new Timeline(startsAt, walk);
    return { symbol, calendar, walk, timeline, startsAt, settledUntil: -Infinity, pushed: undefined };
  }
}

/** Makes a market; see {@link Market}. */
export function createMarket(options: MarketOptions): Market {
  return new Market(options);
}

function checkChange(change: PriceChange): void {
  const { symbolId, bid, ask, atMs } = change;
  if (bid === undefined && ask === undefined) {
    throw new SandboxError(`The new price of symbol ${symbolId} has neither bid nor ask.`, { code: 'BAD_OPTION' });
  }
  if (!Number.isSafeInteger(atMs)) {
    throw new SandboxError(`The time of a price of symbol ${symbolId} is ${atMs}, which is no moment in epoch ms.`, {
      code: 'BAD_OPTION',
      facts: { symbolId },
    });
  }
  for (const side of ['bid', 'ask'] as const) {
    const price = change[side];
    if (price === undefined || (Number.isSafeInteger(price) && price > 0)) continue;
    throw new SandboxError(`The ${side} of symbol ${symbolId} is ${price}, but prices are positive whole numbers.`, {
      code: 'BAD_OPTION',
      facts: { symbolId, side },
      hint: 'give it in hundred-thousandths, 1.10500 as 110500',
    });
  }
}

function tooEarly({ symbolId, atMs }: Pick<PriceChange, 'symbolId' | 'atMs'>, earliest: number): SandboxError {
  return new SandboxError(
    `A price of symbol ${symbolId} is dated ${new Date(atMs).toISOString()}, before the last one of ${new Date(earliest).toISOString()}.`,
    { code: 'BAD_OPTION', facts: { symbolId, atMs, earliest }, hint: 'give prices in ascending time' },
  );
}
