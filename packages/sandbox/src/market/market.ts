import type { Trendbar, TrendbarPeriod } from '@tickwire/protocol';
import { SandboxError } from '../errors/sandbox-error.ts';
import { type Bar, type BarRange, readBarAt, readBars, readTrendbars } from './bars.ts';
import { Calendar } from './calendar.ts';
import { checkChange, tooEarly } from './check-change.ts';
import { type DepthLevel, drawDepth } from './depth.ts';
import { FactorPaths } from './factor.ts';
import type { Side, Tick } from './feed.ts';
import { dayOf, dayStart } from './grid.ts';
import { Loop } from './loop.ts';
import type { MarketOptions, ReplayOptions } from './market-options.ts';
import { copyJournal, type HandMade, type ListingSnapshot } from './market-snapshot.ts';
import type { NextChange, Quote } from './quote.ts';
import { recordChanges } from './record-changes.ts';
import { defaultTicksKept, type PriceChange, Recording } from './recording.ts';
import { changeSymbol, type SymbolChanges } from './symbol-changes.ts';
import { Timeline } from './timeline.ts';
import { SeededWalk } from './walk.ts';
import { pointSizeOf } from './walk-facts.ts';
import type { MarketSymbol } from './world/market-symbol.ts';
import { worldSymbols } from './world/symbols.ts';

export type { NextChange, Quote } from './quote.ts';

interface Listing {
  symbol: MarketSymbol;
  calendar: Calendar;
  walk: SeededWalk;
  timeline: Timeline;
  startsAt: number;
  /** Epoch ms before which no change may be made by hand any more. */
  settledUntil: number;
  /** What prices pushed by hand go to, while it is the feed that counts. */
  pushed: Recording | undefined;
  /** What was done to it by hand since its prices were played. */
  journal: HandMade[];
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
  readonly #seed: number;
  readonly #ticksKept: number;
  readonly #startsAt: number;
  readonly #factors: FactorPaths;
  #symbols: readonly MarketSymbol[];
  readonly #known: Map<number, MarketSymbol>;
  readonly #calendars = new Map<string, Calendar>();
  // Made when first asked for: looking up time zones takes a while, and most tests use few symbols.
  readonly #listings = new Map<number, Listing>();

  constructor({ seed, symbols = worldSymbols, startsAt = defaultStart, ticksKept = defaultTicksKept }: MarketOptions) {
    this.#symbols = symbols;
    this.#seed = seed;
    this.#startsAt = startsAt;
    this.#ticksKept = ticksKept;
    this.#factors = new FactorPaths(seed);
    this.#known = new Map(symbols.map((symbol) => [symbol.light.symbolId, symbol]));
  }

  /** The symbols, in the order that lists show them. */
  get symbols(): readonly MarketSymbol[] {
    return this.#symbols;
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
    // Between pushes it stands still already, and must not forget one of this very moment.
    listing.pushed ??= this.#holdFrom(listing, at);
    listing.settledUntil = at;
  }

  /** Lets the walk go on from a moment, where it would be without any pushes: the price jumps there. */
  resume(symbolId: number, at: number): void {
    const listing = this.#listing(symbolId);
    if (at < listing.settledUntil) throw tooEarly({ symbolId, atMs: at }, listing.settledUntil);
    listing.timeline.switchTo(at, listing.walk);
    listing.journal.push({ do: 'resume', at });
    listing.pushed = undefined;
    listing.settledUntil = at;
  }

  /**
   * Plays changes of any symbols, such as a script or what {@link readTickCsv} read: each symbol's count from its first on.
   * After the last the price stands still, unless they are played over and over.
   *
   * @throws SandboxError `BAD_OPTION` for a bad price, or when one symbol's changes are not in ascending time.
   */
  replay(changes: readonly PriceChange[], { history = 'walk', everyMs, startsAt }: ReplayOptions = {}): void {
    const recordings = recordChanges(changes, (symbolId) => this.#listing(symbolId).settledUntil);
    for (const [symbolId, { firstAt, recording }] of recordings) {
      const listing = this.#listing(symbolId);
      const round = { first: recording, startsAt: startsAt ?? firstAt };
      const feed = everyMs === undefined ? recording : new Loop({ ...round, everyMs });
      if (history === 'walk') listing.timeline.switchTo(firstAt, feed);
      else {
        listing.timeline = new Timeline(firstAt, feed);
        listing.startsAt = firstAt;
      }
      listing.pushed = undefined;
      listing.journal = [];
    }
  }

  /**
   * Changes what the details of a symbol say. New hours count from this moment on: what its price did before stays, and
   * where it goes from there is drawn anew.
   *
   * @throws SandboxError `BAD_OPTION` for a key or value that cannot stand in a symbol.
   */
  change(symbolId: number, changes: SymbolChanges, at: number): void {
    const listing = this.#listing(symbolId);
    const { symbol, calendar, walk } = listing;
    listing.symbol = changeSymbol(symbol, changes);
    listing.journal.push({ do: 'change', at, changes });
    this.#known.set(symbolId, listing.symbol);
    this.#symbols = this.#symbols.map((one) => (one === symbol ? listing.symbol : one));
    listing.calendar = this.#calendarOf(listing.symbol);
    if (listing.calendar === calendar) return;
    listing.walk = new SeededWalk(this.#seed, symbol.walk, listing.calendar, this.#factors);
    if (listing.timeline.feedAt(at) === walk) listing.timeline.switchTo(at, listing.walk);
  }

  /** What was done to the prices by hand, for {@link restoreMarket}. */
  snapshot(): readonly ListingSnapshot[] {
    return [...this.#listings].flatMap(([symbolId, { journal }]) =>
      journal.length === 0 ? [] : [copyJournal(symbolId, journal)],
    );
  }

  #holdFrom(listing: Listing, at: number): Recording {
    const recording = new Recording(this.#ticksKept);
    listing.timeline.switchTo(at, recording);
    listing.journal.push({ do: 'record', at, recording });
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
    const calendar = this.#calendarOf(symbol);
    const walk = new SeededWalk(this.#seed, symbol.walk, calendar, this.#factors);
    const startsAt = dayStart(dayOf(this.#startsAt));
    const timeline = new Timeline(startsAt, walk);
    return { symbol, calendar, walk, timeline, startsAt, settledUntil: -Infinity, pushed: undefined, journal: [] };
  }

  /** Symbols with the same hours share the work of finding them. */
  #calendarOf({ trading }: MarketSymbol): Calendar {
    const { schedule = [], scheduleTimeZone, holiday = [] } = trading;
    const key = JSON.stringify([schedule, scheduleTimeZone, holiday]);
    const calendar = this.#calendars.get(key) ?? new Calendar({ schedule, scheduleTimeZone, holiday });
    this.#calendars.set(key, calendar);
    return calendar;
  }
}

/** Makes a market; see {@link Market}. */
export function createMarket(options: MarketOptions): Market {
  return new Market(options);
}
