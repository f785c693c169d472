import { expect, test } from 'vitest';
import { openBench } from '../../test/venue-bench.ts';

const refused = (errorCode: string, description: string, clientMsgId?: string) =>
  JSON.stringify({
    payloadType: 2142,
    ...(clientMsgId === undefined ? {} : { clientMsgId }),
    payload: { errorCode, description },
  });

test('text that is not JSON is answered with the place where it stops being JSON, then comes the goodbye', () => {
  const client = openBench().connect();
  client.send('hello');
  expect(client.take()).toEqual([
    '{"payloadType":2142,"payload":{"errorCode":"INVALID_REQUEST","description":"Malformed JSON message at 1:6"}}',
  ]);
  expect(client.endings).toEqual(['1000 Bye']);
});

test('after the goodbye further frames are ignored', () => {
  const client = openBench().connectAs();
  client.send('{');
  client.take();
  client.send({ payloadType: 2104 });
  expect(client.take()).toEqual([]);
  expect(client.endings).toHaveLength(1);
});

test.each([
  '[]',
  'null',
  '7',
  '"text"',
  '{}',
  '{"payloadType":null}',
  '{"payloadType":"2100x"}',
  '{"payloadType":1.5}',
])('JSON without a payload type, such as %s, is refused and the connection stays', (text) => {
  const client = openBench().connectAs();
  client.send(text);
  expect(client.take()).toEqual([refused('INVALID_REQUEST', 'Message missing required fields: payloadType')]);
  expect(client.endings).toEqual([]);
});

test('a frame without a payload type still gets its client message id back', () => {
  const client = openBench().connect();
  client.send({ clientMsgId: 'q' });
  expect(client.take()).toEqual([refused('INVALID_REQUEST', 'Message missing required fields: payloadType', 'q')]);
});

test('keys may come in any order, unknown keys are ignored, and a payload type may be a string of digits', () => {
  const { connect, application } = openBench();
  const client = connect();
  const { clientId, clientSecret } = application('main');
  client.send({ payload: { extra: [1], clientSecret, clientId }, other: {}, clientMsgId: 'k', payloadType: '2100' });
  expect(client.take()).toEqual(['{"payloadType":2101,"clientMsgId":"k"}']);
});

test.each([
  [5, '5'],
  ['', ''],
  [null, undefined],
  [true, undefined],
  [{ a: 1 }, undefined],
])('a client message id of %j comes back as %j', (sent, echoed) => {
  const client = openBench().connect();
  client.send({ payloadType: 2104, clientMsgId: sent });
  expect(JSON.parse(client.take()[0] ?? '').clientMsgId).toBe(echoed);
});

test.each([0, 1, 52, 2099, 2189, 999_999])(
  'the unknown payload type %i is unsupported, logged in or not',
  (payloadType) => {
    const { connect, connectAs } = openBench();
    for (const client of [connect(), connectAs()]) {
      client.send({ payloadType, clientMsgId: 'u', payload: { any: 'thing' } });
      expect(client.take()).toEqual([refused('UNSUPPORTED_MESSAGE', `Unknown payload type ${payloadType}`, 'u')]);
      expect(client.endings).toEqual([]);
    }
  },
);

test.each([2102, 2149, 2151, 2162, 2121, 2114, 2106, 2127, 2103])(
  'before application authentication %i is refused, whatever it lacks',
  (payloadType) => {
    const client = openBench().connect();
    client.send({ payloadType, clientMsgId: 'w' });
    expect(client.take()).toEqual([refused('CH_CLIENT_NOT_AUTHENTICATED', 'Client is not authenticated', 'w')]);
  },
);

test('missing required fields are named in the order of their declaration', () => {
  const { connect, connectAs } = openBench();
  const stranger = connect();
  stranger.send({ payloadType: 2100, clientMsgId: 'm' });
  stranger.send({ payloadType: 2100, payload: { clientId: null, clientSecret: 'x' } });
  expect(stranger.take()).toEqual([
    refused('INVALID_REQUEST', 'Message missing required fields: clientId, clientSecret', 'm'),
    refused('INVALID_REQUEST', 'Message missing required fields: clientId'),
  ]);
  const client = connectAs();
  client.send({ payloadType: 2102, payload: {} });
  expect(client.take()).toEqual([
    refused('INVALID_REQUEST', 'Message missing required fields: ctidTraderAccountId, accessToken'),
  ]);
});

test('an order sent under the number of an event is judged as that event', () => {
  const client = openBench().connectAs();
  client.send({ payloadType: 2126, payload: { ctidTraderAccountId: 1, symbolId: 1 } });
  expect(client.take()).toEqual([refused('INVALID_REQUEST', 'Message missing required fields: executionType')]);
});

test('a complete message that only servers send is unsupported', () => {
  const client = openBench().connectAs();
  client.send({ payloadType: 2101 });
  expect(client.take()).toEqual([refused('UNSUPPORTED_MESSAGE', 'ApplicationAuthRes is not a request')]);
});

test('a value of the wrong kind is named by its field and never quoted', () => {
  const client = openBench().connectAs();
  client.send({ payloadType: 2102, payload: { ctidTraderAccountId: 'forty', accessToken: { secret: 1 } } });
  client.send({ payloadType: 2102, payload: 7 });
  expect(client.take()).toEqual([
    refused('INVALID_REQUEST', 'Message has invalid fields: ctidTraderAccountId, accessToken'),
    refused('INVALID_REQUEST', 'Message has invalid fields: payload'),
  ]);
  expect(client.endings).toEqual([]);
});

test('account ids may be written as strings of digits', () => {
  const { connectAs, accountId, tokens } = openBench();
  const client = connectAs();
  const ctidTraderAccountId = accountId('demo');
  const { accessToken } = tokens();
  client.send({ payloadType: 2102, payload: { ctidTraderAccountId: String(ctidTraderAccountId), accessToken } });
  expect(client.take()).toEqual([`{"payloadType":2103,"payload":{"ctidTraderAccountId":${ctidTraderAccountId}}}`]);
});

test.each([2121, 2162, 2127, 2129, 2114, 2106])(
  '%i needs its account to be authenticated on this connection',
  (payloadType) => {
    const { connectAs, accountId } = openBench();
    connectAs(['demo']);
    const client = connectAs(['netted']);
    const order = { symbolId: 1, orderType: 1, tradeSide: 1, volume: 100_000 };
    client.send({ payloadType, clientMsgId: 'n', payload: { ctidTraderAccountId: accountId('demo'), ...order } });
    expect(client.take()).toEqual([refused('INVALID_REQUEST', 'Trading account is not authorized', 'n')]);
  },
);

test('heartbeats get no answer, with or without a client message id and a payload', () => {
  const { connect, connectAs } = openBench();
  for (const client of [connect(), connectAs(['demo'])]) {
    client.send({ payloadType: 51 });
    client.send({ payloadType: 51, clientMsgId: 'h', payload: {} });
    expect(client.take()).toEqual([]);
  }
});
