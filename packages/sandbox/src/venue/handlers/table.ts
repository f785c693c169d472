import { authenticateAccount, logOutAccount } from './account.ts';
import {
  listCashFlow,
  listDeals,
  listDealsOfPosition,
  listOffsets,
  listOrders,
  listOrdersOfPosition,
  tellOrder,
} from './account-history.ts';
import { authenticateApplication, tellVersion } from './application.ts';
import { amendOrder, amendPosition, cancelOrder, closePosition, placeOrder } from './commands.ts';
import { subscribeDepth, unsubscribeDepth } from './depth.ts';
import type { Handler } from './handler.ts';
import { subscribeLiveBars, unsubscribeLiveBars } from './live-bars.ts';
import { tellBars, tellTicks } from './price-history.ts';
import { subscribeSpots, unsubscribeSpots } from './spots.ts';
import {
  changeMarginCall,
  listMarginCalls,
  reconcile,
  tellExpectedMargin,
  tellTrader,
  tellUnrealized,
} from './standing.ts';
import {
  listAssetClasses,
  listAssets,
  listCategories,
  listSymbols,
  tellConversion,
  tellLeverage,
  tellSymbols,
} from './symbols.ts';
import { listAccounts, refreshTokens, tellProfile } from './tokens.ts';

/** Every request the venue serves, by payload type. */
export const handlers: ReadonlyMap<number, Handler> = new Map(
  [
    authenticateApplication,
    tellVersion,
    authenticateAccount,
    logOutAccount,
    listAccounts,
    tellProfile,
    refreshTokens,
    tellTrader,
    subscribeSpots,
    unsubscribeSpots,
    subscribeLiveBars,
    unsubscribeLiveBars,
    subscribeDepth,
    unsubscribeDepth,
    listAssets,
    listAssetClasses,
    listCategories,
    listSymbols,
    tellSymbols,
    tellConversion,
    tellLeverage,
    tellBars,
    tellTicks,
    reconcile,
    tellUnrealized,
    tellExpectedMargin,
    listMarginCalls,
    changeMarginCall,
    placeOrder,
    cancelOrder,
    amendOrder,
    amendPosition,
    closePosition,
    listDeals,
    listDealsOfPosition,
    listOrders,
    listOrdersOfPosition,
    tellOrder,
    listOffsets,
    listCashFlow,
  ].map((handler) => [handler.payloadType, handler]),
);
