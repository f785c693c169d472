import type { Market } from './market.ts';
import type { PriceChange, RecordedTicks, Recording } from './recording.ts';
import type { SymbolChanges } from './symbol-changes.ts';

/** What was done to one symbol by hand, in its order. Moments are epoch ms. */
export type HandMade =
  /** From here on the price stood still but for what is recorded. */
  | { readonly do: 'record'; readonly at: number; readonly recording: Recording }
  | { readonly do: 'resume'; readonly at: number }
  | { readonly do: 'change'; readonly at: number; readonly changes: SymbolChanges };

/** The same as plain data. */
type HandMadeSnapshot =
  | { readonly do: 'record'; readonly at: number; readonly ticks: RecordedTicks }
  | Exclude<HandMade, { readonly do: 'record' }>;

/** What was done to one symbol, as plain data; the rest follows from the seed. */
export interface ListingSnapshot {
  readonly symbolId: number;
  readonly journal: readonly HandMadeSnapshot[];
}

/** Writes down what was done to one symbol. */
export function copyJournal(symbolId: number, journal: readonly HandMade[]): ListingSnapshot {
  return {
    symbolId,
    journal: journal.map((entry) =>
      entry.do === 'record' ? { do: 'record', at: entry.at, ticks: entry.recording.copyTicks() } : entry,
    ),
  };
}

/** Does again what was written down of a market with the same seed and plays, to which nothing was done yet. */
export function restoreMarket(market: Market, snapshot: readonly ListingSnapshot[]): void {
  for (const { symbolId, journal } of snapshot) {
    for (const entry of journal) {
      if (entry.do === 'resume') market.resume(symbolId, entry.at);
      else if (entry.do === 'change') market.change(symbolId, entry.changes, entry.at);
      else {
        market.hold(symbolId, entry.at);
        for (const change of inOrder(symbolId, entry.ticks)) market.push(change);
      }
    }
  }
}

function inOrder(symbolId: number, { bid, ask }: RecordedTicks): readonly PriceChange[] {
  const bids = bid.times.map((atMs, index) => ({ symbolId, atMs, bid: bid.prices[index] }));
  const asks = ask.times.map((atMs, index) => ({ symbolId, atMs, ask: ask.prices[index] }));
  return [...bids, ...asks].sort((one, other) => one.atMs - other.atMs);
}
