import {
  CommissionType,
  DayOfWeek,
  ExecutionType,
  SwapCalculationType,
  TradeSide,
  type TradingSymbol,
} from '@tickwire/protocol';
import { expect, test } from 'vitest';
import {
  accountId,
  anOrder,
  asset,
  type BenchOptions,
  changeSymbol,
  createWorld,
  executionOf,
  monday,
  openAccount,
  settle,
  symbol,
} from '../../test/engine-bench.ts';
import { shareOf, toMoney } from './money.ts';
import { averagePrice } from './price.ts';
import { divideRounded, unity } from './rate.ts';

const hour = 3_600_000;

test.each([
  [346_000n, 35],
  [-4_935_000n, -494],
  [-680_000n, -68],
  [5_000n, 1],
  [-5_000n, -1],
  [4_999n, 0],
])('%i millionths are %i cents: halves go away from zero', (amount, cents) => {
  expect(toMoney({ amount, divisor: 1_000_000n }, unity, 2)).toBe(cents);
});

test('parts and averages are rounded the same way', () => {
  expect(divideRounded(-7n, 2n)).toBe(-4n);
  expect(shareOf(-5, 1, 2)).toBe(-3);
  expect(averagePrice(110_001n + 110_002n * 2n, 3)).toBeCloseTo(1.1000166667, 10);
});

/** Buys one lot of EURUSD in a changed symbol, and returns what happened. */
function buyLot(trading: Partial<TradingSymbol>, options: BenchOptions = {}) {
  const world = createWorld();
  changeSymbol(world, symbol.EURUSD, trading);
  const { account } = openAccount(options, world);
  account.place(anOrder({ volume: 10_000_000 }), { at: monday });
  const [fill] = settle(account, monday);
  return { account, world, deal: executionOf(fill).deal };
}

test.each([
  // 110 000 dollars' worth at 45 a million.
  [{ commissionType: CommissionType.USD_PER_MILLION_USD, preciseTradingCommissionRate: 4_500_000_000 }, -495],
  [{ commissionType: CommissionType.USD_PER_LOT, preciseTradingCommissionRate: 350_000_000 }, -350],
  [{ commissionType: CommissionType.PERCENTAGE_OF_VALUE, preciseTradingCommissionRate: 20_000 }, -22_000],
  [{ commissionType: CommissionType.QUOTE_CCY_PER_LOT, preciseTradingCommissionRate: 700_000_000 }, -700],
  [{ preciseTradingCommissionRate: 4_500_000_000, preciseMinCommission: 1_000_000_000 }, -1_000],
  [
    { preciseTradingCommissionRate: 4_500_000_000, preciseMinCommission: 1_000_000_000, minCommissionAsset: 'EUR' },
    -1_100,
  ],
] as const)('a symbol with %j charges %i cents', (trading, commission) => {
  expect(buyLot(trading).deal?.commission).toBe(commission);
});

test('the balance moves on the close, by everything that closing realises, with the fee for conversion', () => {
  const { account } = openAccount({ trader: { balance: 100_000 } });
  account.onQuote(symbol.EURGBP, { bid: 88_000, ask: 88_010 }, monday);
  account.place(anOrder({ symbolId: symbol.EURGBP, volume: 1_000_000 }), { at: monday });
  settle(account, monday);
  expect(account.trader()).toMatchObject({ balance: 100_000, balanceVersion: 1 });
  account.onQuote(symbol.EURGBP, { bid: 88_110, ask: 88_120 }, monday + 1_000);
  const request = { ctidTraderAccountId: accountId, positionId: 1, volume: 1_000_000 };
  account.closePosition(request, { at: monday + 1_000 });
  const detail = executionOf(settle(account, monday + 1_000)[0]).deal?.closePositionDetail;
  // 10 pounds are 12.50 dollars; 0.5 % of them is 0.0625.
  expect(detail).toMatchObject({ grossProfit: 1_250, pnlConversionFee: -6, commission: 0, swap: 0, balance: 101_244 });
  expect(detail?.quoteToDepositConversionRate).toBe(1.25);
  expect(account.trader()).toMatchObject({ balance: 101_244, balanceVersion: 2 });
});

