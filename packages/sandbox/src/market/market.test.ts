import { createHash } from 'node:crypto';
import { TrendbarPeriod } from '@tickwire/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bar, toTrendbar } from './bars.ts';
import type { Tick } from './feed.ts';
import { cellAt, dayMs, hourMs, minuteMs } from './grid.ts';
import { createMarket, type Market } from './market.ts';

const market = createMarket({ seed: 11 });
const periods = Object.values(TrendbarPeriod);
const symbolIds = market.symbols.map(({ light }) => light.symbolId);
const { M1, M5, M15, H1, H4, D1, W1, MN1 } = TrendbarPeriod;

const aSymbol = fc.constantFrom(...symbolIds);
// Any moment, and more often the days around changes of clocks, weekends, holidays and turns of the year.
const aMoment = fc.oneof(
  fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2027, 11, 31) }),
  fc
    .tuple(
      fc.integer({ min: 2015, max: 2027 }),
      fc.constantFrom([2, 8], [2, 14], [2, 29], [9, 25], [10, 1], [10, 7], [11, 24], [11, 31], [3, 1]),
      fc.integer({ min: 0, max: 4 * dayMs }),
    )
    .map(([year, [month = 0, day = 1], offset]) => Date.UTC(year, month, day) + offset),
);

function ticksOf(of: Market, symbolId: number, side: 'bid' | 'ask', from: number, to: number): readonly Tick[] {
  return [...of.ticks(symbolId, side, from, to)].reverse();
}

/** The bars that ticks in ascending order add up to. */
function addUp(ticks: readonly Tick[], period: TrendbarPeriod): readonly Bar[] {
  const bars = new Map<number, Bar>();
  for (const { at, price } of ticks) {
    const opensAt = cellAt(period, at).start;
    const bar = bars.get(opensAt) ?? { opensAt, open: price, high: price, low: price, close: price, volume: 0 };
    const [high, low] = [Math.max(bar.high, price), Math.min(bar.low, price)];
    bars.set(opensAt, { ...bar, high, low, close: price, volume: bar.volume + 1 });
  }
  return [...bars.values()];
}

/** The longer bars that shorter ones add up to. */
function join(bars: readonly Bar[], period: TrendbarPeriod): readonly Bar[] {
  const joined = new Map<number, Bar>();
  for (const bar of bars) {
    const opensAt = cellAt(period, bar.opensAt).start;
    const known = joined.get(opensAt) ?? { ...bar, opensAt, volume: 0 };
    const [high, low] = [Math.max(known.high, bar.high), Math.min(known.low, bar.low)];
    joined.set(opensAt, { ...known, high, low, close: bar.close, volume: known.volume + bar.volume });
  }
  return [...joined.values()];
}

test('the bars of every period up to a day are what their ticks add up to, in any year', () => {
  fc.assert(
    fc.property(aSymbol, aMoment, fc.constantFrom(...periods.filter((one) => one <= D1)), (symbolId, at, period) => {
      const from = cellAt(period, at).start;
      const to = cellAt(period, Math.max(from, at + hourMs)).end;
      expect(market.bars(symbolId, period, { from, to })).toEqual(
        addUp(ticksOf(market, symbolId, 'bid', from, to), period),
      );
    }),
    { numRuns: 150 },
  );
});

test('the bars of every longer period are what the minutes add up to', () => {
  fc.assert(
    fc.property(aSymbol, aMoment, fc.constantFrom(W1, MN1), (symbolId, at, period) => {
      const { start: from, end: to } = cellAt(period, at);
      const minutes = market.bars(symbolId, M1, { from, to });
      expect(market.bars(symbolId, period, { from, to })).toEqual(join(minutes, period));
    }),
    { numRuns: 25 },
  );
});

test('a window is its two halves, wherever it is cut, for bars and ticks', () => {
  fc.assert(
    fc.property(aSymbol, aMoment, fc.constantFrom(...periods), fc.nat(1000), (symbolId, from, period, permille) => {
      const to = from + (period >= D1 ? 40 * dayMs : 3 * hourMs);
      const cut = from + Math.floor(((to - from) * permille) / 1000);
      const bars = (start: number, end: number) => market.bars(symbolId, period, { from: start, to: end });
      expect([...bars(from, cut), ...bars(cut, to)]).toEqual(bars(from, to));
      const end = from + hourMs;
      const middle = Math.min(cut, end);
      for (const side of ['bid', 'ask'] as const) {
        const ticks = (start: number, stop: number) => ticksOf(market, symbolId, side, start, stop);
        expect([...ticks(from, middle), ...ticks(middle, end)]).toEqual(ticks(from, end));
      }
    }),
    { numRuns: 150 },
  );
});

