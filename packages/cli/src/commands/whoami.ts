import { buildCommand } from '@stricli/core';
import type { Context } from '../context.ts';
import { accountFlags, flag, type SessionFlags } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire whoami` can be told. */
export interface WhoamiFlags extends Omit<SessionFlags, 'appOnly'> {
  readonly offline?: boolean;
  readonly json?: boolean;
}

/** `tickwire whoami`: the credentials, where each came from, and what the server makes of them. */
export const whoami = buildCommand<WhoamiFlags, [], Context>({
  docs: {
    brief: 'Show which credentials count, and from where',
    fullDescription:
      'Shows each value that counts, masked where it is secret, and the source it came\n' +
      'from; then what the server says about the access token. Reads only. With\n' +
      '--offline nothing is asked.',
  },
  parameters: {
    flags: { ...accountFlags, offline: flag('Do not ask the server'), json: flag('Print one JSON document') },
  },
  loader: runLazily(
    async () => (await import('./whoami.run.ts')).runWhoami,
    ({ json }) => (json === true ? 'document' : 'none'),
  ),
});
