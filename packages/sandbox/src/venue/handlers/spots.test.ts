import { expect, test } from 'vitest';
import { mustFind, openBench, startedAtEpochMs } from '../../../test/venue-bench.ts';
import { createMarket } from '../../market/market.ts';

const timestamp = 1_736_157_600_123;

/** The price that the market of the bench's seed has when the venue opens. */
function firstQuote(symbolId: number) {
  return mustFind(createMarket({ seed: 1 }).quoteAt(symbolId, startedAtEpochMs - 1));
}

test('a subscription is acknowledged, and the last known prices follow in the order asked for', () => {
  const { connectAs, accountId } = openBench();
  const client = connectAs(['demo']);
  const ctidTraderAccountId = accountId('demo');
  const [gold, euro] = [firstQuote(41), firstQuote(1)];
  client.send({ payloadType: 2127, clientMsgId: 's', payload: { ctidTraderAccountId, symbolId: [41, 1] } });
  expect(client.take()).toEqual([
    `{"payloadType":2128,"clientMsgId":"s","payload":{"ctidTraderAccountId":${ctidTraderAccountId}}}`,
    `{"payloadType":2131,"payload":{"ctidTraderAccountId":${ctidTraderAccountId},"symbolId":41,"bid":${gold.bid},"ask":${gold.ask}}}`,
    `{"payloadType":2131,"payload":{"ctidTraderAccountId":${ctidTraderAccountId},"symbolId":1,"bid":${euro.bid},"ask":${euro.ask}}}`,
  ]);
});

test('a bare symbol id counts as a list of one, and a repeated one is subscribed once', () => {
  const { connectAs, accountId, venue } = openBench();
  const client = connectAs(['demo']);
  const ctidTraderAccountId = accountId('demo');
  client.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: 41 } });
  client.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [4, 4] } });
  expect(client.take()).toHaveLength(4);
  expect(venue.pushSpot('demo', { symbolId: 4, bid: 1, timestamp }, 0)).toBe(1);
});

test('a change of one side carries only that side, and a later subscriber gets both', () => {
  const { connectAs, accountId, venue } = openBench();
  const ctidTraderAccountId = accountId('demo');
  const first = connectAs(['demo']);
  first.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [1] } });
  first.take();
  expect(venue.pushSpot('demo', { symbolId: 1, bid: 110_500, timestamp }, 0)).toBe(1);
  expect(venue.pushSpot('demo', { symbolId: 1, ask: 110_507, timestamp }, 0)).toBe(1);
  expect(first.take()).toEqual([
    `{"payloadType":2131,"payload":{"ctidTraderAccountId":${ctidTraderAccountId},"symbolId":1,"bid":110500}}`,
    `{"payloadType":2131,"payload":{"ctidTraderAccountId":${ctidTraderAccountId},"symbolId":1,"ask":110507}}`,
  ]);
  const second = connectAs(['demo']);
  second.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [1], subscribeToSpotTimestamp: true } });
  expect(second.take()[1]).toBe(
    `{"payloadType":2131,"payload":{"ctidTraderAccountId":${ctidTraderAccountId},"symbolId":1,"bid":110500,"ask":110507,"timestamp":${timestamp}}}`,
  );
});

test('only those who asked for timestamps get them, and the first price says when the market had it', () => {
  const { connectAs, accountId, venue } = openBench();
  const ctidTraderAccountId = accountId('demo');
  const plain = connectAs(['demo']);
  const stamped = connectAs(['demo']);
  plain.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [1], subscribeToSpotTimestamp: false } });
  stamped.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [1], subscribeToSpotTimestamp: true } });
  venue.pushSpot('demo', { symbolId: 1, bid: 2, ask: 3, timestamp }, 0);
  expect(plain.take().join()).not.toContain('timestamp');
  expect(
    stamped
      .take()
      .slice(1)
      .map((frame) => JSON.parse(frame).payload.timestamp),
  ).toEqual([firstQuote(1).at, timestamp]);
});

