import { AccessRights, AccountType, OrderType, TimeInForce, TradeSide, TradingMode } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import {
  accountId,
  anOrder,
  type BenchOptions,
  changeSymbol,
  createWorld,
  frameOf,
  monday,
  openAccount,
  settle,
  sketch,
  symbol,
} from '../../test/engine-bench.ts';

const context = { at: monday + 1_000, clientMsgId: 'm' };

/** Places an order and returns its refusal. */
function refusalOf(
  changes: Parameters<typeof anOrder>[0],
  { options = {}, trading = {} }: { options?: BenchOptions; trading?: Parameters<typeof changeSymbol>[2] } = {},
) {
  const world = createWorld();
  changeSymbol(world, symbol.EURUSD, trading);
  const { account } = openAccount(options, world);
  const events = account.place(anOrder(changes), context);
  expect(account.reconcile().order).toEqual([]);
  return sketch(events);
}

const limit = { orderType: OrderType.LIMIT, limitPrice: 1.09 } as const;

test.each([
  [{ volume: 99_999 }, 'TRADING_BAD_VOLUME: Order volume = 999.99 is smaller than minimum allowed volume = 1000.00.'],
  [
    { volume: 1_000_100_000 },
    'TRADING_BAD_VOLUME: Order volume = 10001000.00 is bigger than maximum allowed volume = 10000000.00',
  ],
  [{ volume: 150_000 }, 'TRADING_BAD_VOLUME: Order volume = 1500.00 is not a multiple of step volume = 1000.00'],
  [
    { stopLoss: 1.09 },
    'INVALID_REQUEST: SL/TP in absolute values are allowed only for order types: [LIMIT, STOP, STOP_LIMIT]',
  ],
  [
    { orderType: OrderType.MARKET_RANGE, baseSlippagePrice: 1.1, slippageInPoints: 5, takeProfit: 1.2 },
    'INVALID_REQUEST: SL/TP in absolute values are allowed only for order types: [LIMIT, STOP, STOP_LIMIT]',
  ],
  [{ orderType: OrderType.LIMIT }, 'INVALID_REQUEST: Message missing required fields: limitPrice'],
  [
    { orderType: OrderType.STOP_LIMIT },
    'INVALID_REQUEST: Message missing required fields: stopPrice, slippageInPoints',
  ],
  [
    { ...limit, limitPrice: 1.090001 },
    'INVALID_REQUEST: Order price = 1.090001 has more digits than symbol allows. Allowed 5 digits',
  ],
  [
    { ...limit, takeProfit: 1.1000001 },
    'INVALID_REQUEST: Order protection = 1.1000001 has more digits than symbol allows. Allowed 5 digits',
  ],
  [{ trailingStopLoss: true }, "INVALID_REQUEST: Can't set Trailing Stop Loss parameter without specified Stop Loss"],
  [{ orderType: OrderType.LIMIT, limitPrice: 1e12 }, 'TRADING_BAD_PRICES: Order price is too high'],
  [{ ...limit, takeProfit: 1e305 }, 'TRADING_BAD_PRICES: Order price is too high'],
  [
    { orderType: OrderType.MARKET_RANGE, baseSlippagePrice: 1e305, slippageInPoints: 5 },
    'TRADING_BAD_PRICES: Order price is too high',
  ],
  [
    { orderType: OrderType.STOP, stopPrice: 1.09 },
    'TRADING_BAD_PRICES: Order price is on the wrong side of the market',
  ],
  [
    { ...limit, stopLoss: 1.0901 },
    'TRADING_BAD_STOPS: SL for BUY order should be <= order price. order price: 1.09, SL: 1.0901',
  ],
  [
    { ...limit, timeInForce: TimeInForce.GOOD_TILL_DATE, expirationTimestamp: monday },
    'TRADING_BAD_EXPIRATION_DATE: Expiration must be in the future',
  ],
  [{ symbolId: 77 }, 'SYMBOL_NOT_FOUND: Symbol not found with id 77'],
  [{ symbolId: symbol.EURGBP }, 'NO_QUOTES: There are no quotes for this symbol'],
  [{ positionId: 5 }, 'POSITION_NOT_FOUND: Position not found with id 5'],
  [{ label: 'x'.repeat(101) }, 'INVALID_REQUEST: Length of label is bigger than maximum allowed length = 100'],
  [{ guaranteedStopLoss: true, relativeStopLoss: 100 }, 'TRADING_BAD_STOPS: Guaranteed stop loss is not allowed'],
])('a new order with %j is refused', (changes, expected) => {
  expect(refusalOf(changes)).toEqual([expected]);
});

test('distances must be multiples of the last digit of the symbol', () => {
  const coarse = { digits: 3 };
  expect(refusalOf({ relativeStopLoss: 150 }, { trading: coarse })).toEqual([
    'INVALID_REQUEST: Relative stop loss has invalid precision',
  ]);
  expect(refusalOf({ relativeTakeProfit: 150 }, { trading: coarse })).toEqual([
    'INVALID_REQUEST: Relative take profit has invalid precision',
  ]);
});

