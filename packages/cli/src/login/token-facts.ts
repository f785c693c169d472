import type { FoundCredentials, TokenState } from '@tickwire/client';
import type { Context } from '../context.ts';

/** What the command line can be told about where credentials are. */
export interface PlaceFlags {
  readonly credentials?: string;
  readonly profile?: string;
}

/** Credentials and the state of their tokens. */
export interface TokenFacts {
  readonly found: FoundCredentials;
  /** Undefined when the tokens are not in one file. */
  readonly state: TokenState | undefined;
}

/** Looks credentials and tokens up, without asking a server. */
export async function readTokenFacts(context: Context, { credentials, profile }: PlaceFlags): Promise<TokenFacts> {
  const { findCredentials, readTokenState } = await context.loadClient();
  const found = await findCredentials({
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  });
  const state = found.tokenFile === undefined ? undefined : await readTokenState(found.tokenFile);
  return { found, state };
}

/** The flags that lead another command to the same place. */
export function repeatPlace({ credentials, profile }: PlaceFlags): string {
  if (profile !== undefined) return ` --profile ${profile}`;
  return credentials === undefined
    ? ''
    : ` --credentials ${/^[\w./-]+$/.test(credentials) ? credentials : JSON.stringify(credentials)}`;
}
