import type { Secret } from '../secret.ts';
import type { FreshTokens } from './stored-tokens.ts';

/** How a refresh token is turned into a new pair: over the open connection, or over HTTP. */
export interface Exchange {
  /**
   * Resolves when this is a good moment: the way to the server has just been seen to work, and nothing is under way that a
   * refresh would disturb. Rejects when it is not.
   */
  ready(): Promise<void>;
  /**
   * Sends the token. Rejects with RefusedError when the server says no, with an error whose `outcome` is `not-sent` when
   * nothing left, and with any other error when nobody can tell.
   */
  send(refreshToken: Secret): Promise<FreshTokens>;
}
