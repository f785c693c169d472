import { OrderType, TradeSide } from '@tickwire/protocol';
import { describe, expect, test } from 'vitest';
import { openTradingBench, sketch } from '../../../test/trading-bench.ts';

const cancel = 2108;
const amend = 2109;
const protect = 2110;
const close = 2111;
const limit = { orderType: OrderType.LIMIT, limitPrice: 1.09 };

describe('a new order (2106)', () => {
  test.each([
    ['limit', limit],
    ['stop', { orderType: OrderType.STOP, stopPrice: 1.11 }],
    ['stop-limit', { orderType: OrderType.STOP_LIMIT, stopPrice: 1.11, slippageInPoints: 10 }],
  ])('of the kind %s waits, with a position id of its own', (_, changes) => {
    const { place, ask, wait } = openTradingBench();
    const [accepted] = place(changes);
    expect(accepted?.payload).toMatchObject({ executionType: 2, position: { positionStatus: 3 } });
    expect(wait(1_000)).toEqual([]);
    const [{ payload } = { payload: {} }] = ask(2124, {}, 1_000);
    expect(payload).toMatchObject({ order: [{ positionId: expect.any(Number), orderStatus: 1 }] });
  });

  test('of the kind market range fills within its range, and is cancelled outside', () => {
    const { place, wait } = openTradingBench();
    const range = { orderType: OrderType.MARKET_RANGE, slippageInPoints: 5 };
    place({ ...range, baseSlippagePrice: 1.10005 });
    place({ ...range, baseSlippagePrice: 1.10004 });
    expect(sketch(wait(200))).toEqual(['2126 3 by m', '2126 5 by m']);
  });

  test('good till date expires', () => {
    const { place, wait } = openTradingBench();
    const expirationTimestamp = Date.UTC(2025, 0, 6, 10, 0, 20);
    place({ ...limit, timeInForce: 1, expirationTimestamp });
    expect(wait(19_999)).toEqual([]);
    expect(sketch(wait(20_000))).toEqual(['2126 6']);
  });

  test.each([
    ['TRADING_BAD_VOLUME', { volume: 50_000 }],
    ['TRADING_BAD_VOLUME', { volume: -100_000 }],
    ['SYMBOL_NOT_FOUND', { symbolId: 999_999 }],
    ['POSITION_NOT_FOUND', { positionId: 5 }],
    ['INVALID_REQUEST', { stopLoss: 1.09 }],
    ['INVALID_REQUEST', { orderType: OrderType.LIMIT }],
    ['INVALID_REQUEST', { orderType: OrderType.STOP_LOSS_TAKE_PROFIT }],
    ['INVALID_REQUEST', { label: 'x'.repeat(101) }],
    ['TRADING_BAD_STOPS', { ...limit, stopLoss: 1.095 }],
    ['TRADING_BAD_PRICES', { orderType: OrderType.STOP, stopPrice: 1.09 }],
    ['TRADING_BAD_EXPIRATION_DATE', { ...limit, timeInForce: 1, expirationTimestamp: 1 }],
  ])('is refused with %s for %o', (code, changes) => {
    const { place, venue, ask } = openTradingBench();
    expect(sketch(place(changes))).toEqual([`2132 ${code} by m`]);
    expect(venue.nextMoveAt()).toBe(Infinity);
    expect(Object.keys(ask(2124)[0]?.payload ?? {})).toEqual(['ctidTraderAccountId']);
  });

  test.each([
    ['Unknown orderType 9', { orderType: 9 }],
    ['Unknown tradeSide 0', { tradeSide: 0 }],
    ['Unknown timeInForce 77', { timeInForce: 77 }],
    ['Message missing required fields: tradeSide', { tradeSide: undefined }],
  ])('that cannot be read is refused by 2142: %s', (description, changes) => {
    const [answer] = openTradingBench().place(changes);
    expect(answer).toMatchObject({ payloadType: 2142, payload: { errorCode: 'INVALID_REQUEST', description } });
  });
});

