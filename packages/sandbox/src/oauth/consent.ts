import { redirectTo } from '../http/answers.ts';
import type { HttpRequest, HttpResponse } from '../http/exchange.ts';
import { type Parameters, readParameters } from '../http/parameters.ts';
import type { TradingAccount, World } from '../venue/world.ts';
import { chooseOwner, consentPath, showConsent, showProblem } from './consent-page.ts';
import { type Problem, readConsentRequest } from './consent-request.ts';
import { currentTrader } from './current-trader.ts';
import { type ConsentRequest, type OAuth, type OpenPage, promiseGrant } from './oauth.ts';

/** The older addresses of the consent page lead to the newest one. */
export function redirectToConsent({ query }: HttpRequest): HttpResponse {
  return redirectTo(`${consentPath}?${query.toString()}`);
}

/** Shows the consent page, or what stands in its way. */
export function askForConsent(oauth: OAuth, { query, at, ...rest }: HttpRequest): HttpResponse {
  const nonce = oauth.makeKey();
  const { world } = oauth.floor;
  const parameters = readParameters({ ...rest, query, at, body: new Uint8Array() });
  if ('status' in parameters) return parameters;
  const request = readConsentRequest(world, parameters);
  if ('problem' in request) return showProblem(request, nonce);
  const owners = [...world.owners.values()]
    .map((owner) => ({ owner, accountCount: accountsOf(world, owner.name).length }))
    .filter(({ accountCount }) => accountCount > 0);
  const name = owners.length > 1 ? parameters.one('owner') : (owners[0]?.owner.name ?? 'main');
  const owner = world.owners.get(name ?? '');
  if (owner === undefined) return chooseOwner(owners, query, nonce);
  return openPage(oauth, { request, owner }, { nonce, at });
}

function openPage(
  oauth: OAuth,
  page: OpenPage,
  { nonce, at, complaint }: { readonly nonce: string; readonly at: number; readonly complaint?: string },
): HttpResponse {
  const key = oauth.makeKey();
  oauth.pages.put(key, page, at);
  const { floor } = oauth;
  const accounts = accountsOf(floor.world, page.owner.name).map((account) => {
    return { account, balance: currentTrader(floor, account, at).balance };
  });
  return showConsent({ ...page, accounts, key, nonce, ...(complaint === undefined ? {} : { complaint }) });
}

/** Takes the answer that was given on a consent page. Each page takes one. */
export function takeAnswer(oauth: OAuth, http: HttpRequest): HttpResponse {
  const nonce = oauth.makeKey();
  const parameters = readParameters(http);
  if ('status' in parameters) return parameters;
  const key = parameters.one('page') ?? '';
  const page = oauth.pages.get(key, http.at);
  if (page === undefined) return showProblem(stalePage, nonce);
  const decision = parameters.one('decision');
  if (decision !== 'allow' && decision !== 'cancel') return showProblem(noDecision, nonce);
  oauth.pages.drop(key);
  if (decision === 'cancel') return sendBack(oauth, page.request, ['error', 'access_denied']);
  return allow(oauth, page, parameters, { nonce, at: http.at });
}

const stalePage: Problem = {
  problem: 'This page was answered before, or is too old.',
  remedy: 'Go back to the program that brought you here, and let it start again.',
};

const noDecision: Problem = { problem: 'The answer says neither allow nor cancel.', remedy: stalePage.remedy };

const foreignAccount: Problem = {
  problem: 'The answer names an account that was not on the page.',
  remedy: stalePage.remedy,
};

function allow(
  oauth: OAuth,
  page: OpenPage,
  parameters: Parameters,
  now: { readonly nonce: string; readonly at: number },
): HttpResponse {
  const { request, owner } = page;
  const { application, redirectUri, scope } = request;
  if (!application.isActive) {
    const problem = `The application “${application.name}” has been switched off meanwhile.`;
    return showProblem({ problem, remedy: 'Switch it on in the sandbox, and let the program start again.' }, now.nonce);
  }
  const accountIds = new Set(parameters.all('accounts').map(Number));
  if (accountIds.size === 0) return openPage(oauth, page, { ...now, complaint: 'Choose at least one account.' });
  const known = new Set(accountsOf(oauth.floor.world, owner.name).map((one) => one.ctidTraderAccountId));
  if (![...accountIds].every((id) => known.has(id))) return showProblem(foreignAccount, now.nonce);
  const { expiresInSeconds } = oauth.settings;
  const consent = { owner: owner.name, application: application.name, scope, accountIds, expiresInSeconds };
  return sendBack(oauth, request, ['code', promiseGrant(oauth, { consent, redirectUri }, now.at)]);
}

/** Back to the program, with what came of it. */
function sendBack(
  { settings }: OAuth,
  { redirectUri, state }: ConsentRequest,
  outcome: readonly [name: string, value: string],
): HttpResponse {
  const added = [outcome, ...(settings.echoState && state !== undefined ? [['state', state] as const] : [])];
  const url = new URL(redirectUri);
  // Joined as text, so that what was in the registered address stays as it was.
  const query = added.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  url.search = url.search === '' ? query : `${url.search}&${query}`;
  return redirectTo(url.href);
}

function accountsOf(world: World, owner: string): readonly TradingAccount[] {
  return [...world.accounts.values()].filter((account) => account.owner === owner);
}
