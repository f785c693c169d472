import { buildCommand } from '@stricli/core';
import type { Context } from '../context.ts';
import { accountFlags, flag } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire logout` can be told. */
export interface LogoutFlags {
  readonly credentials?: string;
  readonly profile?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const { credentials, profile } = accountFlags;

/** `tickwire logout`: removes the stored tokens from this machine. */
export const logout = buildCommand<LogoutFlags, [], Context>({
  docs: {
    brief: 'Remove the stored tokens from this machine',
    fullDescription:
      'Empties the tokens in the credentials file and removes the copies beside it,\n' +
      'after you have typed "logout". The rest of the file stays.\n\n' +
      'That is all a program can do: the server ends sessions with their connections,\n' +
      'and knows no request that revokes a token. Whoever has a copy can go on using\n' +
      'it; take the access away in your cTrader ID at id.ctrader.com.',
  },
  parameters: {
    flags: { credentials, profile, yes: flag('Do not ask'), json: flag('Print one JSON document') },
  },
  loader: runLazily(
    async () => (await import('./logout.run.ts')).runLogout,
    ({ json }) => (json === true ? 'document' : 'none'),
  ),
});
