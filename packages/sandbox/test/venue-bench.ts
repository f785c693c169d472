import { createJsonCodec } from '@tickwire/protocol';
import type { Disturbance } from '../src/faults/act.ts';
import { damageJson } from '../src/faults/damage-json.ts';
import type { FaultRule } from '../src/faults/fault-rule.ts';
import { type LogFacts, type Logger, silentLogger } from '../src/ports.ts';
import { readFrame } from '../src/server/read-frame.ts';
import { buildWorld } from '../src/venue/build-world.ts';
import type { TradingRules } from '../src/venue/engine-options.ts';
import type { Environment } from '../src/venue/environment.ts';
import { chooseLimits, type LimitsOption } from '../src/venue/limits.ts';
import type { FeedChoice } from '../src/venue/prices.ts';
import type { Session } from '../src/venue/session.ts';
import { defaultTimers, type Timers } from '../src/venue/timers.ts';
import { Venue } from '../src/venue/venue.ts';
import type { WorldOptions } from '../src/venue/world-options.ts';

/** A client of a venue without any sockets: it writes and reads the very texts that would be on the wire. */
export interface BenchClient {
  readonly session: Session;
  /** Sends a frame; an object is written as JSON. */
  send(frame: string | object, at?: number): void;
  /** Everything received since the last look. */
  take(): readonly string[];
  /** How the server ended the connection. */
  readonly endings: readonly string[];
  /** What faults did to its transport. */
  readonly disturbances: readonly Disturbance[];
}

export interface BenchOptions {
  readonly world?: WorldOptions;
  readonly timers?: Partial<Timers>;
  readonly expiresInSeconds?: number;
  readonly seed?: number;
  readonly feed?: FeedChoice;
  /** Default: the hours of the schedules, and 100 ms from acceptance to fill. */
  readonly trading?: Partial<TradingRules>;
  readonly faults?: readonly FaultRule[];
  /** Default: none. */
  readonly limits?: LimitsOption;
}

export const startedAtEpochMs = Date.UTC(2025, 0, 6, 10);

/** A venue at monotonic time 0. */
export function openBench(options: BenchOptions = {}) {
  const { seed = 1, expiresInSeconds = 2_628_000, world: changes = {}, feed = 'none' } = options;
  const limits = chooseLimits(options.limits ?? 'none');
  const world = buildWorld({ seed, expiresInSeconds, changes });
  const warnings: string[] = [];
  const warn = (message: string, facts?: LogFacts) => warnings.push(`${message} ${JSON.stringify(facts)}`);
  const logger: Logger = { ...silentLogger, warn };
  const timers = { ...defaultTimers, ...options.timers };
  const trading = { marketHours: 'schedule', fillDelay: 100, ...options.trading } as const;
  const venue = new Venue({ world, timers, at: 0, startedAtEpochMs, logger, feed, limits, trading });
  for (const rule of options.faults ?? []) venue.faults.inject(rule);

  function connect(environment: Environment = 'demo', at = 0): BenchClient {
    const codec = createJsonCodec();
    const frames: string[] = [];
    const endings: string[] = [];
    const disturbances: Disturbance[] = [];
    const session = venue.open({
      environment,
      at,
      outlet: {
        door: 'bench',
        wire: 'json',
        send(message, payload, clientMsgId, damage) {
          const text = codec.encode(message, payload, clientMsgId);
          frames.push(damage === undefined ? text : Buffer.from(damageJson(text, damage)).toString());
        },
        disturb: (disturbance) => disturbances.push(disturbance),
        close: (code, reason) => endings.push(`${code} ${reason}`),
        destroy: () => endings.push('destroyed'),
      },
    });
    return {
      session,
      endings,
      disturbances,
      take: () => frames.splice(0),
      send(frame, sentAt = at) {
        const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
        venue.receive(session, readFrame(Buffer.from(text)), sentAt);
      },
    };
  }

  /** A client whose application is logged in, and these accounts with it. */
  function connectAs(accounts: readonly string[] = [], environment: Environment = 'demo', at = 0): BenchClient {
    const client = connect(environment, at);
    const { clientId, clientSecret } = application('main');
    client.send({ payloadType: 2100, payload: { clientId, clientSecret } });
    for (const name of accounts) {
      client.send({ payloadType: 2102, payload: { ctidTraderAccountId: accountId(name), ...tokenPart() } });
    }
    client.take();
    return client;
  }

  function application(name: string) {
    return mustFind(world.applications.get(name));
  }

  function accountId(name: string): number {
    return mustFind(world.accounts.get(name)).ctidTraderAccountId;
  }

  function tokens(name = 'main') {
    return mustFind(venue.grant(name));
  }

  function tokenPart() {
    return { accessToken: tokens().accessToken };
  }

  return { venue, world, warnings, connect, connectAs, application, accountId, tokens };
}

export function mustFind<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('The test names something that does not exist.');
  return thing;
}
