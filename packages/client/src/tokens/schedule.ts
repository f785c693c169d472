import type { Random } from '../ports.ts';

/** Life of an access token when nobody says, in seconds (PROTOCOL.md, "Tokens"). */
export const usualLifeSeconds = 2_628_000;

/** A refresh is due when between a third and a fifth of the life is left: that leaves days for another try. */
const earliestShare = 0.33;
const latestShare = 0.2;

/** What is overdue is done soon, but not by everybody at the same moment. */
const overdueFromMs = 1_000;
const overdueToMs = 60_000;

/** What is known about the life of an access token. */
export interface TokenLife {
  /** Milliseconds until the end, by the wall clock; not positive when it should be dead already. */
  readonly leftMs: number;
  /** Milliseconds from issue to end; undefined when nobody has said. */
  readonly wholeMs: number | undefined;
}

/**
 * Milliseconds until the refresh, spread by chance. A wrong wall clock does little harm: no token is believed to live longer
 * than tokens do, and one that should be dead and is not is renewed.
 */
export function planRefresh({ leftMs, wholeMs = usualLifeSeconds * 1_000 }: TokenLife, random: Random): number {
  const share = latestShare + random.next() * (earliestShare - latestShare);
  const plannedMs = Math.min(leftMs, wholeMs) - wholeMs * share;
  const soonMs = overdueFromMs + random.next() * (overdueToMs - overdueFromMs);
  return Math.max(plannedMs, Math.min(soonMs, wholeMs / 100));
}
