import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBench } from '../../test/venue-bench.ts';

const versionAnswer = '{"payloadType":2105,"payload":{"version":"92"}}';
const blocked = (retryAfter: number) =>
  `{"payloadType":2142,"payload":{"errorCode":"BLOCKED_PAYLOAD_TYPE","description":"Too many requests of this type","retryAfter":${retryAfter}}}`;

const ticksRequest = (ctidTraderAccountId: number) => ({
  payloadType: 2145,
  payload: { ctidTraderAccountId, symbolId: 1, type: 1, fromTimestamp: 0, toTimestamp: 1_000 },
});

test('the 51st request within a second is refused, its type is blocked for that long, and other types go on', () => {
  const { connect } = openBench({ limits: { retryAfterSeconds: 3 } });
  const client = connect('demo', 0);
  for (let index = 0; index < 50; index++) client.send({ payloadType: 2104 }, index * 10);
  expect(client.take()).toEqual(Array.from({ length: 50 }, () => versionAnswer));
  client.send({ payloadType: 2104 }, 999);
  client.send({ payloadType: 2149, payload: {} }, 1_200);
  client.send({ payloadType: 2104 }, 1_200);
  client.send({ payloadType: 2104 }, 3_998);
  client.send({ payloadType: 2104 }, 3_999);
  expect(client.take()).toEqual([
    blocked(3),
    '{"payloadType":2142,"payload":{"errorCode":"CH_CLIENT_NOT_AUTHENTICATED","description":"Client is not authenticated"}}',
    blocked(3),
    blocked(1),
    versionAnswer,
  ]);
  expect(client.endings).toEqual([]);
});

test('the second slides: a request passes as soon as the one fifty before it is a second old', () => {
  const { connect } = openBench({ limits: { breach: 'frequency' } });
  const client = connect();
  for (let index = 0; index < 50; index++) client.send({ payloadType: 2104 }, 500);
  client.take();
  client.send({ payloadType: 2104, clientMsgId: 'x' }, 1_499.9);
  client.send({ payloadType: 2104 }, 1_500);
  expect(client.take()).toEqual([
    '{"payloadType":2142,"clientMsgId":"x","payload":{"ctidTraderAccountId":0,"errorCode":"REQUEST_FREQUENCY_EXCEEDED","description":"You have reached the rate limit of requests"}}',
    versionAnswer,
  ]);
});

test('historical requests have a budget of their own, five a second', () => {
  const { connectAs, accountId } = openBench({ limits: {} });
  const client = connectAs(['demo']);
  for (let index = 0; index < 6; index++) client.send(ticksRequest(accountId('demo')), 2_000);
  const answers = client.take();
  expect(answers.map((frame) => JSON.parse(frame).payloadType)).toEqual([2146, 2146, 2146, 2146, 2146, 2142]);
  expect(answers[5]).toBe(blocked(1));
  for (let index = 0; index < 50; index++) client.send({ payloadType: 2104 }, 2_000);
  expect(client.take()).toHaveLength(50);
  expect(client.session.pace.peaks).toEqual({ ordinary: 50, historical: 6 });
});

test('heartbeats and frames without a type do not count, requests that are refused do', () => {
  const { connect } = openBench({ limits: {} });
  const client = connect();
  for (let index = 0; index < 60; index++) client.send({ payloadType: 51 });
  for (let index = 0; index < 60; index++) client.send('{}');
  client.take();
  expect(client.session.pace.peaks).toEqual({ ordinary: 0, historical: 0 });
  for (let index = 0; index < 60; index++) client.send({ payloadType: 2102 });
  expect(client.session.pace.peaks).toEqual({ ordinary: 60, historical: 0 });
});

test('each connection has its own budget', () => {
  const { connect } = openBench({ limits: { ordinaryPerSecond: 1 } });
  for (const client of [connect(), connect()]) {
    client.send({ payloadType: 2104 });
    expect(client.take()).toEqual([versionAnswer]);
  }
});

test('whatever the rhythm, no sliding second has more answers than the limit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 20, maxLength: 60 }), (gaps) => {
      const { connect } = openBench({ limits: { ordinaryPerSecond: 7, breach: 'frequency' } });
      const client = connect();
      const answeredAt: number[] = [];
      let at = 0;
      for (const gap of gaps) {
        at += gap;
        client.send({ payloadType: 2104 }, at);
        if (client.take()[0] === versionAnswer) answeredAt.push(at);
      }
      for (const [index, moment] of answeredAt.entries()) {
        const earlier = answeredAt[index - 7];
        if (earlier !== undefined) expect(moment - earlier).toBeGreaterThanOrEqual(1_000);
      }
      expect(answeredAt.length).toBeGreaterThanOrEqual(7);
    }),
    { numRuns: 30 },
  );
});

test('without limits nothing is refused, and the rate is still known', () => {
  const client = openBench().connect();
  for (let index = 0; index < 1_000; index++) client.send({ payloadType: 2104 }, index / 10);
  expect(new Set(client.take())).toEqual(new Set([versionAnswer]));
  expect(client.session.pace.peaks.ordinary).toBe(1_000);
});

test('an application may be logged in on only so many connections at once, if that is asked for', () => {
  const { connect, application, venue } = openBench({ limits: { connections: 2 } });
  const logIn = (name: string) => {
    const client = connect();
    const { clientId, clientSecret } = application(name);
    client.send({ payloadType: 2100, payload: { clientId, clientSecret } });
    return { client, answer: client.take()[0] };
  };
  const first = logIn('main');
  expect(logIn('main').answer).toBe('{"payloadType":2101}');
  expect(logIn('main').answer).toBe(
    '{"payloadType":2142,"payload":{"errorCode":"CONNECTIONS_LIMIT_EXCEEDED","description":"The application has 2 connections already"}}',
  );
  venue.leave(first.client.session, 1000, '');
  expect(logIn('main').answer).toBe('{"payloadType":2101}');
});

test('payload types that nobody knows are blocked together, and take no room of their own', () => {
  const { connect, venue } = openBench({ limits: { ordinaryPerSecond: 1, retryAfterSeconds: 60 } });
  const client = connect();
  for (let payloadType = 10_000; payloadType < 15_000; payloadType++) client.send({ payloadType });
  expect(client.take()[1]).toBe(blocked(60));
  client.send({ payloadType: 15_000 }, 2_000);
  client.send({ payloadType: 2104 }, 2_000);
  expect(client.take()).toEqual([blocked(58), versionAnswer]);
  const { received } = venue.countFrames();
  expect(received.size).toBeLessThan(1_100);
  expect([...received.values()].reduce((sum, count) => sum + count)).toBe(5_002);
  expect(received.get(10_000)).toBe(1);
});

test('the counts of connections that have ended stay small too', () => {
  const { connect, venue } = openBench();
  for (let round = 0; round < 5; round++) {
    const client = connect();
    for (let index = 0; index < 1_000; index++) client.send({ payloadType: 10_000 + round * 1_000 + index });
    venue.leave(client.session, 1000, '');
  }
  const { received } = venue.countFrames();
  expect(received.size).toBeLessThan(1_100);
  expect([...received.values()].reduce((sum, count) => sum + count)).toBe(5_000);
});
