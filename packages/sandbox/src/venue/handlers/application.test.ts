import { expect, test } from 'vitest';
import { openBench } from '../../../test/venue-bench.ts';

test('the right id and secret are answered with an empty 2101 that repeats the client message id', () => {
  const { connect, application } = openBench();
  const client = connect();
  const { clientId, clientSecret } = application('main');
  client.send({ payloadType: 2100, clientMsgId: 'a1', payload: { clientId, clientSecret } });
  expect(client.take()).toEqual(['{"payloadType":2101,"clientMsgId":"a1"}']);
  expect(client.session.application?.name).toBe('main');
});

test('an answer to a request without a client message id has none', () => {
  const { connect, application } = openBench();
  const client = connect();
  const { clientId, clientSecret } = application('main');
  client.send({ payloadType: 2100, payload: { clientId, clientSecret } });
  expect(client.take()).toEqual(['{"payloadType":2101}']);
});

const refusal =
  '{"payloadType":2142,"payload":{"errorCode":"CH_CLIENT_AUTH_FAILURE","description":"clientId or clientSecret is incorrect"}}';

test('a wrong secret and an unknown id are refused in the same words, and the connection stays', () => {
  const { connect, application } = openBench();
  const client = connect();
  const { clientId, clientSecret } = application('main');
  client.send({ payloadType: 2100, payload: { clientId, clientSecret: 'wrong' } });
  client.send({ payloadType: 2100, payload: { clientId: 'nobody', clientSecret } });
  expect(client.take()).toEqual([refusal, refusal]);
  expect(client.endings).toEqual([]);
  client.send({ payloadType: 2100, payload: { clientId, clientSecret } });
  expect(client.take()).toEqual(['{"payloadType":2101}']);
});

test('an application that is not active is refused, but only to those who know its secret', () => {
  const { connect, application } = openBench();
  const client = connect();
  const { clientId, clientSecret } = application('inactive');
  client.send({ payloadType: 2100, payload: { clientId, clientSecret } });
  client.send({ payloadType: 2100, payload: { clientId, clientSecret: 'wrong' } });
  expect(client.take()).toEqual([
    '{"payloadType":2142,"payload":{"errorCode":"CH_CLIENT_AUTH_FAILURE","description":"OA client is not in active state"}}',
    refusal,
  ]);
});

test('an application that was switched off is refused from then on', () => {
  const { connect, application } = openBench();
  const main = application('main');
  main.isActive = false;
  const client = connect();
  client.send({ payloadType: 2100, payload: { clientId: main.clientId, clientSecret: main.clientSecret } });
  expect(client.take()[0]).toContain('OA client is not in active state');
});

test('a second application login is refused, whatever it carries', () => {
  const { connectAs } = openBench();
  const client = connectAs();
  client.send({ payloadType: 2100, clientMsgId: 'b', payload: { clientId: 'x', clientSecret: 'y' } });
  expect(client.take()).toEqual([
    '{"payloadType":2142,"clientMsgId":"b","payload":{"errorCode":"CH_CLIENT_ALREADY_AUTHENTICATED","description":"Client is already authenticated"}}',
  ]);
});

test('the version is told before any login', () => {
  const { connect } = openBench();
  const client = connect();
  client.send({ payloadType: 2104, clientMsgId: 'v' });
  expect(client.take()).toEqual(['{"payloadType":2105,"clientMsgId":"v","payload":{"version":"92"}}']);
});
