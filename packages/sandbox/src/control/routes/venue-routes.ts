import { readSnapshot } from '../../sandbox-snapshot.ts';
import { readingRoute, route } from '../control-route.ts';
import { showClock } from './clock-routes.ts';

/** What concerns the sandbox as a whole. */
export const venueRoutes = {
  /** Where everything is, who is connected, what was counted. */
  state: route('GET /control/state', 'Endpoints, connections, counts of frames, clock, seed', {}, (sandbox) => ({
    seed: sandbox.seed,
    clock: showClock(sandbox),
    endpoints: sandbox.endpoints,
    http: sandbox.http,
    connections: sandbox.connections,
    pastConnections: sandbox.pastConnections,
    ledger: sandbox.ledger,
  })),
  /** Writes everything down. */
  snapshot: route('GET /control/snapshot', 'Writes everything down', {}, (sandbox) => sandbox.snapshot()),
  /** Goes back to a snapshot. */
  restore: {
    ...readingRoute(
      'POST /control/restore',
      'Goes back to a snapshot, which is the body',
      readSnapshot,
      (sandbox, snapshot) => {
        sandbox.restore(snapshot);
        return { takenAt: snapshot.takenAt };
      },
    ),
    maxBodyBytes: 256 * 1024 * 1024,
  },
  /** Goes back to the start. */
  reset: route('POST /control/reset', 'Goes back to the start', {}, (sandbox) => {
    sandbox.reset();
    return { seed: sandbox.seed };
  }),
};
