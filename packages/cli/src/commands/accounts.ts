import { buildCommand } from '@stricli/core';
import type { Context } from '../context.ts';
import { accountFlags, flag, type SessionFlags } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire accounts` can be told. */
export interface AccountsFlags extends Omit<SessionFlags, 'appOnly'> {
  readonly json?: boolean;
}

/** `tickwire accounts`: what the token covers. */
export const accounts = buildCommand<AccountsFlags, [], Context>({
  docs: {
    brief: 'List the accounts of the access token',
    fullDescription:
      'Lists the accounts that the access token covers, with their balances, and marks\n' +
      'the one that the credentials name with *. Reads only.\n\n' +
      'A balance that the server does not give is shown as –: with --endpoint, that of\n' +
      'every account of the other environment.',
  },
  parameters: { flags: { ...accountFlags, json: flag('Print one JSON document') } },
  loader: runLazily(
    async () => (await import('./accounts.run.ts')).runAccounts,
    ({ json }) => (json === true ? 'document' : 'none'),
  ),
});
