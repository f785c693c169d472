import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRefresh, usualLifeSeconds } from './schedule.ts';

const wholeMs = usualLifeSeconds * 1_000;
const day = 86_400_000;
const shares = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const always = (share: number) => ({ next: () => share });

test('a refresh is due when between a third and a fifth of the life is left, which is 6 to 10 days', () => {
  fc.assert(
    fc.property(shares, (share) => {
      const leftAfterMs = wholeMs - planRefresh({ leftMs: wholeMs, wholeMs }, always(share));
      expect(leftAfterMs).toBeGreaterThanOrEqual(wholeMs * 0.2 - 1);
      expect(leftAfterMs).toBeLessThanOrEqual(wholeMs * 0.33 + 1);
    }),
  );
  expect(wholeMs * 0.2).toBeGreaterThan(6 * day);
});

test('chance spreads a fleet', () => {
  const dues = Array.from({ length: 100 }, (_, index) =>
    planRefresh({ leftMs: wholeMs, wholeMs }, always(index / 100)),
  );
  expect(new Set(dues).size).toBe(100);
  expect(Math.max(...dues) - Math.min(...dues)).toBeGreaterThan(3 * day);
});

test('what is overdue follows within a minute, and never at the moment of the start', () => {
  fc.assert(
    fc.property(shares, fc.integer({ min: -40 * day, max: wholeMs * 0.2 }), (share, leftMs) => {
      const delayMs = planRefresh({ leftMs, wholeMs: undefined }, always(share));
      expect(delayMs).toBeGreaterThanOrEqual(1_000);
      expect(delayMs).toBeLessThanOrEqual(60_000);
    }),
  );
});

test('T10: a clock that is 40 days behind does not put the refresh off beyond the life of a token', () => {
  expect(planRefresh({ leftMs: wholeMs + 40 * day, wholeMs: undefined }, always(0))).toBeLessThanOrEqual(wholeMs * 0.8);
});
