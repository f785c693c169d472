import { expect, test } from 'vitest';
import { Prices } from './prices.ts';
import { Tape } from './tape.ts';

const start = Date.UTC(2025, 0, 6, 10);
const day = 86_400_000;
const eurUsd = 1;

function openTape(feed: 'walk' | 'none' = 'walk') {
  const prices = new Prices({ seed: 1, feed, at: 0, startedAtEpochMs: start });
  return { prices, tape: new Tape(prices) };
}

test('every change of a watched symbol comes once, with both prices as they then are', () => {
  const { prices, tape } = openTape();
  tape.watch(eurUsd, start);
  let count = 0;
  for (let at = tape.nextAt; at < start + 600_000; at = tape.nextAt, count++) {
    expect(prices.market(eurUsd).nextTickAfter(eurUsd, at - 1)?.at).toBe(at);
    expect(tape.take(start + 600_000)).toEqual([eurUsd]);
    const { bid, ask } = prices.market(eurUsd).quoteAt(eurUsd, at) ?? { bid: 0, ask: 0 };
    expect(tape.quoteAt(eurUsd, at)).toMatchObject({ bid, ask });
  }
  expect(count).toBeGreaterThan(100);
});

test('more than a day behind, one price a minute is read, then every one again', () => {
  const { prices, tape } = openTape();
  tape.watch(eurUsd, start);
  const until = start + day + 3_600_000;
  const moments: number[] = [];
  for (let at = tape.nextAt; at <= start + 2 * 3_600_000; at = tape.nextAt) {
    moments.push(at);
    tape.take(until);
    const { bid, ask } = prices.market(eurUsd).quoteAt(eurUsd, at) ?? { bid: 0, ask: 0 };
    expect(tape.quoteAt(eurUsd, at)).toMatchObject({ bid, ask });
  }
  const coarse = moments.filter((at) => at < start + 3_600_000);
  expect(coarse.length).toBeLessThanOrEqual(60);
  expect(coarse.length).toBeGreaterThan(50);
  expect(moments.length - coarse.length).toBeGreaterThan(500);
});

test('what nobody watches has a price too, and nothing comes of it by itself', () => {
  const { tape } = openTape();
  expect(tape.quoteAt(eurUsd, start)).toMatchObject({ bid: expect.any(Number), ask: expect.any(Number) });
  tape.watch(eurUsd, start);
  tape.unwatch(eurUsd);
  expect(tape.nextAt).toBe(Infinity);
});

test('a price that was set by hand counts at once, and ends what was to come', () => {
  const { prices, tape } = openTape();
  tape.watch(eurUsd, start);
  expect(tape.nextAt).toBeLessThan(start + 60_000);
  const at = prices.push({ symbolId: eurUsd, bid: 1, ask: 2, timestamp: 0 }, 0);
  expect(tape.refresh(eurUsd, at)).toBe(true);
  expect(tape.quoteAt(eurUsd, at)).toMatchObject({ bid: 1, ask: 2 });
  expect(tape.nextAt).toBe(Infinity);
  expect(tape.refresh(4, at)).toBe(false);
});
