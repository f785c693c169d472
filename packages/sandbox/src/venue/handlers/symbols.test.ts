import type { LightSymbol } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { openAccount, refusal } from '../../../test/account-client.ts';
import { mustFind } from '../../../test/venue-bench.ts';

const { ask } = openAccount();
const symbolList: { readonly symbol: readonly LightSymbol[] } = mustFind(ask(2114)[0]).payload;
const chain = (firstAssetId: number, lastAssetId: number) =>
  ask(2118, { firstAssetId, lastAssetId })[0]?.payload.symbol?.map((one) => one.symbolName);

test('assets come with their ids, names and digits, and with nothing that is the sandbox’s own', () => {
  const { payloadType, payload } = mustFind(ask(2112)[0]);
  expect(payloadType).toBe(2113);
  expect(payload.asset).toContainEqual({ assetId: 15, name: 'USD', displayName: 'United States Dollar', digits: 2 });
  for (const asset of payload.asset) expect(Object.keys(asset)).toEqual(['assetId', 'name', 'displayName', 'digits']);
});

test('every symbol lies in a category, and every category in an asset class', () => {
  const [classes] = ask(2153);
  const [categories] = ask(2160);
  expect([classes?.payloadType, categories?.payloadType]).toEqual([2154, 2161]);
  const classIds = classes?.payload.assetClass.map(({ id }) => id);
  for (const { assetClassId } of categories?.payload.symbolCategory ?? []) expect(classIds).toContain(assetClassId);
  const categoryIds = categories?.payload.symbolCategory.map(({ id }) => id);
  expect(symbolList.symbol.length).toBeGreaterThan(55);
  for (const { symbolCategoryId } of symbolList.symbol) expect(categoryIds).toContain(symbolCategoryId);
});

test('the list of symbols has archived ones only on request', () => {
  expect(symbolList.symbol[0]).toEqual({
    symbolId: 1,
    symbolName: 'EURUSD',
    enabled: true,
    baseAssetId: 5,
    quoteAssetId: 15,
    symbolCategoryId: 11,
    description: 'Euro vs United States Dollar',
    sortingNumber: expect.any(Number),
  });
  expect(symbolList).not.toHaveProperty('archivedSymbol');
  expect(ask(2114, { includeArchivedSymbols: false })[0]?.payload).toEqual(symbolList);
  const [all] = ask(2114, { includeArchivedSymbols: true });
  expect(all?.payload.symbol).toEqual(symbolList.symbol);
  expect(all?.payload.archivedSymbol[0]).toMatchObject({ symbolId: 33, name: 'EURRUB' });
});

test('symbols come in full in the order asked for, archived ones apart', () => {
  const answer = mustFind(ask(2116, { symbolId: [41, 33, 1, 1] })[0]);
  expect(answer?.payloadType).toBe(2117);
  expect(answer?.payload.symbol.map(({ symbolId }) => symbolId)).toEqual([41, 1]);
  expect(answer?.payload.symbol[1]).toMatchObject({ digits: 5, pipPosition: 4, lotSize: 10_000_000, leverageId: 1053 });
  expect(answer.payload.symbol[1]?.schedule?.[0]).toEqual({ startSecond: 61_205, endSecond: 145_795 });
  expect(answer?.payload.archivedSymbol).toEqual([expect.objectContaining({ symbolId: 33 })]);
  expect(ask(2116, { symbolId: [] })).toEqual([{ payloadType: 2117, payload: {} }]);
});

test('one unknown id spoils the batch of symbols', () => {
  expect(ask(2116, { symbolId: [1, 999] })).toEqual([refusal('SYMBOL_NOT_FOUND', 'Symbol not found with id 999')]);
});

test('every symbol of the list is told in full, and its leverage too', () => {
  const symbolId = symbolList.symbol.map((one) => one.symbolId);
  const symbols = mustFind(ask(2116, { symbolId })[0]).payload.symbol;
  expect(symbols).toHaveLength(symbolId.length);
  for (const leverageId of new Set(symbols.map((one) => one.leverageId))) {
    const [answer] = ask(2177, { leverageId });
    expect(answer).toMatchObject({ payloadType: 2178, payload: { leverage: { leverageId } } });
    expect(answer?.payload.leverage.tiers?.length).toBeGreaterThan(1);
  }
  expect(ask(2177, { leverageId: 1 })).toEqual([refusal('ENTITY_NOT_FOUND', 'Leverage not found with id 1')]);
});

test('a conversion is the shortest chain of symbols, from the first asset on', () => {
  expect(chain(5, 15)).toEqual(['EURUSD']);
  expect(chain(15, 5)).toEqual(['EURUSD']);
  expect(chain(80, 5)).toEqual(['BTCUSD', 'EURUSD']);
  expect(chain(5, 80)).toEqual(['EURUSD', 'BTCUSD']);
  expect(ask(2118, { firstAssetId: 5, lastAssetId: 5 })).toEqual([{ payloadType: 2119, payload: {} }]);
});

test('any two assets convert into each other, by symbols that hang together', () => {
  const assets = mustFind(ask(2112)[0]).payload.asset;
  for (const { assetId: first } of assets) {
    for (const { assetId: last } of assets) {
      let at = first;
      for (const { baseAssetId, quoteAssetId } of ask(2118, { firstAssetId: first, lastAssetId: last })[0]?.payload
        .symbol ?? []) {
        expect([baseAssetId, quoteAssetId]).toContain(at);
        at = (at === baseAssetId ? quoteAssetId : baseAssetId) ?? 0;
      }
      expect(at).toBe(last);
    }
  }
});

test('an asset that does not exist has no conversion', () => {
  const refused = [refusal('ENTITY_NOT_FOUND', 'Asset not found with id 999')];
  expect(ask(2118, { firstAssetId: 999, lastAssetId: 5 })).toEqual(refused);
  expect(ask(2118, { firstAssetId: 5, lastAssetId: 999 })).toEqual(refused);
});
