import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Budget } from './budget.ts';

/** The most moments that lie within one second of each other. */
function peakOf(moments: readonly number[]): number {
  let first = 0;
  let peak = 0;
  for (const [index, moment] of moments.entries()) {
    while (moment - (moments[first] ?? 0) >= 1_000) first += 1;
    peak = Math.max(peak, index - first + 1);
  }
  return peak;
}

/** The network: each request takes its time to the server, in order, and so does each answer. */
interface Passage {
  /** Milliseconds until the client wants to send the next one. */
  readonly pauseMs: number;
  readonly thereMs: number;
  readonly backMs: number;
  readonly isAnswered: boolean;
}

const passage: fc.Arbitrary<Passage> = fc.record({
  pauseMs: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(3_000)),
  thereMs: fc.oneof(fc.constant(1), fc.nat(50), fc.nat(5_000)),
  backMs: fc.oneof(fc.constant(0), fc.nat(50), fc.nat(5_000)),
  isAnswered: fc.boolean(),
});

/** Sends as fast as the budget allows, and tells when each request reached the server. */
function run(limit: number, passages: readonly Passage[]): readonly number[] {
  const budget = new Budget(limit, 1_000);
  const arrivals: number[] = [];
  const answers: { order: number; at: number }[] = [];
  let now = 0;
  let answeredAt = 0;
  for (const [index, { pauseMs, thereMs, backMs, isAnswered }] of passages.entries()) {
    now += pauseMs;
    for (;;) {
      for (const answer of answers.filter(({ at }) => at <= now)) budget.confirm(answer.order, answer.at);
      answers.splice(0, answers.filter(({ at }) => at <= now).length);
      if (budget.hasRoom(now)) break;
      now = Math.min(budget.roomAt(now), answers[0]?.at ?? Number.POSITIVE_INFINITY);
    }
    budget.take(index + 1, now);
    const arrivedAt = Math.max(arrivals.at(-1) ?? 0, now + thereMs);
    arrivals.push(arrivedAt);
    answeredAt = Math.max(answeredAt, arrivedAt + backMs);
    if (isAnswered) answers.push({ order: index + 1, at: answeredAt });
  }
  return arrivals;
}

test('I13: whatever the network does, the server never sees more than the limit in any second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), fc.array(passage, { maxLength: 120 }), (limit, passages) => {
      expect(peakOf(run(limit, passages))).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 300 },
  );
});

test('I13: requests that the network held back and delivers at once are still within the limit', () => {
  const held = Array.from({ length: 5 }, () => ({ pauseMs: 0, thereMs: 4_000, backMs: 0, isAnswered: true }));
  const quick = Array.from({ length: 5 }, () => ({ pauseMs: 0, thereMs: 1, backMs: 0, isAnswered: true }));
  const arrivals = run(5, [...held, ...quick]);
  expect(arrivals).toEqual([4_000, 4_000, 4_000, 4_000, 4_000, 5_001, 5_001, 5_001, 5_001, 5_001]);
});

test('a budget is used up to its limit: with answers at once, N requests leave each second', () => {
  const passages = Array.from({ length: 100 }, () => ({ pauseMs: 0, thereMs: 0, backMs: 0, isAnswered: true }));
  expect(run(5, passages).at(-1)).toBe(19_000);
});

test('a request that is never answered does not hold its place for ever', () => {
  const budget = new Budget(1, 1_000);
  budget.take(1, 0);
  expect(budget.hasRoom(60_999)).toBe(false);
  expect(budget.roomAt(5)).toBe(61_000);
  expect(budget.hasRoom(61_000)).toBe(true);
});

test('the earliest moment is never later than the one at which there is room', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.nat(20),
      fc.array(fc.nat(600), { maxLength: 30 }),
      (limit, ahead, pauses) => {
        const budget = new Budget(limit, 1_000);
        let now = 0;
        let order = 0;
        for (const pauseMs of pauses) {
          now += pauseMs;
          if (!budget.hasRoom(now)) continue;
          order += 1;
          budget.take(order, now);
          budget.confirm(order, now);
        }
        const earliestAt = budget.earliestAt(ahead, now);
        for (let index = 0; index <= ahead; index += 1) {
          now = budget.roomAt(now);
          order += 1;
          budget.take(order, now);
          budget.confirm(order, now);
        }
        expect(earliestAt).toBe(now);
      },
    ),
  );
});

test('P6: a pause lets nothing through until it is over', () => {
  const budget = new Budget(5, 1_000);
  budget.pause.impose(1, 1, 2_000, 0);
  expect(budget.hasRoom(1_999)).toBe(false);
  expect(budget.roomAt(0)).toBe(2_000);
  expect(budget.hasRoom(2_000)).toBe(true);
});
