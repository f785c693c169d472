import { commonErrors } from './common-errors.ts';
import type { ServerErrorEntry } from './entry.ts';
import { sessionErrors } from './session-errors.ts';
import { tradingErrors } from './trading-errors.ts';

/** Every error code the server is known to send, and what to do about it. PROTOCOL.md shows the same table. */
export const serverErrors: readonly ServerErrorEntry[] = [...commonErrors, ...sessionErrors, ...tradingErrors];

const byCode: ReadonlyMap<string, ServerErrorEntry> = new Map(serverErrors.map((entry) => [entry.code, entry]));

const rateLimitCodes: ReadonlySet<string> = new Set(['BLOCKED_PAYLOAD_TYPE', 'REQUEST_FREQUENCY_EXCEEDED']);

/**
 * Finds the row of a code. With the server's description, the case that matches it replaces the general words of the row.
 * Undefined for a code we have never heard of; the server's codes are free strings, so expect that.
 *
 * @example
 * findServerError('INVALID_REQUEST')?.retry; // 'never'
 * findServerError('INVALID_REQUEST', 'Trading account is not authorized')?.retry; // 'after-login'
 */
export function findServerError(code: string, description?: string): ServerErrorEntry | undefined {
  const entry = byCode.get(code);
  if (entry?.cases === undefined || description === undefined) return entry;
  const match = entry.cases.find((candidate) => description.includes(candidate.text));
  if (match === undefined) return entry;
  return {
    ...entry,
    meaning: match.meaning,
    likelyCause: match.likelyCause ?? entry.likelyCause,
    nextStep: match.nextStep,
    retry: match.retry,
    cureByWaiting: match.cureByWaiting ?? entry.cureByWaiting,
  };
}

/** Whether the code only says that what was asked for is so already, which counts as success. */
export function isAlreadyDone(code: string): boolean {
  return byCode.get(code)?.retry === 'already-done';
}

/** Whether the code says that requests came too fast. */
export function isRateLimit(code: string): boolean {
  return rateLimitCodes.has(code);
}

/**
 * Whether a session may keep trying after this refusal. False means that it must stop and say so: neither a wait nor
 * another login with the same credentials helps. Unknown codes count as curable: a growing pause between tries does
 * little harm, while giving up on a code that would have passed ends the run for nothing.
 */
export function isCuredByWaiting(code: string, description?: string): boolean {
  return findServerError(code, description)?.cureByWaiting ?? true;
}
