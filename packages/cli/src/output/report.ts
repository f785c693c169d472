import type { Context } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { Interruption } from '../settings/interrupt.ts';
import { type FindCause, refusalOf, renderFailure, toFailureDocument } from './failure.ts';
import { ansi, defuse, isColourful, toJsonLine } from './terminal.ts';

/** How a command speaks to programs: one document, one event per line, or not at all. */
export type MachineForm = 'document' | 'events' | 'none';

/**
 * Tells what ended a command: people on stderr, programs on stdout, the shell by the exit code.
 * Being interrupted is no failure and says nothing.
 */
export async function reportFailure(context: Context, error: unknown, form: MachineForm): Promise<void> {
  if (error instanceof Interruption) {
    context.process.exitCode = error.exitCode;
    return;
  }
  context.process.exitCode = exitCodeOf(error);
  writeMachineFailure(context, error, form);
  const findCause: FindCause = refusalOf(error) === undefined ? () => undefined : await loadCauses();
  const text = defuse(renderFailure(error, findCause));
  context.stderr.write(isColourful(context.stderr, context.env) ? text.replace('error:', ansi.red('error:')) : text);
}

/** Writes the failure to stdout in the form that programs asked for. */
export function writeMachineFailure({ stdout }: Pick<Context, 'stdout'>, error: unknown, form: MachineForm): void {
  if (form === 'none') return;
  const { v, ...rest } = toFailureDocument(error);
  stdout.write(`${toJsonLine(form === 'events' ? { v, event: 'error', ...rest } : { v, ...rest })}\n`);
}

async function loadCauses(): Promise<FindCause> {
  const { findServerError } = await import('@tickwire/protocol');
  return (code, description) => findServerError(code, description)?.likelyCause;
}
