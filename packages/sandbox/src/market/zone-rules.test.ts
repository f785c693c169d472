import { expect, test } from 'vitest';
import { openings } from './world/schedules.ts';
import { findOffsets, firstRuledYear, lastRuledYear } from './zone-rules.ts';
import { readZoneYear } from './zones.ts';

const zones = [...new Set(Object.values(openings).map(({ scheduleTimeZone }) => scheduleTimeZone))];

test.each(zones.filter((zone) => findOffsets(zone, 2025) !== undefined))(
  'the rules of %s say what the platform says',
  (zone) => {
    for (let year = firstRuledYear; year <= lastRuledYear; year += 1) {
      expect({ year, ...findOffsets(zone, year) }).toEqual({ year, ...readZoneYear(zone, year) });
    }
  },
);

test('years and zones without rules are left to the platform', () => {
  expect(findOffsets('America/New_York', firstRuledYear - 1)).toBeUndefined();
  expect(findOffsets('America/New_York', lastRuledYear + 1)).toBeUndefined();
  expect(findOffsets('Asia/Kolkata', 2025)).toBeUndefined();
});
