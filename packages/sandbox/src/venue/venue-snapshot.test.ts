import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTradingBench } from '../../test/trading-bench.ts';
import type { BenchOptions } from '../../test/venue-bench.ts';

type Bench = ReturnType<typeof openTradingBench>;

const eurUsd = 1;
const usdJpy = 4;

/** Something that happens to the venue. Moments are ms after the one before. */
const happening = fc.oneof(
  fc.record({
    do: fc.constant('place' as const),
    waitMs: fc.nat({ max: 400 }),
    symbolId: fc.constantFrom(eurUsd, usdJpy),
    tradeSide: fc.constantFrom(1, 2),
    lots: fc.integer({ min: 1, max: 5 }),
    relativeStopLoss: fc.option(fc.integer({ min: 100, max: 900 }), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant('push' as const),
    waitMs: fc.nat({ max: 400 }),
    symbolId: fc.constantFrom(eurUsd, usdJpy),
    move: fc.integer({ min: -400, max: 400 }),
  }),
  fc.record({
    do: fc.constantFrom('hold' as const, 'resume' as const),
    waitMs: fc.nat({ max: 400 }),
    symbolId: fc.constantFrom(eurUsd, usdJpy),
  }),
  fc.record({
    do: fc.constant('change' as const),
    waitMs: fc.nat({ max: 400 }),
    symbolId: fc.constantFrom(eurUsd, usdJpy),
    stepVolume: fc.constantFrom(100_000, 200_000),
    openFrom: fc.nat({ max: 3 }),
  }),
  fc.record({ do: fc.constant('wait' as const), waitMs: fc.nat({ max: 5_000 }) }),
  fc.record({
    do: fc.constant('deposit' as const),
    waitMs: fc.nat({ max: 400 }),
    cents: fc.integer({ min: 1, max: 1e6 }),
  }),
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const happenings = fc.array(happening, { minLength: 1, maxLength: 12 });
const prices: Readonly<Record<number, number>> = { [eurUsd]: 110_000, [usdJpy]: 15_600_000 };
/** A client that is silent for hours, and orders that fill after a time drawn by seed. */
const options: BenchOptions = {
  timers: { idleMs: Infinity, heartbeatMs: Infinity },
  trading: { fillDelay: { fromMs: 0, toMs: 300 }, marketHours: 'always' },
};

/** Plays and returns the moment at which it ends. Everything the client hears stays with it. */
function play(bench: Bench, steps: readonly Happening[], from: number, client = bench.client): number {
  let at = from;
  for (const step of steps) {
    at += step.waitMs;
    for (let due = bench.venue.nextDueAt(); due <= at; due = bench.venue.nextDueAt()) bench.venue.tick(due);
    bench.venue.tick(at);
    if (step.do === 'push') {
      const bid = (prices[step.symbolId] ?? 0) + step.move;
      bench.push(at, bid, bid + 10, step.symbolId);
    } else if (step.do === 'place') {
      const { symbolId, tradeSide, lots, relativeStopLoss } = step;
      const order = { symbolId, tradeSide, orderType: 1, volume: lots * 100_000, relativeStopLoss };
      const payload = { ctidTraderAccountId: bench.ctidTraderAccountId, ...order };
      client.send({ payloadType: 2106, clientMsgId: `at ${at}`, payload }, at);
    } else if (step.do === 'hold' || step.do === 'resume') {
      bench.venue.quotes('demo').spots[step.do](step.symbolId, at);
    } else if (step.do === 'change') {
      const schedule = [{ startSecond: step.openFrom * 3_600, endSecond: 432_000 }];
      bench.venue.changeSymbol('demo', step.symbolId, { stepVolume: step.stepVolume, schedule }, at);
    } else if (step.do === 'deposit') {
      const account = bench.world.accounts.get('demo');
      const { cents: delta } = step;
      if (account !== undefined) bench.venue.act(account, (engine, now) => engine.deposit({ delta }, now), at);
    }
  }
  return at;
}

/** Logs in anew, asks for prices and for the account, plays, and returns every frame, the time shifted out. */
function continueFrom(bench: Bench, at: number, steps: readonly Happening[]): string {
  const client = bench.connectAs(['demo'], 'demo', at);
  const { ctidTraderAccountId } = bench;
  client.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [eurUsd, usdJpy] } }, at);
  client.send({ payloadType: 2124, payload: { ctidTraderAccountId, returnProtectionOrders: true } }, at);
  client.send({ payloadType: 2121, payload: { ctidTraderAccountId } }, at);
  client.send({ payloadType: 2116, payload: { ctidTraderAccountId, symbolId: [eurUsd, usdJpy] } }, at);
  const end = play(bench, [...steps, { do: 'wait', waitMs: 1_000 }], at, client);
  client.send({ payloadType: 2137, payload: { ctidTraderAccountId, symbolId: eurUsd, period: 1, count: 5 } }, end);
  const frames = client.take();
  expect(frames.length).toBeGreaterThan(4);
  return createHash('sha256').update(JSON.stringify(frames)).digest('hex');
}

