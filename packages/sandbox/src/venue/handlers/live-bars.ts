import {
  SubscribeLiveTrendbarReq,
  SubscribeLiveTrendbarRes,
  TrendbarPeriod,
  UnsubscribeLiveTrendbarReq,
  UnsubscribeLiveTrendbarRes,
} from '@tickwire/protocol';
import { alreadySubscribed, invalidRequest, notAuthorized, symbolNotFound } from '../refusals.ts';
import { handle } from './handler.ts';

const periods = new Set<number>(Object.values(TrendbarPeriod));

/** Whether a period is one of the fourteen. */
export function isPeriod(period: number): boolean {
  return periods.has(period);
}

/** 2135: needs the prices of the symbol; the bar in progress follows on a price, and then on each new bid. */
export const subscribeLiveBars = handle(SubscribeLiveTrendbarReq, (call) => {
  const { floor, session, payload, at, answer, refuse } = call;
  const { ctidTraderAccountId, symbolId, period } = payload;
  const account = session.accounts.get(ctidTraderAccountId);
  if (account === undefined) return refuse(notAuthorized);
  const { prices, spots } = floor.quotes[session.environment];
  if (!isPeriod(period)) return refuse(invalidRequest(`Unknown period ${period}`));
  if (!prices.symbols.has(symbolId)) return refuse(symbolNotFound(ctidTraderAccountId, symbolId));
  const subscriber = account.spots.get(symbolId);
  if (subscriber === undefined) return refuse(invalidRequest(`Not subscribed to spots of symbol ${symbolId}`));
  if (subscriber.periods.has(period)) {
    return refuse(alreadySubscribed(ctidTraderAccountId, symbolId, 'live bars'));
  }
  subscriber.periods.add(period);
  answer(SubscribeLiveTrendbarRes, { ctidTraderAccountId });
  spots.sendLast(account, symbolId, at);
});

/** 2136: bars that were not subscribed are no error. */
export const unsubscribeLiveBars = handle(UnsubscribeLiveTrendbarReq, (call) => {
  const { floor, session, payload, answer, refuse } = call;
  const { ctidTraderAccountId, symbolId, period } = payload;
  const account = session.accounts.get(ctidTraderAccountId);
  if (account === undefined) return refuse(notAuthorized);
  if (!isPeriod(period)) return refuse(invalidRequest(`Unknown period ${period}`));
  const { prices } = floor.quotes[session.environment];
  if (!prices.symbols.has(symbolId)) return refuse(symbolNotFound(ctidTraderAccountId, symbolId));
  account.spots.get(symbolId)?.periods.delete(period);
  answer(UnsubscribeLiveTrendbarRes, { ctidTraderAccountId });
});
