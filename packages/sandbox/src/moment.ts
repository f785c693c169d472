import { SandboxError } from './errors/sandbox-error.ts';

/** A moment: a `Date`, epoch ms, or a date and time with its zone, such as `2026-03-06T21:59:00Z`. */
export type Moment = Date | number | string;

/** The last moment that messages can name: PROTOCOL.md, units. */
const lastMoment = 2_147_483_646_000;

const written = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * A moment as epoch ms; a date alone is its midnight in UTC.
 *
 * @param option Where the moment was given, for the error.
 * @throws SandboxError `BAD_OPTION` for what is no moment, or one before 1970 or after January 2038.
 */
export function readMoment(option: string, moment: Moment): number {
  const epochMs = Math.floor(typeof moment === 'string' ? readText(moment) : Number(moment));
  if (epochMs >= 0 && epochMs <= lastMoment) return epochMs;
  const shown = typeof moment === 'string' ? JSON.stringify(moment.slice(0, 40)) : String(Number(moment));
  throw new SandboxError(
    `${option} is ${shown}, but it must be a moment between 1970 and 2038, such as 2026-03-06T21:59:00Z.`,
    { code: 'BAD_OPTION', facts: { option } },
  );
}

function readText(text: string): number {
  return written.test(text) ? Date.parse(text) : Number.NaN;
}
