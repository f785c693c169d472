import { endTokenSessions, type Floor } from './floor.ts';
import type { Grant } from './token-book.ts';

/** A refresh that has happened. */
export interface Refresh {
  readonly grant: Grant;
  /** Tells whoever lives on the old access token that it is dead. The one who refreshed is answered first. */
  readonly announce: () => void;
}

/**
 * Replaces both tokens of a grant; undefined for a token that cannot do it: unknown, used before, or another application's.
 *
 * @param application Name of the application that asks; undefined where none is known yet.
 */
export function refreshGrant(
  floor: Floor,
  refreshToken: string,
  application: string | undefined,
  at: number,
): Refresh | undefined {
  const current = floor.tokens.findRefreshable(refreshToken);
  if (current === undefined) return undefined;
  // A token serves only the application it was issued to.
  if (application !== undefined && application !== current.consent.application) return undefined;
  const { grant, replacedAccessToken } = floor.tokens.rotate(current, at);
  return { grant, announce: () => endTokenSessions(floor, replacedAccessToken, 'Access token was refreshed', at) };
}
