import { findSymbol, type SymbolKey } from './market/find-symbol.ts';
import type { Quote } from './market/market.ts';
import type { SymbolChanges } from './market/symbol-changes.ts';
import type { Clock } from './ports.ts';
import type { Ticker } from './server/ticker.ts';
import type { Environment } from './venue/environment.ts';
import type { Venue } from './venue/venue.ts';

/** New prices of a symbol, in 1/100000 whatever its digits: 1.10500 is 110500. At least one side. */
export interface PricePush {
  readonly bid?: number;
  readonly ask?: number;
  /** Epoch ms. Default: now. Sent only to those who asked for timestamps. */
  readonly timestamp?: number;
}

interface Parts {
  readonly venue: Venue;
  readonly clock: Clock;
  readonly ticker: Ticker;
}

/**
 * The market of one environment, to look at and to move. Get it by `sandbox.market('demo')`. Symbols go by name or id;
 * an unknown one throws SandboxError `NOT_IN_WORLD`.
 */
export class MarketDesk {
  readonly #environment: Environment;
  readonly #parts: Parts;

  constructor(environment: Environment, parts: Parts) {
    this.#environment = environment;
    this.#parts = parts;
  }

  /** The last bid and ask, also while the market is closed; undefined before there were both. */
  quote(symbol: SymbolKey): Quote | undefined {
    const { prices, spots } = this.#quotes;
    const at = this.#parts.clock.now();
    spots.advance(at);
    return prices.quoteAt(this.#find(symbol), at);
  }

  /** Whether the symbol's schedule has it open now. */
  isOpen(symbol: SymbolKey): boolean {
    const { prices } = this.#quotes;
    const symbolId = this.#find(symbol);
    return prices.market(symbolId).isOpen(symbolId, prices.epochAt(this.#parts.clock.now()));
  }

  /**
   * Sets prices and tells subscribers and accounts; the symbol then stands still between pushes. Returns how many frames
   * of prices went out.
   *
   * @throws SandboxError `BAD_OPTION` for a price that is no positive whole number of at most 10^12, or for none at all.
   */
  push(symbol: SymbolKey, { bid, ask, timestamp }: PricePush): number {
    const { venue, clock, ticker } = this.#parts;
    const change = { symbolId: this.#find(symbol), bid, ask, timestamp: timestamp ?? clock.wallNow() };
    const count = venue.pushSpot(this.#environment, change, clock.now());
    ticker.hasten(venue.nextMoveAt());
    return count;
  }

  /**
   * Moves both sides by so many pips, up or down, like a {@link MarketDesk.push}.
   *
   * @throws SandboxError `BAD_OPTION` when that leaves no positive price, or is less than a hundred-thousandth.
   */
  move(symbol: SymbolKey, { pips }: { readonly pips: number }): number {
    const { trading } = this.#quotes.prices.symbols.symbol(this.#find(symbol));
    const { bid = 0, ask = 0 } = this.quote(symbol) ?? {};
    // Rounded, because a tenth of a pip is no exact number; nothing but the tail of the product goes.
    const by = Math.round(pips * 10 ** (5 - trading.pipPosition) * 1_000) / 1_000;
    return this.push(symbol, { bid: bid + by, ask: ask + by });
  }

  /** Lets a symbol's price stand still until it is pushed or resumed. */
  hold(symbol: SymbolKey): void {
    this.#change((at) => this.#quotes.spots.hold(this.#find(symbol), at));
  }

  /** Lets a symbol go its own way again, where it would be without any pushes: its next price may be far away. */
  resume(symbol: SymbolKey): void {
    this.#change((at) => this.#quotes.spots.resume(this.#find(symbol), at));
  }

  /**
   * Changes what a symbol's details say, such as `tradingMode`, `leverageId`, `stepVolume`, `swapLong` or `schedule`, and
   * tells every account that is logged in (2120).
   *
   * @throws SandboxError `BAD_OPTION` for a key or value that cannot stand in a symbol.
   */
  changeSymbol(symbol: SymbolKey, changes: SymbolChanges): void {
    this.#change((at) => this.#parts.venue.changeSymbol(this.#environment, this.#find(symbol), changes, at));
  }

  get #quotes() {
    return this.#parts.venue.quotes(this.#environment);
  }

  #find(symbol: SymbolKey): number {
    return findSymbol(this.#quotes.prices.symbols.symbols, symbol).light.symbolId;
  }

  #change(run: (at: number) => void): void {
    const { venue, clock, ticker } = this.#parts;
    run(clock.now());
    ticker.hasten(venue.nextMoveAt());
  }
}
