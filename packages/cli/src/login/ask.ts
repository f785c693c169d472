import type { Surroundings } from '../context.ts';
import { UsageError } from '../errors.ts';

/** Asks somebody at the terminal. An input that ends is as good as an empty line. */
export async function askLine(
  { stdin, stderr }: Pick<Surroundings, 'stdin' | 'stderr'>,
  question: string,
  signal: AbortSignal,
): Promise<string> {
  stderr.write(question);
  return finishLine(stderr, () => stdin.readLine(signal));
}

/** As {@link askLine}, and the terminal does not show what is typed. */
export async function askSecret(
  { stdin, stderr }: Pick<Surroundings, 'stdin' | 'stderr'>,
  question: string,
  signal: AbortSignal,
): Promise<string> {
  stderr.write(question);
  const typed = await finishLine(stderr, () => stdin.readSecret(signal));
  if (typed !== '') stderr.write('\n');
  return typed;
}

/** A line that was begun and not finished is ended for whoever writes next. */
async function finishLine(stderr: Surroundings['stderr'], read: () => Promise<string | undefined>): Promise<string> {
  let typed: string | undefined;
  try {
    typed = await read();
    return typed?.trim() ?? '';
  } finally {
    if (typed === undefined) stderr.write('\n');
  }
}

/** Yes or no; anything but a yes is a no. */
export async function askYes(
  surroundings: Pick<Surroundings, 'stdin' | 'stderr'>,
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  return /^y(es)?$/i.test(await askLine(surroundings, `${question} [y/N] `, signal));
}

/** Throws UsageError where nobody can be asked. `what` completes "… , and nobody can type it." */
export function needTerminal({ stdin }: Pick<Surroundings, 'stdin'>, what: string, hint: string): void {
  if (!stdin.isTerminal) throw new UsageError(`${what}, and nobody is at a terminal to do it.`, { hint });
}
