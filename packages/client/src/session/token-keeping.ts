import type { Credentials } from '../credentials/credentials.ts';
import type { Clock, Logger, Random } from '../ports.ts';
import type { Exchange } from '../tokens/exchange.ts';
import type { TokenState } from '../tokens/stored-tokens.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import type { TokenReport } from './token-report.ts';

/** Where a session keeps its tokens, and how it renews them. */
export type TokenKeeping =
  /** They are not renewed. `reason` is a sentence that says why. */
  | { readonly store: undefined; readonly reason: string }
  | {
      readonly store: TokenStore;
      /** As the store was when the session began. */
      readonly state: TokenState;
      /** Left out: over the open connection. */
      readonly exchange: Exchange | undefined;
      /** SHA-256 in hexadecimal. */
      readonly hash: (text: string) => Promise<string>;
    };

/** What the keeper needs from the session. */
export interface TokenKeeperPort {
  readonly credentials: Credentials;
  readonly tokens: TokenKeeping;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The way over the open connection. */
  readonly overConnection: Exchange;
  /** A trading command waits for its answer. */
  readonly hasOrdersInFlight: () => boolean;
  /** The access token is another one now: accounts have to be authenticated with it. */
  onRenewed(): void;
  readonly onReport: ((report: TokenReport) => void) | undefined;
}
