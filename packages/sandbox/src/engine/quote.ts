import { TradeSide } from '@tickwire/protocol';

/** What the market gives and asks. Prices are in 1/100000. */
export interface QuotePrices {
  readonly bid: number;
  readonly ask: number;
}

/** The last quote of a symbol. */
export interface Quote extends QuotePrices {
  /** Hundredths of a unit that can still be traded at it; `undefined`: any volume. */
  left: number | undefined;
}

/** The price at which this side trades: buyers pay the ask, sellers get the bid. */
export const priceFor = (side: TradeSide, quote: QuotePrices): number =>
  side === TradeSide.BUY ? quote.ask : quote.bid;

/** The other side. */
export const opposite = (side: TradeSide): TradeSide => (side === TradeSide.BUY ? TradeSide.SELL : TradeSide.BUY);

/** 1 for buying, -1 for selling. */
export const signOf = (side: TradeSide): 1 | -1 => (side === TradeSide.BUY ? 1 : -1);
