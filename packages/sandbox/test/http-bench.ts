import type { HttpResponse } from '../src/http/exchange.ts';
import { createRouter, serveFound } from '../src/http/router.ts';
import { type OAuthOptions, openOAuth } from '../src/oauth/oauth.ts';
import { oauthRoutes } from '../src/oauth/routes.ts';
import { realNames } from '../src/server/certificate.ts';
import { type BenchOptions, mustFind, openBench } from './venue-bench.ts';

/** What a test may say about a request. */
export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>> | URLSearchParams;
  /** Sent as it is, instead of a form. */
  readonly body?: Uint8Array;
  readonly at?: number;
}

export const callback = 'http://localhost:8765/callback';

/** The HTTP door of a venue without sockets, on port 5037. */
export function openHttpBench({ oauth: options, ...rest }: BenchOptions & { readonly oauth?: OAuthOptions } = {}) {
  const bench = openBench(rest);
  let keyCount = 0;
  const makeKey = () => `key${++keyCount}`;
  const oauth = openOAuth(
    bench.venue.floor,
    { echoState: false, reconsentRevokes: false, tokenRequestsPerSecond: 50, expiresInSeconds: 2_628_000, ...options },
    makeKey,
  );
  const router = createRouter({ routes: oauthRoutes(oauth), servedNames: realNames, makeKey });

  async function ask(target: string, { method, headers, form, body, at = 0 }: AskOptions = {}): Promise<HttpResponse> {
    const text = form === undefined ? '' : new URLSearchParams(form).toString();
    const found = router.find({
      method: method ?? (form === undefined ? 'GET' : 'POST'),
      target,
      headers: {
        host: 'localhost:5037',
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      door: { port: 5037, isTls: false },
    });
    return 'status' in found ? found : serveFound(found, body ?? new TextEncoder().encode(text), at);
  }

  /** The address of the consent page, with changes; `undefined` leaves a parameter out. */
  function consentTarget(changes: Readonly<Record<string, string | undefined>> = {}): string {
    const asked = {
      client_id: bench.application('main').clientId,
      redirect_uri: callback,
      scope: 'trading',
      product: 'web',
      ...changes,
    };
    const query = Object.entries(asked).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return `/my/settings/openapi/grantingaccess/?${new URLSearchParams(Object.fromEntries(query)).toString()}`;
  }

  /** Opens the consent page and presses a button; without names for all accounts of the page. */
  async function consent(
    changes: Readonly<Record<string, string | undefined>> = {},
    { accounts, decision = 'allow', at = 0 }: { accounts?: readonly string[]; decision?: string; at?: number } = {},
  ): Promise<HttpResponse> {
    const page = await ask(consentTarget(changes), { at });
    const ids = accounts?.map((name) => String(bench.accountId(name))) ?? accountsOn(page);
    const form = new URLSearchParams({ page: keyOn(page), decision });
    for (const id of ids) form.append('accounts', id);
    return ask('/my/settings/openapi/grantingaccess/', { form, at });
  }

  /** Exchanges a code, or refreshes, for the application `main` unless told otherwise. */
  async function takeTokens(fields: Readonly<Record<string, string>>, options: AskOptions = {}) {
    const { clientId, clientSecret } = bench.application('main');
    const grantType = 'code' in fields ? 'authorization_code' : 'refresh_token';
    const form = {
      grant_type: grantType,
      client_id: clientId,
      client_secret: clientSecret,
      ...('code' in fields ? { redirect_uri: callback } : {}),
      ...fields,
    };
    return ask('/apps/token', { ...options, form });
  }

  return { ...bench, oauth, ask, consentTarget, consent, takeTokens };
}

export function keyOn({ body }: HttpResponse): string {
  return mustFind(/name="page" value="([^"]+)"/.exec(body)?.[1]);
}

export function accountsOn({ body }: HttpResponse): readonly string[] {
  return [...body.matchAll(/name="accounts" value="(\d+)"/g)].map(([, id = '']) => id);
}

/** What an answer says of where the browser has to go. */
export function locationOf({ headers }: HttpResponse): URL {
  return new URL(mustFind(headers['location']));
}

export function codeOf(answer: HttpResponse): string {
  return mustFind(locationOf(answer).searchParams.get('code') ?? undefined);
}
