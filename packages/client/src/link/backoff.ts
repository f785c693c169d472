import type { Random } from '../ports.ts';

/** The bounds of the pause between two attempts, in milliseconds. */
export interface BackoffLimits {
  readonly minMs: number;
  readonly capMs: number;
}

/** Never more than four attempts a second, never more than a minute apart. */
export const defaultBackoff: BackoffLimits = { minMs: 250, capMs: 60_000 };

const baseMs = 1_000;
/** However far away the end of a maintenance is said to be, look again after this long. */
const longestAskedMs = 600_000;

/**
 * The pause before the next attempt: full jitter between the floor and an exponentially growing ceiling.
 *
 * `attempt` counts from 0. `askedMs` is what the server asked for; it is honoured up to ten minutes, and clients that
 * were all told the same moment are spread over the ordinary pause after it.
 */
export function nextPauseMs(attempt: number, limits: BackoffLimits, random: Random, askedMs = 0): number {
  const ceilingMs = Math.min(limits.capMs, baseMs * 2 ** Math.min(attempt, 30));
  const jitterMs = limits.minMs + random.next() * Math.max(0, ceilingMs - limits.minMs);
  return Math.round(Math.min(Math.max(0, askedMs), longestAskedMs) + jitterMs);
}
