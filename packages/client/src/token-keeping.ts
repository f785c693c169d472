import { areTlsChecksOff, sendForm, sha256, storeFiles, systemClock } from '#platform';
import type { Credentials } from './credentials/credentials.ts';
import { badOption, toTlsChecksOff } from './errors/bad-option.ts';
import { TokenStoreError } from './errors/errors.ts';
import { type Logger, silentLogger } from './ports.ts';
import type { ConnectOptions } from './session/options.ts';
import type { TokenKeeping } from './session/token-keeping.ts';
import type { Exchange } from './tokens/exchange.ts';
import { createFileStore } from './tokens/file-store.ts';
import { exchangeOverHttp } from './tokens/refresh-over-http.ts';
import type { TokenState } from './tokens/stored-tokens.ts';
import { defaultTokenEndpoint } from './tokens/token-endpoint.ts';
import type { TokenStore } from './tokens/token-store.ts';

/**
 * A token store in a credentials file. Only `accessToken`, `refreshToken`, `expiresAt` and `generation` in it are changed;
 * everything else stays as it is, to the letter. Beside it lie `FILE.bak`, the previous pair until the new one has passed a
 * login, and during a refresh `FILE.refresh` and a temporary file. Node only: throws ConfigError in a browser.
 */
export function fileTokenStore(path: string): TokenStore {
  return createFileStore(path, storeFiles());
}

/** Where the tokens of a session are kept: the store that was given, the file they came from, or nowhere. */
export async function openTokenKeeping(
  options: ConnectOptions,
  credentials: Credentials,
  given: TokenState | undefined,
): Promise<TokenKeeping> {
  const exchange = chooseExchange(options, credentials);
  const { tokenStore, logger = silentLogger } = options;
  if (tokenStore !== undefined && given !== undefined) {
    const state = await fillStore(tokenStore, given, credentials);
    return { store: tokenStore, state, exchange, hash: sha256 };
  }
  const { accessToken, refreshToken, tokenFile } = credentials;
  if (accessToken === undefined) return off('There is no access token to renew.', logger);
  if (refreshToken === undefined) return off('There is no refresh token, so the access token is not renewed.', logger);
  if (tokenFile === undefined) return off(describeHomeless(credentials), logger);
  const store = fileTokenStore(tokenFile);
  try {
    return { store, state: await store.read(), exchange, hash: sha256 };
  } catch (error) {
    // It was good enough to read credentials from; the session works as long as the token lives.
    if (!(error instanceof TokenStoreError)) throw error;
    return off(`${error.message.replace(/\.$/, '')}: the tokens are not renewed.`, logger);
  }
}

function off(reason: string, logger: Logger): TokenKeeping {
  logger.info('tokens are not renewed', { reason });
  return { store: undefined, reason };
}

function describeHomeless({ sources }: Credentials): string {
  const from = [...new Set([sources.accessToken, sources.refreshToken])].join(' and ');
  return `The tokens come from ${from} and cannot be written back, so they are not renewed.`;
}

/** An empty store takes the tokens of the credentials in: from then on it has the newest ones. */
async function fillStore(store: TokenStore, state: TokenState, credentials: Credentials): Promise<TokenState> {
  const { accessToken, refreshToken } = credentials;
  if (state.tokens !== undefined || accessToken === undefined || refreshToken === undefined) return state;
  return store.transact(async (transaction) => {
    const current = await transaction.read();
    if (current.tokens !== undefined) return current;
    await transaction.prepare();
    await transaction.save({ accessToken, refreshToken, expiresAt: undefined, generation: 0 }, undefined);
    return transaction.read();
  });
}

function chooseExchange(options: ConnectOptions, credentials: Credentials): Exchange | undefined {
  const { refreshOver = 'connection', clock = systemClock, requestTimeoutMs = 10_000, ca } = options;
  if (refreshOver === 'connection') return undefined;
  if (refreshOver !== 'http') throw badOption('refreshOver', 'must be "connection" or "http"');
  const endpoint = checkTokenEndpoint(options.tokenEndpoint ?? defaultTokenEndpoint);
  const { clientId, clientSecret } = credentials;
  return exchangeOverHttp({ clientId, clientSecret, endpoint, ca, timeoutMs: requestTimeoutMs, clock, sendForm });
}

const loopbackHosts = /^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/;

/** The address gets the client secret: in clear only on this machine. */
export function checkTokenEndpoint(endpoint: string): string {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw badOption('tokenEndpoint', `must be an address, such as ${defaultTokenEndpoint}`);
  }
  if (url.protocol === 'https:' && areTlsChecksOff()) throw toTlsChecksOff();
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.test(url.hostname))) return endpoint;
  throw badOption('tokenEndpoint', 'must begin with https:// (http:// is for servers on this machine)');
}
