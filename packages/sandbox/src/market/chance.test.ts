import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chance, exp, foldSeed, squareRoot } from './chance.ts';

test('the exponential is within a millionth of the real one over the range prices need', () => {
  fc.assert(
    fc.property(fc.double({ min: -4, max: 4, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-6);
    }),
  );
});

test('the square root is within a billionth of the real one', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (square) => {
      expect(Math.abs(squareRoot(square) / Math.sqrt(square) - 1)).toBeLessThan(1e-9);
    }),
  );
  expect(squareRoot(0)).toBe(0);
});

test('swings have mean 0 and standard deviation 1', () => {
  const chance = new Chance(7);
  const swings = Array.from({ length: 20_000 }, () => chance.swing());
  const mean = swings.reduce((sum, swing) => sum + swing, 0) / swings.length;
  const variance = swings.reduce((sum, swing) => sum + swing * swing, 0) / swings.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.03);
});

test('seeds that differ anywhere, also beyond 32 bits and behind the point, fold differently', () => {
  const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, 0.5, 1.5, Number.MAX_SAFE_INTEGER];
  expect(new Set(seeds.map(foldSeed)).size).toBe(seeds.length);
});
