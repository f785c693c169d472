import type { Context } from '../context.ts';
import { type MachineForm, reportFailure } from '../output/report.ts';

type Run<Flags, Args extends readonly unknown[]> = (context: Context, flags: Flags, ...args: Args) => Promise<void>;

type BoundRun<Flags, Args extends readonly unknown[]> = (this: Context, flags: Flags, ...args: Args) => Promise<void>;

/**
 * Loads what a command does when the command is run, not before, and reports whatever it throws.
 * `formOf` says in which form programs want to hear of a failure.
 */
export function runLazily<Flags extends object, Args extends readonly unknown[]>(
  load: () => Promise<Run<Flags, Args>>,
  formOf: (flags: Flags, context: Context) => MachineForm,
): () => Promise<BoundRun<Flags, Args>> {
  return async () =>
    async function runReported(flags, ...args) {
      try {
        const run = await load();
        await run(this, flags, ...args);
      } catch (error) {
        await reportFailure(this, error, {
          form: formOf(flags, this),
          flags: Object.fromEntries(Object.entries(flags)),
        });
      }
    };
}
