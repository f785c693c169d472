import { createJsonCodec } from '@tickwire/protocol';
import type { Credentials, Environment } from './credentials/credentials.ts';
import { badOption, delayRule, isDelay, toTlsChecksOff } from './errors/bad-option.ts';
import { defaultBackoff } from './link/backoff.ts';
import { type Clock, type Dial, type Random, silentLogger } from './ports.ts';
import type { ConnectOptions } from './session/options.ts';
import type { PaceLimits } from './session/pace.ts';
import type { SessionSettings } from './session/shape.ts';

/** What the platform provides unless the caller brings something else. */
export interface PlatformPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly dial: Dial;
  /** Certificate checks are switched off for the whole process. */
  readonly areTlsChecksOff: boolean;
}

/** The real servers, JSON door (PROTOCOL.md, "Endpoints"). */
const defaultEndpoints: Readonly<Record<Environment, string>> = {
  live: 'wss://live.ctraderapi.com:5036',
  demo: 'wss://demo.ctraderapi.com:5036',
};

/** Fills in every default and checks every option. Throws ConfigError. */
export function toSettings(
  options: ConnectOptions,
  credentials: Credentials,
  platform: PlatformPorts,
): Omit<SessionSettings, 'tokens'> {
  const environment = options.environment ?? credentials.environment;
  if (environment !== undefined && environment !== 'live' && environment !== 'demo') {
    throw badOption('environment', 'must be "live" or "demo"');
  }
  const endpoints = toEndpoints(options.endpoint);
  if (platform.areTlsChecksOff && environment !== 'demo' && endpoints.live.startsWith('wss:')) {
    throw toTlsChecksOff();
  }
  const { logger = silentLogger, clock = platform.clock } = options;
  return {
    credentials,
    wanted: toWanted(options.accounts, credentials),
    environment,
    endpoints,
    ca: checkAuthority(options.ca),
    connectTimeoutMs: positive('connectTimeoutMs', options.connectTimeoutMs, 10_000),
    requestTimeoutMs: positive('requestTimeoutMs', options.requestTimeoutMs, 10_000),
    maxFrameBytes: positive('maxFrameBytes', options.maxFrameBytes, 8 * 1024 * 1024),
    backoff: {
      minMs: positive('backoff.minMs', options.backoff?.minMs, defaultBackoff.minMs),
      capMs: positive('backoff.capMs', options.backoff?.capMs, defaultBackoff.capMs),
    },
    pace: toPace(options.pace),
    onStatus: options.onStatus,
    onTokens: options.onTokens,
    codec: createJsonCodec({
      onOddity: ({ message, field, value }) => logger.warn('unknown state', { message, field, value }),
    }),
    clock,
    random: options.random ?? platform.random,
    dial: options.dial ?? platform.dial,
    logger,
  };
}

function toWanted(accounts: readonly number[] | undefined, credentials: Credentials): readonly number[] {
  if (accounts === undefined) return credentials.accountId === undefined ? [] : [credentials.accountId];
  const bad = accounts.find((account) => !(Number.isSafeInteger(account) && account > 0));
  if (bad !== undefined)
    throw badOption('accounts', 'must hold account ids or login numbers, which are positive whole numbers');
  return [...new Set(accounts)];
}

function toEndpoints(endpoint: ConnectOptions['endpoint']): Readonly<Record<Environment, string>> {
  if (endpoint === undefined) return defaultEndpoints;
  const { live, demo } = typeof endpoint === 'string' ? { live: endpoint, demo: endpoint } : endpoint;
  return { live: checkEndpoint(live), demo: checkEndpoint(demo) };
}

/** A path or a broken text would fail much later, as a certificate that is not trusted. */
function checkAuthority(ca: string | undefined): string | undefined {
  if (ca === undefined || ca.includes('-----BEGIN CERTIFICATE-----')) return ca;
  throw badOption('ca', 'must hold at least one certificate in PEM form (the text, not the path of a file)');
}

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '[::1]']);

function checkEndpoint(endpoint: string): string {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw badOption('endpoint', 'must be a WebSocket address, such as wss://demo.ctraderapi.com:5036');
  }
  if (url.username !== '' || url.password !== '') throw badOption('endpoint', 'must not hold a user name or password');
  if (url.hash !== '') throw badOption('endpoint', 'must not hold a # part');
  if (url.protocol === 'wss:') return endpoint;
  const isLoopback = loopbackNames.has(url.hostname) || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
  if (url.protocol === 'ws:' && isLoopback) return endpoint;
  throw badOption(
    'endpoint',
    'must begin with wss:// (ws:// is for servers on this machine: it would send the secret in clear)',
  );
}

/** PROTOCOL.md, "Limits". */
const defaultPace: PaceLimits = { ordinaryPerSecond: 50, historicalPerSecond: 5, marginMs: 20, mostQueued: 10_000 };

function toPace(pace: ConnectOptions['pace']): PaceLimits | undefined {
  if (pace === 'none') return undefined;
  if (pace !== undefined && (typeof pace !== 'object' || pace === null)) {
    throw badOption('pace', 'must be "none" or an object');
  }
  const count = (name: keyof PaceLimits) => {
    const value = pace?.[name] ?? defaultPace[name];
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw badOption(`pace.${name}`, 'must be a positive whole number');
  };
  const marginMs = pace?.marginMs ?? defaultPace.marginMs;
  if (marginMs !== 0 && !isDelay(marginMs)) throw badOption('pace.marginMs', `${delayRule}, or 0`);
  return {
    ordinaryPerSecond: count('ordinaryPerSecond'),
    historicalPerSecond: count('historicalPerSecond'),
    mostQueued: count('mostQueued'),
    marginMs,
  };
}

function positive(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (isDelay(value)) return value;
  throw badOption(name, delayRule);
}
