import { sendForm, systemClock } from '#platform';
import type { Clock, SendForm } from './ports.ts';
import type { Secret } from './secret.ts';
import { checkTokenEndpoint } from './token-keeping.ts';
import { type ConsentCode, sendCode } from './tokens/exchange-code.ts';
import type { FreshTokens } from './tokens/stored-tokens.ts';
import { defaultTokenEndpoint } from './tokens/token-endpoint.ts';

/** How to exchange the code of a consent. */
export interface ExchangeCodeOptions extends ConsentCode {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Default: `https://openapi.ctrader.com/apps/token`. */
  readonly endpoint?: string;
  /** Extra certificate authorities to trust, PEM. */
  readonly ca?: string;
  /** Time for the answer, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Stops waiting; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
  /** For tests. Defaults: the platform's. */
  readonly clock?: Clock;
  readonly sendForm?: SendForm;
}

/**
 * Exchanges the code that a consent page has sent for a pair of tokens, by POST: nothing secret gets into an address.
 *
 * Rejects with TokenError when the code (or, by the server's own words, anything else) is refused, with AuthorizationError or
 * LimitError for other refusals, with ConnectionLostError or TimeoutError when no answer came.
 */
export async function exchangeCode(options: ExchangeCodeOptions): Promise<FreshTokens> {
  const { clientId, clientSecret, ca, timeoutMs = 10_000, clock = systemClock, signal } = options;
  const endpoint = checkTokenEndpoint(options.endpoint ?? defaultTokenEndpoint);
  const send = options.sendForm ?? sendForm;
  return sendCode({ clientId, clientSecret, endpoint, ca, timeoutMs, clock, sendForm: send, signal }, options);
}