test('the newest bars by count are the end of the whole range', () => {
  fc.assert(
    fc.property(
      aSymbol,
      aMoment,
      fc.constantFrom(...periods),
      fc.integer({ min: 1, max: 50 }),
      (symbolId, to, period, count) => {
        const counted = market.bars(symbolId, period, { to, count });
        expect(counted).toHaveLength(count);
        expect(counted).toEqual(market.bars(symbolId, period, { from: counted[0]?.opensAt ?? 0, to }));
        const opens = counted.map(({ opensAt }) => opensAt);
        expect(opens).toEqual([...new Set(opens)].sort((one, other) => one - other));
      },
    ),
    { numRuns: 150 },
  );
});

test('a bar in progress has the ticks so far, and no more', () => {
  fc.assert(
    fc.property(aSymbol, aMoment, fc.constantFrom(M1, M5, M15, H1, H4, D1), (symbolId, at, period) => {
      const ticks = ticksOf(market, symbolId, 'bid', cellAt(period, at).start, at + 1);
      const expected = addUp(ticks, period)[0];
      expect(market.barAt(symbolId, period, at)).toEqual(expected);
      const known = market.bars(symbolId, period, { to: at + dayMs, count: 1, asOf: at });
      if (expected !== undefined) expect(known).toEqual([expected]);
      else expect(known[0]?.opensAt).toBeLessThan(cellAt(period, at).start);
    }),
    { numRuns: 100 },
  );
});

