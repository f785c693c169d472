import { expect, test } from 'vitest';
import { Calendar } from './calendar.ts';
import { openings } from './world/schedules.ts';

const at = (text: string): number => Date.parse(text);
const currencies = new Calendar(openings.currencies);
const america = new Calendar(openings.america);

test('currencies open on Sunday at five seconds past 17:00 in New York, the start included and the end not', () => {
  expect(currencies.isOpen(at('2025-07-13T21:00:04.999Z'))).toBe(false);
  expect(currencies.isOpen(at('2025-07-13T21:00:05Z'))).toBe(true);
  expect(currencies.isOpen(at('2025-07-14T20:29:54.999Z'))).toBe(true);
  expect(currencies.isOpen(at('2025-07-14T20:29:55Z'))).toBe(false);
});

test('openings follow the clocks of their zone', () => {
  expect(currencies.nextOpenAt(at('2025-03-07T23:00Z'))).toBe(at('2025-03-09T21:00:05Z'));
  expect(currencies.nextOpenAt(at('2025-02-28T23:00Z'))).toBe(at('2025-03-02T22:00:05Z'));
  expect(currencies.nextCloseAt(at('2025-03-09T21:00:05Z'))).toBe(at('2025-03-10T20:29:55Z'));
});

test('while open the next opening is now, while closed the next close is', () => {
  const [open, closed] = [at('2025-07-15T12:00Z'), at('2025-07-19T12:00Z')];
  expect(currencies.nextOpenAt(open)).toBe(open);
  expect(currencies.nextCloseAt(closed)).toBe(closed);
  expect(currencies.lastOpenBefore(open)).toBe(open);
  expect(currencies.lastOpenBefore(closed)).toBe(at('2025-07-18T20:29:55Z'));
});

test('what is open in day slices all week never closes, also where the slices touch and the clocks change', () => {
  const crypto = new Calendar(openings.crypto);
  for (const moment of ['2025-07-15T20:59:59.999Z', '2025-07-15T21:00Z', '2025-03-30T01:00Z', '2025-10-26T01:00Z']) {
    expect(crypto.isOpen(at(moment))).toBe(true);
  }
  expect(crypto.nextCloseAt(at('2025-07-15T12:00Z'))).toBeUndefined();
  expect(crypto.openings(at('2025-03-01T00:00Z'), at('2025-04-15T00:00Z'))).toHaveLength(1);
});

test('a whole holiday closes, every year when it recurs', () => {
  for (const year of [2016, 2025, 2027]) expect(america.isOpen(at(`${year}-12-25T15:00Z`))).toBe(false);
  expect(america.isOpen(at('2025-04-18T15:00Z'))).toBe(false);
  expect(america.isOpen(at('2024-04-18T15:00Z'))).toBe(true);
  expect(america.nextOpenAt(at('2025-12-25T12:00Z'))).toBe(at('2025-12-26T05:00Z'));
});

test('part of a holiday closes early and opens again', () => {
  expect(america.isOpen(at('2025-11-27T17:59:59Z'))).toBe(true);
  expect(america.nextCloseAt(at('2025-11-27T12:00Z'))).toBe(at('2025-11-27T18:00Z'));
  expect(america.nextOpenAt(at('2025-11-27T18:00Z'))).toBe(at('2025-11-27T23:00Z'));
});

test('a schedule without openings has none, and the search for one ends', () => {
  const never = new Calendar({ schedule: [], scheduleTimeZone: 'UTC', holiday: [] });
  expect(never.nextOpenAt(at('2025-07-15T12:00Z'))).toBeUndefined();
  expect(never.lastOpenBefore(at('2025-07-15T12:00Z'))).toBeUndefined();
});
