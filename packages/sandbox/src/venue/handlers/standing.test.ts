import { expect, test } from 'vitest';
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