test('ticks come in order, while the market is open, with the decimals of the symbol, and never cross', () => {
  fc.assert(
    fc.property(aSymbol, aMoment, (symbolId, from) => {
      const to = from + 2 * hourMs;
      const pointSize = 10 ** (5 - market.symbol(symbolId).trading.digits);
      const quote = market.quoteAt(symbolId, from - 1);
      const last = { bid: quote?.bid ?? 0, ask: quote?.ask ?? 0 };
      const isSound = ({ at, price }: Tick, index: number, ticks: readonly Tick[]): boolean =>
        at >= from &&
        at < to &&
        at > (ticks[index - 1]?.at ?? 0) &&
        market.isOpen(symbolId, at) &&
        Number.isSafeInteger(price) &&
        price > 0 &&
        price % pointSize === 0;
      const bids = ticksOf(market, symbolId, 'bid', from, to);
      const asks = ticksOf(market, symbolId, 'ask', from, to);
      expect([...bids.filter((...tick) => !isSound(...tick)), ...asks.filter((...tick) => !isSound(...tick))]).toEqual(
        [],
      );
      const moments = [...new Set([...bids, ...asks].map(({ at }) => at))].sort((one, other) => one - other);
      const changes = {
        bid: new Map(bids.map(({ at, price }) => [at, price])),
        ask: new Map(asks.map(({ at, price }) => [at, price])),
      };
      const crossed = moments.filter((at) => {
        last.bid = changes.bid.get(at) ?? last.bid;
        last.ask = changes.ask.get(at) ?? last.ask;
        return last.ask <= last.bid;
      });
      expect(crossed).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('walking from one change to the next meets every tick of both sides, and the quote is always the last of each', () => {
  fc.assert(
    fc.property(aSymbol, aMoment, (symbolId, from) => {
      const to = from + 10 * minuteMs;
      const met = { bid: [] as Tick[], ask: [] as Tick[] };
      for (let next = market.nextTickAfter(symbolId, from - 1, to); next !== undefined; ) {
        const { at, bid, ask } = next;
        if (bid !== undefined) met.bid.push({ at, price: bid });
        if (ask !== undefined) met.ask.push({ at, price: ask });
        const quote = market.quoteAt(symbolId, at);
        expect(quote).toEqual({ bid: bid ?? quote?.bid, ask: ask ?? quote?.ask, at });
        next = market.nextTickAfter(symbolId, at, to);
      }
      expect(met).toEqual({
        bid: ticksOf(market, symbolId, 'bid', from, to),
        ask: ticksOf(market, symbolId, 'ask', from, to),
      });
    }),
    { numRuns: 60 },
  );
});

test('the order of questions changes no answer', () => {
  fc.assert(
    fc.property(aSymbol, aMoment, (symbolId, at) => {
      const fresh = createMarket({ seed: 11, symbols: [market.symbol(symbolId)] });
      const ask = (of: Market) => [
        of.bars(symbolId, M1, { to: at, count: 5 }),
        of.bars(symbolId, D1, { to: at, count: 2 }),
        of.quoteAt(symbolId, at),
        of.nextTickAfter(symbolId, at),
      ];
      expect(ask(fresh)).toEqual(ask(market));
    }),
    { numRuns: 40 },
  );
});

test('another seed is another market', () => {
  const at = Date.UTC(2025, 5, 4, 12);
  expect(createMarket({ seed: 12 }).quoteAt(1, at)).not.toEqual(market.quoteAt(1, at));
});

test('prices stay within sight of their anchor, and a day moves about as much as in life', () => {
  const bars = market.bars(1, D1, { from: Date.UTC(2005, 0, 1), to: Date.UTC(2035, 0, 1) });
  expect(Math.min(...bars.map(({ low }) => low))).toBeGreaterThan(80_000);
  expect(Math.max(...bars.map(({ high }) => high))).toBeLessThan(150_000);
  const changes = bars.slice(1).map(({ close }, index) => close / (bars[index]?.close ?? close) - 1);
  const swing = Math.sqrt(changes.reduce((sum, change) => sum + change * change, 0) / changes.length);
  expect(swing).toBeGreaterThan(0.003);
  expect(swing).toBeLessThan(0.007);
  const gaps = bars.slice(1).map(({ open }, index) => Math.abs(open / (bars[index]?.close ?? open) - 1));
  expect(Math.max(...gaps)).toBeLessThan(0.01);
});

test('a cross stands where its two halves put it at the end of each day', () => {
  const to = Date.UTC(2025, 5, 4, 22);
  const closes = (symbolId: number) => market.bars(symbolId, D1, { to, count: 200 }).map(({ close }) => close / 1e5);
  const [euros, yens, crosses] = [closes(1), closes(4), closes(3)];
  crosses.forEach((cross, day) =>
    expect(Math.abs(cross / ((euros[day] ?? 0) * (yens[day] ?? 0)) - 1)).toBeLessThan(1e-4),
  );
});

test('while closed the last quote stands, and the next tick is at the next opening', () => {
  const saturday = Date.UTC(2025, 6, 19, 12);
  const quote = market.quoteAt(1, saturday);
  expect(quote).toEqual(market.quoteAt(1, Date.UTC(2025, 6, 20, 12)));
  expect(quote?.at).toBeLessThan(Date.UTC(2025, 6, 18, 20, 29, 55));
  const opensAt = market.nextOpenAt(1, saturday) ?? 0;
  const next = market.nextTickAfter(1, saturday)?.at ?? 0;
  expect(next).toBeGreaterThanOrEqual(opensAt);
  expect(next).toBeLessThan(opensAt + minuteMs);
});

test('the session close is the close of the last trading day', () => {
  const monday = Date.UTC(2025, 6, 21, 12);
  const friday = market.bars(1, D1, { to: Date.UTC(2025, 6, 19), count: 1 })[0];
  expect(market.sessionCloseAt(1, monday)).toBe(friday?.close);
});

test('history has a beginning, so that paging ends', () => {
  const young = createMarket({ seed: 1, startsAt: Date.UTC(2024, 0, 10) });
  const bars = young.bars(101, D1, { to: Date.UTC(2024, 0, 20), count: 1000 });
  expect(bars[0]?.opensAt).toBe(Date.UTC(2024, 0, 9, 22));
  expect(young.quoteAt(101, Date.UTC(2024, 0, 9, 21))).toBeUndefined();
  expect([...young.ticks(101, 'bid', 0, Date.UTC(2024, 0, 9, 22))]).toEqual([]);
});

test('a bar of history on the wire is told from its low', () => {
  const bar = {
    opensAt: 28_000_000 * minuteMs,
    open: 114_813,
    high: 114_835,
    low: 114_791,
    close: 114_826,
    volume: 1613,
  };
  expect(toTrendbar(bar)).toEqual({
    volume: 1613,
    low: 114_791,
    deltaOpen: 22,
    deltaClose: 35,
    deltaHigh: 44,
    utcTimestampInMinutes: 28_000_000,
  });
});

test('an unknown symbol is refused', () => {
  expect(() => market.quoteAt(999, 0)).toThrow('No symbol has the id 999.');
});

test('the same seed gives the same prices on every machine', () => {
  const hash = createHash('sha256');
  for (const { light } of market.symbols) {
    const { symbolId } = light;
    const at = Date.UTC(2015, 2, 7, 3) + symbolId * 3.5 * dayMs;
    hash.update(JSON.stringify(market.bars(symbolId, D1, { to: at, count: 50 })));
    hash.update(JSON.stringify(market.bars(symbolId, M1, { to: at, count: 100 })));
    hash.update(JSON.stringify(ticksOf(market, symbolId, 'ask', at, at + hourMs)));
    hash.update(JSON.stringify(market.depthAt(symbolId, at)));
  }
  expect(hash.digest('hex').slice(0, 16)).toMatchInlineSnapshot(`"0b02476729116249"`);
});
