import type { ExitCode } from '../exit-codes.ts';
import type { Examination } from './examination.ts';

/** What a check found. `says` is one sentence; `next` is the one thing to do about it, as an imperative clause. */
export type Finding =
  | { readonly state: 'green'; readonly says: string }
  /** Works, and could be better. */
  | { readonly state: 'yellow'; readonly says: string; readonly next: string }
  | { readonly state: 'red'; readonly says: string; readonly next: string; readonly exitCode: ExitCode };

/** One thing that `tickwire doctor` looks at. */
export interface Check {
  /** Stable; programs tell checks apart by it. */
  readonly id: string;
  readonly title: string;
  /** What has to be true for it to be green, in one sentence. */
  readonly looksAt: string;
  /** Checks without which this one would only repeat their news; it is skipped when one of them is red or skipped. */
  readonly needs: readonly string[];
  /** Reads, and changes nothing. May note what later checks need in `found`. */
  run(examination: Examination): Promise<Finding> | Finding;
}

/** What became of one check. */
export type CheckReport = Pick<Check, 'id' | 'title'> &
  (Finding | { readonly state: 'skipped'; readonly says: string; readonly because: string });

/** All is well. */
export const green = (says: string): Finding => ({ state: 'green', says });

/** It works, and this is advice. */
export const yellow = (says: string, next: string): Finding => ({ state: 'yellow', says, next });

/** It does not work. */
export const red = (says: string, next: string, exitCode: ExitCode): Finding => ({
  state: 'red',
  says,
  next,
  exitCode,
});
