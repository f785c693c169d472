import type { FlagParametersForType } from '@stricli/core';
import type { Environment } from '@tickwire/client';
import type { Context } from '../context.ts';
import { FlagValueError, quote } from './flag-value.ts';

/** The flags of every command that talks to a server. */
export interface SessionFlags {
  readonly credentials?: string;
  /** Name of a profile, instead of a file. */
  readonly profile?: string;
  readonly environment?: Environment;
  readonly endpoint?: string;
  readonly ca?: string;
  readonly sandbox?: boolean;
  readonly appOnly?: boolean;
  /** Milliseconds; 0 waits for ever. */
  readonly readyTimeout: number;
}

/** How {@link SessionFlags} look on the command line. */
export const sessionFlags: FlagParametersForType<SessionFlags, Context> = {
  credentials: {
    kind: 'parsed',
    parse: parsePath,
    optional: true,
    placeholder: 'FILE',
    brief: 'FILE instead of ./credentials.json',
  },
  profile: {
    kind: 'parsed',
    parse: parseProfile,
    optional: true,
    placeholder: 'NAME',
    brief: 'NAME of a profile, instead of a file',
  },
  environment: {
    kind: 'enum',
    values: ['live', 'demo'],
    optional: true,
    brief: 'Left out, the account decides',
  },
  endpoint: {
    kind: 'parsed',
    parse: parseEndpoint,
    optional: true,
    placeholder: 'URL',
    brief: 'URL of another server (sandbox, proxy)',
  },
  ca: {
    kind: 'parsed',
    parse: parsePath,
    optional: true,
    placeholder: 'FILE',
    brief: 'FILE of an authority to trust, PEM',
  },
  sandbox: flag('Run against a server of its own'),
  appOnly: flag('Authenticate only the application'),
  readyTimeout: {
    kind: 'parsed',
    parse: parseSeconds,
    default: '60',
    placeholder: 'SECONDS',
    brief: 'SECONDS to get ready in; 0: no limit',
  },
};

const { appOnly: _, ...others } = sessionFlags;

/** As {@link sessionFlags}, for commands that are about accounts. */
export const accountFlags: FlagParametersForType<Omit<SessionFlags, 'appOnly'>, Context> = others;

/** Where the OAuth pages are. */
export const oauthEndpointFlag = {
  kind: 'parsed',
  parse: parseOAuthEndpoint,
  optional: true,
  placeholder: 'URL',
  brief: 'URL of other OAuth pages (a sandbox)',
} as const;

/** A switch that is off unless given. */
export function flag(brief: string): {
  readonly kind: 'boolean';
  readonly optional: true;
  readonly withNegated: false;
  readonly brief: string;
} {
  return { kind: 'boolean', optional: true, withNegated: false, brief };
}

/** Seconds, fractions allowed, to whole milliseconds. */
export function parseSeconds(word: string): number {
  const seconds = word.trim() === '' ? Number.NaN : Number(word);
  if (!(seconds >= 0 && seconds <= longestSeconds)) {
    throw new FlagValueError(`takes a number of seconds from 0 to ${longestSeconds}, not ${quote(word)}`);
  }
  return Math.round(seconds * 1_000);
}

/** The longest time that timers take: just under 24.9 days. */
const longestSeconds = 2_147_483;

/** What to ask the owner of the accounts for. */
export function parseScope(word: string): 'accounts' | 'trading' {
  if (word === 'accounts' || word === 'trading') return word;
  throw new FlagValueError(`takes trading or accounts, not ${quote(word)}`);
}

/** A port of this machine. */
export function parsePort(word: string): number {
  const port = Number(word);
  if (!/^\d{1,5}$/.test(word) || port < 1 || port > 65_535) {
    throw new FlagValueError(`takes a port from 1 to 65535, not ${quote(word)}`);
  }
  return port;
}

/** An account id or login number. */
export function parseAccount(word: string): number {
  const number = Number(word);
  if (!/^\d+$/.test(word) || !Number.isSafeInteger(number) || number === 0) {
    throw new FlagValueError(`takes an account id or login number, not ${quote(word)}`);
  }
  return number;
}

/** A path as it was typed; an empty one is a slip of the shell (`--ca "$UNSET"`). */
export function parsePath(word: string): string {
  if (word === '') throw new FlagValueError('takes a path, not an empty word');
  return word;
}

function parseProfile(word: string): string {
  if (/^[\w-]{1,64}$/.test(word)) return word;
  throw new FlagValueError(`takes 1 to 64 letters, digits, - or _, not ${quote(word)}`);
}

/** Where the consent page and the token endpoint are: the `http` of a sandbox. Without a slash at the end. */
function parseOAuthEndpoint(word: string): string {
  if (word.includes('@')) throw new FlagValueError('takes a URL without a user and password');
  const url = URL.canParse(word) ? new URL(word) : undefined;
  const isHttp = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopbackHosts.test(url.hostname));
  if (url !== undefined && isHttp && url.search === '' && url.hash === '') return url.href.replace(/\/+$/, '');
  throw new FlagValueError(`takes a URL such as http://localhost:5037, not ${quote(word)}`);
}

/** In clear only on this machine: a secret goes there. */
const loopbackHosts = /^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/;

function parseEndpoint(word: string): string {
  const url = URL.canParse(word) ? new URL(word) : undefined;
  // Before anything is quoted: what stands there may be a password.
  if (word.includes('@')) throw new FlagValueError('takes a URL without a user and password');
  if (url !== undefined && (url.protocol === 'ws:' || url.protocol === 'wss:')) return word;
  throw new FlagValueError(`takes a URL such as wss://127.0.0.1:5036, not ${quote(word)}`);
}
