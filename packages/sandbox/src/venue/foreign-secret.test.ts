import { expect, test } from 'vitest';
import { openBench } from '../../test/venue-bench.ts';

const frames = [
  { payloadType: 2100, payload: { clientId: '4242_abc', clientSecret: 'real-secret' } },
  { payloadType: 2173, payload: { refreshToken: 'real-refresh' } },
];

test.each(frames)('a secret from elsewhere, as in %j, is reported once for each connection and never told', (frame) => {
  const { connect, warnings } = openBench();
  const client = connect();
  client.send(frame);
  client.send(frame);
  connect('live').send(frame);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain('{"connection":1,"environment":"demo"}');
  expect(warnings.join()).not.toMatch(/real-|4242/);
});

test.each([2102, 2149, 2151])('an access token from elsewhere in %i is reported', (payloadType) => {
  const { connectAs, warnings } = openBench();
  connectAs().send({ payloadType, payload: { ctidTraderAccountId: 1, accessToken: 'real-token' } });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).not.toContain('real-token');
});

test('the refusal of a sandbox secret, spent or mistyped, is nothing to report', () => {
  const { connectAs, tokens, application, warnings } = openBench();
  const client = connectAs();
  const { refreshToken, accessToken } = tokens();
  client.send({ payloadType: 2173, payload: { refreshToken } });
  client.send({ payloadType: 2173, payload: { refreshToken } });
  client.send({ payloadType: 2149, payload: { accessToken } });
  client.send({ payloadType: 2100, payload: { ...application('main'), clientSecret: 'sandbox-secret-mistyped' } });
  expect(warnings).toEqual([]);
});
