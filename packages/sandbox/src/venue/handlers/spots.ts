import { SubscribeSpotsReq, SubscribeSpotsRes, UnsubscribeSpotsReq, UnsubscribeSpotsRes } from '@tickwire/protocol';
import { alreadySubscribed, notAuthorized, symbolNotFound } from '../refusals.ts';
import { handle } from './handler.ts';

/** 2127: all symbols of the list or none; the last known prices follow the answer. */
export const subscribeSpots = handle(SubscribeSpotsReq, ({ floor, session, payload, at, answer, refuse }) => {
  const { ctidTraderAccountId, symbolId: wanted = [], subscribeToSpotTimestamp = false } = payload;
  const account = session.accounts.get(ctidTraderAccountId);
  if (account === undefined) return refuse(notAuthorized);
  const board = floor.spots[session.environment];
  const symbolIds = [...new Set(wanted)];
  const unknown = symbolIds.find((symbolId) => !board.has(symbolId));
  if (unknown !== undefined) return refuse(symbolNotFound(ctidTraderAccountId, unknown));
  const subscribed = symbolIds.find((symbolId) => account.spots.has(symbolId));
  if (subscribed !== undefined) return refuse(alreadySubscribed(ctidTraderAccountId, subscribed));
  for (const symbolId of symbolIds) board.subscribe(session, account, symbolId, subscribeToSpotTimestamp);
  answer(SubscribeSpotsRes, { ctidTraderAccountId });
  for (const symbolId of symbolIds) board.sendLast(account, symbolId, at);
});

/** 2129: a symbol that was not subscribed is no error. */
export const unsubscribeSpots = handle(UnsubscribeSpotsReq, ({ floor, session, payload, answer, refuse }) => {
  const { ctidTraderAccountId, symbolId: unwanted = [] } = payload;
  const account = session.accounts.get(ctidTraderAccountId);
  if (account === undefined) return refuse(notAuthorized);
  const board = floor.spots[session.environment];
  const unknown = unwanted.find((symbolId) => !board.has(symbolId));
  if (unknown !== undefined) return refuse(symbolNotFound(ctidTraderAccountId, unknown));
  for (const symbolId of unwanted) board.unsubscribe(account, symbolId);
  answer(UnsubscribeSpotsRes, { ctidTraderAccountId });
});
