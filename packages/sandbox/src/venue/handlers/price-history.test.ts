import { expect, test } from 'vitest';
import { openAccount, refusal } from '../../../test/account-client.ts';
import { mustFind, startedAtEpochMs } from '../../../test/venue-bench.ts';
import { createMarket } from '../../market/market.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const weekMs = 7 * 24 * hourMs;
const H1 = 9;
const market = createMarket({ seed: 1 });
const { ask } = openAccount();
const bars = (payload: object, at = 0) => ask(2137, { symbolId: 1, period: H1, ...payload }, at)[0];
const ticks = (payload: object) => ask(2145, { symbolId: 1, type: 1, ...payload })[0];
const opens = (answer: ReturnType<typeof bars>): readonly number[] =>
  (answer?.payload.trendbar ?? []).map(({ utcTimestampInMinutes = 0 }) => utcTimestampInMinutes);
const noon = Date.UTC(2024, 8, 10, 12);

test('bars come oldest first as differences to their low, and only the answer says the period', () => {
  const answer = bars({ fromTimestamp: noon, toTimestamp: noon + 2 * hourMs });
  expect(answer).toMatchObject({
    payloadType: 2138,
    payload: { period: H1, timestamp: noon + 2 * hourMs, symbolId: 1, hasMore: false },
  });
  const expected = market.bars(1, H1, { from: noon, to: noon + 3 * hourMs });
  expect(answer?.payload.trendbar).toEqual(
    expected.map(({ opensAt, open, high, low, close, volume }) => ({
      volume,
      low,
      deltaOpen: open - low,
      deltaClose: close - low,
      deltaHigh: high - low,
      utcTimestampInMinutes: opensAt / minuteMs,
    })),
  );
  expect(expected).toHaveLength(3);
});

test('bars that open exactly at either end of the range are included, others not', () => {
  const minutes = [0, 60, 120].map((minute) => noon / minuteMs + minute);
  expect(opens(bars({ fromTimestamp: noon, toTimestamp: noon + 2 * hourMs }))).toEqual(minutes);
  expect(opens(bars({ fromTimestamp: noon + 1, toTimestamp: noon + 2 * hourMs - 1 }))).toEqual([minutes[1]]);
});

test('a count goes back from the end of the range, whatever its start', () => {
  const last = opens(bars({ toTimestamp: noon, count: 3 }));
  expect(last).toEqual([-120, -60, 0].map((minute) => noon / minuteMs + minute));
  expect(opens(bars({ fromTimestamp: noon, toTimestamp: noon, count: 3 }))).toEqual(last);
  expect(opens(bars({ fromTimestamp: noon + hourMs, toTimestamp: noon, count: 3 }))).toEqual(last);
});

test('a range without an end goes up to the bar in progress', () => {
  expect(opens(bars({ count: 1 }, 90_000))).toEqual([startedAtEpochMs / minuteMs - 60]);
  const { ask: askWalking } = openAccount({ feed: 'walk' });
  const [inProgress] = askWalking(2137, { symbolId: 1, period: H1, count: 1 }, 90_000);
  expect(opens(inProgress)).toEqual([startedAtEpochMs / minuteMs]);
  const later = startedAtEpochMs + 5 * hourMs;
  expect(opens(bars({ fromTimestamp: startedAtEpochMs + hourMs, toTimestamp: later }))).toEqual([]);
});

test('a long range is cut to its newest bars, and paging back from the oldest of them gets the rest', () => {
  const range = { fromTimestamp: noon - 25_000 * minuteMs, toTimestamp: noon, period: 1 };
  const first = bars(range);
  expect(first?.payload.hasMore).toBe(true);
  expect(opens(first)).toHaveLength(14_000);
  const second = bars({ ...range, toTimestamp: mustFind(opens(first)[0]) * minuteMs - 1 });
  expect(second?.payload.hasMore).toBe(false);
  const whole = market.bars(1, 1, { from: range.fromTimestamp, to: noon + 1 });
  expect([...opens(second), ...opens(first)]).toEqual(whole.map(({ opensAt }) => opensAt / minuteMs));
  const counted = bars({ toTimestamp: noon, period: 1, count: 14_000 });
  expect([opens(counted).length, counted?.payload.hasMore]).toEqual([14_000, false]);
});

