import { SandboxError } from './errors/sandbox-error.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import type { OAuthOptions, OAuthSettings } from './oauth/oauth.ts';
import type { Clock, Logger } from './ports.ts';
import { type FeedOption, othersOf } from './price-feed.ts';
import type { SandboxSnapshot } from './sandbox-snapshot.ts';
import type { PortChoice } from './server/listen.ts';
import { checkFillDelay, type FillDelay } from './venue/account-rules.ts';
import type { TradingRules } from './venue/engine-options.ts';
import type { Environment } from './venue/environment.ts';
import { chooseLimits, type Limits, type LimitsOption } from './venue/limits.ts';
import type { MarketHours } from './venue/market-facts.ts';
import { defaultTimers, type Timers } from './venue/timers.ts';
import type { WorldOptions } from './venue/world-options.ts';

/** A port for each environment. */
type Ports = Readonly<Record<Environment, number>>;

/**
 * Which ports the doors listen on: free ones; the documented ones, 5036 (live) and 5046 (demo) for JSON, 5035 and 5045
 * for Protobuf, 5037 for HTTP; or these for JSON, and for Protobuf and HTTP the ones in `protobuf` and `http`, by default
 * free ones.
 */
export type PortsOption = 'auto' | 'default' | (Ports & { readonly protobuf?: Ports; readonly http?: number });

/** Options of `createSandbox`. */
export interface SandboxOptions {
  /** A whole number; ids, client secrets and tokens depend on it. Default 1. */
  readonly seed?: number;
  /**
   * What moves prices: `walk`, the seeded path of the market, until a symbol's price is pushed; or `none`, so that they
   * stand where they were at the start and tests see no price they have not pushed. History is there in both cases.
   * Or recorded prices, or a script: {@link ReplayFeed}, {@link ScriptFeed}.
   * Default: `none`; `walk` when opened for other programs.
   */
  readonly feed?: FeedOption;
  /** From accepting an order to filling it. Default: between 50 and 300 ms, by seed. */
  readonly fillDelay?: FillDelay;
  /**
   * When symbols can be traded: by their `schedule`, or `always`, so that a test passes on Sundays too.
   * Default: `always` where prices stand still (`feed: 'none'`), else `schedule`.
   */
  readonly marketHours?: MarketHours;
  /** Additions and changes to the default world. Default: none. */
  readonly world?: WorldOptions;
  /**
   * Goes on from here, with the seed, the world and the feed of the snapshot; those options must be left out then.
   * Default: a new beginning.
   */
  readonly snapshot?: SandboxSnapshot;
  /** Speaks TLS with a certificate of its own, kept in this folder. Default: false, plain WebSocket and TCP. */
  readonly tls?: false | { readonly dataFolder: string };
  /** Default: `auto`, free ports. */
  readonly ports?: PortsOption;
  /** Default: the machine's clock. One that a test moves: `createVirtualClock`. */
  readonly clock?: Clock;
  /** Default: as measured on the real server (PROTOCOL.md, "Heartbeats and timers"). */
  readonly timers?: Partial<Timers>;
  /**
   * How much a client may ask for: 50 ordinary and 5 historical requests in a second, and what differs from that; or
   * `none`, for benchmarks and tests that need more. Default: those of the real server.
   */
  readonly limits?: LimitsOption;
  /** What goes wrong on purpose, from the start. Default: nothing. */
  readonly faults?: readonly FaultRule[];
  /** Larger frames are answered with FRAME_TOO_LONG and end the connection. Default 1 MiB. */
  readonly maxFrameBytes?: number;
  /** Life of an access token. Default 2 628 000 seconds, as on the real server. */
  readonly expiresInSeconds?: number;
  /**
   * A client that leaves more than this many bytes unread, beyond what the system buffers, is cut off. Default 64 MiB.
   */
  readonly maxUnsentBytes?: number;
  /** How the consent page and the token endpoint behave where reports about the real ones differ. */
  readonly oauth?: OAuthOptions;
  /** Default: says nothing. */
  readonly logger?: Logger;
}

/** The ports that the real world's programs and this sandbox's documents use. */
const defaultPorts: DoorPorts = {
  json: { live: 5036, demo: 5046 },
  protobuf: { live: 5035, demo: 5045 },
  http: 5037,
};

const freePorts = { live: 'auto', demo: 'auto' } as const;

