import { TrendbarPeriod } from '@tickwire/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SandboxError } from '../errors/sandbox-error.ts';
import { compareDepth } from './depth.ts';
import { cellAt, hourMs, minuteMs } from './grid.ts';
import { createMarket } from './market.ts';
import { readTickCsv } from './read-tick-csv.ts';
import { type PriceChange, Recording } from './recording.ts';

const at = Date.UTC(2025, 6, 15, 12, 0, 30);
const { M1, M15, H1, H4, D1, W1, MN1 } = TrendbarPeriod;

function aMarket(options: { readonly ticksKept?: number } = {}) {
  return createMarket({ seed: 3, ...options });
}

function caught(action: () => unknown): SandboxError {
  try {
    action();
  } catch (error) {
    if (error instanceof SandboxError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

test('what is pushed counts from its moment on, and the walk before it', () => {
  const [market, untouched] = [aMarket(), aMarket()];
  market.push({ symbolId: 1, atMs: at, bid: 120_000, ask: 120_010 });
  market.push({ symbolId: 1, atMs: at + 5000, bid: 120_500 });
  expect(market.quoteAt(1, at - 1)).toEqual(untouched.quoteAt(1, at - 1));
  expect(market.quoteAt(1, at)).toEqual({ bid: 120_000, ask: 120_010, at });
  expect(market.quoteAt(1, at + hourMs)).toEqual({ bid: 120_500, ask: 120_010, at: at + 5000 });
  expect(market.nextTickAfter(1, at)).toEqual({ at: at + 5000, bid: 120_500, ask: undefined });
  expect(market.nextTickAfter(1, at + 5000)).toBeUndefined();
  expect(market.quoteAt(4, at + hourMs)).toEqual(untouched.quoteAt(4, at + hourMs));
});

test('a price that is held in the millisecond of its push stays', () => {
  const market = aMarket();
  market.push({ symbolId: 1, atMs: at, bid: 120_000, ask: 120_010 });
  market.hold(1, at);
  expect(market.quoteAt(1, at)).toEqual({ bid: 120_000, ask: 120_010, at });
});

test('a bar that a push falls into has the ticks of the walk before and the pushed ones after', () => {
  const [market, untouched] = [aMarket(), aMarket()];
  market.push({ symbolId: 1, atMs: at, bid: 990_000 });
  for (const period of [M1, M15, H1, H4, D1, W1, MN1]) {
    const before = untouched.barAt(1, period, at - 1);
    const expected = { ...before, high: 990_000, close: 990_000, volume: (before?.volume ?? 0) + 1 };
    expect(market.barAt(1, period, at + 1)).toEqual(expected);
    expect(market.bars(1, period, { to: at + 1, count: 1 })).toEqual([expected]);
  }
});

test('a side that was not pushed yet keeps its last price of the walk', () => {
  const market = aMarket();
  const ask = market.quoteAt(1, at)?.ask;
  market.push({ symbolId: 1, atMs: at + 1, bid: 100_000 });
  expect(market.quoteAt(1, at + 1)?.ask).toBe(ask);
});

test('after resuming the walk is where it would have been, and may be pushed away again', () => {
  const [market, untouched] = [aMarket(), aMarket()];
  market.push({ symbolId: 1, atMs: at, bid: 120_000, ask: 120_010 });
  market.resume(1, at + minuteMs);
  const later = at + hourMs;
  expect(market.quoteAt(1, later)).toEqual(untouched.quoteAt(1, later));
  expect(market.quoteAt(1, at + 30_000)?.bid).toBe(120_000);
  market.push({ symbolId: 1, atMs: later, bid: 130_000, ask: 130_010 });
  expect(market.quoteAt(1, later + 1)?.bid).toBe(130_000);
  expect(caught(() => market.resume(1, at)).code).toBe('BAD_OPTION');
});

test.each([
  [{ bid: 1.5 }, 'The bid of symbol 1 is 1.5, but prices are positive whole numbers.'],
  [{ ask: 0 }, 'The ask of symbol 1 is 0, but prices are positive whole numbers.'],
  [{ bid: 1e12 + 1 }, 'The bid of symbol 1 is 1000000000001, but prices are at most ten million, which is 10^12.'],
  [{}, 'The new price of symbol 1 has neither bid nor ask.'],
  [{ bid: 1, atMs: Number.NaN }, 'The time of a price of symbol 1 is NaN, which is no moment in epoch ms.'],
])('a push of %j is refused', (change, message) => {
  expect(() => aMarket().push({ symbolId: 1, atMs: at, ...change })).toThrow(message);
});

test('a push dated before the last one is refused', () => {
  const market = aMarket();
  market.push({ symbolId: 1, atMs: at, bid: 120_000 });
  expect(caught(() => market.push({ symbolId: 1, atMs: at - 1, bid: 120_000 })).message).toMatchInlineSnapshot(
    `"A price of symbol 1 is dated 2025-07-15T12:00:29.999Z, before the last one of 2025-07-15T12:00:30.000Z."`,
  );
});

test('a script plays each symbol from its first change on, and pushes take over from it', () => {
  const [market, untouched] = [aMarket(), aMarket()];
  market.replay([
    { symbolId: 1, atMs: at, bid: 110_000, ask: 110_010 },
    { symbolId: 4, atMs: at + 1000, bid: 15_000_000, ask: 15_001_000 },
    { symbolId: 1, atMs: at + 2000, ask: 110_020 },
    { symbolId: 1, atMs: at + 3000, bid: 111_000 },
  ]);
  expect(market.quoteAt(4, at)).toEqual(untouched.quoteAt(4, at));
  expect(market.nextTickAfter(1, at)).toEqual({ at: at + 2000, bid: undefined, ask: 110_020 });
  expect(market.barAt(1, M1, at - 1)).toEqual(untouched.barAt(1, M1, at - 1));
  market.push({ symbolId: 1, atMs: at + 2500, bid: 1, ask: 2 });
  expect(market.quoteAt(1, at + 3000)).toEqual({ bid: 1, ask: 2, at: at + 2500 });
});

test('a replay without other history has none before its first price', () => {
  const market = aMarket();
  market.replay([{ symbolId: 1, atMs: at, bid: 110_000, ask: 110_010 }], { history: 'none' });
  expect(market.quoteAt(1, at - 1)).toBeUndefined();
  expect(market.bars(1, D1, { to: at + hourMs, count: 100 })).toHaveLength(1);
});

test('a replay whose changes are not in order is refused, and changes nothing', () => {
  const [market, untouched] = [aMarket(), aMarket()];
  const changes = [
    { symbolId: 1, atMs: at, bid: 110_000 },
    { symbolId: 1, atMs: at - 1, bid: 110_000 },
  ];
  expect(caught(() => market.replay(changes)).code).toBe('BAD_OPTION');
  expect(market.quoteAt(1, at)).toEqual(untouched.quoteAt(1, at));
});

const someChanges = fc
  .array(fc.record({ wait: fc.nat(20 * minuteMs), bid: fc.integer({ min: 1, max: 500 }) }), {
    minLength: 1,
    maxLength: 300,
  })
  .map((steps) => {
    let atMs = at;
    return steps.map(
      ({ wait, bid }): PriceChange => ({ symbolId: 1, atMs: (atMs += wait), bid: bid * 1000, ask: bid * 1000 + 10 }),
    );
  });

test('recorded bars of every period are what the recorded ticks add up to', () => {
  fc.assert(
    fc.property(someChanges, fc.constantFrom(...Object.values(TrendbarPeriod)), (changes, period) => {
      const market = createMarket({ seed: 3 });
      market.replay(changes, { history: 'none' });
      const expected = new Map<number, number[]>();
      for (const { atMs, bid = 0 } of changes) {
        const { start } = cellAt(period, atMs);
        expected.set(start, [...(expected.get(start) ?? []), bid]);
      }
      const to = (changes.at(-1)?.atMs ?? at) + 1;
      expect(market.bars(1, period, { from: 0, to })).toEqual(
        [...expected].map(([opensAt, bids]) => ({
          opensAt,
          open: bids[0],
          high: Math.max(...bids),
          low: Math.min(...bids),
          close: bids.at(-1),
          volume: bids.length,
        })),
      );
    }),
  );
});

test('any stretch of a recording adds up, also one that is cut within a minute', () => {
  fc.assert(
    fc.property(someChanges, fc.nat(100 * hourMs), fc.nat(100 * hourMs), (changes, offset, length) => {
      const recording = new Recording();
      for (const change of changes) recording.add(change);
      const [from, to] = [at + offset - hourMs, at + offset - hourMs + length];
      const bids = changes.filter(({ atMs }) => atMs >= from && atMs < to).map(({ bid = 0 }) => bid);
      const sum = recording.summarize(from, to);
      expect(sum?.volume ?? 0).toBe(bids.length);
      if (sum !== undefined) expect([sum.open, sum.close, sum.high]).toEqual([bids[0], bids.at(-1), Math.max(...bids)]);
    }),
  );
});

test('a recording forgets its oldest ticks, and its bars with them', () => {
  const market = aMarket({ ticksKept: 100 });
  for (let second = 0; second < 1000; second++)
    market.push({ symbolId: 1, atMs: at + second * 1000, bid: 1000 + second });
  const ticks = [...market.ticks(1, 'bid', at, at + hourMs)];
  expect(ticks.length).toBeLessThanOrEqual(150);
  expect(ticks[0]?.price).toBe(1999);
  const bars = market.bars(1, M1, { from: at, to: at + hourMs });
  expect(bars.reduce((sum, { volume }) => sum + volume, 0)).toBe(ticks.length);
});

test('lines of ticks are read, with names in the first line, dates, and single sides', () => {
  const text =
    '\uFEFFtimestamp,bid,ask\r\n1752580830000,1.10500,1.10508\r\n\r\n2025-07-15T12:00:31.5Z,,1.1051\n1752580832000, "1.105" ,\n';
  expect(readTickCsv(text, { symbolId: 1, digits: 5 })).toEqual([
    { symbolId: 1, atMs: at, bid: 110_500, ask: 110_508 },
    { symbolId: 1, atMs: at + 1500, bid: undefined, ask: 110_510 },
    { symbolId: 1, atMs: at + 2000, bid: 110_500, ask: undefined },
  ]);
});

test('ticks can be moved to start at another time', () => {
  const changes = readTickCsv('1000,1,2\n1500,1,2', { symbolId: 1, digits: 0, startsAt: at });
  expect(changes.map(({ atMs }) => atMs)).toEqual([at, at + 500]);
});

test.each([
  ['1,1.1', 'has 2 columns in place of 3'],
  ['1,1.1,1.2,1.3', 'has 4 columns in place of 3'],
  ['soon,1.1,1.2', 'the timestamp "soon" is neither epoch ms nor a date and time in UTC'],
  ['2025-07-15 12:00:00,1.1,1.2', 'the timestamp "2025-07-15 12:00:00" is neither epoch ms nor a date and time in UTC'],
  ['1,x,1.2', 'the bid "x" is no price'],
  ['1,1e3,1.2', 'the bid "1e3" is no price'],
  ['1,-1,1.2', 'the bid "-1" is no price'],
  ['1,1.1,0', 'the ask "0" is no price'],
  ['1,1.1234,1.2', 'the bid "1.1234" has more than 3 decimals'],
  ['1,1.2,1.1', 'the ask 1.1 is below the bid 1.2'],
  ['1,,', 'has neither bid nor ask'],
  ['5,1.1,1.2\n4,1.1,1.2', 'the timestamp "4" is earlier than the one before it'],
])('the line %j is refused', (lines, problem) => {
  const error = caught(() => readTickCsv(`1,1,1\n${lines}`, { symbolId: 1, digits: 3, fileName: 'ticks.csv' }));
  expect(error.message).toContain(
    `Ticks cannot be read from ticks.csv, line ${lines.includes('\n') ? 3 : 2}: ${problem}.`,
  );
  expect(error.code).toBe('BAD_OPTION');
});

test.each(['', '\n\n', 'timestamp,bid,ask\n', 'x,y,z'])('a file without ticks is refused: %j', (text) => {
  expect(() => readTickCsv(text, { symbolId: 1, digits: 5, fileName: 'EURUSD.csv' })).toThrow(
    'Ticks cannot be read from EURUSD.csv: there are none.',
  );
});

test('every bad line is counted, and the first twenty are told', () => {
  const error = caught(() => readTickCsv('1,1,1\n'.repeat(3) + 'bad\n'.repeat(30), { symbolId: 1, digits: 5 }));
  expect(error.message).toBe('Ticks cannot be read from the CSV, line 4: has 1 column in place of 3 (and 29 more).');
  expect(error.facts['problemCount']).toBe(30);
  expect(error.facts['problems']).toHaveLength(20);
});

test('the book begins at the quote, grows outwards, and keeps the ids of lines that stay', () => {
  const market = aMarket();
  for (const { light } of market.symbols) {
    const { symbolId } = light;
    const [book, quote] = [market.depthAt(symbolId, at), market.quoteAt(symbolId, at)];
    const bids = book.filter(({ side }) => side === 'bid');
    const asks = book.filter(({ side }) => side === 'ask');
    expect([bids[0]?.price, asks[0]?.price]).toEqual([quote?.bid, quote?.ask]);
    expect([bids.length, asks.length]).toEqual([8, 8]);
    expect(bids.every(({ price }, index) => index === 0 || price < (bids[index - 1]?.price ?? 0))).toBe(true);
    expect(asks.every(({ price }, index) => index === 0 || price > (asks[index - 1]?.price ?? Infinity))).toBe(true);
    expect(new Set(book.map(({ id }) => id)).size).toBe(16);
    const step = market.symbol(symbolId).trading.stepVolume ?? 1;
    expect(book.every(({ size }) => size > 0 && size % step === 0)).toBe(true);
  }
});

test('changes of the book, applied to the book before, give the book after', () => {
  const market = aMarket();
  let before = market.depthAt(1, at);
  let kept = 0;
  for (let later = at; later < at + minuteMs; later += 500) {
    const after = market.depthAt(1, later);
    const { set, deleted } = compareDepth(before, after);
    const book = new Map(before.map((level) => [level.id, level]));
    for (const id of deleted) book.delete(id);
    for (const level of set) book.set(level.id, level);
    expect([...book.values()].sort((one, other) => one.id - other.id)).toEqual(
      [...after].sort((one, other) => one.id - other.id),
    );
    kept += after.length - set.length;
    before = after;
  }
  expect(kept).toBeGreaterThan(500);
});
