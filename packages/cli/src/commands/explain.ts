import { buildCommand } from '@stricli/core';
import type { Context } from '../context.ts';
import { flag } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire explain` can be told. */
export interface ExplainFlags {
  readonly json?: boolean;
}

const command = buildCommand<ExplainFlags, string[], Context>({
  docs: {
    brief: 'Explain an error code of the server',
    fullDescription:
      'Explains an error code of the server, given by name (CH_ACCESS_TOKEN_INVALID),\n' +
      'by number (104), or by the words that came with it ("Invalid access token").\n' +
      'Without a code it lists all of them.',
    customUsage: ['[CODE]...', '--json [CODE]...'],
  },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { parse: String, placeholder: 'CODE', brief: 'Name, number, or the words of the server' },
    },
    flags: { json: flag('Print one JSON document') },
  },
  loader: runLazily(
    async () => (await import('./explain.run.ts')).runExplain,
    ({ json }) => (json === true ? 'document' : 'none'),
  ),
});

/** `tickwire explain`: what an error code of the server means. Its usage line says that no code is needed. */
export const explain: typeof command = {
  ...command,
  formatUsageLine: ({ prefix }) => [...prefix, '[CODE]...'].join(' '),
};
