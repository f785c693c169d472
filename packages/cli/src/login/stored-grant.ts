import type { Credentials } from '@tickwire/client';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import type { SessionFlags } from '../settings/flags.ts';
import { openTarget, type Target } from '../settings/target.ts';
import { type Grant, readGrant } from './read-grant.ts';

/** A token that is there, and what the server says about it. */
export interface StoredGrant {
  readonly credentials: Credentials;
  readonly grant: Grant;
}

/** Where a command about accounts goes: no account has to be named for it. */
export const openGrantTarget = (context: Context, flags: Omit<SessionFlags, 'appOnly'>): Promise<Target> =>
  openTarget(context, { ...flags, accounts: [] });

/**
 * Asks the server about the access token of the credentials. A token that is dead is not renewed here: this only reads.
 * Rejects with the errors of finding credentials, of connecting and of a request.
 */
export async function readStoredGrant(
  context: Context,
  { options }: Target,
  query: { readonly withBalances: boolean; readonly withUser?: boolean; readonly signal: AbortSignal },
): Promise<StoredGrant> {
  const { resolveCredentials, TokenError } = await context.loadClient();
  const { credentials: given, profile } = options;
  const credentials = await resolveCredentials({
    ...(given === undefined ? {} : { credentials: given }),
    ...(profile === undefined ? {} : { profile }),
    needsAccount: false,
  });
  const { accessToken, refreshToken, tokenFile } = credentials;
  if (accessToken === undefined) throw new UsageError('There is no access token.', { hint: 'log in: tickwire login' });
  try {
    const grant = await readGrant(context, { ...query, options, accessToken });
    return { credentials, grant };
  } catch (error) {
    if (!(error instanceof TokenError) || refreshToken === undefined || tokenFile === undefined) throw error;
    // The access token is no good, but there is something to renew it with.
    throw new TokenError(error.message, error.refusal, {
      facts: error.facts,
      hint: 'renew it with `tickwire token refresh`; if that is refused too, log in again: tickwire login',
    });
  }
}
