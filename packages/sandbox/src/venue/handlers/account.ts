import { AccountAuthReq, AccountAuthRes, AccountLogoutReq, AccountLogoutRes } from '@tickwire/protocol';
import { disconnectAccount } from '../floor.ts';
import { accountNotFound, alreadyLoggedIn, cannotRoute, disabledAccount } from '../refusals.ts';
import { findAccount } from '../world.ts';
import { handle } from './handler.ts';
import { checkToken } from './tokens.ts';

/** 2102: the token is checked first, then the account, then whether this environment has it. */
export const authenticateAccount = handle(AccountAuthReq, (call) => {
  const { floor, session, payload, answer, refuse } = call;
  const { ctidTraderAccountId, accessToken } = payload;
  const grant = checkToken(call, accessToken);
  if (grant === undefined) return;
  const account = findAccount(floor.world, ctidTraderAccountId);
  if (account === undefined || !grant.consent.accountIds.has(ctidTraderAccountId)) return refuse(accountNotFound);
  if (account.environment !== session.environment) return refuse(cannotRoute);
  if (account.isDisabled) return refuse(disabledAccount(ctidTraderAccountId));
  if (session.accounts.has(ctidTraderAccountId)) return refuse(alreadyLoggedIn(ctidTraderAccountId));
  const canTrade = grant.consent.scope === 'trade';
  session.accounts.set(ctidTraderAccountId, { account, accessToken, canTrade, spots: new Map(), depth: new Set() });
  floor.quotes[session.environment].accounts.join(session, account);
  answer(AccountAuthRes, { ctidTraderAccountId });
});

/** 2162: the answer first, then the event that completes the logout. */
export const logOutAccount = handle(AccountLogoutReq, ({ floor, session, payload, at, answer }) => {
  answer(AccountLogoutRes, { ctidTraderAccountId: payload.ctidTraderAccountId });
  disconnectAccount(floor, session, payload.ctidTraderAccountId, at);
});