test('prices reach each account of a connection under its own id, and the other environment not at all', () => {
  const { connectAs, accountId, venue } = openBench();
  const demo = connectAs(['demo', 'netted']);
  const live = connectAs(['live'], 'live');
  for (const name of ['demo', 'netted']) {
    demo.send({ payloadType: 2127, payload: { ctidTraderAccountId: accountId(name), symbolId: [1] } });
  }
  live.send({ payloadType: 2127, payload: { ctidTraderAccountId: accountId('live'), symbolId: [1] } });
  demo.take();
  live.take();
  expect(venue.pushSpot('demo', { symbolId: 1, bid: 5, timestamp }, 0)).toBe(2);
  expect(demo.take().map((frame) => JSON.parse(frame).payload.ctidTraderAccountId)).toEqual([
    accountId('demo'),
    accountId('netted'),
  ]);
  expect(live.take()).toEqual([]);
});

test('a symbol that is subscribed already, or does not exist, fails the whole list', () => {
  const { connectAs, accountId, venue } = openBench();
  const client = connectAs(['demo']);
  const ctidTraderAccountId = accountId('demo');
  client.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [1] } });
  client.take();
  client.send({ payloadType: 2127, clientMsgId: 'x', payload: { ctidTraderAccountId, symbolId: [4, 1] } });
  client.send({ payloadType: 2127, clientMsgId: 'y', payload: { ctidTraderAccountId, symbolId: [4, 999] } });
  expect(client.take()).toEqual([
    `{"payloadType":2142,"clientMsgId":"x","payload":{"ctidTraderAccountId":${ctidTraderAccountId},"errorCode":"ALREADY_SUBSCRIBED","description":"Already subscribed to spots of symbol 1"}}`,
    `{"payloadType":2142,"clientMsgId":"y","payload":{"ctidTraderAccountId":${ctidTraderAccountId},"errorCode":"SYMBOL_NOT_FOUND","description":"Symbol not found with id 999"}}`,
  ]);
  expect(venue.pushSpot('demo', { symbolId: 4, bid: 1, timestamp }, 0)).toBe(0);
});

test('after an unsubscription no price comes, and the symbol can be subscribed again', () => {
  const { connectAs, accountId, venue } = openBench();
  const client = connectAs(['demo']);
  const ctidTraderAccountId = accountId('demo');
  client.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [1, 4] } });
  client.take();
  client.send({ payloadType: 2129, clientMsgId: 'u', payload: { ctidTraderAccountId, symbolId: [1, 41] } });
  expect(client.take()).toEqual([
    `{"payloadType":2130,"clientMsgId":"u","payload":{"ctidTraderAccountId":${ctidTraderAccountId}}}`,
  ]);
  expect(venue.pushSpot('demo', { symbolId: 1, bid: 1, timestamp }, 0)).toBe(0);
  expect(venue.pushSpot('demo', { symbolId: 4, bid: 1, timestamp }, 0)).toBe(1);
  client.take();
  client.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [1] } });
  expect(client.take()).toHaveLength(2);
  client.send({ payloadType: 2129, payload: { ctidTraderAccountId, symbolId: [999] } });
  expect(client.take()[0]).toContain('SYMBOL_NOT_FOUND');
});

test.each(['logout', 'account disconnect', 'loss of the connection'])(
  'subscriptions die with the session by %s',
  (how) => {
    const { connectAs, accountId, venue } = openBench();
    const client = connectAs(['demo']);
    const ctidTraderAccountId = accountId('demo');
    client.send({ payloadType: 2127, payload: { ctidTraderAccountId, symbolId: [1] } });
    if (how === 'logout') client.send({ payloadType: 2162, payload: { ctidTraderAccountId } });
    else if (how === 'account disconnect') venue.disconnectAccount(ctidTraderAccountId, 0);
    else venue.leave(client.session, 1006, '');
    expect(venue.pushSpot('demo', { symbolId: 1, bid: 1, timestamp }, 0)).toBe(0);
  },
);

test.each([{ bid: 1.5 }, { ask: -1 }, { bid: 0 }, {}])('a price change of %j is refused', (sides) => {
  const { venue } = openBench();
  expect(() => venue.pushSpot('demo', { symbolId: 1, ...sides, timestamp }, 0)).toThrow(
    expect.objectContaining({ code: 'BAD_OPTION' }),
  );
  expect(() => venue.pushSpot('demo', { symbolId: 999, bid: 1, timestamp }, 0)).toThrow('No symbol has the id 999.');
});
