import {
  MarginCallTriggerEvent,
  MarginChangedEvent,
  NotificationType,
  StopOutStrategy,
  TradeSide,
} from '@tickwire/protocol';
import { expect, test } from 'vitest';
import {
  accountId,
  anOrder,
  type BenchOptions,
  changeSymbol,
  createWorld,
  executionOf,
  monday,
  openAccount,
  settle,
  sketch,
  symbol,
} from '../../test/engine-bench.ts';

/** Opens positions in EURUSD, one after the other: signed lots of 100 000 units. */
function openLots(lots: readonly number[], options: BenchOptions = {}, world = createWorld()) {
  const { account } = openAccount(options, world);
  for (const size of lots) {
    const tradeSide = size > 0 ? TradeSide.BUY : TradeSide.SELL;
    account.place(anOrder({ volume: Math.abs(size) * 10_000_000, tradeSide }), { at: monday });
    settle(account, monday);
  }
  return { account, world };
}

const margins = ({ reconcile }: Pick<ReturnType<typeof openLots>['account'], 'reconcile'>) =>
  (reconcile().position ?? []).map(({ usedMargin }) => usedMargin);

test('a position ties up its units at the rate of the base asset, divided by the leverage', () => {
  expect(margins(openLots([1]).account)).toEqual([110_000]);
  expect(margins(openLots([1], { trader: { leverageInCents: 50_000 } }).account)).toEqual([22_000]);
});

test('volume above a tier counts with the leverage of the next one, and later positions move down when earlier ones go', () => {
  const world = createWorld();
  changeSymbol(world, symbol.EURUSD, { leverageId: 7 });
  // 1:100 up to 110 000 dollars, then 1:50.
  world.tiers.push({ volume: 11_000_000, leverage: 10_000 }, { volume: 999_999_999, leverage: 5_000 });
  const { account } = openLots([1, 1], {}, world);
  expect(margins(account)).toEqual([110_000, 220_000]);
  account.closePosition({ ctidTraderAccountId: accountId, positionId: 1, volume: 10_000_000 }, { at: monday + 500 });
  const events = settle(account, monday + 500);
  expect(sketch(events)).toEqual(['3 order 3 type 1', 'MarginChangedEvent']);
  expect(events[1]?.message).toBe(MarginChangedEvent);
  expect(events[1]?.payload).toEqual({
    ctidTraderAccountId: accountId,
    positionId: 2,
    usedMargin: 110_000,
    moneyDigits: 2,
  });
  expect(margins(account)).toEqual([110_000]);
});

test.each([
  [0, 'MAX', '3 order 9'],
  [1, 'SUM', 'NOT_ENOUGH_MONEY'],
  [2, 'NET', '3 order 9'],
] as const)('opposite positions under rule %i (%s) need the margin that the rule says', (type, _name, expected) => {
  // 10 000.00 are enough for nine lots on one side.
  const { account } = openLots([5], { firstId: 8, trader: { totalMarginCalculationType: type } });
  const order = anOrder({ volume: 50_000_000, tradeSide: TradeSide.SELL });
  const events = [...account.place(order, { at: monday }), ...settle(account, monday)];
  expect(sketch(events)[1]).toContain(expected);
});

test('expected margin is told for either side', () => {
  const { account } = openAccount();
  expect(account.expectedMargin(symbol.EURUSD, [100_000, 200_000])?.margin).toEqual([
    { volume: 100_000, buyMargin: 1_100, sellMargin: 1_100 },
    { volume: 200_000, buyMargin: 2_200, sellMargin: 2_200 },
  ]);
});

test('a margin call goes off when the level falls to its threshold, and not again within ten minutes', () => {
  const { account } = openLots([5], { stopOutLevel: 0 });
  const quote = (bid: number, at: number) =>
    account
      .onQuote(symbol.EURUSD, { bid, ask: bid + 10 }, at)
      .filter(({ message }) => message === MarginCallTriggerEvent);
  expect(quote(109_200, monday + 1_000)).toEqual([]);
  // Equity 5 451.50 of used margin 5 500.00.
  const [call, ...rest] = quote(109_110, monday + 2_000);
  expect(call?.payload).toMatchObject({ marginCall: { marginCallType: NotificationType.MARGIN_LEVEL_THRESHOLD_1 } });
  expect(rest).toEqual([]);
  quote(110_000, monday + 3_000);
  expect(quote(109_110, monday + 4_000)).toEqual([]);
  quote(110_000, monday + 5_000);
  expect(quote(109_110, monday + 603_000)).toHaveLength(1);
});

test('a stop-out closes whole positions, the one with most margin first, until the level is right', () => {
  const { account } = openLots([1, 4, 3]);
  const events = account.onQuote(symbol.EURUSD, { bid: 109_200, ask: 109_210 }, monday + 1_000);
  const stopOuts = events.filter(({ message }) => message.name === 'ExecutionEvent');
  expect(stopOuts).toHaveLength(1);
  expect(executionOf(stopOuts[0])).toMatchObject({
    executionType: 3,
    isServerEvent: true,
    order: { isStopOut: true, orderType: 1, closingOrder: true },
    deal: { positionId: 2, closePositionDetail: { closedVolume: 40_000_000 } },
  });
});

test('a stop-out by loss takes the biggest loser', () => {
  const { account } = openAccount({ trader: { stopOutStrategy: StopOutStrategy.MOST_LOSING_FIRST } });
  account.place(anOrder({ volume: 30_000_000, tradeSide: TradeSide.SELL }), { at: monday });
  settle(account, monday);
  account.place(anOrder({ volume: 40_000_000 }), { at: monday });
  settle(account, monday);
  account.onQuote(symbol.EURUSD, { bid: 150_000, ask: 150_010 }, monday + 1_000);
  const deals = account.deals().deal ?? [];
  expect(deals.find(({ closePositionDetail }) => closePositionDetail !== undefined)).toBeUndefined();
  const events = account.onQuote(symbol.EURUSD, { bid: 90_000, ask: 90_010 }, monday + 2_000);
  expect(executionOf(events.find(({ message }) => message.name === 'ExecutionEvent'))).toMatchObject({
    deal: { positionId: 2 },
  });
});

test('where the account closes parts, a stop-out takes no more than it needs', () => {
  const { account } = openLots([8], { trader: { fairStopOut: false } });
  const events = account.onQuote(symbol.EURUSD, { bid: 109_300, ask: 109_310 }, monday + 1_000);
  const [fill] = events.filter(({ message }) => message.name === 'ExecutionEvent');
  const { deal, position } = executionOf(fill);
  expect(deal?.filledVolume).toBeGreaterThan(0);
  expect(deal?.filledVolume).toBeLessThan(20_000_000);
  expect(position?.positionStatus).toBe(1);
});

test('a balance below zero is brought back to it only where that is offered', () => {
  const crash = { bid: 100_000, ask: 100_010 };
  const plain = openLots([8]).account;
  plain.onQuote(symbol.EURUSD, crash, monday + 1_000);
  expect(plain.trader().balance).toBeLessThan(0);
  const kept = openLots([8], { hasNegativeBalanceProtection: true }).account;
  const events = kept.onQuote(symbol.EURUSD, crash, monday + 1_000);
  expect(kept.trader().balance).toBe(0);
  const deposit = events.find(({ payload }) => 'executionType' in payload && payload.executionType === 10);
  expect(executionOf(deposit)).toMatchObject({ depositWithdraw: { operationType: 39, balance: 0 } });
});
