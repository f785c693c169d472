import type { Deal, DealOffset } from '@tickwire/protocol';

/** The two sides of a deal's matches. */
export interface Offsets {
  /** Deals that closed volume of it. */
  readonly offsetBy: readonly DealOffset[];
  /** Deals of which it closed volume. */
  readonly offsetting: readonly DealOffset[];
}

/** Matches the deals of one position, oldest volume first. Inferred (PROTOCOL.md): the real order is not known. */
export function offsetsOf(deals: readonly Deal[], dealId: number): Offsets {
  const open: { readonly deal: Deal; left: number }[] = [];
  const offsetBy: DealOffset[] = [];
  const offsetting: DealOffset[] = [];
  for (const deal of deals) {
    let left = deal.filledVolume;
    while (left > 0 && open[0] !== undefined && open[0].deal.tradeSide !== deal.tradeSide) {
      const [first] = open;
      const volume = Math.min(left, first.left);
      if (first.deal.dealId === dealId) offsetBy.push(toOffset(deal, volume));
      if (deal.dealId === dealId) offsetting.push(toOffset(first.deal, volume));
      left -= volume;
      first.left -= volume;
      if (first.left === 0) open.shift();
    }
    if (left > 0) open.push({ deal, left });
  }
  return { offsetBy, offsetting };
}

const toOffset = ({ dealId, executionTimestamp, executionPrice }: Deal, volume: number): DealOffset => ({
  dealId,
  volume,
  executionTimestamp,
  executionPrice,
});