/** How long a real access token lives, in seconds: a little over thirty days. */
const defaultExpiresInSeconds = 2_628_000;

const defaultMaxFrameBytes = 1024 * 1024;

const defaultMaxUnsentBytes = 64 * 1024 * 1024;

/** Which ports each door listens on. */
interface DoorPorts {
  readonly json: Readonly<Record<Environment, PortChoice>>;
  readonly protobuf: Readonly<Record<Environment, PortChoice>>;
  readonly http: PortChoice;
}

/** The options that need no more than a default and a check. */
export interface CheckedOptions {
  readonly seed: number;
  readonly ports: DoorPorts;
  readonly timers: Timers;
  readonly limits: Limits | undefined;
  readonly maxFrameBytes: number;
  readonly maxUnsentBytes: number;
  readonly expiresInSeconds: number;
  readonly trading: TradingRules;
  readonly oauth: OAuthSettings;
}

/**
 * Fills in defaults.
 *
 * @throws SandboxError `BAD_OPTION`.
 */
export function checkOptions(options: SandboxOptions): CheckedOptions {
  const { seed = 1, expiresInSeconds = defaultExpiresInSeconds } = options;
  const { maxFrameBytes = defaultMaxFrameBytes, maxUnsentBytes = defaultMaxUnsentBytes } = options;
  if (!Number.isSafeInteger(seed)) throw badOption('seed', seed, 'a whole number');
  if (!Number.isSafeInteger(maxFrameBytes) || maxFrameBytes < 1)
    throw badOption('maxFrameBytes', maxFrameBytes, 'a positive number of bytes');
  if (!Number.isSafeInteger(maxUnsentBytes) || maxUnsentBytes < 1)
    throw badOption('maxUnsentBytes', maxUnsentBytes, 'a positive number of bytes');
  if (!Number.isSafeInteger(expiresInSeconds) || expiresInSeconds < 1) {
    throw badOption('expiresInSeconds', expiresInSeconds, 'a positive whole number of seconds');
  }
  const timers = { ...defaultTimers, ...options.timers };
  for (const [name, ms] of Object.entries(timers)) {
    if (!(ms > 0)) throw badOption(`timers.${name}`, ms, 'a positive number of milliseconds');
  }
  const limits = chooseLimits(options.limits);
  const ports = choosePorts(options.ports ?? 'auto');
  const trading = chooseTrading(options);
  const oauth = checkOAuth(options.oauth ?? {}, expiresInSeconds);
  return { seed, ports, timers, limits, maxFrameBytes, maxUnsentBytes, expiresInSeconds, trading, oauth };
}

function chooseTrading({ feed = 'none', fillDelay, marketHours }: SandboxOptions): TradingRules {
  if (fillDelay !== undefined) checkFillDelay('sandbox option fillDelay', fillDelay);
  return { marketHours: marketHours ?? (othersOf(feed) === 'none' ? 'always' : 'schedule'), fillDelay };
}

function checkOAuth(options: OAuthOptions, expiresInSeconds: number): OAuthSettings {
  const { echoState = false, reconsentRevokes = false, tokenRequestsPerSecond = 50 } = options;
  if (!(tokenRequestsPerSecond >= 1)) {
    throw badOption('oauth.tokenRequestsPerSecond', tokenRequestsPerSecond, 'at least 1');
  }
  return { echoState, reconsentRevokes, tokenRequestsPerSecond, expiresInSeconds };
}

function choosePorts(ports: PortsOption): DoorPorts {
  if (ports === 'auto') return { json: freePorts, protobuf: freePorts, http: 'auto' };
  if (ports === 'default') return defaultPorts;
  const { protobuf, http, ...json } = ports;
  checkPorts('ports', json);
  if (http !== undefined) checkPorts('ports', { http });
  if (protobuf !== undefined) checkPorts('ports.protobuf', protobuf);
  return { json, protobuf: protobuf ?? freePorts, http: http ?? 'auto' };
}

function checkPorts(option: string, ports: Readonly<Record<string, number>>): void {
  for (const [name, port] of Object.entries(ports)) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw badOption(`${option}.${name}`, port, 'a number from 1 to 65535');
  }
}

function badOption(option: string, value: number, wanted: string): SandboxError {
  return new SandboxError(`The sandbox option ${option} is ${value}, but it must be ${wanted}.`, {
    code: 'BAD_OPTION',
    facts: { option, value: String(value) },
  });
}
