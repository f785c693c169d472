/** What a program may do with the accounts it is let into. */
export type Scope = 'accounts' | 'trading';

/** Ports that a login waits on, in order; each makes a redirect address that has to be registered (docs/login.md). */
export const callbackPorts: readonly number[] = [8765, 8766, 8767];

export const callbackPath = '/callback';

/** The address that a browser is sent to after the consent: exactly what has to be registered for the application. */
export const redirectUriFor = (port: number): string => `http://localhost:${port}${callbackPath}`;

const consentBase = 'https://id.ctrader.com';

/** The address of the consent page (PROTOCOL.md, "The consent page"). */
export function consentUrl(query: {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: Scope;
  readonly state: string;
  /** Default: the real one. */
  readonly oauthEndpoint?: string | undefined;
}): string {
  const { clientId, redirectUri, scope, state, oauthEndpoint = consentBase } = query;
  const parameters = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    product: 'web',
    state,
  });
  return `${oauthEndpoint}/my/settings/openapi/grantingaccess/?${parameters.toString()}`;
}

/** The token endpoint of other OAuth pages; undefined: the client's own default. */
export const tokenEndpoint = (oauthEndpoint: string | undefined): string | undefined =>
  oauthEndpoint === undefined ? undefined : `${oauthEndpoint}/apps/token`;