test('a weekend has no bars, and an answer without bars has no list', () => {
  const saturday = Date.UTC(2024, 8, 14, 2);
  const answer = bars({ fromTimestamp: saturday, toTimestamp: saturday + 3 * hourMs });
  expect(answer?.payload).toEqual({
    period: H1,
    timestamp: saturday + 3 * hourMs,
    symbolId: 1,
    hasMore: false,
  });
});

test.each([
  [
    { fromTimestamp: noon, toTimestamp: noon - 1 },
    'INCORRECT_BOUNDARIES',
    'fromTimestamp must not be after toTimestamp',
  ],
  [{ fromTimestamp: -1, toTimestamp: 1 }, 'INCORRECT_BOUNDARIES', 'Timestamps must be from 0 to 2147483646000'],
  [{ toTimestamp: 2_147_483_646_001, count: 1 }, 'INCORRECT_BOUNDARIES', 'Timestamps must be from 0 to 2147483646000'],
  [{ symbolId: 999 }, 'SYMBOL_NOT_FOUND', 'Symbol not found with id 999'],
  [{ symbolId: 33 }, 'SYMBOL_NOT_FOUND', 'Symbol not found with id 33'],
  [{ period: 15 }, 'INVALID_REQUEST', 'Unknown period 15'],
])('bars for %j are refused', (payload, code, description) => {
  expect(bars(payload)).toEqual(refusal(code, description));
});

test('ticks come newest first, the first as it is and the others as differences to the one before', () => {
  const range = { fromTimestamp: noon, toTimestamp: noon + 10 * minuteMs };
  const answer = mustFind(ticks(range));
  expect(answer).toMatchObject({ payloadType: 2146, payload: { hasMore: false } });
  let [time, price] = [0, 0];
  const read = answer.payload.tickData.map((one) => {
    [time, price] = [time + one.timestamp, price + one.tick];
    return { at: time, price };
  });
  expect(read).toEqual([...market.ticks(1, 'bid', noon, noon + 10 * minuteMs + 1)]);
  expect(read.length).toBeGreaterThan(10);
  expect(ticks({ ...range, type: 2 })?.payload.tickData[0]?.tick).toBeGreaterThan(mustFind(read[0]).price);
});

test('pages of ticks, each ending just before the oldest of the last, are the whole week', () => {
  const whole = [...market.ticks(1, 'bid', noon - weekMs, noon + 1)];
  const times: number[] = [];
  let toTimestamp = noon;
  for (let page = 0; page < 100; page++) {
    const { payload } = mustFind(ticks({ fromTimestamp: noon - weekMs, toTimestamp }));
    let at = 0;
    for (const { timestamp } of payload.tickData) times.push((at += timestamp));
    if (!payload.hasMore) break;
    toTimestamp = at - 1;
  }
  expect(times).toEqual(whole.map(({ at }) => at));
  expect(whole.length).toBeGreaterThan(10_000);
});

test('ticks of one millisecond are never parted by a page', () => {
  const { ask: askPushed, venue } = openAccount();
  for (let bid = 1; bid <= 10_050; bid++) venue.pushSpot('demo', { symbolId: 1, bid, timestamp: 1 }, 5);
  const { payload } = mustFind(askPushed(2145, { symbolId: 1, type: 1 }, 10)[0]);
  expect(payload).toMatchObject({ hasMore: true });
  expect(payload.tickData).toHaveLength(10_050);
});

test('a week back from now is the range of ticks that names none', () => {
  const { payload } = mustFind(ticks({}));
  expect(payload.hasMore).toBe(true);
  expect(payload.tickData[0]?.timestamp).toBe(mustFind(market.quoteAt(1, startedAtEpochMs - 1)).at);
});

test.each([
  [
    { fromTimestamp: noon, toTimestamp: noon - 1 },
    'INCORRECT_BOUNDARIES',
    'fromTimestamp must not be after toTimestamp',
  ],
  [
    { fromTimestamp: noon - weekMs - 1, toTimestamp: noon },
    'INCORRECT_BOUNDARIES',
    'Interval between fromTimestamp and toTimestamp must not exceed 604800000 ms',
  ],
  [{ symbolId: 999 }, 'SYMBOL_NOT_FOUND', 'Symbol not found with id 999'],
  [{ type: 3 }, 'INVALID_REQUEST', 'Unknown quote type 3'],
])('ticks for %j are refused', (payload, code, description) => {
  expect(ticks(payload)).toEqual(refusal(code, description));
});
