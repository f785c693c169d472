import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SlidingSecond } from './sliding-second.ts';

test('counts what is less than a second old, and remembers the busiest second', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 100 }), (gaps) => {
      const second = new SlidingSecond();
      const moments: number[] = [];
      let at = 0;
      let peak = 0;
      for (const gap of gaps) {
        at += gap;
        moments.push(at);
        second.add(at);
        const recent = moments.filter((moment) => moment > at - 1_000).length;
        peak = Math.max(peak, recent);
        expect(second.countAt(at)).toBe(recent);
      }
      expect(second.peak).toBe(peak);
      expect(second.countAt(at + 1_000)).toBe(0);
    }),
  );
});
