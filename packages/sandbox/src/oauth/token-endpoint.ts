import { answerJson } from '../http/answers.ts';
import type { HttpRequest, HttpResponse } from '../http/exchange.ts';
import { type Parameters, readParameters } from '../http/parameters.ts';
import { addGrant } from '../venue/add-grant.ts';
import { refreshGrant } from '../venue/refresh-grant.ts';
import type { Grant } from '../venue/token-book.ts';
import type { Application } from '../venue/world.ts';
import type { OAuth } from './oauth.ts';

const needed: ReadonlyMap<string, readonly string[]> = new Map([
  ['authorization_code', ['code', 'redirect_uri', 'client_id', 'client_secret']],
  ['refresh_token', ['refresh_token', 'client_id', 'client_secret']],
]);

/** Gives tokens for a code or for a refresh token. Refusals are answers with status 200, as on the real server. */
export function giveTokens(oauth: OAuth, request: HttpRequest): HttpResponse {
  if (!oauth.pace.admits(request.at)) return tooFast;
  const parameters = readParameters(request);
  if ('status' in parameters) return parameters;
  const grantType = parameters.one('grant_type');
  const names = needed.get(grantType ?? '');
  if (names === undefined) return badRequest('grant_type must be authorization_code or refresh_token');
  const repeated = parameters.repeated(['grant_type', ...names]);
  if (repeated !== undefined) return badRequest(`${repeated} is there more than once`);
  const missing = names.filter((name) => parameters.one(name) === undefined);
  if (missing.length > 0) return badRequest(`missing: ${missing.join(', ')}`);
  const application = findApplication(oauth, parameters);
  if (application === undefined) return accessDenied;
  return grantType === 'refresh_token'
    ? refresh(oauth, parameters, application, request.at)
    : exchange(oauth, parameters, application, request.at);
}

const accessDenied = answerJson(200, { errorCode: 'ACCESS_DENIED', description: 'Access denied.' });

const tooFast = answerJson(
  429,
  { errorCode: 'REQUEST_FREQUENCY_EXCEEDED', description: 'Too many requests.' },
  { 'retry-after': '1' },
);

const badRequest = (description: string): HttpResponse =>
  answerJson(400, { errorCode: 'INVALID_REQUEST', description: `Invalid request: ${description}.` });

function findApplication({ floor, warnOfForeign }: OAuth, parameters: Parameters): Application | undefined {
  const [clientId, secret = ''] = [parameters.one('client_id'), parameters.one('client_secret')];
  const application = [...floor.world.applications.values()].find((one) => one.clientId === clientId);
  if (application?.clientSecret === secret) return application.isActive ? application : undefined;
  warnOfForeign(secret);
  return undefined;
}

/** A code is good once, for the application and the address it was made for; a wrong attempt does not use it up. */
function exchange(oauth: OAuth, parameters: Parameters, application: Application, at: number): HttpResponse {
  const code = parameters.one('code') ?? '';
  const promised = oauth.codes.get(code, at);
  const isTheirs =
    promised?.consent.application === application.name && promised.redirectUri === parameters.one('redirect_uri');
  if (promised === undefined || !isTheirs) {
    oauth.warnOfForeign(code);
    return accessDenied;
  }
  oauth.codes.drop(code);
  return success(addGrant(oauth.floor, promised.consent, oauth.settings.reconsentRevokes, at));
}

function refresh(oauth: OAuth, parameters: Parameters, application: Application, at: number): HttpResponse {
  const refreshToken = parameters.one('refresh_token') ?? '';
  const refreshed = refreshGrant(oauth.floor, refreshToken, application.name, at);
  if (refreshed === undefined) {
    oauth.warnOfForeign(refreshToken);
    return accessDenied;
  }
  refreshed.announce();
  return success(refreshed.grant);
}

/** Every value is there in both spellings. */
function success({ accessToken, refreshToken, consent: { expiresInSeconds } }: Grant): HttpResponse {
  return answerJson(200, {
    accessToken,
    tokenType: 'bearer',
    expiresIn: expiresInSeconds,
    refreshToken,
    errorCode: null,
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: expiresInSeconds,
  });
}
