import type { Exchange } from './exchange.ts';
import { askForTokens, type EndpointOptions } from './token-endpoint.ts';

/** The way over the token endpoint. */
export function exchangeOverHttp(options: EndpointOptions): Exchange {
  return {
    // There is no connection to probe, and HTTP disturbs nothing.
    ready: () => Promise.resolve(),
    send: (refreshToken) =>
      askForTokens(options, {
        called: 'the token refresh',
        form: { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() },
        secret: refreshToken,
        retryHint: 'try again: the same refresh token is used once more',
      }),
  };
}
