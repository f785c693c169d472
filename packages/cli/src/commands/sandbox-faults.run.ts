import type { FaultDescription } from '@tickwire/sandbox';
import type { Context } from '../context.ts';
import { documentVersion } from '../output/failure.ts';
import { toJsonText } from '../output/terminal.ts';
import { formatPairs } from '../output/text.ts';
import type { SandboxFaultsFlags } from './sandbox-faults.ts';

const widestText = 100;

/** Prints the faults that the sandbox can cause. */
export async function runSandboxFaults(context: Context, flags: SandboxFaultsFlags): Promise<void> {
  const { stdout } = context;
  const { faultCatalogue } = await context.loadSandbox();
  if (flags.json === true) {
    stdout.write(`${toJsonText({ v: documentVersion, faults: faultCatalogue })}\n`);
    return;
  }
  const width = stdout.isTerminal ? Math.min(stdout.columns, widestText) : widestText;
  const lines = formatPairs(
    faultCatalogue.map((fault) => [fault.name, describe(fault)]),
    width,
  );
  stdout.write(`${lines.join('\n')}\n`);
}

/** What it does, and its keys with what they are if left out. */
function describe({ description, parameters }: FaultDescription): string {
  const keys = Object.entries(parameters).map(([key, parameter]) =>
    parameter.default === null || parameter.default === '' ? key : `${key}=${parameter.default}`,
  );
  return keys.length === 0 ? description : `${description} [${keys.join(', ')}]`;
}
