import type { Holiday, Interval } from '@tickwire/protocol';
import type { Cell } from './grid.ts';
import { dayMs } from './grid.ts';
import { zonedToUtc, zoneOffsetMs } from './zones.ts';

/** When a symbol is traded; the fields are those of its `TradingSymbol`. */
export interface OpeningTimes {
  readonly schedule: readonly Interval[];
  readonly scheduleTimeZone: string;
  readonly holiday: readonly Holiday[];
}

const weekMs = 7 * dayMs;
// 1970-01-04 was a Sunday.
const firstSundayMs = 3 * dayMs;
const weeksKept = 64;
// The longest closure that is looked across. Nothing in the world closes for longer.
const weeksAhead = 8;

/** The openings of one schedule, in epoch ms. Keeps a few weeks at hand. */
export class Calendar {
  readonly #times: OpeningTimes;
  readonly #weeks = new Map<number, readonly Cell[]>();

  constructor(times: OpeningTimes) {
    this.#times = times;
  }

  /** Whether the market is open at a moment: from each opening's start up to, not including, its end. */
  isOpen(at: number): boolean {
    return this.#openingAt(at) !== undefined;
  }

  /** The parts of a stretch of time in which the market is open, ascending; those that touch are one. */
  openings(from: number, to: number): readonly Cell[] {
    const found: Cell[] = [];
    for (let week = this.#weekOf(from) - 1; week <= this.#weekOf(to) + 1; week++) {
      for (const { start, end } of this.#week(week)) {
        if (end <= from || start >= to) continue;
        const last = found.at(-1);
        const part = { start: Math.max(start, from), end: Math.min(end, to) };
        if (last !== undefined && last.end === part.start)
          found[found.length - 1] = { start: last.start, end: part.end };
        else found.push(part);
      }
    }
    return found;
  }

  /** The next moment at which the market opens, or `at` itself while it is open; undefined: not within eight weeks. */
  nextOpenAt(at: number): number | undefined {
    if (this.isOpen(at)) return at;
    const first = this.#weekOf(at) - 1;
    for (let week = first; week <= first + weeksAhead; week++) {
      for (const { start } of this.#week(week)) if (start >= at) return start;
    }
    return undefined;
  }

  /** The end of the opening that a moment lies in, or `at` itself while closed; undefined: not within eight weeks. */
  nextCloseAt(at: number): number | undefined {
    let end = at;
    for (let step = 0; step < weeksAhead * 7; step++) {
      const opening = this.#openingAt(end);
      if (opening === undefined) return end;
      ({ end } = opening);
    }
    return undefined;
  }

  /** The end of the last opening before a moment, at most `at` itself; undefined: not within eight weeks. */
  lastOpenBefore(at: number): number | undefined {
    const last = this.#weekOf(at) + 1;
    for (let week = last; week >= last - weeksAhead; week--) {
      const openings = this.#week(week);
      for (let index = openings.length - 1; index >= 0; index--) {
        const opening = openings[index];
        if (opening !== undefined && opening.start < at) return Math.min(opening.end, at);
      }
    }
    return undefined;
  }

  #openingAt(at: number): Cell | undefined {
    const week = this.#weekOf(at);
    for (let near = week - 1; near <= week + 1; near++) {
      for (const opening of this.#week(near)) if (opening.start <= at && at < opening.end) return opening;
    }
    return undefined;
  }

  #weekOf(at: number): number {
    return Math.floor((at + zoneOffsetMs(this.#times.scheduleTimeZone, at) - firstSundayMs) / weekMs);
  }

  #week(week: number): readonly Cell[] {
    const known = this.#weeks.get(week);
    if (known !== undefined) return known;
    const openings = openingsOfWeek(this.#times, week);
    for (const oldest of this.#weeks.keys()) {
      if (this.#weeks.size < weeksKept) break;
      this.#weeks.delete(oldest);
    }
    this.#weeks.set(week, openings);
    return openings;
  }
}

function openingsOfWeek({ schedule, scheduleTimeZone, holiday }: OpeningTimes, week: number): readonly Cell[] {
  const sundayMs = firstSundayMs + week * weekMs;
  const closures = holiday.flatMap((one) => closuresNear(one, sundayMs));
  const openings: Cell[] = [];
  for (const { startSecond, endSecond } of schedule) {
    const start = zonedToUtc(scheduleTimeZone, sundayMs + startSecond * 1000);
    const end = zonedToUtc(scheduleTimeZone, sundayMs + endSecond * 1000);
    openings.push(...cutOut({ start, end }, closures));
  }
  return openings.sort((one, other) => one.start - other.start);
}

/** The closures that a holiday causes in a week and the days around it. */
function closuresNear(holiday: Holiday, sundayMs: number): readonly Cell[] {
  const days: number[] = [];
  if (holiday.isRecurring) {
    const date = new Date(holiday.holidayDate * dayMs);
    const year = new Date(sundayMs).getUTCFullYear();
    for (const near of [year - 1, year, year + 1]) days.push(Date.UTC(near, date.getUTCMonth(), date.getUTCDate()));
  } else days.push(holiday.holidayDate * dayMs);
  return days
    .filter((day) => day > sundayMs - weekMs && day < sundayMs + 2 * weekMs)
    .map((day) => ({
      start: zonedToUtc(holiday.scheduleTimeZone, day + (holiday.startSecond ?? 0) * 1000),
      end: zonedToUtc(holiday.scheduleTimeZone, day + (holiday.endSecond ?? dayMs / 1000) * 1000),
    }));
}

function cutOut(opening: Cell, closures: readonly Cell[]): readonly Cell[] {
  let rest: readonly Cell[] = [opening];
  for (const { start, end } of closures) {
    rest = rest.flatMap((part) =>
      start >= part.end || end <= part.start
        ? [part]
        : [
            { start: part.start, end: Math.min(start, part.end) },
            { start: Math.max(end, part.start), end: part.end },
          ].filter((piece) => piece.end > piece.start),
    );
  }
  return rest;
}
