import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Side } from './feed.ts';
import { Loop } from './loop.ts';
import { Recording } from './recording.ts';

const startsAt = 1_000_000;
const everyMs = 90_000;
const rounds = 6;
const steps = fc.array(
  fc.record(
    {
      afterMs: fc.integer({ min: 0, max: everyMs - 1 }),
      bid: fc.integer({ min: 1, max: 50 }),
      ask: fc.integer({ min: 51, max: 99 }),
    },
    { requiredKeys: ['afterMs'] },
  ),
  { maxLength: 12 },
);
const moment = fc.integer({ min: startsAt - everyMs, max: startsAt + rounds * everyMs });

test('a loop is the same as its rounds written out one after the other', () => {
  fc.assert(
    fc.property(steps, moment, moment, (changes, one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const sorted = changes.toSorted((left, right) => left.afterMs - right.afterMs);
      const first = new Recording();
      const whole = new Recording();
      for (let round = 0; round < rounds; round += 1) {
        for (const { afterMs, ...sides } of sorted) {
          whole.add({ atMs: startsAt + round * everyMs + afterMs, ...sides });
          if (round === 0) first.add({ atMs: startsAt + afterMs, ...sides });
        }
      }
      const loop = new Loop({ first, startsAt, everyMs });
      expect(loop.summarize(from, to)).toEqual(whole.summarize(from, to));
      for (const side of ['bid', 'ask'] satisfies Side[]) {
        expect([...loop.ticksBack(side, from, to)]).toEqual([...whole.ticksBack(side, from, to)]);
        expect(loop.lastTick(side, to, from)).toEqual(whole.lastTick(side, to, from));
      }
      expect(loop.nextTickAt(from, to)).toBe(whole.nextTickAt(from, to));
      expect(loop.quietSince(to)).toBe(whole.quietSince(to));
    }),
    { numRuns: 300 },
  );
});
