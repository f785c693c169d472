import { SubscribeSpotsReq, SubscribeSpotsRes, UnsubscribeSpotsReq, UnsubscribeSpotsRes } from '@tickwire/protocol';
import { alreadySubscribed, notAuthorized, symbolNotFound } from '../refusals.ts';
import { handle } from './handler.ts';

/** 2127: all symbols of the list or none; the last known prices follow the answer. */
export const subscribeSpots = handle(SubscribeSpotsReq, ({ floor, session, payload, at, answer, refuse }) => {
  const { ctidTraderAccountId, symbolId: wanted = [], subscribeToSpotTimestamp = false } = payload;
  const account = session.accounts.get(ctidTraderAccountId);
  if (account === undefined) return refuse(notAuthorized);
  const { prices, spots } = floor.quotes[session.environment];
  const symbolIds = [...new Set(wanted)];
  const unknown = symbolIds.find((symbolId) => !prices.symbols.has(symbolId));
  if (unknown !== undefined) return refuse(symbolNotFound(ctidTraderAccountId, unknown));
  const subscribed = symbolIds.find((symbolId) => account.spots.has(symbolId));
  if (subscribed !== undefined) return refuse(alreadySubscribed(ctidTraderAccountId, subscribed));
  for (const symbolId of symbolIds) spots.subscribe(session, account, symbolId, subscribeToSpotTimestamp, at);
  answer(SubscribeSpotsRes, { ctidTraderAccountId });
  for (const symbolId of symbolIds) spots.sendLast(account, symbolId, at);
});

/** 2129: a symbol that was not subscribed is no error. Its live bars and its book end with the prices. */
export const unsubscribeSpots = handle(UnsubscribeSpotsReq, ({ floor, session, payload, answer, refuse }) => {
  const { ctidTraderAccountId, symbolId: unwanted = [] } = payload;
  const account = session.accounts.get(ctidTraderAccountId);
  if (account === undefined) return refuse(notAuthorized);
  const { prices, spots, depth } = floor.quotes[session.environment];
  const unknown = unwanted.find((symbolId) => !prices.symbols.has(symbolId));
  if (unknown !== undefined) return refuse(symbolNotFound(ctidTraderAccountId, unknown));
  for (const symbolId of unwanted) {
    depth.unsubscribe(session, account, symbolId);
    spots.unsubscribe(account, symbolId);
  }
  answer(UnsubscribeSpotsRes, { ctidTraderAccountId });
});
