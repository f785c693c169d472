import type { Exchange } from '../tokens/exchange.ts';
import type { TokenState } from '../tokens/stored-tokens.ts';
import type { TokenStore } from '../tokens/token-store.ts';

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
