const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How the clocks of a zone go in the years from {@link firstRuledYear} on. */
interface ZoneRule {
  /** How far winter time is ahead of UTC, in ms. */
  readonly winterMs: number;
  /** When summer time starts and ends in a year, epoch ms; undefined: there is none. */
  readonly summer: ((year: number) => readonly [start: number, end: number]) | undefined;
}

/** From then on the rules below hold, as far as anybody has decided. */
export const firstRuledYear = 1998;
export const lastRuledYear = 2037;

const european = (winterHours: number): ZoneRule => ({
  winterMs: winterHours * hourMs,
  // At one o'clock UTC, everywhere at once.
  summer: (year) => [sunday(year, 3, -1) + hourMs, sunday(year, 10, -1) + hourMs],
});

const lasting = (hours: number): ZoneRule => ({ winterMs: hours * hourMs, summer: undefined });

// The zones of the world's schedules. Asking the platform for a zone's first time costs some 30 ms; these cost nothing.
const rules: Readonly<Record<string, ZoneRule>> = {
  'America/New_York': {
    winterMs: -5 * hourMs,
    // At two o'clock on the clock that is about to change.
    summer: (year) =>
      year >= 2007
        ? [sunday(year, 3, 2) + 7 * hourMs, sunday(year, 11, 1) + 6 * hourMs]
        : [sunday(year, 4, 1) + 7 * hourMs, sunday(year, 10, -1) + 6 * hourMs],
  },
  'Europe/London': european(0),
  'Europe/Berlin': european(1),
  'Europe/Paris': european(1),
  'Europe/Bucharest': european(2),
  'Asia/Tokyo': lasting(9),
  'Asia/Hong_Kong': lasting(8),
};

/** The offsets of a year: the first since its start, in ms. Undefined for a zone or year whose rules are not known. */
export function findOffsets(
  zoneName: string,
  year: number,
): { readonly since: readonly number[]; readonly offsetsMs: readonly number[] } | undefined {
  const rule = year >= firstRuledYear && year <= lastRuledYear ? rules[zoneName] : undefined;
  if (rule === undefined) return undefined;
  const { winterMs, summer } = rule;
  const newYear = Date.UTC(year, 0, 1);
  if (summer === undefined) return { since: [newYear], offsetsMs: [winterMs] };
  const [start, end] = summer(year);
  return { since: [newYear, start, end], offsetsMs: [winterMs, winterMs + hourMs, winterMs] };
}

/** Midnight UTC of a month's first, second, … Sunday; -1 is its last. */
function sunday(year: number, month: number, place: number): number {
  const anchor = place > 0 ? Date.UTC(year, month - 1, 1) : Date.UTC(year, month, 1) - 7 * dayMs;
  const untilSunday = (7 - new Date(anchor).getUTCDay()) % 7;
  return anchor + (untilSunday + 7 * Math.max(0, place - 1)) * dayMs;
}
