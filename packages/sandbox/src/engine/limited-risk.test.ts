import { ChangeBalanceType, LimitedRiskMarginCalculationStrategy } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import {
  accountId,
  anOrder,
  changeSymbol,
  createWorld,
  executionOf,
  monday,
  openAccount,
  settle,
  sketch,
  symbol,
} from '../../test/engine-bench.ts';

const { ACCORDING_TO_LEVERAGE, ACCORDING_TO_GSL, ACCORDING_TO_GSL_AND_LEVERAGE } = LimitedRiskMarginCalculationStrategy;
const context = { at: monday + 1_000, clientMsgId: 'm' };

/** An account of limited risk, long 10 000 euros at 1.1001 with a guaranteed stop 50 pips below. */
function openLimited(strategy: LimitedRiskMarginCalculationStrategy, gslCharge = 0) {
  const world = createWorld();
  changeSymbol(world, symbol.EURUSD, { guaranteedStopLoss: true, gslCharge, preciseTradingCommissionRate: 0 });
  const trader = { isLimitedRisk: true, limitedRiskMarginCalculationStrategy: strategy, leverageInCents: 10_000 };
  const { account } = openAccount({ trader }, world);
  account.place(anOrder({ volume: 1_000_000, guaranteedStopLoss: true, relativeStopLoss: 500 }), context);
  const events = settle(account, context.at);
  const margin = () => account.reconcile().position?.[0]?.usedMargin;
  return { account, events, margin };
}

test.each([
  [ACCORDING_TO_LEVERAGE, 11_000, 11_000],
  // 10 000 × 0.005 dollars, then × 0.0041.
  [ACCORDING_TO_GSL, 5_000, 4_100],
  [ACCORDING_TO_GSL_AND_LEVERAGE, 11_000, 11_000],
])('with strategy %i a position ties up %i, and %i once its stop has come closer', (strategy, first, second) => {
  const { account, events, margin } = openLimited(strategy);
  expect(events.map((event) => executionOf(event).position?.usedMargin)).toEqual([first, first]);
  expect(margin()).toBe(first);
  const request = { ctidTraderAccountId: accountId, positionId: 1, stopLoss: 1.096, guaranteedStopLoss: true };
  const amended = account.amendPosition(request, { at: monday + 5_000 });
  expect(executionOf(amended[0]).position?.usedMargin).toBe(second);
});

test('what counts is the larger of the two where both count', () => {
  const world = createWorld();
  changeSymbol(world, symbol.EURUSD, { guaranteedStopLoss: true });
  const strategy = { limitedRiskMarginCalculationStrategy: ACCORDING_TO_GSL_AND_LEVERAGE };
  const { account } = openAccount({ trader: { isLimitedRisk: true, ...strategy } }, world);
  account.place(anOrder({ volume: 1_000_000, guaranteedStopLoss: true, relativeStopLoss: 5_000 }), context);
  settle(account, context.at);
  expect(account.reconcile().position?.[0]?.usedMargin).toBe(50_000);
});

test('what the stop limits can be afforded where leverage alone would not allow it', () => {
  const order = anOrder({ volume: 100_000_000, guaranteedStopLoss: true, relativeStopLoss: 500 });
  const affords = (limitedRiskMarginCalculationStrategy: LimitedRiskMarginCalculationStrategy) => {
    const world = createWorld();
    changeSymbol(world, symbol.EURUSD, { guaranteedStopLoss: true });
    const { account } = openAccount({ trader: { isLimitedRisk: true, limitedRiskMarginCalculationStrategy } }, world);
    return sketch([...account.place(order, context), ...settle(account, context.at)])[1];
  };
  expect(affords(ACCORDING_TO_LEVERAGE)).toBe('7 order 1 type 1 NOT_ENOUGH_MONEY');
  expect(affords(ACCORDING_TO_GSL)).toBe('3 order 1 type 1');
});

test('a guaranteed stop fills at its level however far the market jumps, and then costs its charge', () => {
  const { account } = openLimited(ACCORDING_TO_LEVERAGE, 20);
  const events = account.onQuote(symbol.EURUSD, { bid: 100_000, ask: 100_010 }, monday + 5_000);
  expect(sketch(events)).toEqual(['3 order 2 type 4', '10', 'TraderUpdatedEvent']);
  // 0.1 lots of 20 dollars; the loss of 50 pips comes before it.
  expect(executionOf(events[1]).depositWithdraw).toMatchObject({
    operationType: ChangeBalanceType.BALANCE_WITHDRAW_GSL_CHARGE,
    delta: -200,
    balance: 1_000_000 - 5_000 - 200,
  });
});

test('a guaranteed stop that is never reached costs nothing', () => {
  const { account } = openLimited(ACCORDING_TO_LEVERAGE, 20);
  account.closePosition({ ctidTraderAccountId: accountId, positionId: 1, volume: 1_000_000 }, { at: monday + 5_000 });
  settle(account, monday + 5_000);
  expect(account.cashFlow().depositWithdraw).toEqual([]);
});
