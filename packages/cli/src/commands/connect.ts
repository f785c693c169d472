import { buildCommand } from '@stricli/core';
import type { Context } from '../context.ts';
import { flag, parseAccount, parseSeconds, type SessionFlags, sessionFlags } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire connect` can be told. */
export interface ConnectFlags extends SessionFlags {
  readonly account?: readonly number[];
  readonly orSandbox?: boolean;
  /** Milliseconds; 0 says it once. */
  readonly statusInterval: number;
  readonly ndjson?: boolean;
}

/** `tickwire connect`: the main job. */
export const connect = buildCommand<ConnectFlags, [], Context>({
  docs: {
    brief: 'Connect, authenticate, and stay so',
    fullDescription:
      'Connects, authenticates the application and the account, and stays so through\n' +
      'every drop, until you press Ctrl-C.\n\n' +
      'Credentials come from TICKWIRE_* variables, --credentials FILE (or the file that\n' +
      'TICKWIRE_CREDENTIALS names), ./credentials.json, or the profile in\n' +
      '$XDG_CONFIG_HOME/tickwire; a variable wins over a file.',
    customUsage: ['[flags]', '--credentials FILE --account ID', '--sandbox'],
  },
  parameters: {
    flags: {
      ...sessionFlags,
      account: {
        kind: 'parsed',
        parse: parseAccount,
        optional: true,
        variadic: true,
        placeholder: 'ID',
        brief: 'ID or login number; may be repeated',
      },
      orSandbox: flag('--sandbox if there are no credentials'),
      statusInterval: {
        kind: 'parsed',
        parse: parseSeconds,
        default: '1',
        placeholder: 'SECONDS',
        brief: 'SECONDS between status lines; 0: one',
      },
      ndjson: flag('Print JSON, one event per line'),
    },
  },
  loader: runLazily(
    async () => (await import('./connect.run.ts')).runConnect,
    ({ ndjson }) => (ndjson === true ? 'events' : 'none'),
  ),
});
