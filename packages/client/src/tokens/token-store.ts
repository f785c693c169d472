import type { RefreshIntent, StoredTokens, TokenState } from './stored-tokens.ts';

/**
 * Where tokens are kept. `fileTokenStore` is the one for files; a program with a database of its own can bring another.
 *
 * A refresh token works once, and the pair it brings must not be lost. So a store promises: what `save` and `noteIntent`
 * have resolved for is there after a crash of the process, and of two transactions, in whichever processes, one waits for
 * the end of the other – also when that end is a crash.
 */
export interface TokenStore {
  /** How the store is called in sentences: the path of a file. */
  readonly name: string;
  /** What is stored now. Rejects with TokenStoreError or ConfigError when it cannot be read. */
  read(): Promise<TokenState>;
  /** Runs `work` while no other process is at it. Rejects with TokenStoreError `STORE_BUSY` when its turn does not come. */
  transact<T>(work: (transaction: TokenTransaction) => Promise<T>): Promise<T>;
  /** Calls `onChange` after the stored tokens may have changed. Returns what ends that. Left out: nobody is told. */
  watch?(onChange: () => void): () => void;
  /** The pair of this generation has passed a login: what was kept in case it would not may go. */
  confirm?(generation: number): Promise<void>;
}

/** What may be done to a store while nobody else is at it. */
export interface TokenTransaction {
  read(): Promise<TokenState>;
  /** Proves that {@link save} is going to work, as far as that can be proved. Rejects with TokenStoreError. */
  prepare(): Promise<void>;
  /** Writes down that this refresh token is about to be spent, or what became of that. */
  noteIntent(intent: RefreshIntent): Promise<void>;
  /**
   * Puts `tokens` into the place of `base`; everything else stays as it is now. Rejects with TokenStoreError: `STORE_CONFLICT`
   * when meanwhile somebody has put other tokens there, which stay, and the given pair is kept aside.
   */
  save(tokens: StoredTokens, base: StoredTokens | undefined): Promise<void>;
  /** Forgets the intent: what became of the refresh is known. Never forgets tokens. */
  settle(): Promise<void>;
}