test.each([
  [{ tradingMode: TradingMode.DISABLED_WITH_PENDINGS_EXECUTION }, {}, 'TRADING_DISABLED'],
  [{ tradingMode: TradingMode.CLOSE_ONLY_MODE }, {}, 'TRADING_DISABLED'],
  [{ enableShortSelling: false }, { tradeSide: TradeSide.SELL }, 'SHORT_SELLING_NOT_ALLOWED'],
  [{ maxExposure: 50_000 }, {}, 'MAX_EXPOSURE_REACHED'],
  [{ slDistance: 20 }, { relativeStopLoss: 19 }, 'PROTECTION_IS_TOO_CLOSE_TO_MARKET'],
  [{ tpDistance: 1, distanceSetIn: 2 }, { relativeTakeProfit: 1_000 }, 'PROTECTION_IS_TOO_CLOSE_TO_MARKET'],
] as const)('a symbol with %j refuses %j', (trading, changes, code) => {
  expect(refusalOf(changes, { trading })[0]).toMatch(new RegExp(`^${code}: `));
});

test.each([
  [{ trader: { accessRights: AccessRights.NO_TRADING } }, 'TRADING_NOT_ALLOWED'],
  [{ trader: { accessRights: AccessRights.CLOSE_ONLY } }, 'TRADING_NOT_ALLOWED'],
  [{ trader: { isLimitedRisk: true } }, 'TRADING_BAD_STOPS'],
  [{ maxPositions: 0 }, 'TOO_MANY_POSITIONS'],
] as const)('an account with %j refuses an order', (options, code) => {
  expect(refusalOf({}, { options })[0]).toMatch(new RegExp(`^${code}: `));
});

test('a token that may only look cannot trade', () => {
  const { account } = openAccount();
  expect(sketch(account.place(anOrder(), { ...context, canTrade: false }))).toEqual([
    'TRADING_NOT_ALLOWED: Trading is not allowed for this account',
  ]);
});

test.each([
  ['closed', 'MARKET_CLOSED'],
  ['holiday', 'SYMBOL_HAS_HOLIDAY'],
] as const)('a market that is %s takes pending orders and no others', (phase, code) => {
  const { account, world } = openAccount();
  world.phase = phase;
  expect(sketch(account.place(anOrder(), context))[0]).toMatch(new RegExp(`^${code}: `));
  expect(sketch(account.place(anOrder(limit), context))).toEqual(['2 order 1 type 2']);
});

test.each([
  ['closed', 'MARKET_CLOSED'],
  ['holiday', 'SYMBOL_HAS_HOLIDAY'],
] as const)('a market order that finds the market %s when it gets there is rejected', (phase, code) => {
  const { account, world } = openAccount();
  account.place(anOrder(), context);
  world.phase = phase;
  expect(sketch(settle(account, context.at))).toEqual([`7 order 1 type 1 ${code}`]);
});

/** An open long position of 2 000 euros at 1.1001. */
function openPosition(options: BenchOptions = {}) {
  const bench = openAccount(options);
  bench.account.place(anOrder({ volume: 200_000 }), { at: monday });
  settle(bench.account, monday);
  return bench;
}

test.each([
  [
    { takeProfit: 1.09999 },
    'TRADING_BAD_STOPS: New TP for BUY position should be >= current BID price. current BID: 1.1, TP: 1.09999',
  ],
  [
    { stopLoss: 1.10001 },
    'TRADING_BAD_STOPS: New SL for BUY position should be <= current BID price. current BID: 1.1, SL: 1.10001',
  ],
  [
    { stopLoss: 1.000001 },
    'INVALID_REQUEST: Order protection = 1.000001 has more digits than symbol allows. Allowed 5 digits',
  ],
  [{}, 'INVALID_REQUEST: Nothing to amend.'],
  [
    { takeProfit: 1.2, trailingStopLoss: true },
    "INVALID_REQUEST: Can't set Trailing Stop Loss parameter without specified Stop Loss",
  ],
  [{ positionId: 2_416_447 }, 'POSITION_NOT_FOUND: Position not found with id 2416447'],
])('an amendment of a position with %j is refused', (changes, expected) => {
  const { account } = openPosition();
  const request = { ctidTraderAccountId: accountId, positionId: 1, ...changes };
  expect(sketch(account.amendPosition(request, context))).toEqual([expected]);
});

test('a short position is measured against the ask', () => {
  const { account } = openAccount();
  account.place(anOrder({ tradeSide: TradeSide.SELL }), { at: monday });
  settle(account, monday);
  const request = { ctidTraderAccountId: accountId, positionId: 1, takeProfit: 1.10011 };
  expect(sketch(account.amendPosition(request, context))).toEqual([
    'TRADING_BAD_STOPS: New TP for SELL position should be <= current ASK price. current ASK: 1.1001, TP: 1.10011',
  ]);
});

