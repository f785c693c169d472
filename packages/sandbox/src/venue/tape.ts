import type { NextChange } from '../market/market.ts';
import type { Prices } from './prices.ts';

/** What the market gives and asks, in 1/100000. */
export interface TapeQuote {
  readonly bid: number;
  readonly ask: number;
}

interface Watched {
  quote: TapeQuote | undefined;
  /** What the market does next. */
  next: NextChange | undefined;
  /** Changes were passed over on the way to `next`, so that it is not all that has changed. */
  hasSkipped: boolean;
}

/** Further behind than this, as after a long sleep of the machine, prices are read once a minute. */
const catchUpMs = 86_400_000;
const coarseStepMs = 60_000;

/** The prices of some symbols, change after change. Other symbols cost nothing. All moments are epoch ms. */
export class Tape {
  readonly #prices: Prices;
  readonly #watched = new Map<number, Watched>();
  #nextAt = Infinity;

  constructor(prices: Prices) {
    this.#prices = prices;
  }

  /** When the next of the watched symbols changes; `Infinity`: none in sight. */
  get nextAt(): number {
    return this.#nextAt;
  }

  /** Follows a symbol from a moment on. Without an effect if it is followed already. */
  watch(symbolId: number, at: number): void {
    if (this.#watched.has(symbolId)) return;
    const quote = this.#prices.market(symbolId).quoteAt(symbolId, at);
    const next = this.#prices.market(symbolId).nextTickAfter(symbolId, at);
    this.#watched.set(symbolId, { quote, next, hasSkipped: false });
    this.#findNext();
  }

  /** Follows a symbol no longer. */
  unwatch(symbolId: number): void {
    if (this.#watched.delete(symbolId)) this.#findNext();
  }

  /** The last price of a symbol, watched or not; `at` must not be before the last change that was taken. */
  quoteAt(symbolId: number, at: number): TapeQuote | undefined {
    const watched = this.#watched.get(symbolId);
    return watched === undefined ? this.#prices.market(symbolId).quoteAt(symbolId, at) : watched.quote;
  }

  /** Moves on to the next change, and returns the symbols that it is of. `until` is where time shall get to. */
  take(until: number): readonly number[] {
    const at = this.#nextAt;
    const isFarBehind = at < until - catchUpMs;
    const changed: number[] = [];
    for (const [symbolId, watched] of this.#watched) {
      const { next } = watched;
      if (next === undefined || next.at !== at) continue;
      const market = this.#prices.market(symbolId);
      watched.quote = watched.hasSkipped ? market.quoteAt(symbolId, at) : merge(watched.quote, next);
      watched.hasSkipped = isFarBehind;
      watched.next = market.nextTickAfter(symbolId, isFarBehind ? at + coarseStepMs - 1 : at);
      changed.push(symbolId);
    }
    this.#findNext();
    return changed;
  }

  /** A price was set by hand. Returns whether the symbol is watched. */
  refresh(symbolId: number, at: number): boolean {
    const watched = this.#watched.get(symbolId);
    if (watched === undefined) return false;
    const market = this.#prices.market(symbolId);
    watched.quote = market.quoteAt(symbolId, at);
    watched.next = market.nextTickAfter(symbolId, at);
    watched.hasSkipped = false;
    this.#findNext();
    return true;
  }

  #findNext(): void {
    let nextAt = Infinity;
    for (const { next } of this.#watched.values()) if (next !== undefined && next.at < nextAt) nextAt = next.at;
    this.#nextAt = nextAt;
  }
}

function merge(quote: TapeQuote | undefined, { bid, ask }: NextChange): TapeQuote | undefined {
  const both = { bid: bid ?? quote?.bid, ask: ask ?? quote?.ask };
  return both.bid === undefined || both.ask === undefined ? undefined : { bid: both.bid, ask: both.ask };
}
