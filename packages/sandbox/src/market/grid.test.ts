import { TrendbarPeriod } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { cellAt, dayMs, dayOf, dayStart, hourMs } from './grid.ts';
import { zonedToUtc, zoneOffsetMs } from './zones.ts';

function cell(period: TrendbarPeriod, at: string): readonly [string, string] {
  const { start, end } = cellAt(period, Date.parse(at));
  return [new Date(start).toISOString(), new Date(end).toISOString()];
}

test('days turn at 17:00 in New York, summer and winter', () => {
  expect(cell(TrendbarPeriod.D1, '2025-01-15T12:00Z')).toEqual([
    '2025-01-14T22:00:00.000Z',
    '2025-01-15T22:00:00.000Z',
  ]);
  expect(cell(TrendbarPeriod.D1, '2025-07-15T12:00Z')).toEqual([
    '2025-07-14T21:00:00.000Z',
    '2025-07-15T21:00:00.000Z',
  ]);
  expect(cell(TrendbarPeriod.D1, '2025-07-15T21:00Z')[0]).toBe('2025-07-15T21:00:00.000Z');
  expect(cell(TrendbarPeriod.D1, '2025-07-15T20:59:59.999Z')[0]).toBe('2025-07-14T21:00:00.000Z');
});

test('four-hour and twelve-hour bars count from the turn of the day', () => {
  expect(cell(TrendbarPeriod.H4, '2025-01-15T03:30Z')).toEqual([
    '2025-01-15T02:00:00.000Z',
    '2025-01-15T06:00:00.000Z',
  ]);
  expect(cell(TrendbarPeriod.H4, '2025-07-15T03:30Z')).toEqual([
    '2025-07-15T01:00:00.000Z',
    '2025-07-15T05:00:00.000Z',
  ]);
  expect(cell(TrendbarPeriod.H12, '2025-07-15T12:00Z')).toEqual([
    '2025-07-15T09:00:00.000Z',
    '2025-07-15T21:00:00.000Z',
  ]);
});

test('on the days when the clocks change the last four hours are three or five', () => {
  expect(cell(TrendbarPeriod.H4, '2025-03-09T20:30Z')).toEqual([
    '2025-03-09T18:00:00.000Z',
    '2025-03-09T21:00:00.000Z',
  ]);
  expect(cell(TrendbarPeriod.H4, '2025-11-02T21:30Z')).toEqual([
    '2025-11-02T17:00:00.000Z',
    '2025-11-02T22:00:00.000Z',
  ]);
});

test('bars up to an hour lie on the UTC clock', () => {
  expect(cell(TrendbarPeriod.M10, '2025-07-15T12:34:56Z')).toEqual([
    '2025-07-15T12:30:00.000Z',
    '2025-07-15T12:40:00.000Z',
  ]);
  expect(cell(TrendbarPeriod.H1, '2025-07-15T12:34:56Z')[0]).toBe('2025-07-15T12:00:00.000Z');
});

test('weeks begin on Sunday, months with the trading day that ends on the first', () => {
  expect(cell(TrendbarPeriod.W1, '2025-07-16T12:00Z')).toEqual([
    '2025-07-13T21:00:00.000Z',
    '2025-07-20T21:00:00.000Z',
  ]);
  expect(cell(TrendbarPeriod.W1, '2025-07-13T20:00Z')[0]).toBe('2025-07-06T21:00:00.000Z');
  expect(cell(TrendbarPeriod.MN1, '2025-03-15T12:00Z')).toEqual([
    '2025-02-28T22:00:00.000Z',
    '2025-03-31T21:00:00.000Z',
  ]);
});

test('every period covers the time without gaps, from 2015 to 2027', () => {
  for (const period of Object.values(TrendbarPeriod).filter((one) => one >= TrendbarPeriod.H4)) {
    let at = Date.UTC(2015, 0, 1);
    while (at < Date.UTC(2027, 0, 1)) {
      const { start, end } = cellAt(period, at);
      expect(start <= at && at < end).toBe(true);
      expect(cellAt(period, end - 1)).toEqual({ start, end });
      expect(cellAt(period, end).start).toBe(end);
      at = end;
    }
  }
});

test('days follow each other, each of 23, 24 or 25 hours', () => {
  const first = dayOf(Date.UTC(2024, 0, 1));
  for (let day = first; day < first + 800; day++) {
    expect(dayOf(dayStart(day))).toBe(day);
    expect(dayOf(dayStart(day) - 1)).toBe(day - 1);
    expect([23, 24, 25]).toContain((dayStart(day + 1) - dayStart(day)) / hourMs);
  }
});

test('offsets change to the minute at which the clocks do', () => {
  const changeAt = Date.UTC(2025, 2, 30, 1);
  expect(zoneOffsetMs('Europe/Bucharest', changeAt - 1)).toBe(2 * hourMs);
  expect(zoneOffsetMs('Europe/Bucharest', changeAt)).toBe(3 * hourMs);
  expect(zoneOffsetMs('Asia/Kolkata', changeAt)).toBe(5.5 * hourMs);
  expect(zoneOffsetMs('UTC', changeAt)).toBe(0);
});

test('a local time that is skipped is an hour later, one that comes twice is the first', () => {
  const newYork = 'America/New_York';
  expect(zonedToUtc(newYork, Date.UTC(2025, 2, 9, 2, 30))).toBe(Date.UTC(2025, 2, 9, 7, 30));
  expect(zonedToUtc(newYork, Date.UTC(2025, 10, 2, 1, 30))).toBe(Date.UTC(2025, 10, 2, 5, 30));
  expect(zonedToUtc(newYork, Date.UTC(2025, 10, 2) + dayMs)).toBe(Date.UTC(2025, 10, 3, 5));
});
