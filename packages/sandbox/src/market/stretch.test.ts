import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chance } from './chance.ts';
import { divideStretch, drawStretch, drawTicks, type Stretch } from './stretch.ts';

const counts = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 80 })), {
  minLength: 1,
  maxLength: 60,
});

function drawWhole(count: number, seed: number, reach: number): Stretch {
  const chance = new Chance(seed);
  const outline = { open: 1000 + chance.below(60), close: 1000 + chance.below(60), floor: 1, ceiling: 1e9 };
  return drawStretch({ count, reach, ...outline }, chance);
}

function expectSound(stretch: Stretch): void {
  const { count, open, high, low, close, highAt, lowAt } = stretch;
  expect(low <= Math.min(open, close) && high >= Math.max(open, close)).toBe(true);
  const prices = drawTicks(stretch, new Chance(5));
  expect(prices).toHaveLength(count);
  expect([prices[0], prices[count - 1], prices[highAt], prices[lowAt]]).toEqual([open, close, high, low]);
  expect([Math.max(...prices), Math.min(...prices)]).toEqual([high, low]);
}

test('the parts of a stretch add up to it, whatever their number of ticks, down to single ones', () => {
  fc.assert(
    fc.property(counts, fc.integer(), fc.integer({ min: 0, max: 400 }), (parts, seed, reach) => {
      const count = parts.reduce((sum, part) => sum + part, 0);
      fc.pre(count > 0);
      const whole = drawWhole(count, seed, reach);
      expectSound(whole);
      const divided = divideStretch(whole, parts, parts, new Chance(seed + 1));
      expect(divided.map((part) => part?.count ?? 0)).toEqual(parts);
      const drawn = divided.filter((part) => part !== undefined);
      for (const part of drawn) expectSound(part);
      expect(drawn[0]?.open).toBe(whole.open);
      expect(drawn.at(-1)?.close).toBe(whole.close);
      expect(Math.max(...drawn.map(({ high }) => high))).toBe(whole.high);
      expect(Math.min(...drawn.map(({ low }) => low))).toBe(whole.low);
    }),
    { numRuns: 1000 },
  );
});

test('prices move in small steps, not in one jump to the extreme', () => {
  const whole = drawStretch(
    { count: 4000, open: 10_000, close: 10_000, reach: 400, floor: 1, ceiling: 1e9 },
    new Chance(3),
  );
  const prices = drawTicks(whole, new Chance(4));
  const steps = prices.slice(1).map((price, index) => Math.abs(price - (prices[index] ?? 0)));
  expect(Math.max(...steps)).toBeLessThan((whole.high - whole.low) / 4);
  expect(steps.filter((step) => step === 0).length).toBeLessThan(20);
});
