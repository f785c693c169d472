import { dressRefusal, serveControl } from './control/serve-control.ts';
import { createRouter } from './http/router.ts';
import { openOAuth } from './oauth/oauth.ts';
import { oauthRoutes } from './oauth/routes.ts';
import { systemClock } from './platform.ts';
import { silentLogger } from './ports.ts';
import { openFeed } from './price-feed.ts';
import { Sandbox } from './sandbox.ts';
import { checkOptions, type SandboxOptions } from './sandbox-options.ts';
import { bringBack, settleOptions, stateFor } from './sandbox-snapshot.ts';
import { realNames } from './server/certificate.ts';
import { openCertificateStore } from './server/certificate-store.ts';
import { FlushQueue } from './server/flush-queue.ts';
import { HttpDoor } from './server/http-door.ts';
import { JsonDoor } from './server/json-door.ts';
import { makeKey } from './server/make-key.ts';
import { openDoors } from './server/open-doors.ts';
import { ProtobufDoor } from './server/protobuf-door.ts';
import { Ticker } from './server/ticker.ts';
import { buildWorld } from './venue/build-world.ts';
import { Venue } from './venue/venue.ts';
import { VirtualClock } from './virtual-clock.ts';

/**
 * Starts a sandbox in this process, on loopback.
 *
 * @throws SandboxError `BAD_OPTION`, `PORT_IN_USE`, `PORT_FORBIDDEN`, `LISTEN_FAILED`, or `DATA_FOLDER`.
 * @example
 * const sandbox = await createSandbox();
 * const { accountId, accessToken } = sandbox.credentials('demo');
 * const socket = new WebSocket(sandbox.endpoints.demo.json);
 */
export async function createSandbox(given: SandboxOptions = {}): Promise<Sandbox> {
  const options = settleOptions(given);
  const checked = checkOptions(options);
  const { seed, ports, timers, limits, maxFrameBytes, maxUnsentBytes, expiresInSeconds, trading } = checked;
  const { clock = systemClock, logger = silentLogger, tls = false, feed = 'none' } = options;
  const source = { seed, expiresInSeconds, changes: options.world ?? {} };
  const world = buildWorld(source);
  const startedAt = { at: clock.now(), startedAtEpochMs: clock.wallNow() };
  const { others, play } = await openFeed(feed, Math.floor(startedAt.startedAtEpochMs));
  const onEarlier = (dueAt: number): void => ticker.hasten(dueAt);
  const venue = new Venue({ world, timers, ...startedAt, logger, feed: others, play, limits, trading, onEarlier });
  const ticker: Ticker = new Ticker(venue, clock);
  const { snapshot, faults = [] } = options;
  if (snapshot !== undefined) bringBack(() => venue.restore(stateFor(source, snapshot), startedAt.at));
  for (const rule of faults) venue.faults.inject(rule);
  // Certificates are judged by the clients' clocks, so they are dated by the machine's.
  const stored = tls === false ? undefined : await openCertificateStore(tls.dataFolder, systemClock.wallNow());
  const certificate = stored?.certificate;
  const queue = new FlushQueue();
  const shared = { venue, ticker, clock, logger, maxFrameBytes, maxUnsentBytes, queue, certificate };
  const oauth = openOAuth(venue.floor, checked.oauth, makeKey);
  const controlToken = makeKey();
  const control = serveControl({ token: controlToken, sandbox: () => sandbox });
  const router = createRouter({ routes: [...oauthRoutes(oauth), ...control], servedNames: realNames, makeKey });
  const doors = {
    json: new JsonDoor({ ...shared, ports: ports.json }),
    protobuf: new ProtobufDoor({ ...shared, ports: ports.protobuf, silenceMs: timers.applicationAuthMs }),
    http: new HttpDoor({ ...shared, router, port: ports.http, onServed: () => ticker.rearm(), dress: dressRefusal }),
  };
  const places = await openDoors(doors, certificate !== undefined);
  // A virtual week must not pass before the clients have read its first day.
  const release = clock instanceof VirtualClock ? clock.addPause(() => queue.waitForReaders()) : () => undefined;
  const parts = {
    venue,
    clock,
    ticker,
    oauth,
    release,
    source,
    controlToken,
    faults,
    ...places,
    ca: stored?.ca ?? null,
  };
  const sandbox: Sandbox = new Sandbox({ ...parts, doors: Object.values(doors) });
  return sandbox;
}
