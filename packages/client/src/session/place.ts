import type { Environment } from '../credentials/credentials.ts';
import type { LinkState } from '../link/step.ts';
import type { Roster } from './roster.ts';
import type { SessionSettings } from './shape.ts';

/** The connection is tried on this host first while nobody knows where the account lives. */
const firstHost: Environment = 'live';

const stateEnvironment = (state: LinkState): Environment | undefined =>
  'environment' in state ? state.environment : undefined;

/** The host in use, or the next one; the live host while nobody knows. */
export const hostOf = (state: LinkState): Environment => stateEnvironment(state) ?? firstHost;

/** Where a session is, as each status tells it. The environment stays open until somebody has said it. */
export function placeOf(
  state: LinkState,
  { endpoints, environment, wanted }: Pick<SessionSettings, 'endpoints' | 'environment' | 'wanted'>,
  roster: Roster,
): { readonly endpoint: string; readonly environment: Environment | undefined } {
  const known = roster.environment ?? environment ?? stateEnvironment(state);
  // Without accounts nothing will tell; of two hosts the first is the live one.
  const isFirstHost = wanted.length === 0 && endpoints.live !== endpoints.demo;
  return { endpoint: endpoints[hostOf(state)], environment: known ?? (isFirstHost ? firstHost : undefined) };
}
