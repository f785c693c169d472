import type { Trader } from '@tickwire/protocol';
import { answerJson } from '../http/answers.ts';
import type { HttpRequest, HttpResponse } from '../http/exchange.ts';
import type { Grant } from '../venue/token-book.ts';
import type { TradingAccount } from '../venue/world.ts';
import { currentTrader } from './current-trader.ts';
import type { OAuth } from './oauth.ts';

/** The accounts of a token, in the words of the oldest interface. */
export function listTradingAccounts(oauth: OAuth, request: HttpRequest): HttpResponse {
  const grant = checkToken(oauth, request);
  if ('status' in grant) return grant;
  const accounts = [...oauth.floor.world.accounts.values()];
  const covered = accounts.filter((one) => grant.consent.accountIds.has(one.ctidTraderAccountId));
  const rows = covered.map((account) => describeAccount(account, currentTrader(oauth.floor, account, request.at)));
  return answerJson(200, { data: rows });
}

/** The person behind a token. */
export function tellProfile(oauth: OAuth, request: HttpRequest): HttpResponse {
  const grant = checkToken(oauth, request);
  if ('status' in grant) return grant;
  return answerJson(200, { data: { userId: oauth.floor.world.owners.get(grant.consent.owner)?.userId } });
}

function checkToken({ floor, warnOfForeign }: OAuth, { query, at }: HttpRequest): Grant | HttpResponse {
  const token = query.get('access_token') ?? query.get('oauth_token') ?? '';
  const check = floor.tokens.check(token, at);
  if (check.is === 'valid') return check.grant;
  warnOfForeign(token);
  return check.is === 'expired'
    ? answerJson(401, { errorCode: 'OA_AUTH_TOKEN_EXPIRED', description: 'Access token is expired' })
    : answerJson(401, { errorCode: 'CH_ACCESS_TOKEN_INVALID', description: 'Invalid access token' });
}

function describeAccount(account: TradingAccount, { balance, leverageInCents = 0, swapFree = false }: Trader) {
  return {
    accountId: account.ctidTraderAccountId,
    accountNumber: account.traderLogin,
    live: account.environment === 'live',
    brokerName: account.brokerName,
    brokerTitle: account.brokerName,
    depositCurrency: account.currency,
    traderRegistrationTimestamp: account.registeredAt,
    traderAccountType: account.accountType === 'hedged' ? 'HEDGED' : 'NETTED',
    leverage: leverageInCents / 100,
    leverageInCents,
    balance,
    deleted: false,
    accountStatus: account.isDisabled ? 'DISABLED' : 'ACTIVE',
    swapFree,
    moneyDigits: account.moneyDigits,
  };
}
