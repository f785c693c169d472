import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';
import { until } from './until.ts';

test('waiting resolves with what the condition returned', async () => {
  let polls = 0;
  await expect(until(() => (++polls > 3 ? `after ${polls}` : undefined))).resolves.toBe('after 4');
});

test('giving up names what was awaited', async () => {
  await expect(until(() => false, { timeoutMs: 1, what: 'a cow to fly' })).rejects.toThrow(
    'Gave up after 1 ms waiting for a cow to fly.',
  );
});

test('the same seed gives the same numbers, another seed others', () => {
  const take = (seed: number) => {
    const random = seededRandom(seed);
    return [random.next(), random.next(), random.next()];
  };
  expect(take(7)).toEqual(take(7));
  expect(take(7)).not.toEqual(take(8));
  for (const number of take(7)) expect(number >= 0 && number < 1).toBe(true);
});