test('refusals carry ids where the real ones were seen with them, and nowhere else', () => {
  const { account } = openPosition();
  const frame = (events: readonly Parameters<typeof frameOf>[0][]) => events.map(frameOf)[0];
  const ids = { ctidTraderAccountId: accountId };
  expect(frame(account.cancel({ ...ids, orderId: 4_747_037 }, context))).toBe(
    '{"payloadType":2132,"clientMsgId":"m","payload":{"errorCode":"ORDER_NOT_FOUND","orderId":4747037,"ctidTraderAccountId":40000001,"description":"Order not found with id 4747037"}}',
  );
  expect(frame(account.closePosition({ ...ids, positionId: 9, volume: 1 }, context))).toBe(
    '{"payloadType":2132,"clientMsgId":"m","payload":{"errorCode":"POSITION_NOT_FOUND","orderId":0,"ctidTraderAccountId":40000001,"positionId":0,"description":"Position not found with id 9"}}',
  );
});

test('no more can be closed than there is, and no part that is too small or off the step', () => {
  const { account } = openPosition();
  const close = (volume: number) =>
    sketch(account.closePosition({ ctidTraderAccountId: accountId, positionId: 1, volume }, context));
  expect(close(300_000)).toEqual([
    'TRADING_BAD_VOLUME: Order volume = 3000.00 is bigger than maximum allowed volume = 2000.00',
  ]);
  expect(close(50_000)[0]).toContain('is smaller than minimum allowed volume = 1000.00.');
  expect(close(150_000)[0]).toContain('is not a multiple of step volume');
  expect(close(200_000)).toEqual(['2 order 2 type 1']);
  expect(close(200_000)).toEqual(['PENDING_EXECUTION: Position has an order in execution']);
});

test('the protection of a position that is being closed cannot be amended', () => {
  const { account } = openPosition();
  const at = monday + 5_000;
  const request = { ctidTraderAccountId: accountId, positionId: 1 };
  account.closePosition({ ...request, volume: 100_000 }, { at });
  const amend = (moment: number) => sketch(account.amendPosition({ ...request, stopLoss: 1.09 }, { at: moment }));
  expect(amend(at + 1)).toEqual(['PENDING_EXECUTION: Position has an order in execution']);
  expect(amend(at + 1_000)).toEqual(['3 order 2 type 1', '2 order 3 type 4']);
});

test('an order on its way to the market can be neither cancelled nor amended', () => {
  const { account } = openAccount();
  account.place(anOrder(), context);
  const request = { ctidTraderAccountId: accountId, orderId: 1 };
  expect(sketch(account.cancel(request, context))).toEqual(['8 order 1 type 1 UNABLE_TO_CANCEL_ORDER']);
  expect(sketch(account.amendOrder(request, context))).toEqual(['UNABLE_TO_AMEND_ORDER: Order cannot be amended']);
});

test('an amendment of an order that changes nothing is refused', () => {
  const { account } = openAccount();
  account.place(anOrder(limit), context);
  const request = { ctidTraderAccountId: accountId, orderId: 1, limitPrice: 1.09 };
  expect(sketch(account.amendOrder(request, context))).toEqual(['INVALID_REQUEST: Nothing to amend.']);
});

test('a hedged position cannot be turned round by naming it, a netted one turns by itself', () => {
  const hedged = openPosition().account;
  const named = anOrder({ positionId: 1, tradeSide: TradeSide.SELL, volume: 300_000 });
  expect(sketch(hedged.place(named, context))[0]).toContain('is bigger than maximum allowed volume = 2000.00');
  const netted = openPosition({ trader: { accountType: AccountType.NETTED } }).account;
  expect(sketch(netted.place(anOrder({ tradeSide: TradeSide.SELL, volume: 300_000 }), context))).toEqual([
    '2 order 2 type 1',
  ]);
});

test('a guaranteed stop fills at its level, and cannot be worsened', () => {
  const world = createWorld();
  changeSymbol(world, symbol.EURUSD, { guaranteedStopLoss: true });
  const { account } = openAccount({}, world);
  account.place(anOrder({ guaranteedStopLoss: true, relativeStopLoss: 1_000 }), { at: monday });
  settle(account, monday);
  const amend = (stopLoss: number) =>
    sketch(account.amendPosition({ ctidTraderAccountId: accountId, positionId: 1, stopLoss }, context));
  expect(amend(1.08)).toEqual(['WORSE_GSL_NOT_ALLOWED: Guaranteed stop loss cannot be worsened']);
  expect(amend(1.0905)).toEqual(['4 order 2 type 4']);
  account.onQuote(symbol.EURUSD, { bid: 100_000, ask: 100_010 }, monday + 2_000);
  expect(account.deals().deal?.[0]).toMatchObject({ executionPrice: 1.0905, orderId: 2 });
});
