import {
  ArchivedSymbol,
  Asset,
  AssetClass,
  DynamicLeverage,
  LightSymbol,
  SymbolCategory,
  TradingSymbol,
} from '../models/symbols.ts';
import { bool, int64, modelOf, optional, repeated } from '../schema/fields.ts';
import { event, request, response } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** Asks for the assets that the account's symbols are made of. */
export const AssetListReq = request(2112, 'AssetListReq', { ctidTraderAccountId: int64(2) }, [2113]);
export interface AssetListReq extends Payload<typeof AssetListReq> {}

/** The assets that the account's symbols are made of. */
export const AssetListRes = response(2113, 'AssetListRes', {
  ctidTraderAccountId: int64(2),
  asset: repeated(modelOf<Asset>(3, Asset)),
});
export interface AssetListRes extends Payload<typeof AssetListRes> {}

/** Asks for the asset classes. */
export const AssetClassListReq = request(2153, 'AssetClassListReq', { ctidTraderAccountId: int64(2) }, [2154]);
export interface AssetClassListReq extends Payload<typeof AssetClassListReq> {}

/** The asset classes. */
export const AssetClassListRes = response(2154, 'AssetClassListRes', {
  ctidTraderAccountId: int64(2),
  assetClass: repeated(modelOf<AssetClass>(3, AssetClass)),
});
export interface AssetClassListRes extends Payload<typeof AssetClassListRes> {}

/** Asks for the symbol categories. */
export const SymbolCategoryListReq = request(2160, 'SymbolCategoryListReq', { ctidTraderAccountId: int64(2) }, [2161]);
export interface SymbolCategoryListReq extends Payload<typeof SymbolCategoryListReq> {}

/** The symbol categories. */
export const SymbolCategoryListRes = response(2161, 'SymbolCategoryListRes', {
  ctidTraderAccountId: int64(2),
  symbolCategory: repeated(modelOf<SymbolCategory>(3, SymbolCategory)),
});
export interface SymbolCategoryListRes extends Payload<typeof SymbolCategoryListRes> {}

/** Asks for the names and ids of all symbols of the account; sizes and digits come with {@link SymbolByIdReq}. */
export const SymbolsListReq = request(
  2114,
  'SymbolsListReq',
  {
    ctidTraderAccountId: int64(2),
    /** True: also lists symbols that are no longer traded. */
    includeArchivedSymbols: optional(bool(3), { defaultValue: false }),
  },
  [2115],
);
export interface SymbolsListReq extends Payload<typeof SymbolsListReq> {}

/** The names and ids of all symbols of the account. */
export const SymbolsListRes = response(2115, 'SymbolsListRes', {
  ctidTraderAccountId: int64(2),
  symbol: repeated(modelOf<LightSymbol>(3, LightSymbol)),
  archivedSymbol: repeated(modelOf<ArchivedSymbol>(4, ArchivedSymbol)),
});
export interface SymbolsListRes extends Payload<typeof SymbolsListRes> {}

/** Asks for symbols in full. One unknown id spoils the whole batch. */
export const SymbolByIdReq = request(
  2116,
  'SymbolByIdReq',
  {
    ctidTraderAccountId: int64(2),
    symbolId: repeated(int64(3)),
  },
  [2117],
);
export interface SymbolByIdReq extends Payload<typeof SymbolByIdReq> {}

/** Symbols in full. */
export const SymbolByIdRes = response(2117, 'SymbolByIdRes', {
  ctidTraderAccountId: int64(2),
  symbol: repeated(modelOf<TradingSymbol>(3, TradingSymbol)),
  archivedSymbol: repeated(modelOf<ArchivedSymbol>(4, ArchivedSymbol)),
});
export interface SymbolByIdRes extends Payload<typeof SymbolByIdRes> {}

/** Asks through which symbols an amount of one asset is converted into another. */
export const SymbolsForConversionReq = request(
  2118,
  'SymbolsForConversionReq',
  {
    ctidTraderAccountId: int64(2),
    /** The asset to convert from. */
    firstAssetId: int64(3),
    /** The asset to convert into. */
    lastAssetId: int64(4),
  },
  [2119],
);
export interface SymbolsForConversionReq extends Payload<typeof SymbolsForConversionReq> {}

/** A chain of symbols from the first asset to the last: multiply or divide along it. */
export const SymbolsForConversionRes = response(2119, 'SymbolsForConversionRes', {
  ctidTraderAccountId: int64(2),
  symbol: repeated(modelOf<LightSymbol>(3, LightSymbol)),
});
export interface SymbolsForConversionRes extends Payload<typeof SymbolsForConversionRes> {}

/** Symbols were changed; it carries ids only, so fetch them again. */
export const SymbolChangedEvent = event(2120, 'SymbolChangedEvent', {
  ctidTraderAccountId: int64(2),
  symbolId: repeated(int64(3)),
});
export interface SymbolChangedEvent extends Payload<typeof SymbolChangedEvent> {}

/** Asks how a symbol's leverage falls as the exposure grows; the id is on the symbol. */
export const GetDynamicLeverageByIDReq = request(
  2177,
  'GetDynamicLeverageByIDReq',
  {
    ctidTraderAccountId: int64(2),
    leverageId: int64(3),
  },
  [2178],
);
export interface GetDynamicLeverageByIDReq extends Payload<typeof GetDynamicLeverageByIDReq> {}

/** How leverage falls as the exposure grows. */
export const GetDynamicLeverageByIDRes = response(2178, 'GetDynamicLeverageByIDRes', {
  ctidTraderAccountId: int64(2),
  leverage: modelOf<DynamicLeverage>(3, DynamicLeverage),
});
export interface GetDynamicLeverageByIDRes extends Payload<typeof GetDynamicLeverageByIDRes> {}
