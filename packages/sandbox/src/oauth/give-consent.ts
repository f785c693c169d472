import { SandboxError } from '../errors/sandbox-error.ts';
import { addGrant } from '../venue/add-grant.ts';
import { makeConsent } from '../venue/build-world.ts';
import { isRegistered } from '../venue/redirect-uris.ts';
import type { Application, Consent } from '../venue/world.ts';
import type { GrantOptions } from '../venue/world-options.ts';
import { consentPath } from './consent-page.ts';
import { scopeWords } from './consent-request.ts';
import { type OAuth, promiseGrant } from './oauth.ts';

/** A consent to give without a browser. */
export interface ConsentOptions extends GrantOptions {
  /** The address that the program will name when it exchanges the code. Default: that of {@link AuthorizeOptions}. */
  readonly redirectUri?: string;
}

/** What the address of the consent page should ask for. */
export interface AuthorizeOptions {
  /** Name of the application. Default: `main`. */
  readonly application?: string;
  /** Where to send the browser afterwards. Default: the first registered address; on `any-loopback` `http://localhost:8765/callback`. */
  readonly redirectUri?: string;
  /** Default: `trade`. */
  readonly scope?: 'view' | 'trade';
  readonly state?: string;
}

/**
 * Gives a consent as if somebody had pressed Allow, and returns the code.
 *
 * @throws SandboxError `BAD_OPTION` for what is not in the world, or a redirect URI that is not registered.
 */
export function giveConsent(oauth: OAuth, { redirectUri, ...options }: ConsentOptions, at: number): string {
  const consent = agree(oauth, options);
  const application = oauth.floor.world.applications.get(consent.application);
  const promised = { consent, redirectUri: chooseRedirect(application, redirectUri) };
  return promiseGrant(oauth, promised, at);
}

/** The tokens of a consent that was just given. */
export interface IssuedTokens {
  /** The name of the grant. */
  readonly grant: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/**
 * Gives a consent and issues its first tokens, with no code in between.
 *
 * @throws SandboxError `BAD_OPTION` for what is not in the world.
 */
export function issueTokens(oauth: OAuth, options: GrantOptions, at: number): IssuedTokens {
  const { floor, settings } = oauth;
  const { consent, accessToken, refreshToken } = addGrant(floor, agree(oauth, options), settings.reconsentRevokes, at);
  return { grant: consent.name, accessToken, refreshToken };
}

function agree({ floor, settings }: OAuth, options: GrantOptions): Omit<Consent, 'name'> {
  const { expiresInSeconds } = settings;
  const { name: _, ...consent } = makeConsent('to give', { expiresInSeconds, ...options }, floor.world);
  return consent;
}

/**
 * The address of the consent page, as a program would open it.
 *
 * @throws SandboxError `BAD_OPTION` for an unknown application, or a redirect URI that is not registered.
 */
export function writeAuthorizeUrl(oauth: OAuth, door: string, options: AuthorizeOptions): string {
  const { application: name = 'main', redirectUri, scope = 'trade', state } = options;
  const application = oauth.floor.world.applications.get(name);
  const redirect = chooseRedirect(application, redirectUri);
  const query = new URLSearchParams({
    client_id: application?.clientId ?? '',
    redirect_uri: redirect,
    scope: scopeWords[scope],
    product: 'web',
    ...(state === undefined ? {} : { state }),
  });
  return `${door}${consentPath}?${query.toString()}`;
}

function chooseRedirect(application: Application | undefined, wanted: string | undefined): string {
  if (application === undefined) throw badOption('No application has this name.', 'application');
  const { redirectUris, name } = application;
  const uri = wanted ?? (redirectUris === 'any-loopback' ? 'http://localhost:8765/callback' : redirectUris[0]);
  if (uri !== undefined && isRegistered(redirectUris, uri)) return uri;
  throw badOption(
    `The redirect URI ${uri ?? '(none)'} is not registered for the application "${name}".`,
    'redirectUri',
  );
}

function badOption(message: string, option: string): SandboxError {
  return new SandboxError(message, { code: 'BAD_OPTION', facts: { option } });
}