test('unrealised profit is told with and without what the position owes', () => {
  const { account } = buyLot({});
  account.onQuote(symbol.EURUSD, { bid: 110_110, ask: 110_120 }, monday + 1_000);
  expect(account.unrealizedPnL()).toEqual({
    ctidTraderAccountId: accountId,
    positionUnrealizedPnL: [{ positionId: 1, grossUnrealizedPnL: 10_000, netUnrealizedPnL: 9_505 }],
    moneyDigits: 2,
  });
});

test('swap is charged at its minute, three times on its day, and not at weekends', () => {
  const { account } = buyLot({});
  const events = account.onTime(monday + 7 * 24 * hour);
  expect(events.every((event) => executionOf(event).executionType === ExecutionType.SWAP)).toBe(true);
  // 2.445 pips of 10 dollars are 24.45 a day: Monday, Tuesday, three times on Wednesday, Thursday, Friday.
  const charged = events.map((event) => [
    new Date(event.at).toISOString().slice(8, 16),
    executionOf(event).position?.swap,
  ]);
  expect(charged).toEqual([
    ['02T20:59', -2_445],
    ['03T20:59', -4_890],
    ['04T20:59', -12_225],
    ['05T20:59', -14_670],
    ['06T20:59', -17_115],
  ]);
  expect(account.trader().balance).toBe(1_000_000);
});

test.each([
  [{ swapCalculationType: SwapCalculationType.POINTS, swapLong: -24.45 }, -2_445],
  // 110 000 dollars at 3.6 % are 11 a day.
  [{ swapCalculationType: SwapCalculationType.PERCENTAGE, swapLong: -3.6 }, -1_100],
  [{ skipSWAPPeriods: 1 }, undefined],
  [{ swapPeriod: 12, swapTime: 0 }, -2_445],
] as const)('a symbol with %j books %s on the first day', (trading, swap) => {
  const { account } = buyLot(trading);
  const [event] = account.onTime(monday + 12 * hour);
  expect(event === undefined ? undefined : executionOf(event).position?.swap).toBe(swap);
});

test('a closed position takes its swap to the balance, a part of it its part', () => {
  const { account } = buyLot({});
  account.onTime(monday + 12 * hour);
  const at = monday + 13 * hour;
  account.closePosition({ ctidTraderAccountId: accountId, positionId: 1, volume: 2_500_000 }, { at });
  const [fill] = settle(account, at);
  expect(executionOf(fill)).toMatchObject({
    deal: { closePositionDetail: { swap: -611, commission: -124 - 124 } },
    position: { swap: -1_834, commission: -371 },
  });
});

test('a swap-free account pays the rollover commission out of its balance', () => {
  const { account } = buyLot(
    { rolloverCommission: 10, rolloverCommission3Days: DayOfWeek.TUESDAY },
    { trader: { swapFree: true } },
  );
  account.onTime(monday + 36 * hour);
  expect(account.cashFlow().depositWithdraw?.map(({ operationType, delta }) => [operationType, delta])).toEqual([
    [18, -1_000],
    [18, -3_000],
  ]);
});

test('deposits and withdrawals move the balance and its version, and show the account anew', () => {
  const { account } = openAccount();
  const events = account.deposit({ delta: -40_000, note: 'rent' }, monday + 1_000);
  expect(events.map(({ message }) => message.name)).toEqual(['ExecutionEvent', 'TraderUpdatedEvent']);
  expect(executionOf(events[0])).toEqual({
    ctidTraderAccountId: accountId,
    executionType: ExecutionType.DEPOSIT_WITHDRAW,
    depositWithdraw: {
      operationType: 1,
      balanceHistoryId: 1,
      balance: 960_000,
      delta: -40_000,
      changeBalanceTimestamp: monday + 1_000,
      externalNote: 'rent',
      balanceVersion: 2,
      equity: 960_000,
      moneyDigits: 2,
    },
    isServerEvent: true,
  });
});

test('an account in euros pays dollars at the rate of the moment', () => {
  const { account } = openAccount({ trader: { depositAssetId: asset.EUR } });
  account.place(anOrder({ tradeSide: TradeSide.SELL, volume: 1_100_000 }), { at: monday });
  settle(account, monday);
  account.onQuote(symbol.EURUSD, { bid: 109_880, ask: 109_890 }, monday + 1_000);
  // 12.10 dollars at 1.1.
  expect(account.unrealizedPnL().positionUnrealizedPnL?.[0]?.grossUnrealizedPnL).toBe(1_100);
});
