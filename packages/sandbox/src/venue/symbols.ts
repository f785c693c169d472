/** A symbol that can be subscribed to. */
export interface TradableSymbol {
  readonly symbolId: number;
  readonly symbolName: string;
  /** Decimals of a price. */
  readonly digits: number;
  /** The price before anyone sets another, in 1/100000 whatever `digits` says. */
  readonly firstBid: number;
  readonly firstAsk: number;
}

/** The symbols of every account, by id. */
export const tradableSymbols: readonly TradableSymbol[] = [
  { symbolId: 1, symbolName: 'EURUSD', digits: 5, firstBid: 103_102, firstAsk: 103_108 },
  { symbolId: 4, symbolName: 'USDJPY', digits: 3, firstBid: 15_721_300, firstAsk: 15_722_100 },
  { symbolId: 41, symbolName: 'XAUUSD', digits: 2, firstBid: 263_912_000, firstAsk: 263_937_000 },
];
