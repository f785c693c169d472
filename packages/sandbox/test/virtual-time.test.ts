import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ticker } from '../src/server/ticker.ts';
import { VirtualClock } from '../src/virtual-clock.ts';
import { openAccount } from './account-client.ts';
import { mustFind, startedAtEpochMs } from './venue-bench.ts';

const hourMs = 3_600_000;
const neverIdle = { idleMs: Infinity, heartbeatMs: Infinity };

/** A venue with one account on a clock that is moved by hand. */
function openTimed(options: Parameters<typeof openAccount>[0] = {}) {
  const account = openAccount(options);
  const clock = new VirtualClock({ startAt: startedAtEpochMs });
  const ticker = new Ticker(account.venue, clock);
  const ask = (payloadType: number, payload: object = {}) => {
    const heard = account.ask(payloadType, payload, clock.now());
    ticker.rearm();
    return heard;
  };
  ticker.rearm();
  return { ...account, clock, ask };
}

const typesOf = (heard: readonly { readonly payloadType: number }[]) => heard.map(({ payloadType }) => payloadType);

test('heartbeats and the close of a silent connection come at their moments, and not a millisecond before', async () => {
  const { clock, client, hear } = openTimed();
  await clock.step(29_999);
  expect(hear()).toEqual([]);
  await clock.step(1);
  expect(typesOf(hear())).toEqual([51]);
  await clock.step(29_999);
  expect([hear(), client.endings]).toEqual([[], []]);
  await clock.step(1);
  expect(client.endings).toEqual(['1000 Bye']);
});

test('a step over many heartbeats sends every one of them', async () => {
  const { clock, hear } = openTimed({ timers: { idleMs: Infinity } });
  await clock.step(hourMs);
  expect(typesOf(hear())).toEqual(Array.from({ length: 120 }, () => 51));
});

test('a jump does what fell due once, at the new moment', async () => {
  const { clock, client, hear } = openTimed({ timers: { idleMs: Infinity } });
  await clock.jumpTo(startedAtEpochMs + hourMs);
  expect(typesOf(hear())).toEqual([51]);
  expect(client.session.lastOutboundAt).toBe(hourMs);
});

test('tokens expire when their seconds have passed', async () => {
  const { clock, hear, ask, tokens } = openTimed({ timers: neverIdle, expiresInSeconds: 3_600 });
  const { accessToken } = tokens();
  await clock.step(hourMs - 1);
  expect(hear()).toEqual([]);
  await clock.step(1);
  expect(typesOf(hear())).toEqual([2147, 2164]);
  const [answer] = ask(2149, { accessToken });
  expect(answer).toMatchObject({ payloadType: 2142, payload: { errorCode: 'OA_AUTH_TOKEN_EXPIRED' } });
});

test('next goes from price to price', async () => {
  const { clock, hear, ask } = openTimed({ feed: 'walk', timers: neverIdle });
  ask(2127, { symbolId: [1], subscribeToSpotTimestamp: true });
  for (let count = 0; count < 20; count += 1) {
    const at = mustFind(await clock.next());
    const prices = hear();
    expect(prices).toHaveLength(1);
    expect(prices[0]?.payload.timestamp).toBe(at.getTime());
  }
});

test('prices stop when the market closes for the weekend, and go on when it opens', async () => {
  const { clock, hear, ask, venue } = openTimed({ feed: 'walk', timers: neverIdle });
  // Friday, 2025-01-10: five seconds before 16:30 in New York the market of EURUSD closes, on Sunday at 17:00 it opens.
  await clock.jumpTo('2025-01-10T21:00:00Z');
  ask(2127, { symbolId: [1], subscribeToSpotTimestamp: true });
  const times = async (ms: number) => {
    await clock.step(ms);
    return hear().map(({ payload }) => payload.timestamp);
  };
  const lastHalfHour = await times(hourMs / 2);
  expect(lastHalfHour.length).toBeGreaterThan(100);
  const closesAt = Date.UTC(2025, 0, 10, 21, 29, 55);
  expect(Math.max(...lastHalfHour)).toBeLessThan(closesAt);
  expect(await times(47 * hourMs)).toEqual([]);
  const nextAt = venue.nextMoveAt() + startedAtEpochMs;
  expect(nextAt).toBeGreaterThan(Date.UTC(2025, 0, 12, 22));
  expect((await times(3 * hourMs))[0]).toBe(nextAt);
});

test('the live bars that subscribers saw last are the bars of history', async () => {
  const { clock, hear, ask } = openTimed({ feed: 'walk', timers: neverIdle });
  ask(2127, { symbolId: [1] });
  for (const period of [1, 5, 9]) ask(2135, { symbolId: 1, period });
  await clock.step(2 * hourMs);
  const seen = new Map<string, object>();
  for (const { payload } of hear()) {
    for (const { deltaClose: _, period, ...bar } of payload.trendbar ?? []) {
      seen.set(`${period} ${bar.utcTimestampInMinutes}`, bar);
    }
  }
  expect(seen.size).toBe(120 + 24 + 2);
  for (const [period, name] of [
    [1, 'M1'],
    [5, 'M5'],
    [9, 'H1'],
  ] as const) {
    const fromTimestamp = startedAtEpochMs;
    const [answer] = ask(2137, { symbolId: 1, period, fromTimestamp, toTimestamp: startedAtEpochMs + 2 * hourMs - 1 });
    const bars = mustFind(answer).payload.trendbar.map(({ deltaClose: _, ...bar }) => bar);
    expect(bars.length, name).toBeGreaterThan(1);
    for (const bar of bars) expect(seen.get(`${period} ${bar.utcTimestampInMinutes}`)).toEqual(bar);
  }
});

test('the same time in other steps brings the same frames', async () => {
  const totalMs = 90_000;
  const play = async (steps: readonly number[]) => {
    const { clock, client, ask } = openTimed({ feed: 'walk', timers: { idleMs: Infinity } });
    ask(2127, { symbolId: [1, 41, 101], subscribeToSpotTimestamp: true });
    ask(2135, { symbolId: 1, period: 1 });
    ask(2155, { symbolId: [41] });
    for (const ms of steps) await clock.step(ms);
    return client.take();
  };
  const whole = await play([totalMs]);
  expect(whole.length).toBeGreaterThan(100);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: totalMs }), { maxLength: 8 }), async (cuts) => {
      const edges = [0, ...cuts.sort((one, other) => one - other), totalMs];
      const steps = edges.slice(1).map((edge, index) => edge - (edges[index] ?? 0));
      expect(await play(steps)).toEqual(whole);
    }),
    { numRuns: 15 },
  );
});

test('hours pass over twenty subscribed symbols without being skipped', async () => {
  const { clock, client, ask, venue } = openTimed({ feed: 'walk', timers: neverIdle });
  const [list] = ask(2114);
  const symbolId = mustFind(list)
    .payload.symbol.slice(0, 20)
    .map((symbol) => symbol.symbolId);
  ask(2127, { symbolId });
  // As clients read what they are sent while time passes.
  let frames = 0;
  clock.addPause(() => {
    frames += client.take().length;
    return undefined;
  });
  await clock.step(4 * hourMs);
  expect(frames).toBeGreaterThan(300_000);
  expect(venue.countFrames().sent.get(2131)).toBe(frames + 20);
});
