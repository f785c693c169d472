import { createMarket, type Market, type Quote } from '../market/market.ts';
import { type ListingSnapshot, restoreMarket } from '../market/market-snapshot.ts';
import type { PriceChange } from '../market/recording.ts';
import type { SymbolChanges } from '../market/symbol-changes.ts';
import type { SpotChange } from './spot-board.ts';

/** What moves the prices: the market's own path, or nothing but pushes. */
export type FeedChoice = 'walk' | 'none';

/** Prices that are known from the start. Moments are epoch ms. */
export interface Playback {
  /** Each symbol's in ascending time. */
  readonly changes: readonly PriceChange[];
  /** When the first round begins. */
  readonly startsAt: number;
  /** From one round to the next; undefined: there is one. */
  readonly everyMs?: number | undefined;
}

/** What the prices of an environment are made from. */
export interface PricesOptions {
  readonly seed: number;
  readonly feed: FeedChoice;
  /** Takes the place of the feed for the symbols in it. */
  readonly play?: Playback | undefined;
  /** Monotonic ms at the start. */
  readonly at: number;
  /** Epoch ms at the start. */
  readonly startedAtEpochMs: number;
  /** What to go on from, in place of feed and play. Default: prices as the seed has them. */
  readonly snapshot?: PricesSnapshot | undefined;
}

/** What became of prices since the start, as plain data. */
export interface PricesSnapshot {
  readonly feed: FeedChoice;
  readonly play: Playback | null;
  /** Epoch ms of the start, from which on prices stand still where nothing but pushes moves them. */
  readonly startedAt: number;
  /** By symbol id. */
  readonly givenTimes: readonly (readonly [number, number])[];
  /** Epoch ms; null: never. */
  readonly pushedAt: number | null;
  readonly market: readonly ListingSnapshot[];
}

// Sums of fractional milliseconds may end a hair below the whole one that is meant.
const hairMs = 1e-3;

/** The market of one environment on the venue's clock. Its wall time runs with the monotonic one from the start on. */
export class Prices {
  readonly #options: PricesOptions;
  readonly #market: Market;
  readonly #held = new Set<number>();
  /** Times that pushes were given, for those who ask for timestamps. */
  readonly #givenTimes: Map<number, number>;
  readonly #source: Pick<PricesSnapshot, 'feed' | 'play' | 'startedAt'>;
  #pushedAt: number;

  constructor(options: PricesOptions) {
    const { seed, feed, play = null, startedAtEpochMs, snapshot } = options;
    this.#options = options;
    this.#market = createMarket({ seed });
    this.#source = snapshot ?? { feed, play, startedAt: Math.floor(startedAtEpochMs) };
    this.#givenTimes = new Map(snapshot?.givenTimes);
    this.#pushedAt = snapshot?.pushedAt ?? -Infinity;
    if (this.#source.play !== null) this.#play(this.#source.play);
    if (snapshot !== undefined) this.#goOnFrom(snapshot);
  }

  /** What became of the prices, for a start from there. */
  snapshot(): PricesSnapshot {
    const { feed, play, startedAt } = this.#source;
    return {
      feed,
      play,
      startedAt,
      givenTimes: [...this.#givenTimes],
      pushedAt: this.#pushedAt === -Infinity ? null : this.#pushedAt,
      market: this.#market.snapshot(),
    };
  }

  /** The market, whose prices stand still from the start on where nothing but pushes is to move them. */
  market(symbolId: number): Market {
    if (this.#source.feed === 'none' && !this.#held.has(symbolId)) {
      this.#market.hold(symbolId, this.#source.startedAt);
      this.#held.add(symbolId);
    }
    return this.#market;
  }

  /** Lets a symbol's price stand still. Returns the epoch ms from which it does. */
  hold(symbolId: number, at: number): number {
    this.market(symbolId).hold(symbolId, this.#settle(at));
    return this.#pushedAt;
  }

  /** Lets a symbol go its own way, whatever moved or held it before. Returns the epoch ms from which it does. */
  resume(symbolId: number, at: number): number {
    this.market(symbolId).resume(symbolId, this.#settle(at));
    this.#givenTimes.delete(symbolId);
    return this.#pushedAt;
  }

  /** Changes what the details of a symbol say, from now on. @throws SandboxError `BAD_OPTION`. */
  change(symbolId: number, changes: SymbolChanges, at: number): void {
    this.market(symbolId).change(symbolId, changes, this.#settle(at));
  }

  /** The symbols and whether they exist, of which nothing depends on prices. */
  get symbols(): Pick<Market, 'has' | 'symbol' | 'symbols'> {
    return this.#market;
  }

  /** Epoch ms of a monotonic moment; never before the last push. */
  epochAt(at: number): number {
    const epochMs = Math.floor(this.#options.startedAtEpochMs + (at - this.#options.at) + hairMs);
    return Math.max(epochMs, this.#pushedAt);
  }

  /** The monotonic moment of epoch ms. */
  monotonicAt(epochMs: number): number {
    return this.#options.at + (epochMs - this.#options.startedAtEpochMs);
  }

  /** The last price, also while the market is closed; its `at` is the time given with the last push if there was one. */
  quoteAt(symbolId: number, at: number): Quote | undefined {
    const quote = this.market(symbolId).quoteAt(symbolId, this.epochAt(at));
    const givenTime = this.#givenTimes.get(symbolId);
    return quote === undefined || givenTime === undefined ? quote : { ...quote, at: givenTime };
  }

  /**
   * Sets prices now. The symbol's price then stands still between pushes, whatever moved it before. Returns the epoch ms
   * at which that counts.
   *
   * @throws SandboxError `NOT_IN_WORLD` for an unknown symbol, `BAD_OPTION` for a price that is no positive whole
   * number, or when neither side is given.
   */
  push({ symbolId, bid, ask, timestamp }: SpotChange, at: number): number {
    const atMs = this.epochAt(at);
    this.market(symbolId).push({ symbolId, atMs, bid, ask });
    this.#givenTimes.set(symbolId, timestamp);
    this.#pushedAt = atMs;
    return atMs;
  }

  #settle(at: number): number {
    this.#pushedAt = this.epochAt(at);
    return this.#pushedAt;
  }

  #goOnFrom({ market }: PricesSnapshot): void {
    for (const { symbolId } of market) this.#held.add(symbolId);
    restoreMarket(this.#market, market);
  }

  /** A symbol stands still until its first price, unless that lies in the past. */
  #play({ changes, startsAt, everyMs }: Playback): void {
    const start = this.#source.startedAt;
    for (const { symbolId, atMs } of changes) {
      if (this.#held.has(symbolId)) continue;
      this.#held.add(symbolId);
      if (atMs >= start) this.#market.hold(symbolId, start);
    }
    this.#market.replay(changes, { startsAt, everyMs });
  }
}
