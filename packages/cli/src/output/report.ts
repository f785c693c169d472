import type { Context } from '../context.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { Interruption } from '../settings/interrupt.ts';
import { adaptToCommandLine, findBlamed, type Situation } from './advice.ts';
import {
  type Adapt,
  type FindCause,
  refusalOf,
  renderFailure,
  toErrorDocuments,
  toFailureDocument,
} from './failure.ts';
import { ansi, defuse, isColourful, toJsonLine } from './terminal.ts';

/** How a command speaks to programs: one document, one event per line, or not at all. */
export type MachineForm = 'document' | 'events' | 'none';

/** How a failure is told, and to whom. */
export interface Telling {
  readonly form: MachineForm;
  /** The flags of the command. */
  readonly flags: Situation['flags'];
}

/**
 * Tells what ended a command: people on stderr, programs on stdout, the shell by the exit code.
 * Being interrupted is no failure and says nothing.
 */
export async function reportFailure(context: Context, error: unknown, { form, flags }: Telling): Promise<void> {
  if (error instanceof Interruption) {
    context.process.exitCode = error.exitCode;
    return;
  }
  context.process.exitCode = exitCodeOf(error);
  const situation = { flags, sources: await findSources(context, error, flags) };
  const adapt: Adapt = (document) => adaptToCommandLine(document, situation);
  writeMachineFailure(context, error, form, adapt);
  const findCause: FindCause = refusalOf(error) === undefined ? () => undefined : await loadCauses();
  const text = defuse(renderFailure(error, findCause, adapt));
  context.stderr.write(isColourful(context.stderr, context.env) ? text.replace('error:', ansi.red('error:')) : text);
}

/** Writes the failure to stdout in the form that programs asked for. */
export function writeMachineFailure(
  { stdout }: Pick<Context, 'stdout'>,
  error: unknown,
  form: MachineForm,
  adapt?: Adapt,
): void {
  if (form === 'none') return;
  const { v, ...rest } = toFailureDocument(error, adapt);
  stdout.write(`${toJsonLine(form === 'events' ? { v, event: 'error', ...rest } : { v, ...rest })}\n`);
}

/** Where the credentials came from, if the failure is about one of them. They are looked up again: few failures need it. */
async function findSources(
  { loadClient }: Context,
  error: unknown,
  { credentials, profile, sandbox }: Telling['flags'],
): Promise<Situation['sources']> {
  const blamed = toErrorDocuments(error)
    .map(findBlamed)
    .find((key) => key !== undefined);
  if (blamed === undefined || sandbox === true) return {};
  const { resolveCredentials } = await loadClient();
  const query = {
    ...(typeof credentials === 'string' ? { credentials } : {}),
    ...(typeof profile === 'string' ? { profile } : {}),
    needsToken: blamed !== 'clientSecret',
    needsAccount: blamed === 'accountId',
  };
  // What is wrong with them has been said: this is only about where they are.
  const found = await resolveCredentials(query).catch(() => undefined);
  return found?.sources ?? {};
}

async function loadCauses(): Promise<FindCause> {
  const { findServerError } = await import('@tickwire/protocol');
  return (code, description) => findServerError(code, description)?.likelyCause;
}
