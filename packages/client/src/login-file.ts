import { storeFiles } from '#platform';
import { createFileStore } from './tokens/file-store.ts';
import type { FreshLogin, StoredTokens } from './tokens/stored-tokens.ts';

/**
 * Writes the outcome of a login into a credentials file (mode 0600), which is made, with its folder, when it is not there.
 * Keys that are not part of a login stay as they are; the previous content stays beside it as `FILE.bak` until the new tokens
 * have passed a login; a refresh in doubt is settled. Running sessions take the new tokens over.
 *
 * Rejects with ConfigError when what is there is no credentials file, and with TokenStoreError when it cannot be written.
 */
export function saveLogin(path: string, login: FreshLogin): Promise<StoredTokens> {
  return createFileStore(path, storeFiles()).saveLogin(login);
}

/**
 * Empties the tokens in a credentials file and removes the copies of them beside it: `FILE.bak` and the like. Only for a person
 * who has said so: what is removed cannot be had back, and the server is not told. Resolves with the names of what was removed.
 */
export function forgetTokens(path: string): Promise<readonly string[]> {
  return createFileStore(path, storeFiles()).forget();
}
