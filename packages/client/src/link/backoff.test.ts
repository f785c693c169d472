import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultBackoff, nextPauseMs } from './backoff.ts';

const fixed = (value: number) => ({ next: () => value });

test('the first pause lies between a quarter of a second and a second', () => {
  expect(nextPauseMs(0, defaultBackoff, fixed(0))).toBe(250);
  expect(nextPauseMs(0, defaultBackoff, fixed(0.999999))).toBe(1_000);
});

test('the ceiling doubles with each attempt up to a minute', () => {
  const ceilings = [0, 1, 2, 3, 6, 7, 1_000].map((attempt) => nextPauseMs(attempt, defaultBackoff, fixed(0.9999999)));
  expect(ceilings).toEqual([1_000, 2_000, 4_000, 8_000, 60_000, 60_000, 60_000]);
});

test('P5: a pause the server asks for is honoured, spread, and capped at ten minutes', () => {
  expect(nextPauseMs(0, defaultBackoff, fixed(0), 90_000)).toBe(90_250);
  expect(nextPauseMs(0, defaultBackoff, fixed(0), 1e12)).toBe(600_250);
  expect(nextPauseMs(0, defaultBackoff, fixed(0), -5)).toBe(250);
});

test('I14: without a wish of the server every pause lies between floor and ceiling', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, chance) => {
      const pause = nextPauseMs(attempt, defaultBackoff, fixed(chance));
      expect(pause).toBeGreaterThanOrEqual(defaultBackoff.minMs);
      expect(pause).toBeLessThanOrEqual(defaultBackoff.capMs);
    }),
  );
});
