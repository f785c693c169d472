import { OrderType } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { openTradingBench, sketch } from '../../../test/trading-bench.ts';
import { mustFind, openBench } from '../../../test/venue-bench.ts';

test('the trader of a hedged account is written with the keys of a real answer', () => {
  const { connectAs, world } = openBench();
  const { ctidTraderAccountId, traderLogin } = mustFind(world.accounts.get('demo'));
  const client = connectAs(['demo']);
  client.send({ payloadType: 2121, clientMsgId: 't', payload: { ctidTraderAccountId } });
  expect(client.take()).toEqual([
    `{"payloadType":2122,"clientMsgId":"t","payload":{"ctidTraderAccountId":${ctidTraderAccountId},"trader":{"ctidTraderAccountId":${ctidTraderAccountId},"balance":1000000,"balanceVersion":1,"accessRights":0,"depositAssetId":15,"swapFree":false,"leverageInCents":10000,"totalMarginCalculationType":1,"maxLeverage":10000,"frenchRisk":false,"traderLogin":${traderLogin},"accountType":0,"brokerName":"Sandbox Broker","registrationTimestamp":1704186000000,"isLimitedRisk":false,"moneyDigits":2}}}`,
  ]);
});

test('a netted account and an account in euros say so', () => {
  const { connectAs, accountId } = openBench({ world: { accounts: { netted: { balance: 7, leverage: 500 } } } });
  const demo = connectAs(['netted']);
  demo.send({ payloadType: 2121, payload: { ctidTraderAccountId: accountId('netted') } });
  expect(JSON.parse(demo.take()[0] ?? '').payload.trader).toMatchObject({
    accountType: 1,
    balance: 7,
    leverageInCents: 50_000,
    depositAssetId: 15,
  });
  const live = connectAs(['live'], 'live');
  live.send({ payloadType: 2121, payload: { ctidTraderAccountId: accountId('live') } });
  expect(JSON.parse(live.take()[0] ?? '').payload.trader).toMatchObject({ accountType: 0, depositAssetId: 5 });
});

test('the account is told as it is now, not as it was at the start', () => {
  const { open, ask, wait } = openTradingBench();
  ask(2111, { positionId: open(), volume: 100_000 }, 300);
  wait(500);
  expect(ask(2121, {}, 500)[0]?.payload['trader']).toMatchObject({ balance: 999_980, balanceVersion: 2 });
});

test('positions and waiting orders are told, protective orders only on request', () => {
  const { open, ask, place } = openTradingBench();
  const positionId = open({ relativeStopLoss: 500 });
  const orderId = place({ orderType: OrderType.LIMIT, limitPrice: 1.09 }, 300)[0]?.payload['order'].orderId;
  const [plain] = ask(2124, {}, 300);
  expect(plain?.payload).toMatchObject({ position: [{ positionId, stopLoss: 1.0951 }], order: [{ orderId }] });
  const [whole] = ask(2124, { returnProtectionOrders: true }, 300);
  expect(whole?.payload['order'].map((order: { orderType: number }) => order.orderType)).toEqual([4, 2]);
});

test('unrealised profit follows the price', () => {
  const { open, ask, push } = openTradingBench();
  const positionId = open();
  push(1_000, 110_210, 110_220);
  expect(ask(2187, {}, 1_000)[0]?.payload).toEqual({
    ctidTraderAccountId: expect.any(Number),
    positionUnrealizedPnL: [{ positionId, grossUnrealizedPnL: 200, netUnrealizedPnL: 195 }],
    moneyDigits: 2,
  });
});

test('expected margin is told for each size, and the leverage of a small one is that of the account', () => {
  const { ask } = openTradingBench();
  expect(ask(2139, { symbolId: 1, volume: [100_000, 200_000] })[0]?.payload).toMatchObject({
    margin: [
      { volume: 100_000, buyMargin: 1_100, sellMargin: 1_100 },
      { volume: 200_000, buyMargin: 2_200, sellMargin: 2_200 },
    ],
    moneyDigits: 2,
  });
  expect(sketch(ask(2139, { symbolId: 999_999, volume: [1] }))).toEqual(['2142 SYMBOL_NOT_FOUND by m']);
  expect(sketch(ask(2139, { symbolId: 1, volume: [0] }))).toEqual(['2142 INVALID_REQUEST by m']);
});

test('a volume whose margin no message can hold is refused', () => {
  const { ask } = openTradingBench({ world: { accounts: { demo: { leverage: 1 } } } });
  const volume = [1, Number.MAX_SAFE_INTEGER];
  expect(ask(2139, { symbolId: 1, volume })[0]?.payload).toMatchObject({
    errorCode: 'INVALID_REQUEST',
    description: 'Volume is too big: 9007199254740991',
  });
});

test('a margin call is changed for everyone: the answer first, then the event, which has no id', () => {
  const { ask, connectAs, take } = openTradingBench();
  const other = connectAs(['demo']);
  const marginCall = { marginCallType: 62, marginLevelThreshold: 80 };
  expect(sketch(ask(2169, { marginCall }))).toEqual(['2170 by m', '2171']);
  expect(take(other)[0]).toMatchObject({ payloadType: 2171, payload: { marginCall } });
  const [list] = ask(2167);
  expect(list?.payload['marginCall']).toMatchObject([
    { marginCallType: 61, marginLevelThreshold: 100 },
    { ...marginCall, utcLastUpdateTimestamp: expect.any(Number) },
    { marginCallType: 63, marginLevelThreshold: 60 },
  ]);
  for (const wrong of [{ marginCallType: 64 }, { marginLevelThreshold: -1 }]) {
    expect(sketch(ask(2169, { marginCall: { ...marginCall, ...wrong } }))).toEqual(['2142 INVALID_REQUEST by m']);
  }
});

test('margin calls and the stop-out come by the levels of the account', () => {
  const rules = { stopOutLevel: 20, marginCallLevels: [90, 60, 30] } as const;
  const world = { accounts: { demo: { balance: 2_000, ...rules } } };
  const { open, push, take } = openTradingBench({ world });
  open();
  push(1_000, 109_100, 109_110);
  expect(sketch(take())).toEqual([]);
  push(2_000, 108_900, 108_910);
  expect(sketch(take())).toEqual(['2172']);
  push(3_000, 108_200, 108_210);
  expect(take().at(-1)?.payload).toMatchObject({ executionType: 3, isServerEvent: true, order: { isStopOut: true } });
});
