import { findOffsets } from './zone-rules.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Offsets {
  /** Epoch ms from which each offset holds, ascending; the first holds since before the year. */
  readonly since: readonly number[];
  readonly offsetsMs: readonly number[];
}

interface ZoneYear extends Offsets {
  readonly from: number;
  readonly to: number;
}

interface Zone {
  readonly name: string;
  /** Made when a year is not in our own rules. */
  format: Intl.DateTimeFormat | undefined;
  readonly years: Map<number, ZoneYear>;
  /** The year asked for last: most questions are about it again. */
  recent: ZoneYear;
}

// One entry a zone and year that is asked for: bounded by the calendar, not by use.
const zones = new Map<string, Zone>();

/**
 * How far local time is ahead of UTC at a moment, in ms.
 *
 * @throws RangeError when nobody knows the zone.
 */
export function zoneOffsetMs(zoneName: string, at: number): number {
  if (zoneName === 'UTC') return 0;
  const zone = openZone(zoneName);
  if (at < zone.recent.from || at >= zone.recent.to) zone.recent = openYear(zone, new Date(at).getUTCFullYear());
  const { since, offsetsMs } = zone.recent;
  let index = since.length - 1;
  while (index > 0 && (since[index] ?? 0) > at) index--;
  return offsetsMs[index] ?? 0;
}

/**
 * The moment at which clocks in the zone show a local time, given as ms since 1970-01-01 00:00 of that zone. A time that
 * the clocks skip is taken an hour later, one that they show twice is the first.
 */
export function zonedToUtc(zoneName: string, localMs: number): number {
  const before = localMs - zoneOffsetMs(zoneName, localMs - dayMs);
  if (before + zoneOffsetMs(zoneName, before) === localMs) return before;
  const after = localMs - zoneOffsetMs(zoneName, localMs + dayMs);
  return after + zoneOffsetMs(zoneName, after) === localMs ? after : before;
}

function openZone(zoneName: string): Zone {
  const known = zones.get(zoneName);
  if (known !== undefined) return known;
  const recent = { from: 0, to: 0, since: [], offsetsMs: [] };
  const zone: Zone = { name: zoneName, format: undefined, years: new Map(), recent };
  zones.set(zoneName, zone);
  return zone;
}

function openYear(zone: Zone, year: number): ZoneYear {
  const known = zone.years.get(year);
  if (known !== undefined) return known;
  const offsets = findOffsets(zone.name, year) ?? readYear((zone.format ??= openFormat(zone.name)), year);
  const read = { from: Date.UTC(year, 0, 1), to: Date.UTC(year + 1, 0, 1), ...offsets };
  zone.years.set(year, read);
  return read;
}

/**
 * The offsets of a year as the platform knows them.
 *
 * @throws RangeError when it does not know the zone.
 */
export function readZoneYear(zoneName: string, year: number): Offsets {
  return readYear(openFormat(zoneName), year);
}

function openFormat(zoneName: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zoneName,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

/** Looks at each month's start, and halves the months in which the offset changes until the minute is found. */
function readYear(format: Intl.DateTimeFormat, year: number): Offsets {
  const since: number[] = [Date.UTC(year, 0, 1)];
  const offsetsMs: number[] = [readOffset(format, Date.UTC(year, 0, 1))];
  for (let month = 0; month < 12; month++) {
    let low = Date.UTC(year, month, 1);
    let high = Date.UTC(year, month + 1, 1);
    const from = readOffset(format, low);
    const to = readOffset(format, high);
    if (from === to) continue;
    while (high - low > 60_000) {
      const middle = low + Math.floor((high - low) / 120_000) * 60_000;
      if (readOffset(format, middle) === from) low = middle;
      else high = middle;
    }
    since.push(high);
    offsetsMs.push(to);
  }
  return { since, offsetsMs };
}

function readOffset(format: Intl.DateTimeFormat, at: number): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(at)) {
    if (type !== 'literal') parts[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}
