import { sendForm, sha256, systemClock, systemRandom } from '#platform';
import { type Clock, type Logger, type Random, type SendForm, silentLogger } from './ports.ts';
import type { Secret } from './secret.ts';
import { checkTokenEndpoint, fileTokenStore } from './token-keeping.ts';
import { type RefreshResult, refreshStored } from './tokens/refresh.ts';
import { exchangeOverHttp } from './tokens/refresh-over-http.ts';
import type { StoredTokens, TokenState } from './tokens/stored-tokens.ts';
import { defaultTokenEndpoint } from './tokens/token-endpoint.ts';
import type { TokenStore } from './tokens/token-store.ts';

/** How to renew stored tokens without a session. */
export interface RefreshTokensOptions {
  /** A store, or the path of a credentials file. */
  readonly store: TokenStore | string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Renews only when these are still the stored ones; otherwise the stored ones are the result. Default: always renews. */
  readonly known?: StoredTokens;
  /** Default: `https://openapi.ctrader.com/apps/token`. */
  readonly endpoint?: string;
  /** Extra certificate authorities to trust, PEM. */
  readonly ca?: string;
  /** Time for the answer, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Gives up saving a pair that cannot be saved, after one more attempt. */
  readonly signal?: AbortSignal;
  /** Default: says nothing. */
  readonly logger?: Logger;
  /** For tests and simulations. Defaults: the platform's. */
  readonly clock?: Clock;
  readonly random?: Random;
  readonly sendForm?: SendForm;
}

/** What a credentials file holds of tokens, and whether a refresh of these very tokens is unfinished or in doubt. */
export async function readTokenState(store: TokenStore | string): Promise<TokenState> {
  const state = await toStore(store).read();
  const { tokens, intent } = state;
  const isOpen = tokens !== undefined && intent?.tokenHash === (await sha256(tokens.refreshToken.reveal()));
  // A record about another token is left over from a refresh that is finished.
  return isOpen ? state : { tokens, intent: undefined, candidate: undefined };
}

/**
 * Renews stored tokens over HTTP, without a session. Resolves when the new pair is saved: running sessions that use the same
 * store take it over.
 *
 * Rejects with TokenError when the server refuses – `REFRESH_IN_DOUBT` when only a new login helps –, with TokenStoreError
 * when the store has no refresh token or cannot be written, with ConnectionLostError or TimeoutError when no answer came;
 * then the next attempt sends the same token once more.
 */
export function refreshTokens(options: RefreshTokensOptions): Promise<RefreshResult> {
  const { clock = systemClock, timeoutMs = 10_000, clientId, clientSecret, known, ca } = options;
  const endpoint = checkTokenEndpoint(options.endpoint ?? defaultTokenEndpoint);
  const send = options.sendForm ?? sendForm;
  const exchange = exchangeOverHttp({ clientId, clientSecret, endpoint, ca, timeoutMs, clock, sendForm: send });
  const port = {
    store: toStore(options.store),
    exchange,
    clock,
    random: options.random ?? systemRandom,
    logger: options.logger ?? silentLogger,
    hash: sha256,
    onTokens: () => {},
    signal: options.signal ?? new AbortController().signal,
  };
  return refreshStored(port, known);
}

const toStore = (store: TokenStore | string): TokenStore => (typeof store === 'string' ? fileTokenStore(store) : store);