describe('a waiting order', () => {
  test('is cancelled (2108), and is then not there any more', () => {
    const { place, ask } = openTradingBench();
    const orderId = place(limit)[0]?.payload['order'].orderId;
    expect(sketch(ask(cancel, { orderId }, 0, 'c'))).toEqual(['2126 5 by c']);
    expect(ask(cancel, { orderId })[0]).toMatchObject({
      payloadType: 2132,
      payload: { errorCode: 'ORDER_NOT_FOUND', orderId, description: `Order not found with id ${orderId}` },
    });
  });

  test('that is on its way to the market cannot be cancelled', () => {
    const { place, ask } = openTradingBench();
    const orderId = place()[0]?.payload['order'].orderId;
    expect(sketch(ask(cancel, { orderId }, 50))).toEqual(['2126 8 UNABLE_TO_CANCEL_ORDER by m']);
    expect(sketch(ask(amend, { orderId, volume: 200_000 }, 60))).toEqual(['2132 UNABLE_TO_AMEND_ORDER by m']);
  });

  test('is amended (2109): what is left out is reset, but for volume and price', () => {
    const { place, ask } = openTradingBench();
    const orderId = place({ ...limit, relativeStopLoss: 500 })[0]?.payload['order'].orderId;
    const [replaced] = ask(amend, { orderId, takeProfit: 1.2 }, 0, 'a');
    expect(replaced).toMatchObject({ clientMsgId: 'a', payload: { executionType: 4, order: { takeProfit: 1.2 } } });
    expect(replaced?.payload['order']).toMatchObject({ limitPrice: 1.09, tradeData: { volume: 100_000 } });
    expect(replaced?.payload['order'].relativeStopLoss).toBeUndefined();
    expect(sketch(ask(amend, { orderId: 5 }))).toEqual(['2132 ORDER_NOT_FOUND by m']);
  });
});

describe('a position', () => {
  test('gets protection (2110), changes it and loses it', () => {
    const { open, ask } = openTradingBench();
    const positionId = open();
    const amendTo = (levels: object) => ask(protect, { positionId, ...levels }, 300, 'p');
    expect(sketch(amendTo({ stopLoss: 1.09 }))).toEqual(['2126 2 by p']);
    expect(amendTo({ takeProfit: 1.2 })[0]?.payload).toMatchObject({ executionType: 4, position: { takeProfit: 1.2 } });
    expect(sketch(amendTo({}))).toEqual(['2126 5 by p']);
    expect(sketch(amendTo({}))).toEqual(['2132 INVALID_REQUEST by p']);
    expect(amendTo({ stopLoss: 1.2 })[0]?.payload).toEqual({
      errorCode: 'TRADING_BAD_STOPS',
      orderId: 0,
      ctidTraderAccountId: expect.any(Number),
      positionId: 0,
      description: 'New SL for BUY position should be <= current BID price. current BID: 1.1, SL: 1.2',
    });
  });

  test('is closed (2111), and is then not there any more', () => {
    const { open, ask, wait } = openTradingBench();
    const positionId = open();
    expect(sketch(ask(close, { positionId, volume: 200_000 }, 300))).toEqual(['2132 TRADING_BAD_VOLUME by m']);
    expect(sketch(ask(close, { positionId, volume: 100_000 }, 300, 'c'))).toEqual(['2126 2 by c']);
    expect(sketch(ask(close, { positionId, volume: 100_000 }, 310))).toEqual(['2132 PENDING_EXECUTION by m']);
    const [filled] = wait(500);
    expect(filled?.payload['deal']).toMatchObject({ closePositionDetail: { grossProfit: -10, balanceVersion: 2 } });
    expect(sketch(ask(close, { positionId, volume: 100_000 }, 600))).toEqual(['2132 POSITION_NOT_FOUND by m']);
    expect(sketch(ask(protect, { positionId, stopLoss: 1 }, 600))).toEqual(['2132 POSITION_NOT_FOUND by m']);
  });

  test('of a netted account takes in every order of its symbol, and turns round by a larger one', () => {
    const { open, place, wait } = openTradingBench({}, 'netted');
    const positionId = open();
    place({ tradeSide: TradeSide.SELL, volume: 300_000 }, 300);
    const [filled, ...rest] = wait(600);
    expect(rest).toEqual([]);
    expect(filled?.payload).toMatchObject({
      position: { positionId, tradeData: { tradeSide: 2, volume: 200_000 } },
      deal: { closePositionDetail: { closedVolume: 100_000 } },
    });
  });
});

test('a broker that limits rights, risk or positions is obeyed', () => {
  const accounts = { closing: { accessRights: 1 }, still: { accessRights: 2 }, safe: { isLimitedRisk: true } } as const;
  const world = { accounts: { ...accounts, small: { maxPositions: 1 } } };
  expect(sketch(openTradingBench({ world }, 'closing').place())).toEqual(['2132 TRADING_NOT_ALLOWED by m']);
  expect(sketch(openTradingBench({ world }, 'still').place())).toEqual(['2132 TRADING_NOT_ALLOWED by m']);
  expect(sketch(openTradingBench({ world }, 'safe').place())).toEqual(['2132 TRADING_BAD_STOPS by m']);
  const small = openTradingBench({ world }, 'small');
  small.open();
  expect(sketch(small.place({}, 300))).toEqual(['2132 TOO_MANY_POSITIONS by m']);
});