describe.each(['none', 'walk'] as const)('with the feed %s', (feed) => {
  test('a new venue that goes on from a snapshot says the same as the old one', () => {
    fc.assert(
      fc.property(happenings, happenings, (before, after) => {
        const first = openTradingBench({ ...options, feed });
        const at = play(first, before, 1);
        const snapshot = JSON.parse(JSON.stringify(first.venue.snapshot(at)));
        const second = openTradingBench({ ...options, feed });
        second.venue.restore(snapshot, at);
        expect(continueFrom(second, at, after)).toBe(continueFrom(first, at, after));
      }),
      { numRuns: 60 },
    );
  });

  test('a venue that goes back to a snapshot without time having passed says the same again', () => {
    fc.assert(
      fc.property(happenings, happenings, happenings, (before, between, after) => {
        const bench = openTradingBench({ ...options, feed });
        const at = play(bench, before, 1);
        const snapshot = bench.venue.snapshot(at);
        const undisturbed = openTradingBench({ ...options, feed });
        play(undisturbed, before, 1);
        play(
          bench,
          between.map((step) => ({ ...step, waitMs: 0 })),
          at,
        );
        bench.venue.restore(snapshot, at);
        expect(continueFrom(bench, at, after)).toBe(continueFrom(undisturbed, at, after));
      }),
      { numRuns: 60 },
    );
  });

  test('a venue that was reset is as a new one', () => {
    fc.assert(
      fc.property(happenings, happenings, (before, after) => {
        const bench = openTradingBench({ ...options, feed });
        play(
          bench,
          before.map((step) => ({ ...step, waitMs: 0 })),
          0,
        );
        bench.venue.reset(0);
        const fresh = openTradingBench({ ...options, feed });
        fresh.venue.reset(0);
        expect(continueFrom(bench, 0, after)).toBe(continueFrom(fresh, 0, after));
      }),
      { numRuns: 30 },
    );
  });
});

test('a snapshot can be written as JSON, and holds no secret', () => {
  const { venue, tokens, application } = openTradingBench();
  const snapshot = venue.snapshot(0);
  const text = JSON.stringify(snapshot);
  expect(JSON.parse(text)).toEqual(snapshot);
  const { accessToken, refreshToken } = tokens();
  const { clientId, clientSecret } = application('main');
  for (const secret of [accessToken, refreshToken, clientSecret, clientId]) expect(text).not.toContain(secret);
});

test('tokens come back as they were: their generation, the life they had left, and what was revoked', () => {
  const { venue, tokens } = openTradingBench({ expiresInSeconds: 100 });
  const early = venue.snapshot(0);
  const first = tokens();
  const { refreshToken } = first;
  const client = openTradingBench().client;
  expect(client.endings).toEqual([]);
  venue.revokeToken(refreshToken, 40_000);
  const late = venue.snapshot(40_000);
  venue.restore(early, 70_000);
  expect(tokens()).toMatchObject({ accessToken: first.accessToken, expiresAt: 170_000 });
  venue.restore(late, 70_000);
  expect(venue.grant('main')).toBeUndefined();
});

test('connections end with 1012, and switches of applications go back', () => {
  const { venue, client, application } = openTradingBench();
  const snapshot = venue.snapshot(0);
  application('main').isActive = false;
  venue.restore(snapshot, 10);
  expect(application('main').isActive).toBe(true);
  expect(client.endings).toEqual(['1012 Sandbox starts anew']);
  expect(venue.pastSessions).toHaveLength(1);
  venue.reset(20);
  expect(venue.pastSessions).toHaveLength(0);
  expect(venue.countFrames().received.size).toBe(0);
});

test('a snapshot from the future is refused, and nothing has changed', () => {
  const { venue, client } = openTradingBench();
  const snapshot = venue.snapshot(1_000);
  expect(() => venue.restore(snapshot, 999)).toThrow(
    'The snapshot was taken at 2025-01-06T10:00:01.000Z, later than this sandbox’s time, 2025-01-06T10:00:00.999Z.',
  );
  expect(client.endings).toEqual([]);
});
