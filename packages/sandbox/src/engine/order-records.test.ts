import { OrderType } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { accountId, anOrder, type BenchOptions, monday, openAccount, settle, sketch } from '../../test/engine-bench.ts';

const limit = { orderType: OrderType.LIMIT, limitPrice: 1.09 } as const;

/** Places the same order twice. */
function placeTwice(options: BenchOptions, changes: Parameters<typeof anOrder>[0] = {}, clientMsgId?: string) {
  const { account } = openAccount(options);
  const place = (at: number) => sketch(account.place(anOrder({ ...limit, ...changes }), { at, clientMsgId }));
  return { account, said: [place(monday + 1), place(monday + 2)] };
}

test('the same clientOrderId twice makes two orders, unless the account refuses it', () => {
  const twice = placeTwice({}, { clientOrderId: 'mine' });
  expect(twice.said).toEqual([['2 order 1 type 2'], ['2 order 2 type 2']]);
  expect(twice.account.orderLedger().get('mine')).toEqual({ received: 2, accepted: 2 });
  const once = placeTwice({ duplicateClientOrderId: 'reject' }, { clientOrderId: 'mine' });
  expect(once.said).toEqual([['2 order 1 type 2'], ['INVALID_REQUEST: Order with clientOrderId mine exists already']]);
  expect(once.account.orderLedger().get('mine')).toEqual({ received: 2, accepted: 1 });
});

test('an id is free again when its order was refused, and message ids are no order ids', () => {
  const reject = { duplicateClientOrderId: 'reject' } as const;
  const { account } = openAccount(reject);
  account.place(anOrder({ clientOrderId: 'mine', volume: 1 }), { at: monday + 1 });
  expect(sketch(account.place(anOrder({ clientOrderId: 'mine' }), { at: monday + 2 }))).toEqual(['2 order 1 type 1']);
  expect(placeTwice(reject, {}, '7').said).toEqual([['2 order 1 type 2'], ['2 order 2 type 2']]);
});

test('the ledger outlives a snapshot, and does not count orders without any id', () => {
  const { account } = placeTwice({}, { clientOrderId: 'mine' });
  account.place(anOrder(), { at: monday + 3 });
  const other = openAccount({ duplicateClientOrderId: 'reject' }).account;
  other.restore(account.snapshot());
  expect([...other.orderLedger()]).toEqual([['mine', { received: 2, accepted: 2 }]]);
  expect(sketch(other.place(anOrder({ clientOrderId: 'mine' }), { at: monday + 4 }))[0]).toMatch(/^INVALID_REQUEST/);
});

test('histories lag behind what happens, reconcile does not', () => {
  const { account } = openAccount({ historyLagMs: 5_000 });
  account.place(anOrder(), { at: monday, clientMsgId: 'm' });
  settle(account, monday);
  const filledAt = monday + 100;
  const isListed = () => ({
    deals: account.deals().deal?.length,
    orders: account.orders().order?.length,
    details: account.orderDetails(1) !== undefined,
    offsets: account.dealOffsets(1) !== undefined,
  });
  account.onTime(filledAt + 4_999);
  expect(account.reconcile().position).toHaveLength(1);
  expect(isListed()).toEqual({ deals: 0, orders: 0, details: false, offsets: false });
  account.onTime(filledAt + 5_000);
  expect(isListed()).toEqual({ deals: 1, orders: 1, details: true, offsets: true });
});

test('an order that waits is listed by its beginning, also after it was amended', () => {
  const { account } = openAccount({ historyLagMs: 5_000 });
  account.place(anOrder(limit), { at: monday });
  account.onTime(monday + 5_000);
  account.amendOrder({ ctidTraderAccountId: accountId, orderId: 1, limitPrice: 1.08 }, { at: monday + 5_001 });
  expect(account.orders().order).toMatchObject([{ limitPrice: 1.08 }]);
});

test('a bounded history keeps the newest, and forgets nothing that still works', () => {
  const { account } = openAccount({ historyLimit: 3 });
  account.place(anOrder(limit), { at: monday });
  for (let index = 1; index <= 10; index++) {
    const at = monday + index * 1_000;
    account.place(anOrder({ relativeStopLoss: 500 }), { at, clientMsgId: `m${index}` });
    settle(account, at);
  }
  expect(account.deals().deal?.map(({ dealId }) => dealId)).toEqual([10, 9, 8]);
  expect(account.reconcile().position).toHaveLength(10);
  expect(account.reconcile().position?.every(({ stopLoss }) => stopLoss === 1.0951)).toBe(true);
  // The limit order, ten stop losses and the three newest fills.
  expect(account.orders().order).toHaveLength(14);
  expect([...account.orderLedger().keys()]).toEqual(['m8', 'm9', 'm10']);
});

test('an order is kept for as long as something is to be done about it', () => {
  const { account } = openAccount({ historyLimit: 0, fillDelay: 0 });
  account.place(anOrder({ relativeStopLoss: 500 }), { at: monday });
  settle(account, monday);
  expect(account.reconcile().position).toMatchObject([{ stopLoss: 1.0951 }]);
  expect(account.deals().deal).toEqual([]);
});
