import { authenticateAccount, logOutAccount } from './account.ts';
import { authenticateApplication, tellVersion } from './application.ts';
import type { Handler } from './handler.ts';
import { subscribeSpots, unsubscribeSpots } from './spots.ts';
import { listAccounts, refreshTokens, tellProfile } from './tokens.ts';
import { tellTrader } from './trader.ts';

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
  ].map((handler) => [handler.payloadType, handler]),
);
