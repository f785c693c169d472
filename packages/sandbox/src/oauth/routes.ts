import type { Route } from '../http/exchange.ts';
import { askForConsent, redirectToConsent, takeAnswer } from './consent.ts';
import { consentPath } from './consent-page.ts';
import type { OAuth } from './oauth.ts';
import { listTradingAccounts, tellProfile } from './rest.ts';
import { giveTokens } from './token-endpoint.ts';

/** What a program needs to get tokens, where the real servers have it. */
export function oauthRoutes(oauth: OAuth): readonly Route[] {
  return [
    {
      method: 'GET',
      path: consentPath,
      about: 'The consent page: ?client_id=…&redirect_uri=…&scope=accounts or trading&product=web',
      isOpenToOtherOrigins: true,
      serve: (request) => askForConsent(oauth, request),
    },
    { method: 'POST', path: consentPath, serve: (request) => takeAnswer(oauth, request) },
    {
      method: 'GET',
      path: '/apps/auth',
      about: 'The same page, by its older address',
      isOpenToOtherOrigins: true,
      serve: redirectToConsent,
    },
    {
      method: 'GET',
      path: '/apps/token',
      about: 'The token endpoint: grant_type=authorization_code or refresh_token; POST takes a form',
      hasEffects: true,
      serve: (request) => giveTokens(oauth, request),
    },
    { method: 'POST', path: '/apps/token', serve: (request) => giveTokens(oauth, request) },
    {
      method: 'GET',
      path: '/connect/tradingaccounts',
      about: 'The accounts of a token: ?access_token=…',
      serve: (request) => listTradingAccounts(oauth, request),
    },
    {
      method: 'GET',
      path: '/connect/profile',
      about: 'The person behind a token: ?access_token=…',
      serve: (request) => tellProfile(oauth, request),
    },
  ];
}
