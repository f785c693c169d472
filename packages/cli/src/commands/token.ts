import { buildCommand, buildRouteMap } from '@stricli/core';
import type { Context } from '../context.ts';
import { accountFlags, flag, oauthEndpointFlag, type SessionFlags } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire token status` can be told. */
export interface TokenStatusFlags {
  readonly credentials?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** What `tickwire token refresh` can be told. */
export interface TokenRefreshFlags extends Omit<SessionFlags, 'appOnly' | 'sandbox'> {
  /** Default: `session`. */
  readonly over?: 'session' | 'http';
  readonly oauthEndpoint?: string;
  readonly json?: boolean;
}

const { sandbox: _, ...remoteFlags } = accountFlags;
const { credentials, profile } = accountFlags;
const json = flag('Print one JSON document');

const status = buildCommand<TokenStatusFlags, [], Context>({
  docs: {
    brief: 'Show how the stored tokens are',
    fullDescription:
      'Shows how long the access token lives, how often it was renewed, and whether a\n' +
      'refresh is unfinished or in doubt. Asks no server. Ends with 4 when only a new\n' +
      'login helps.',
  },
  parameters: { flags: { credentials, profile, json } },
  loader: runLazily(
    async () => (await import('./token-status.run.ts')).runTokenStatus,
    (flags) => (flags.json === true ? 'document' : 'none'),
  ),
});

const refresh = buildCommand<TokenRefreshFlags, [], Context>({
  docs: {
    brief: 'Renew the stored tokens now',
    fullDescription:
      'Renews the tokens as a session does by itself in time: under the lock, written\n' +
      'down before and saved after. Running sessions take the new pair over.',
  },
  parameters: {
    flags: {
      ...remoteFlags,
      over: { kind: 'enum', values: ['session', 'http'], optional: true, brief: 'Left out: session' },
      oauthEndpoint: oauthEndpointFlag,
      json,
    },
  },
  loader: runLazily(
    async () => (await import('./token-refresh.run.ts')).runTokenRefresh,
    (flags) => (flags.json === true ? 'document' : 'none'),
  ),
});

/** `tickwire token`: the stored tokens. */
export const token = buildRouteMap<'status' | 'refresh', Context>({
  routes: { status, refresh },
  docs: { brief: 'Look at the stored tokens, or renew them' },
});
