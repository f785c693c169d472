import { expect, test } from 'vitest';
import { toDouble, unity } from '../engine/rate.ts';
import { createFacts, findAssetId, type MarketHours } from './market-facts.ts';
import { Prices } from './prices.ts';

const quotes = new Map([
  [1, { bid: 110_000, ask: 110_010 }],
  [4, { bid: 15_000_000, ask: 15_000_500 }],
]);

function openFacts(hours: MarketHours = 'schedule') {
  const prices = new Prices({ seed: 1, feed: 'none', at: 0, startedAtEpochMs: Date.UTC(2025, 0, 6, 10) });
  return createFacts({ prices, hours, quoteOf: (symbolId) => quotes.get(symbolId) });
}

const gold = 41;
const idOf = (name: string): number => findAssetId(name) ?? 0;

test('money is converted at the middle of bid and ask, in either direction', () => {
  const { rate } = openFacts();
  expect(rate(idOf('EUR'), idOf('USD'))).toEqual({ numerator: 220_010n, denominator: 200_000n });
  expect(rate(idOf('USD'), idOf('EUR'))).toEqual({ numerator: 200_000n, denominator: 220_010n });
  expect(toDouble(rate(idOf('JPY'), idOf('USD')) ?? unity)).toBeCloseTo(1 / 150.0025, 12);
  expect(rate(idOf('GBP'), idOf('USD'))).toBeUndefined();
});

test('the symbols that convert one asset into another are told', () => {
  const { conversionSymbols } = openFacts();
  expect(conversionSymbols(idOf('JPY'), idOf('USD'))).toEqual([4]);
  expect(conversionSymbols(idOf('USD'), idOf('USD'))).toEqual([]);
});

test('a symbol is open by its schedule, closed at the weekend and on holiday at Christmas, or open always', () => {
  const moments = [Date.UTC(2025, 0, 6, 10), Date.UTC(2025, 0, 4, 10), Date.UTC(2024, 11, 25, 10)];
  expect(moments.map((at) => openFacts().phase(gold, at))).toEqual(['open', 'closed', 'holiday']);
  expect(moments.map((at) => openFacts('always').phase(gold, at))).toEqual(['open', 'open', 'open']);
});

test('leverage is told in hundredths, as accounts have it', () => {
  expect(openFacts().findLeverage(1053)?.tiers?.[0]).toEqual({ volume: 200_000_000, leverage: 50_000 });
  expect(openFacts().findLeverage(1)).toBeUndefined();
});

test('a symbol is told with its assets, and an unknown one not at all', () => {
  const { findSymbol } = openFacts();
  expect(findSymbol(1)).toMatchObject({ baseAssetId: 5, quoteAssetId: 15, trading: { symbolId: 1 } });
  expect(findSymbol(999_999)).toBeUndefined();
});
