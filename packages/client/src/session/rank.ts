import {
  AccountAuthReq,
  AccountLogoutReq,
  ApplicationAuthReq,
  GetAccountListByAccessTokenReq,
  RefreshTokenReq,
  type Request,
  SubscribeDepthQuotesReq,
  SubscribeLiveTrendbarReq,
  SubscribeSpotsReq,
  UnsubscribeDepthQuotesReq,
  UnsubscribeLiveTrendbarReq,
  UnsubscribeSpotsReq,
} from '@tickwire/protocol';

/** Who goes first when requests have to wait: the smaller number. History has a budget of its own. */
export const Rank = { SESSION: 0, TRADING: 1, SUBSCRIPTION: 2, READ: 3, HISTORY: 4 } as const;
export type Rank = (typeof Rank)[keyof typeof Rank];

const typesOf = (...requests: readonly Request[]): ReadonlySet<number> =>
  new Set(requests.map(({ payloadType }) => payloadType));

const sessionTypes = typesOf(
  ApplicationAuthReq,
  AccountAuthReq,
  AccountLogoutReq,
  GetAccountListByAccessTokenReq,
  RefreshTokenReq,
);

const subscriptionTypes = typesOf(
  SubscribeSpotsReq,
  UnsubscribeSpotsReq,
  SubscribeLiveTrendbarReq,
  UnsubscribeLiveTrendbarReq,
  SubscribeDepthQuotesReq,
  UnsubscribeDepthQuotesReq,
);

/** The rank of a request; `isOurs`: the session itself needs it in order to live. */
export function rankOf(request: Request, isOurs: boolean): Rank {
  if (request.rate === 'historical') return Rank.HISTORY;
  if (isOurs || sessionTypes.has(request.payloadType)) return Rank.SESSION;
  if (request.isTradingCommand) return Rank.TRADING;
  return subscriptionTypes.has(request.payloadType) ? Rank.SUBSCRIPTION : Rank.READ;
}
