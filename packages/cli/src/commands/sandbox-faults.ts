import { buildCommand } from '@stricli/core';
import type { Context } from '../context.ts';
import { flag } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire sandbox faults` can be told. */
export interface SandboxFaultsFlags {
  readonly json?: boolean;
}

/** `tickwire sandbox faults`: what the sandbox can let go wrong. */
export const sandboxFaults = buildCommand<SandboxFaultsFlags, [], Context>({
  docs: {
    brief: 'List what the sandbox can let go wrong',
    fullDescription:
      'Lists the faults for `tickwire sandbox --fault NAME:key=value,key=value`.\n\n' +
      'Keys are those of the fault, and for every fault types (of messages, with + in\n' +
      'between), direction (in or out), environment, door, accounts, skip, count and\n' +
      'probability.',
  },
  parameters: { flags: { json: flag('Print one JSON document') } },
  loader: runLazily(
    async () => (await import('./sandbox-faults.run.ts')).runSandboxFaults,
    ({ json }) => (json === true ? 'document' : 'none'),
  ),
});
