import { CommissionType, createJsonCodec, DayOfWeek, SymbolByIdRes, SymbolsListRes } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { archivedSymbols } from './archived-symbols.ts';
import { assetClasses, assets, symbolCategories } from './assets.ts';
import { dynamicLeverages } from './leverages.ts';
import type { MarketSymbol } from './market-symbol.ts';
import { worldSymbols } from './symbols.ts';

function named(name: string): MarketSymbol {
  const found = worldSymbols.find(({ light }) => light.symbolName === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

test('EURUSD is as captured from the real demo server', () => {
  const { light, trading } = named('EURUSD');
  expect(light).toEqual({
    symbolId: 1,
    symbolName: 'EURUSD',
    enabled: true,
    baseAssetId: 5,
    quoteAssetId: 15,
    symbolCategoryId: 11,
    description: 'Euro vs United States Dollar',
    sortingNumber: 7,
  });
  expect(trading).toEqual(
    JSON.parse(
      '{"chargeSwapAtWeekends":false,"commission":4500,"commissionType":1,"digits":5,"distanceSetIn":1,"enableShortSelling":true,"gslCharge":0,"gslDistance":0,"gslScheduleId":1,"guaranteedStopLoss":false,"leverageId":1053,"lotSize":10000000,"maxExposure":10000000000000,"maxVolume":1000000000,"measurementUnits":"EUR","minCommission":0,"minCommissionAsset":"USD","minCommissionType":2,"minVolume":100000,"pipPosition":4,"pnlConversionFeeRate":0,"preciseMinCommission":0,"preciseTradingCommissionRate":4500000000,"rolloverCommission":0,"rolloverCommission3Days":3,"schedule":[{"startSecond":61205,"endSecond":145795},{"startSecond":147605,"endSecond":232195},{"startSecond":234005,"endSecond":318595},{"startSecond":320405,"endSecond":404995},{"startSecond":406805,"endSecond":491395}],"scheduleTimeZone":"America/New_York","skipRolloverDays":2,"skipSWAPPeriods":0,"slDistance":0,"stepVolume":100000,"swapCalculationType":0,"swapLong":-2.445,"swapPeriod":24,"swapRollover3Days":3,"swapShort":-0.105,"swapTime":1259,"symbolId":1,"tpDistance":0,"tradingMode":0}',
    ),
  );
});

test('the other captured symbols have their captured sizes', () => {
  expect(named('USDJPY').trading).toMatchObject({
    symbolId: 4,
    digits: 3,
    pipPosition: 2,
    lotSize: 10_000_000,
    minVolume: 100_000,
    stepVolume: 100_000,
  });
  expect(named('XAUUSD').trading).toMatchObject({
    symbolId: 41,
    digits: 2,
    pipPosition: 2,
    lotSize: 10_000,
    minVolume: 100,
    stepVolume: 100,
    maxVolume: 1_000_000,
    measurementUnits: 'Oz',
    scheduleTimeZone: 'UTC',
  });
  const bitcoin = named('BTCUSD').trading;
  expect(bitcoin).toMatchObject({
    digits: 3,
    pipPosition: 1,
    lotSize: 100,
    minVolume: 1,
    stepVolume: 1,
    maxVolume: 5000,
    scheduleTimeZone: 'Europe/Bucharest',
    measurementUnits: 'BTC',
  });
  expect(bitcoin.schedule).toHaveLength(7);
  expect(Object.keys(bitcoin)).not.toContain('swapCalculationType');
  expect(Object.keys(bitcoin)).not.toContain('preciseTradingCommissionRate');
  expect(named('DOGUSD').trading).toMatchObject({ symbolId: 434, commissionType: CommissionType.PERCENTAGE_OF_VALUE });
});

test('there are some sixty symbols, whose ids and names are their own', () => {
  const ids = [...worldSymbols.map(({ light }) => light.symbolId), ...archivedSymbols.map(({ symbolId }) => symbolId)];
  expect(worldSymbols.length).toBeGreaterThanOrEqual(60);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(worldSymbols.map(({ light }) => light.symbolName)).size).toBe(worldSymbols.length);
});

test('whatever a symbol names exists', () => {
  const assetIds = new Set(assets.map(({ assetId }) => assetId));
  expect(assetIds.size).toBe(assets.length);
  for (const { light, trading } of worldSymbols) {
    expect(assetIds.has(light.baseAssetId) && assetIds.has(light.quoteAssetId)).toBe(true);
    expect(symbolCategories.some(({ id }) => id === light.symbolCategoryId)).toBe(true);
    expect(dynamicLeverages.some(({ leverageId }) => leverageId === trading.leverageId)).toBe(true);
  }
  for (const { assetClassId } of symbolCategories)
    expect(assetClasses.some(({ id }) => id === assetClassId)).toBe(true);
});

test('every quote asset can be converted to dollars and to euros', () => {
  const pairs = worldSymbols.map(({ light }) => [light.baseAssetId, light.quoteAssetId] as const);
  const reachable = new Set([15]);
  for (let steps = 0; steps < 3; steps++) {
    for (const [base, quote] of pairs) {
      if (reachable.has(base)) reachable.add(quote);
      else if (reachable.has(quote)) reachable.add(base);
    }
  }
  for (const { light } of worldSymbols) expect(reachable.has(light.quoteAssetId)).toBe(true);
  expect(reachable.has(5)).toBe(true);
});

test('the facts of a symbol fit together', () => {
  for (const { trading, light } of worldSymbols) {
    const { minVolume = 0, stepVolume = 0, maxVolume = 0, lotSize = 0, schedule = [], digits, pipPosition } = trading;
    expect(stepVolume > 0 && minVolume % stepVolume === 0 && maxVolume % stepVolume === 0, light.symbolName).toBe(true);
    expect(minVolume <= lotSize && lotSize <= maxVolume && lotSize % stepVolume === 0, light.symbolName).toBe(true);
    expect(pipPosition <= digits && digits <= 5).toBe(true);
    expect(Object.values(DayOfWeek)).toContain(trading.swapRollover3Days);
    let end = 0;
    for (const { startSecond, endSecond } of schedule) {
      expect(startSecond >= end && endSecond > startSecond, `${light.symbolName} ${startSecond}`).toBe(true);
      end = endSecond;
    }
    // The last opening may run into Sunday, but not into the first of the next week.
    expect(end - 604_800).toBeLessThanOrEqual(schedule[0]?.startSecond ?? 0);
  }
});

test('holidays have ids of their own within a symbol', () => {
  for (const { trading } of worldSymbols) {
    const ids = (trading.holiday ?? []).map(({ holidayId }) => holidayId);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test('symbols can be put on the wire as they are', () => {
  const codec = createJsonCodec();
  const ctidTraderAccountId = 40_000_001;
  expect(() =>
    codec.encode(SymbolByIdRes, { ctidTraderAccountId, symbol: worldSymbols.map(({ trading }) => trading) }),
  ).not.toThrow();
  const list = codec.encode(SymbolsListRes, {
    ctidTraderAccountId,
    symbol: worldSymbols.map(({ light }) => light),
    archivedSymbol: [...archivedSymbols],
  });
  expect(list).toContain('"symbolId":1,"symbolName":"EURUSD","enabled":true,"baseAssetId":5,"quoteAssetId":15');
});
