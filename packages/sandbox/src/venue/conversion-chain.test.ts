import { expect, test } from 'vitest';
import { worldSymbols } from '../market/world/symbols.ts';
import { findConversionChain } from './conversion-chain.ts';

test('without symbols that lead there, there is no chain', () => {
  const euro = worldSymbols.filter(({ light }) => light.symbolName === 'EURUSD');
  expect(findConversionChain(euro, 5, 15)).toEqual(euro);
  expect(findConversionChain(euro, 5, 8)).toBeUndefined();
});

test('a longer chain that comes first in the list does not win over a short one', () => {
  const named = (name: string) => worldSymbols.filter(({ light }) => light.symbolName === name);
  const symbols = [...named('EURUSD'), ...named('USDJPY'), ...named('EURJPY')];
  expect(findConversionChain(symbols, 5, 8)?.map(({ light }) => light.symbolName)).toEqual(['EURJPY']);
});
