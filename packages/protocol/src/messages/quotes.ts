import { TrendbarPeriod } from '../enums/market.ts';
import { DepthQuote, Trendbar } from '../models/market.ts';
import { bool, int64, modelOf, oneOf, optional, repeated, uint64 } from '../schema/fields.ts';
import { event, request, response } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/**
 * Subscribes to prices; answered with the account id, then {@link SpotEvent}s flow. One unknown symbol spoils the whole
 * batch, and a symbol already subscribed to gives the error ALREADY_SUBSCRIBED.
 */
export const SubscribeSpotsReq = request(
  2127,
  'SubscribeSpotsReq',
  {
    ctidTraderAccountId: int64(2),
    symbolId: repeated(int64(3)),
    /** True: the events carry a `timestamp`. */
    subscribeToSpotTimestamp: optional(bool(4)),
  },
  [2128],
);
export interface SubscribeSpotsReq extends Payload<typeof SubscribeSpotsReq> {}

/** The subscription was taken on; the last known prices follow, even while the market is closed. */
export const SubscribeSpotsRes = response(2128, 'SubscribeSpotsRes', {
  ctidTraderAccountId: int64(2),
});
export interface SubscribeSpotsRes extends Payload<typeof SubscribeSpotsRes> {}

/** Ends the subscription to prices of these symbols. */
export const UnsubscribeSpotsReq = request(
  2129,
  'UnsubscribeSpotsReq',
  {
    ctidTraderAccountId: int64(2),
    symbolId: repeated(int64(3)),
  },
  [2130],
);
export interface UnsubscribeSpotsReq extends Payload<typeof UnsubscribeSpotsReq> {}

/** The end of the subscription was taken on; a few more prices may arrive. */
export const UnsubscribeSpotsRes = response(2130, 'UnsubscribeSpotsRes', {
  ctidTraderAccountId: int64(2),
});
export interface UnsubscribeSpotsRes extends Payload<typeof UnsubscribeSpotsRes> {}

/** A new price. It may carry only the side that moved: keep the last of each. */
export const SpotEvent = event(2131, 'SpotEvent', {
  ctidTraderAccountId: int64(2),
  symbolId: int64(3),
  /** 1/100000 of a price unit, whatever the symbol's digits. */
  bid: optional(uint64(4)),
  /** 1/100000 of a price unit, whatever the symbol's digits. */
  ask: optional(uint64(5)),
  /** The current bars of the periods subscribed to; their close is the current bid. */
  trendbar: repeated(modelOf<Trendbar>(6, Trendbar)),
  /** 1/100000 of a price unit: the close of the last session. */
  sessionClose: optional(uint64(7)),
  /** Epoch ms; only when the subscription asked for it. */
  timestamp: optional(int64(8)),
});
export interface SpotEvent extends Payload<typeof SpotEvent> {}

/** Subscribes to the current bar of a symbol, which then rides in {@link SpotEvent}; needs its prices subscribed to. */
export const SubscribeLiveTrendbarReq = request(
  2135,
  'SubscribeLiveTrendbarReq',
  {
    ctidTraderAccountId: int64(2),
    period: oneOf<TrendbarPeriod>(3, TrendbarPeriod),
    symbolId: int64(4),
  },
  [2165],
);
export interface SubscribeLiveTrendbarReq extends Payload<typeof SubscribeLiveTrendbarReq> {}

/** The subscription was taken on. */
export const SubscribeLiveTrendbarRes = response(2165, 'SubscribeLiveTrendbarRes', {
  ctidTraderAccountId: int64(2),
});
export interface SubscribeLiveTrendbarRes extends Payload<typeof SubscribeLiveTrendbarRes> {}

/** Ends the subscription to one period of a symbol's bars. */
export const UnsubscribeLiveTrendbarReq = request(
  2136,
  'UnsubscribeLiveTrendbarReq',
  {
    ctidTraderAccountId: int64(2),
    period: oneOf<TrendbarPeriod>(3, TrendbarPeriod),
    symbolId: int64(4),
  },
  [2166],
);
export interface UnsubscribeLiveTrendbarReq extends Payload<typeof UnsubscribeLiveTrendbarReq> {}

/** The subscription has ended. */
export const UnsubscribeLiveTrendbarRes = response(2166, 'UnsubscribeLiveTrendbarRes', {
  ctidTraderAccountId: int64(2),
});
export interface UnsubscribeLiveTrendbarRes extends Payload<typeof UnsubscribeLiveTrendbarRes> {}

/** Subscribes to the order book of these symbols; {@link DepthEvent}s follow. Needs their prices subscribed to. */
export const SubscribeDepthQuotesReq = request(
  2156,
  'SubscribeDepthQuotesReq',
  {
    ctidTraderAccountId: int64(2),
    symbolId: repeated(int64(3)),
  },
  [2157],
);
export interface SubscribeDepthQuotesReq extends Payload<typeof SubscribeDepthQuotesReq> {}

/** The subscription was taken on. */
export const SubscribeDepthQuotesRes = response(2157, 'SubscribeDepthQuotesRes', {
  ctidTraderAccountId: int64(2),
});
export interface SubscribeDepthQuotesRes extends Payload<typeof SubscribeDepthQuotesRes> {}

/** Ends the subscription to the order book of these symbols. */
export const UnsubscribeDepthQuotesReq = request(
  2158,
  'UnsubscribeDepthQuotesReq',
  {
    ctidTraderAccountId: int64(2),
    symbolId: repeated(int64(3)),
  },
  [2159],
);
export interface UnsubscribeDepthQuotesReq extends Payload<typeof UnsubscribeDepthQuotesReq> {}

/** The subscription has ended. */
export const UnsubscribeDepthQuotesRes = response(2159, 'UnsubscribeDepthQuotesRes', {
  ctidTraderAccountId: int64(2),
});
export interface UnsubscribeDepthQuotesRes extends Payload<typeof UnsubscribeDepthQuotesRes> {}

/** What changed in an order book: drop the deleted lines, then add or replace the new ones by id. */
export const DepthEvent = event(2155, 'DepthEvent', {
  ctidTraderAccountId: int64(2),
  symbolId: uint64(3),
  newQuotes: repeated(modelOf<DepthQuote>(4, DepthQuote)),
  /** Ids of the lines that are gone. */
  deletedQuotes: repeated(uint64(5), { packed: true }),
});
export interface DepthEvent extends Payload<typeof DepthEvent> {}
