import { describe, expect, test } from 'vitest';
import { openTradingBench, type ReadFrame } from '../../../test/trading-bench.ts';
import { startedAtEpochMs } from '../../../test/venue-bench.ts';

const dealList = 2133;
const cashFlow = 2143;
const orderList = 2175;
const dealsByPosition = 2179;
const orderDetails = 2181;
const ordersByPosition = 2183;
const offsets = 2185;
const week = 604_800_000;

/** A position that was opened and closed, a second apart. */
function openHistory() {
  const bench = openTradingBench();
  const positionId = bench.open();
  bench.ask(2111, { positionId, volume: 100_000 }, 1_000, 'close');
  const [closed] = bench.wait(1_200);
  const deal = closed?.payload['deal'];
  return { ...bench, positionId, deal, look: (type: number, payload: object = {}) => bench.ask(type, payload, 2_000) };
}

const idsOf = (frames: readonly ReadFrame[], list: string, id: string): readonly number[] =>
  (frames[0]?.payload[list] ?? []).map((one: Record<string, number>) => one[id]);

test('deals and orders are told newest first, with whether there are more', () => {
  const { look, deal } = openHistory();
  expect(idsOf(look(dealList), 'deal', 'dealId')).toEqual([deal.dealId, deal.dealId - 1]);
  expect(idsOf(look(orderList), 'order', 'orderId')).toEqual([deal.orderId, deal.orderId - 1]);
  const [page] = look(dealList, { maxRows: 1 });
  expect(page).toMatchObject({ payloadType: 2134, payload: { hasMore: true, deal: [{ dealId: deal.dealId }] } });
  expect(look(dealList, { maxRows: 0 })[0]?.payload['hasMore']).toBe(false);
});

test('a window cuts off what was before and after, ends included', () => {
  const { look, deal } = openHistory();
  const { executionTimestamp } = deal;
  const window = { fromTimestamp: executionTimestamp, toTimestamp: executionTimestamp };
  expect(idsOf(look(dealList, window), 'deal', 'dealId')).toEqual([deal.dealId]);
  expect(idsOf(look(orderList, window), 'order', 'orderId')).toEqual([deal.orderId]);
  expect(idsOf(look(dealList, { toTimestamp: executionTimestamp - 1 }), 'deal', 'dealId')).toEqual([deal.dealId - 1]);
  expect(look(orderList, { fromTimestamp: executionTimestamp + 1 })[0]?.payload['order']).toBeUndefined();
});

test('a position is told with its deals and orders, an order with its deals, a deal with its counterparts', () => {
  const { look, deal, positionId } = openHistory();
  const { orderId, dealId } = deal;
  expect(idsOf(look(dealsByPosition, { positionId }), 'deal', 'dealId')).toEqual([dealId, dealId - 1]);
  expect(idsOf(look(ordersByPosition, { positionId }), 'order', 'orderId')).toEqual([orderId, orderId - 1]);
  expect(look(orderDetails, { orderId })[0]).toMatchObject({
    payloadType: 2182,
    clientMsgId: 'm',
    payload: { order: { orderId, clientOrderId: 'close' }, deal: [{ dealId }] },
  });
  expect(look(offsets, { dealId })[0]).toMatchObject({
    payloadType: 2186,
    payload: { offsetting: [{ dealId: dealId - 1, volume: 100_000 }] },
  });
});

test('deposits and withdrawals of a week are told, oldest first', () => {
  const { venue, world, look } = openHistory();
  const account = world.accounts.get('demo');
  if (account === undefined) throw new Error('There is no such account.');
  venue.act(account, (engine, at) => engine.deposit({ delta: 5_000, note: 'gift' }, at), 1_500);
  venue.act(account, (engine, at) => engine.deposit({ delta: -2_000 }, at), 1_600);
  const span = { fromTimestamp: startedAtEpochMs, toTimestamp: startedAtEpochMs + week };
  const [answer] = look(cashFlow, span).filter(({ payloadType }) => payloadType === 2144);
  expect(answer?.payload['depositWithdraw']).toMatchObject([
    { operationType: 0, delta: 5_000, externalNote: 'gift', changeBalanceTimestamp: startedAtEpochMs + 1_500 },
    { operationType: 1, delta: -2_000 },
  ]);
});

describe('is refused:', () => {
  test.each([
    ['an order that is not there', orderDetails, { orderId: 5 }, 'ORDER_NOT_FOUND', 'Order not found with id 5'],
    ['a deal that is not there', offsets, { dealId: 5 }, 'ENTITY_NOT_FOUND', 'Deal not found with id 5'],
    [
      'a position without deals',
      dealsByPosition,
      { positionId: 5 },
      'POSITION_NOT_FOUND',
      'Position not found with id 5',
    ],
    [
      'a position without orders',
      ordersByPosition,
      { positionId: 5 },
      'POSITION_NOT_FOUND',
      'Position not found with id 5',
    ],
  ])('%s', (_, type, payload, errorCode, description) => {
    const { ask, ctidTraderAccountId } = openTradingBench();
    expect(ask(type, payload)).toEqual([
      { payloadType: 2142, clientMsgId: 'm', payload: { errorCode, ctidTraderAccountId, description } },
    ]);
  });

  const backwards = { fromTimestamp: 2, toTimestamp: 1 };
  test.each([
    ['deals from later to earlier', dealList, backwards],
    ['deals from before all times', dealList, { fromTimestamp: -1 }],
    ['deals up to after all times', dealList, { toTimestamp: 2_147_483_646_001 }],
    ['orders from later to earlier', orderList, backwards],
    ['deals of a position from later to earlier', dealsByPosition, backwards],
    ['orders of a position from later to earlier', ordersByPosition, backwards],
    ['cash flow from later to earlier', cashFlow, backwards],
    ['more than a week of cash flow', cashFlow, { fromTimestamp: 0, toTimestamp: week + 1 }],
  ])('%s', (_, type, span) => {
    const { look, positionId } = openHistory();
    expect(look(type, { positionId, ...span })[0]).toMatchObject({
      payloadType: 2142,
      payload: { errorCode: 'INCORRECT_BOUNDARIES' },
    });
  });

  test('cash flow without both ends, and fewer than no rows', () => {
    const { ask } = openTradingBench();
    const [missing] = ask(cashFlow, { fromTimestamp: 0 });
    expect(missing?.payload['description']).toBe('Message missing required fields: toTimestamp');
    expect(ask(dealList, { maxRows: -1 })[0]?.payload['errorCode']).toBe('INVALID_REQUEST');
  });
});

test('exactly a week of cash flow, and open ends, are fine', () => {
  const { look, positionId } = openHistory();
  expect(look(cashFlow, { fromTimestamp: 0, toTimestamp: week })[0]?.payloadType).toBe(2144);
  expect(look(dealList, { toTimestamp: 0 })[0]?.payloadType).toBe(2134);
  expect(look(dealsByPosition, { positionId, fromTimestamp: 0 })[0]?.payload['deal']).toHaveLength(2);
});
