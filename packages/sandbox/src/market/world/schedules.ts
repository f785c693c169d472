import type { Holiday, Interval } from '@tickwire/protocol';

/** When something is traded: the schedule fields of a `TradingSymbol`. */
export interface Opening {
  readonly schedule: Interval[];
  readonly scheduleTimeZone: string;
  readonly holiday: Holiday[];
}

const daySeconds = 86_400;

// Seconds since 00:00 of the day with that number, Sunday being 0; more than a day runs into the next.
function opensDaily(
  days: readonly number[],
  from: readonly [number, number, number?],
  to: readonly [number, number, number?],
): Interval[] {
  const [start, end] = [secondsOf(from), secondsOf(to)];
  const length = end > start ? end - start : end + daySeconds - start;
  return days.map((day) => ({ startSecond: day * daySeconds + start, endSecond: day * daySeconds + start + length }));
}

function secondsOf([hours, minutes, seconds = 0]: readonly [number, number, number?]): number {
  return hours * 3600 + minutes * 60 + seconds;
}

function inOrder(...parts: readonly Interval[][]): Interval[] {
  return parts.flat().sort((one, other) => one.startSecond - other.startSecond);
}

const workdays = [1, 2, 3, 4, 5] as const;
const evesOfWorkdays = [0, 1, 2, 3, 4] as const;
const newYork = 'America/New_York';

function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / (daySeconds * 1000);
}

// Ids in a hundred a zone, so that a holiday keeps its id.
function yearEnd(firstId: number, scheduleTimeZone: string): Holiday[] {
  return [
    {
      holidayId: firstId,
      name: 'Christmas Day',
      scheduleTimeZone,
      holidayDate: dayNumber(2025, 12, 25),
      isRecurring: true,
    },
    {
      holidayId: firstId + 1,
      name: "New Year's Day",
      scheduleTimeZone,
      holidayDate: dayNumber(2026, 1, 1),
      isRecurring: true,
    },
  ];
}

const goodFridays = [
  [2024, 3, 29],
  [2025, 4, 18],
  [2026, 4, 3],
  [2027, 3, 26],
  [2028, 4, 14],
] as const;

function easter(firstId: number, scheduleTimeZone: string): Holiday[] {
  return goodFridays.map(([year, month, day], index) => ({
    holidayId: firstId + 10 + index,
    name: 'Good Friday',
    scheduleTimeZone,
    holidayDate: dayNumber(year, month, day),
    isRecurring: false,
  }));
}

const earlyCloses = [
  ['Thanksgiving Day', 2024, 11, 28],
  ['Thanksgiving Day', 2025, 11, 27],
  ['Thanksgiving Day', 2026, 11, 26],
  ['Thanksgiving Day', 2027, 11, 25],
  ['Independence Day', 2025, 7, 4],
  ['Independence Day (observed)', 2026, 7, 3],
  ['Independence Day (observed)', 2027, 7, 5],
] as const;

function americanEarlyCloses(firstId: number): Holiday[] {
  return earlyCloses.map(([name, year, month, day], index) => ({
    holidayId: firstId + 20 + index,
    name,
    description: 'Closes at 13:00 New York time',
    scheduleTimeZone: newYork,
    holidayDate: dayNumber(year, month, day),
    isRecurring: false,
    startSecond: 13 * 3600,
    endSecond: 18 * 3600,
  }));
}

function continental(firstId: number, scheduleTimeZone: string, schedule: Interval[]): Opening {
  return {
    schedule,
    scheduleTimeZone,
    holiday: [...yearEnd(firstId, scheduleTimeZone), ...easter(firstId, scheduleTimeZone)],
  };
}

/** Opening times by market. Those of currencies are as captured from the real demo server, without holidays. */
export const openings = {
  currencies: {
    schedule: [
      { startSecond: 61_205, endSecond: 145_795 },
      { startSecond: 147_605, endSecond: 232_195 },
      { startSecond: 234_005, endSecond: 318_595 },
      { startSecond: 320_405, endSecond: 404_995 },
      { startSecond: 406_805, endSecond: 491_395 },
    ],
    scheduleTimeZone: newYork,
    holiday: [],
  },
  metals: continental(100, 'UTC', opensDaily(evesOfWorkdays, [22, 1], [20, 58])),
  crypto: {
    schedule: opensDaily([0, 1, 2, 3, 4, 5, 6], [0, 0], [0, 0]),
    scheduleTimeZone: 'Europe/Bucharest',
    holiday: [],
  },
  america: {
    schedule: opensDaily(evesOfWorkdays, [18, 0], [16, 59, 30]),
    scheduleTimeZone: newYork,
    holiday: [...yearEnd(200, newYork), ...easter(200, newYork), ...americanEarlyCloses(200)],
  },
  germany: continental(300, 'Europe/Berlin', opensDaily(workdays, [1, 15], [22, 0])),
  france: continental(400, 'Europe/Paris', opensDaily(workdays, [8, 0], [22, 0])),
  britain: continental(500, 'Europe/London', opensDaily(workdays, [1, 0], [21, 0])),
  japan: continental(
    600,
    'Asia/Tokyo',
    inOrder(opensDaily(workdays, [8, 45], [15, 15]), opensDaily(workdays, [16, 30], [6, 0])),
  ),
  australia: continental(
    700,
    'Australia/Sydney',
    inOrder(opensDaily(workdays, [9, 50], [16, 30]), opensDaily(workdays, [17, 10], [7, 0])),
  ),
  hongKong: continental(
    800,
    'Asia/Hong_Kong',
    inOrder(
      opensDaily(workdays, [9, 15], [12, 0]),
      opensDaily(workdays, [13, 0], [16, 30]),
      opensDaily(workdays, [17, 15], [3, 0]),
    ),
  ),
  brent: continental(900, 'Europe/London', opensDaily(workdays, [1, 0], [22, 58])),
} as const satisfies Readonly<Record<string, Opening>>;
