import { buildCommand } from '@stricli/core';
import type { Context } from '../context.ts';
import type { DoctorOptions } from '../doctor/examination.ts';
import { FlagValueError } from '../settings/flag-value.ts';
import { flag, parseAccount, parseSeconds, sessionFlags } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire doctor` can be told. */
export interface DoctorFlags extends DoctorOptions {
  readonly json?: boolean;
}

const { credentials, environment, endpoint, ca, sandbox } = sessionFlags;

/** `tickwire doctor`: what is wrong, and what to do. */
export const doctor = buildCommand<DoctorFlags, [], Context>({
  docs: {
    brief: 'Find out what is wrong, and what to do',
    fullDescription:
      'Looks at the machine, the network, the credentials and the account, one thing\n' +
      'after the other. Each is green, or red with one next step; yellow is advice.\n' +
      'What depends on something red is skipped.\n\n' +
      'It only reads: nothing is traded, no token is renewed, no file is written.\n' +
      'Exit code 0: nothing is red; else that of the first red check.',
    customUsage: ['', '--sandbox', '--credentials FILE --json'],
  },
  parameters: {
    flags: {
      credentials,
      environment,
      endpoint,
      ca,
      sandbox,
      account: {
        kind: 'parsed',
        parse: parseAccount,
        optional: true,
        placeholder: 'ID',
        brief: 'ID or login number of the account',
      },
      timeout: {
        kind: 'parsed',
        parse: parsePatience,
        default: '5',
        placeholder: 'SECONDS',
        brief: 'SECONDS to wait for each answer',
      },
      json: flag('Print one JSON document'),
    },
  },
  loader: runLazily(
    async () => (await import('./doctor.run.ts')).runDoctor,
    ({ json }) => (json === true ? 'document' : 'none'),
  ),
});

function parsePatience(word: string): number {
  const timeoutMs = parseSeconds(word);
  if (timeoutMs === 0) throw new FlagValueError('takes more than 0 seconds');
  return timeoutMs;
}
