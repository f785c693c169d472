import {
  SubscribeDepthQuotesReq,
  SubscribeDepthQuotesRes,
  UnsubscribeDepthQuotesReq,
  UnsubscribeDepthQuotesRes,
} from '@tickwire/protocol';
import { alreadySubscribed, notAuthorized, notSubscribedToSpots, symbolNotFound } from '../refusals.ts';
import { handle } from './handler.ts';

/** 2156: all symbols of the list or none, each with its prices subscribed; the whole books follow the answer. */
export const subscribeDepth = handle(SubscribeDepthQuotesReq, (call) => {
  const { floor, session, payload, at, answer, refuse } = call;
  const { ctidTraderAccountId, symbolId: wanted = [] } = payload;
  const account = session.accounts.get(ctidTraderAccountId);
  if (account === undefined) return refuse(notAuthorized);
  const { prices, spots, depth } = floor.quotes[session.environment];
  const symbolIds = [...new Set(wanted)];
  const unknown = symbolIds.find((symbolId) => !prices.symbols.has(symbolId));
  if (unknown !== undefined) return refuse(symbolNotFound(ctidTraderAccountId, unknown));
  const priceless = symbolIds.find((symbolId) => !account.spots.has(symbolId));
  if (priceless !== undefined) return refuse(notSubscribedToSpots(ctidTraderAccountId, priceless));
  const subscribed = symbolIds.find((symbolId) => account.depth.has(symbolId));
  if (subscribed !== undefined) return refuse(alreadySubscribed(ctidTraderAccountId, subscribed, 'depth'));
  // What is due is told first, so that the books are those of now.
  spots.advance(at);
  for (const symbolId of symbolIds) depth.subscribe(session, account, symbolId, at);
  answer(SubscribeDepthQuotesRes, { ctidTraderAccountId });
  for (const symbolId of symbolIds) depth.sendBook(session, account, symbolId, at);
});

/** 2158: a book that was not subscribed is no error. */
export const unsubscribeDepth = handle(UnsubscribeDepthQuotesReq, (call) => {
  const { floor, session, payload, answer, refuse } = call;
  const { ctidTraderAccountId, symbolId: unwanted = [] } = payload;
  const account = session.accounts.get(ctidTraderAccountId);
  if (account === undefined) return refuse(notAuthorized);
  const { prices, depth } = floor.quotes[session.environment];
  const unknown = unwanted.find((symbolId) => !prices.symbols.has(symbolId));
  if (unknown !== undefined) return refuse(symbolNotFound(ctidTraderAccountId, unknown));
  for (const symbolId of unwanted) depth.unsubscribe(session, account, symbolId);
  answer(UnsubscribeDepthQuotesRes, { ctidTraderAccountId });
});
