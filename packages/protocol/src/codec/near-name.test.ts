import { expect, test } from 'vitest';
import { findNearName } from './near-name.ts';

const NAMES = ['symbolId', 'volume', 'tradeSide', 'stopLoss', 'bid', 'ask'];

test.each([
  ['volum', 'volume'],
  ['Volume', 'volume'],
  ['symbolID', 'symbolId'],
  ['symbol_id', 'symbolId'],
  ['stoploss', 'stopLoss'],
  ['tradeSied', 'tradeSide'],
])('%s probably means %s', (key, name) => {
  expect(findNearName(key, NAMES)).toBe(name);
});

test.each(['lots', 'xy', '', 'a', 'clientOrderId', 'AB'.repeat(40)])('%j means none of them', (key) => {
  expect(findNearName(key, NAMES)).toBeUndefined();
});

test('the nearest of several names wins', () => {
  expect(findNearName('limitPrise', ['limitPrices', 'limitPrice'])).toBe('limitPrice');
});
