import { TrendbarPeriod } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { openAccount, refusal } from '../../../test/account-client.ts';
import { mustFind, startedAtEpochMs } from '../../../test/venue-bench.ts';
import { createMarket } from '../../market/market.ts';

const { M1, H1 } = TrendbarPeriod;
const minute = startedAtEpochMs / 60_000;

test('a live bar rides on each new bid, with its period and without a close', () => {
  const { ask, hear, venue } = openAccount();
  ask(2127, { symbolId: [1] });
  expect(ask(2135, { symbolId: 1, period: M1 })[0]).toEqual({ payloadType: 2165, payload: {} });
  for (const bid of [110_500, 110_300, 110_400]) venue.pushSpot('demo', { symbolId: 1, bid, timestamp: 1 }, 5);
  const bar = { period: M1, utcTimestampInMinutes: minute };
  expect(hear().map(({ payload }) => payload)).toEqual([
    { symbolId: 1, bid: 110_500, trendbar: [{ ...bar, volume: 1, low: 110_500, deltaOpen: 0, deltaHigh: 0 }] },
    { symbolId: 1, bid: 110_300, trendbar: [{ ...bar, volume: 2, low: 110_300, deltaOpen: 200, deltaHigh: 200 }] },
    { symbolId: 1, bid: 110_400, trendbar: [{ ...bar, volume: 3, low: 110_300, deltaOpen: 200, deltaHigh: 200 }] },
  ]);
  venue.pushSpot('demo', { symbolId: 1, ask: 110_600, timestamp: 1 }, 6);
  expect(hear()).toEqual([{ payloadType: 2131, payload: { symbolId: 1, ask: 110_600 } }]);
});

test('bars of several periods ride on one price, each until it is ended', () => {
  const { ask, hear, venue } = openAccount();
  ask(2127, { symbolId: [1] });
  ask(2135, { symbolId: 1, period: M1 });
  ask(2135, { symbolId: 1, period: H1 });
  const periodsAfter = (bid: number) => {
    venue.pushSpot('demo', { symbolId: 1, bid, timestamp: 1 }, 5);
    return hear()[0]?.payload.trendbar?.map(({ period }) => period);
  };
  expect(periodsAfter(5)).toEqual([M1, H1]);
  expect(ask(2136, { symbolId: 1, period: M1 })).toEqual([{ payloadType: 2166, payload: {} }]);
  expect(periodsAfter(6)).toEqual([H1]);
  ask(2129, { symbolId: [1] });
  ask(2127, { symbolId: [1] });
  expect(periodsAfter(7)).toBeUndefined();
});

test('the bar in progress follows the answer at once, on the last price', () => {
  const { ask } = openAccount({ feed: 'walk' });
  const at = 30 * 60_000;
  ask(2127, { symbolId: [1] }, at);
  const [, event] = ask(2135, { symbolId: 1, period: H1 }, at);
  const bar = mustFind(createMarket({ seed: 1 }).barAt(1, H1, startedAtEpochMs + at));
  expect(event?.payload.bid).toBe(bar.close);
  expect(event?.payload.trendbar).toEqual([
    {
      volume: bar.volume,
      period: H1,
      low: bar.low,
      deltaOpen: bar.open - bar.low,
      deltaHigh: bar.high - bar.low,
      utcTimestampInMinutes: minute,
    },
  ]);
});

test('live bars need the prices of their symbol, once each', () => {
  const { ask } = openAccount();
  const bars = { symbolId: 1, period: M1 };
  expect(ask(2135, bars)).toEqual([refusal('INVALID_REQUEST', 'Not subscribed to spots of symbol 1')]);
  ask(2127, { symbolId: [1] });
  ask(2135, bars);
  expect(ask(2135, bars)).toEqual([refusal('ALREADY_SUBSCRIBED', 'Already subscribed to live bars of symbol 1')]);
  for (const payloadType of [2135, 2136]) {
    const unknown = [refusal('SYMBOL_NOT_FOUND', 'Symbol not found with id 999')];
    expect(ask(payloadType, { ...bars, symbolId: 999 })).toEqual(unknown);
    expect(ask(payloadType, { ...bars, period: 15 })).toEqual([refusal('INVALID_REQUEST', 'Unknown period 15')]);
  }
  expect(ask(2136, { symbolId: 4, period: M1 })).toEqual([{ payloadType: 2166, payload: {} }]);
});
