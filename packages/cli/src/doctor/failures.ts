import { exitCodeOf } from '../exit-codes.ts';
import { adaptToCommandLine, type ErrorDocument } from '../output/advice.ts';
import { type Finding, red } from './check.ts';
import type { Examination } from './examination.ts';
import { sayDefect } from './texts.ts';

/** What the client or the server says about a failure, as a finding. `next` is what to do when they do not say. */
export function toRed({ options, found }: Examination, error: unknown, next: string): Finding {
  if (!isTold(error)) {
    const defect = sayDefect(error);
    return red(defect.says, defect.next, exitCodeOf(error));
  }
  const situation = { flags: { ...options }, sources: found.credentials?.sources ?? {} };
  const { message, hint } = adaptToCommandLine(error.toJSON(), situation);
  return red(message, isAdvice(hint) ? hint : next, exitCodeOf(error));
}

/** The command that a person has just run is no advice. */
const isAdvice = (hint: string | undefined): hint is string => hint !== undefined && hint !== '';

/** Told by shape, as everywhere in the command line. */
const isTold = (error: unknown): error is Error & { toJSON(): ErrorDocument } =>
  error instanceof Error && 'facts' in error && 'toJSON' in error;
