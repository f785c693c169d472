import {
  ClientPermissionScope,
  type CtidTraderAccount,
  GetAccountListByAccessTokenReq,
  GetAccountListByAccessTokenRes,
  GetCtidProfileByTokenReq,
  GetCtidProfileByTokenRes,
  RefreshTokenReq,
  RefreshTokenRes,
  type Request,
} from '@tickwire/protocol';
import { warnOfForeignSecret } from '../foreign-secret.ts';
import { refreshGrant } from '../refresh-grant.ts';
import { expiredToken, invalidToken } from '../refusals.ts';
import type { Session } from '../session.ts';
import type { Grant } from '../token-book.ts';
import type { TradingAccount } from '../world.ts';
import { type Call, handle } from './handler.ts';

/** The grant behind an access token, or undefined after the refusal has been sent. */
export function checkToken<R extends Request>(call: Call<R>, accessToken: string): Grant | undefined {
  const check = call.floor.tokens.check(accessToken, call.at);
  if (check.is === 'valid' && belongsTo(call.session, check.grant)) return check.grant;
  warnOfForeignSecret(call.floor, call.session, accessToken);
  call.refuse(check.is === 'expired' ? expiredToken : invalidToken);
  return undefined;
}

/** A token serves only the application it was issued to. */
function belongsTo(session: Session, grant: Grant): boolean {
  return session.application === undefined || session.application.name === grant.consent.application;
}

/** 2149: all accounts of the token, whichever environment was asked; the token comes back with them. */
export const listAccounts = handle(GetAccountListByAccessTokenReq, (call) => {
  const grant = checkToken(call, call.payload.accessToken);
  if (grant === undefined) return;
  const { scope, accountIds } = grant.consent;
  const accounts = [...call.floor.world.accounts.values()].filter((one) => accountIds.has(one.ctidTraderAccountId));
  call.answer(GetAccountListByAccessTokenRes, {
    accessToken: grant.accessToken,
    permissionScope: scope === 'trade' ? ClientPermissionScope.SCOPE_TRADE : ClientPermissionScope.SCOPE_VIEW,
    ctidTraderAccount: accounts.map(describeAccount),
  });
});

function describeAccount(account: TradingAccount): CtidTraderAccount {
  return {
    ctidTraderAccountId: account.ctidTraderAccountId,
    isLive: account.environment === 'live',
    traderLogin: account.traderLogin,
    brokerTitleShort: account.brokerName,
  };
}

/** 2151: the person behind a token; only a number is told. */
export const tellProfile = handle(GetCtidProfileByTokenReq, (call) => {
  const grant = checkToken(call, call.payload.accessToken);
  if (grant === undefined) return;
  const owner = call.floor.world.owners.get(grant.consent.owner);
  if (owner === undefined) return call.refuse(invalidToken);
  call.answer(GetCtidProfileByTokenRes, { profile: { userId: owner.userId } });
});

/** 2173: both tokens are replaced, and whoever lives on the old access token is told so after the answer. */
export const refreshTokens = handle(RefreshTokenReq, (call) => {
  const { floor, session, payload, at, answer, refuse } = call;
  const refresh = refreshGrant(floor, payload.refreshToken, session.application?.name, at);
  if (refresh === undefined) {
    warnOfForeignSecret(floor, session, payload.refreshToken);
    return refuse(invalidToken);
  }
  const { accessToken, refreshToken, consent } = refresh.grant;
  answer(RefreshTokenRes, { accessToken, tokenType: 'bearer', expiresIn: consent.expiresInSeconds, refreshToken });
  refresh.announce();
});
