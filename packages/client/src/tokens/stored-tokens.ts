import type { Secret } from '../secret.ts';

/** A pair of tokens as a store holds it. */
export interface StoredTokens {
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  /** Epoch milliseconds at which the access token dies; undefined when nobody has said. */
  readonly expiresAt: number | undefined;
  /** Counts up with every refresh; 0 for tokens that were written by hand. */
  readonly generation: number;
}

/** What is written down before a refresh token is spent. It never holds the token itself. */
export interface RefreshIntent {
  /** The generation that is being replaced. */
  readonly generation: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** SHA-256 of the refresh token, in hexadecimal. */
  readonly tokenHash: string;
  /**
   * `sent`: the request may have left, and its answer has not been saved. `in-doubt`: the same token was sent once more and
   * refused, so the server may have replaced it by a pair that we never received.
   */
  readonly state: 'sent' | 'in-doubt';
  /** The server's code that led to `in-doubt`. */
  readonly serverCode: string | undefined;
}

/** Everything a store knows at one moment. */
export interface TokenState {
  /** Undefined when the store has no refresh token. */
  readonly tokens: StoredTokens | undefined;
  /** A refresh whose end nobody has seen. */
  readonly intent: RefreshIntent | undefined;
  /** The pair that such a refresh brought, when it was written down but did not reach its place. */
  readonly candidate: StoredTokens | undefined;
}

/** What a login brings into a credentials file. */
export interface FreshLogin {
  readonly accountId: number;
  readonly environment: 'live' | 'demo';
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly tokens: Omit<StoredTokens, 'generation'>;
}

/** A new pair, as the server gives it. */
export interface FreshTokens {
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  /** Life of the access token from now on, in seconds. */
  readonly expiresInSeconds: number;
}
