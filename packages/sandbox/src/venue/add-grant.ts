import { endTokenSessions, type Floor } from './floor.ts';
import type { Grant } from './token-book.ts';
import type { Consent } from './world.ts';

/**
 * Issues the first tokens of a consent that somebody has just given, under a name of its own.
 *
 * @param endsEarlier Whether earlier grants of the same owner to the same application die by it.
 */
export function addGrant(floor: Floor, consent: Omit<Consent, 'name'>, endsEarlier: boolean, at: number): Grant {
  const { owner, application } = consent;
  const earlier = endsEarlier ? floor.tokens.between(owner, application) : [];
  for (const { accessToken } of earlier) {
    floor.tokens.revoke(accessToken);
    endTokenSessions(floor, accessToken, 'Access token was revoked', at);
  }
  return floor.tokens.add(consent, at);
}
