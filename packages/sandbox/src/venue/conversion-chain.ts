import type { MarketSymbol } from '../market/world/market-symbol.ts';

/**
 * The shortest way from one asset to another by way of symbols, from the first on; of several equally short ones, that
 * whose symbols come first in the list. Empty for an asset and itself; undefined: there is no way.
 */
export function findConversionChain(
  symbols: readonly MarketSymbol[],
  firstAssetId: number,
  lastAssetId: number,
): readonly MarketSymbol[] | undefined {
  const chains = new Map<number, readonly MarketSymbol[]>([[firstAssetId, []]]);
  // A map is walked in the order of its entries, also those that are added meanwhile: near assets before far ones.
  for (const [assetId, chain] of chains) {
    if (assetId === lastAssetId) return chain;
    for (const symbol of symbols) {
      const { baseAssetId, quoteAssetId } = symbol.light;
      if (baseAssetId !== assetId && quoteAssetId !== assetId) continue;
      const reached = baseAssetId === assetId ? quoteAssetId : baseAssetId;
      if (!chains.has(reached)) chains.set(reached, [...chain, symbol]);
    }
  }
  return undefined;
}
