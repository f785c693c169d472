import {
  type Asset,
  AssetClassListReq,
  AssetClassListRes,
  AssetListReq,
  AssetListRes,
  GetDynamicLeverageByIDReq,
  GetDynamicLeverageByIDRes,
  SymbolByIdReq,
  SymbolByIdRes,
  SymbolCategoryListReq,
  SymbolCategoryListRes,
  SymbolsForConversionReq,
  SymbolsForConversionRes,
  SymbolsListReq,
  SymbolsListRes,
} from '@tickwire/protocol';
import { archivedSymbols } from '../../market/world/archived-symbols.ts';
import { assetClasses, assets, symbolCategories } from '../../market/world/assets.ts';
import { dynamicLeverages } from '../../market/world/leverages.ts';
import { findConversionChain } from '../conversion-chain.ts';
import { entityNotFound, symbolNotFound } from '../refusals.ts';
import { handle } from './handler.ts';

const wireAssets: readonly Asset[] = assets.map(({ assetId, name, displayName, digits }) => ({
  assetId,
  name,
  ...(displayName === undefined ? {} : { displayName }),
  ...(digits === undefined ? {} : { digits }),
}));

const assetIds = new Set(assets.map(({ assetId }) => assetId));
const archivedById = new Map(archivedSymbols.map((symbol) => [symbol.symbolId, symbol]));

/** 2112: what symbols are made of. */
export const listAssets = handle(AssetListReq, ({ payload: { ctidTraderAccountId }, answer }) => {
  answer(AssetListRes, { ctidTraderAccountId, asset: wireAssets });
});

/** 2153: the coarsest groups of symbols. */
export const listAssetClasses = handle(AssetClassListReq, ({ payload: { ctidTraderAccountId }, answer }) => {
  answer(AssetClassListRes, { ctidTraderAccountId, assetClass: assetClasses });
});

/** 2160: the groups inside the asset classes. */
export const listCategories = handle(SymbolCategoryListReq, ({ payload: { ctidTraderAccountId }, answer }) => {
  answer(SymbolCategoryListRes, { ctidTraderAccountId, symbolCategory: symbolCategories });
});

/** 2114: names and ids; archived symbols only on request. */
export const listSymbols = handle(SymbolsListReq, ({ floor, session, payload, answer }) => {
  const { ctidTraderAccountId, includeArchivedSymbols = false } = payload;
  const { symbols } = floor.quotes[session.environment].prices.symbols;
  answer(SymbolsListRes, {
    ctidTraderAccountId,
    symbol: symbols.map(({ light }) => light),
    ...(includeArchivedSymbols ? { archivedSymbol: archivedSymbols } : {}),
  });
});

/** 2116: symbols in full, all of the list or none. */
export const tellSymbols = handle(SymbolByIdReq, ({ floor, session, payload, answer, refuse }) => {
  const { ctidTraderAccountId, symbolId: wanted = [] } = payload;
  const { symbols } = floor.quotes[session.environment].prices;
  const symbolIds = [...new Set(wanted)];
  const unknown = symbolIds.find((symbolId) => !symbols.has(symbolId) && !archivedById.has(symbolId));
  if (unknown !== undefined) return refuse(symbolNotFound(ctidTraderAccountId, unknown));
  answer(SymbolByIdRes, {
    ctidTraderAccountId,
    symbol: symbolIds.filter((symbolId) => symbols.has(symbolId)).map((symbolId) => symbols.symbol(symbolId).trading),
    archivedSymbol: symbolIds.flatMap((symbolId) => archivedById.get(symbolId) ?? []),
  });
});

/** 2118: the shortest chain of symbols from one asset to another. */
export const tellConversion = handle(SymbolsForConversionReq, ({ floor, session, payload, answer, refuse }) => {
  const { ctidTraderAccountId, firstAssetId, lastAssetId } = payload;
  const unknown = [firstAssetId, lastAssetId].find((assetId) => !assetIds.has(assetId));
  if (unknown !== undefined) return refuse(entityNotFound(ctidTraderAccountId, `Asset not found with id ${unknown}`));
  const { symbols } = floor.quotes[session.environment].prices.symbols;
  const chain = findConversionChain(symbols, firstAssetId, lastAssetId);
  if (chain === undefined) {
    const description = `No symbols convert asset ${firstAssetId} into asset ${lastAssetId}`;
    return refuse(entityNotFound(ctidTraderAccountId, description));
  }
  answer(SymbolsForConversionRes, { ctidTraderAccountId, symbol: chain.map(({ light }) => light) });
});

/** 2177: how leverage falls with exposure. */
export const tellLeverage = handle(GetDynamicLeverageByIDReq, ({ payload, answer, refuse }) => {
  const { ctidTraderAccountId, leverageId } = payload;
  const leverage = dynamicLeverages.find((one) => one.leverageId === leverageId);
  if (leverage === undefined) {
    return refuse(entityNotFound(ctidTraderAccountId, `Leverage not found with id ${leverageId}`));
  }
  answer(GetDynamicLeverageByIDRes, { ctidTraderAccountId, leverage });
});
