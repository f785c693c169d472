import { expect, test } from 'vitest';
import { type Heard, openAccount } from '../../test/account-client.ts';
import { mustFind, startedAtEpochMs } from '../../test/venue-bench.ts';
import { createMarket } from '../market/market.ts';

const market = createMarket({ seed: 1 });
const spots = (events: readonly Heard[]) =>
  events.filter(({ payloadType }) => payloadType === 2131).map(({ payload }) => payload);

/** Every change that a market has in a stretch of time after a moment, up to and with its end. */
function changesBetween(symbolId: number, from: number, to: number) {
  const changes = [];
  for (let next = market.nextTickAfter(symbolId, from); next !== undefined && next.at <= to; ) {
    const { at: timestamp, bid, ask } = next;
    changes.push({ symbolId, ...(bid === undefined ? {} : { bid }), ...(ask === undefined ? {} : { ask }), timestamp });
    next = market.nextTickAfter(symbolId, timestamp);
  }
  return changes;
}

test('subscribers hear every change of the market when it is due, symbols in order of time', () => {
  const { ask, hear, venue } = openAccount({ feed: 'walk' });
  ask(2127, { symbolId: [1, 41], subscribeToSpotTimestamp: true }, 1_000);
  const heard = [];
  for (let due = venue.nextDueAt(); due <= 21_000; due = venue.nextDueAt()) {
    venue.tick(due);
    const events = spots(hear());
    heard.push(...events);
    for (const { timestamp } of events) expect(timestamp).toBe(startedAtEpochMs + due);
  }
  const [from, to] = [startedAtEpochMs + 1_000, startedAtEpochMs + 21_000];
  const expected = [...changesBetween(1, from, to), ...changesBetween(41, from, to)];
  expect(heard).toEqual(expected.sort((one, other) => one.timestamp - other.timestamp));
  expect(heard.length).toBeGreaterThan(20);
});

test('without the walk, prices stand still and nothing is due', () => {
  const { ask, hear, venue } = openAccount();
  ask(2127, { symbolId: [1] });
  expect(venue.nextMoveAt()).toBe(Infinity);
  venue.tick(20_000);
  expect(spots(hear())).toEqual([]);
});

test('a pushed price stops the walk of its symbol and of no other, in its environment and in no other', () => {
  const { ask, hear, venue, connectAs, accountId } = openAccount({ feed: 'walk' });
  ask(2127, { symbolId: [1, 41] });
  const live = connectAs(['live'], 'live');
  live.send({ payloadType: 2127, payload: { ctidTraderAccountId: accountId('live'), symbolId: [1] } });
  venue.pushSpot('demo', { symbolId: 1, bid: 5, timestamp: 1 }, 0);
  expect(spots(hear())).toEqual([{ symbolId: 1, bid: 5 }]);
  for (let at = 0; at <= 20_000; at += 100) venue.tick(at);
  const symbolIds = spots(hear()).map(({ symbolId }) => symbolId);
  expect(new Set(symbolIds)).toEqual(new Set([41]));
  expect(live.take().length).toBeGreaterThan(5);
});

test('changes that were due before a push or a later subscription are told before it', () => {
  const { ask, hear, venue } = openAccount({ feed: 'walk' });
  ask(2127, { symbolId: [1] });
  venue.pushSpot('demo', { symbolId: 1, bid: 5, timestamp: 1 }, 20_000);
  const bids = spots(hear());
  expect(bids.length).toBeGreaterThan(5);
  expect(bids.at(-1)).toEqual({ symbolId: 1, bid: 5 });
  const other = openAccount({ feed: 'walk' });
  other.ask(2127, { symbolId: [1] });
  const types = other.ask(2127, { symbolId: [41] }, 20_000).map(({ payloadType }) => payloadType);
  expect(types.slice(-2)).toEqual([2128, 2131]);
  expect(types.length).toBeGreaterThan(7);
});

test('after a long sleep only the latest price is told', () => {
  const { ask, hear, venue } = openAccount({ feed: 'walk', timers: { idleMs: Infinity } });
  ask(2127, { symbolId: [1] });
  const later = 3 * 3_600_000;
  venue.tick(later);
  const { bid, ask: price } = mustFind(market.quoteAt(1, startedAtEpochMs + later));
  expect(spots(hear())).toEqual([{ symbolId: 1, bid, ask: price }]);
  expect(venue.nextMoveAt()).toBeGreaterThan(later);
});

test('nothing moves for a symbol that nobody is subscribed to any more', () => {
  const { ask, venue } = openAccount({ feed: 'walk' });
  ask(2127, { symbolId: [1] });
  expect(venue.nextMoveAt()).toBeLessThan(60_000);
  ask(2129, { symbolId: [1] });
  expect(venue.nextMoveAt()).toBe(Infinity);
});

test('a closed market tells its last price, and goes on when it opens', () => {
  const { ask, venue } = openAccount({ feed: 'walk', timers: { idleMs: Infinity, heartbeatMs: Infinity } });
  const saturday = Date.UTC(2025, 0, 11, 12) - startedAtEpochMs;
  const [, first] = ask(2127, { symbolId: [1], subscribeToSpotTimestamp: true }, saturday);
  const friday = Date.UTC(2025, 0, 10, 21, 29, 55);
  expect(first?.payload.timestamp).toBeGreaterThan(friday - 60_000);
  expect(first?.payload.timestamp).toBeLessThanOrEqual(friday);
  expect(venue.nextMoveAt()).toBeGreaterThan(Date.UTC(2025, 0, 12, 22) - startedAtEpochMs);
});
