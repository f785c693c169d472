import { expect, test } from 'vitest';
import { openBench } from '../../test/venue-bench.ts';

const heartbeat = '{"payloadType":51}';

test('without application authentication a connection ends 30 s after it was opened, heartbeats or not', () => {
  const { connect, venue } = openBench();
  const client = connect('demo', 1_000);
  client.send({ payloadType: 51 }, 25_000);
  client.send({ payloadType: 2104 }, 26_000);
  client.take();
  expect(venue.nextDueAt()).toBe(31_000);
  venue.tick(30_999);
  expect(client.endings).toEqual([]);
  venue.tick(31_000);
  expect(client.endings).toEqual(['1000 Bye']);
  expect(client.take()).toEqual([]);
});

test('a refused application does not stop the 30 s', () => {
  const { connect, venue } = openBench();
  const client = connect();
  client.send({ payloadType: 2100, payload: { clientId: 'x', clientSecret: 'y' } }, 29_000);
  venue.tick(30_000);
  expect(client.endings).toEqual(['1000 Bye']);
});

test('with application authentication a connection ends 60 s after the last frame of the client', () => {
  const { connectAs, venue } = openBench();
  const client = connectAs();
  client.send({ payloadType: 51 }, 20_000);
  for (let at = 30_000; at < 80_000; at = venue.nextDueAt()) venue.tick(at);
  expect(client.endings).toEqual([]);
  venue.tick(79_999);
  expect(client.endings).toEqual([]);
  venue.tick(80_000);
  expect(client.endings).toEqual(['1000 Bye']);
});

test('any frame puts the end off, a request as well as a heartbeat', () => {
  const { connectAs, venue } = openBench();
  const client = connectAs();
  client.send({ payloadType: 2104 }, 59_999);
  venue.tick(119_998);
  expect(client.endings).toEqual([]);
  venue.tick(119_999);
  expect(client.endings).toEqual(['1000 Bye']);
});

test('the server sends a heartbeat exactly 30 s after its own last frame', () => {
  const { connectAs, venue } = openBench();
  const client = connectAs();
  client.send({ payloadType: 51 }, 29_000);
  expect(venue.nextDueAt()).toBe(30_000);
  venue.tick(29_999);
  expect(client.take()).toEqual([]);
  venue.tick(30_000);
  expect(client.take()).toEqual([heartbeat]);
  expect(venue.nextDueAt()).toBe(60_000);
});

test('an answer puts the heartbeat off, a frame of the client does not', () => {
  const { connectAs, venue } = openBench();
  const client = connectAs();
  client.send({ payloadType: 2104 }, 10_000);
  client.send({ payloadType: 51 }, 25_000);
  client.take();
  venue.tick(39_999);
  expect(client.take()).toEqual([]);
  venue.tick(40_000);
  expect(client.take()).toEqual([heartbeat]);
});

test('a late tick sends one heartbeat, and none before a goodbye that is due', () => {
  const { connectAs, venue } = openBench();
  const client = connectAs();
  venue.tick(59_999);
  expect(client.take()).toEqual([heartbeat]);
  venue.tick(100_000);
  expect(client.take()).toEqual([]);
  expect(client.endings).toEqual(['1000 Bye']);
});

test('timers can be shortened and switched off', () => {
  const { connect, venue } = openBench({ timers: { applicationAuthMs: 5, heartbeatMs: Infinity } });
  const client = connect();
  expect(venue.nextDueAt()).toBe(5);
  venue.tick(5);
  expect(client.endings).toEqual(['1000 Bye']);
  expect(venue.nextDueAt()).toBe(Infinity);
});

test('a token that comes to its end under live sessions ends them once, and only them', () => {
  const { connectAs, accountId, venue } = openBench({ expiresInSeconds: 20 });
  const client = connectAs(['demo']);
  const bystander = connectAs();
  expect(venue.nextDueAt()).toBe(20_000);
  venue.tick(19_999);
  expect(client.take()).toEqual([]);
  venue.tick(20_000);
  const id = accountId('demo');
  expect(client.take()).toEqual([
    `{"payloadType":2147,"payload":{"ctidTraderAccountIds":[${id}],"reason":"Access token is expired"}}`,
    `{"payloadType":2164,"payload":{"ctidTraderAccountId":${id}}}`,
  ]);
  venue.tick(20_001);
  expect(client.take()).toEqual([]);
  expect(bystander.take()).toEqual([]);
  expect(venue.nextDueAt()).toBe(30_000);
});

test('a token can be made to expire or revoked, which ends its sessions', () => {
  const { connectAs, venue, tokens } = openBench({ world: { grants: { second: {} } } });
  const client = connectAs(['demo']);
  expect(venue.expireToken('sandbox-nothing', 0)).toBe(false);
  expect(venue.expireToken(tokens().accessToken, 5)).toBe(true);
  expect(client.take()[0]).toContain('"reason":"Access token is expired"');
  const { accessToken, refreshToken } = tokens('second');
  expect(venue.revokeToken(refreshToken, 6)).toBe(true);
  expect(venue.revokeToken(refreshToken, 6)).toBe(false);
  client.send({ payloadType: 2149, payload: { accessToken } }, 7);
  client.send({ payloadType: 2173, payload: { refreshToken } }, 7);
  for (const frame of client.take()) expect(frame).toContain('CH_ACCESS_TOKEN_INVALID');
  expect(venue.grant('second')).toBeUndefined();
});

test('revoking a token under live sessions tells them', () => {
  const { connectAs, accountId, venue, tokens } = openBench();
  const client = connectAs(['demo']);
  venue.revokeToken(tokens().accessToken, 1);
  expect(client.take()).toEqual([
    `{"payloadType":2147,"payload":{"ctidTraderAccountIds":[${accountId('demo')}],"reason":"Access token was revoked"}}`,
    `{"payloadType":2164,"payload":{"ctidTraderAccountId":${accountId('demo')}}}`,
  ]);
});

test('an account can be disconnected on every connection that has it', () => {
  const { connectAs, accountId, venue } = openBench();
  const both = connectAs(['demo', 'netted']);
  const other = connectAs(['netted']);
  expect(venue.disconnectAccount(accountId('demo'), 1)).toBe(1);
  expect(both.take()).toEqual([`{"payloadType":2164,"payload":{"ctidTraderAccountId":${accountId('demo')}}}`]);
  expect([...both.session.accounts.keys()]).toEqual([accountId('netted')]);
  expect(other.take()).toEqual([]);
});

test('a disconnected application has 30 s to log in again on the same connection', () => {
  const { connectAs, accountId, venue } = openBench();
  const client = connectAs(['demo']);
  expect(venue.disconnectClients('blocked by an administrator', 40_000)).toBe(1);
  expect(client.take()).toEqual(['{"payloadType":2148,"payload":{"reason":"blocked by an administrator"}}']);
  client.send({ payloadType: 2121, payload: { ctidTraderAccountId: accountId('demo') } }, 41_000);
  expect(client.take()[0]).toContain('CH_CLIENT_NOT_AUTHENTICATED');
  venue.tick(69_999);
  expect(client.endings).toEqual([]);
  venue.tick(70_000);
  expect(client.endings).toEqual(['1000 Bye']);
});

test('clients can be dropped with a code of choice or without a goodbye', () => {
  const { connect, venue } = openBench();
  const polite = connect();
  expect(venue.dropClients({ code: 1012, reason: 'Restart' })).toBe(1);
  expect(polite.endings).toEqual(['1012 Restart']);
  const rude = connect();
  expect(venue.dropClients('destroy')).toBe(1);
  expect(rude.endings).toEqual(['destroyed']);
  expect(venue.dropClients('destroy')).toBe(0);
  expect(venue.pastSessions.map((session) => session.ending)).toEqual([
    { by: 'server', code: 1012, reason: 'Restart' },
    { by: 'server', code: 1006, reason: '' },
  ]);
});

test('frames are counted by type, for each connection and over all that ever were', () => {
  const { connect, connectAs, venue } = openBench();
  const first = connectAs(['demo']);
  first.send('nonsense');
  const second = connect();
  second.send({ payloadType: 51 });
  second.send({ payloadType: 2104 });
  venue.leave(second.session, 1001, 'gone');
  expect(Object.fromEntries(first.session.received)).toEqual({ 0: 1, 2100: 1, 2102: 1 });
  expect(Object.fromEntries(first.session.sent)).toEqual({ 2101: 1, 2103: 1, 2142: 1 });
  const { received, sent } = venue.countFrames();
  expect(Object.fromEntries(received)).toEqual({ 0: 1, 51: 1, 2100: 1, 2102: 1, 2104: 1 });
  expect(Object.fromEntries(sent)).toEqual({ 2101: 1, 2103: 1, 2105: 1, 2142: 1 });
  expect(second.session.ending).toEqual({ by: 'client', code: 1001, reason: 'gone' });
  expect(venue.sessions.size).toBe(0);
});

test('the same seed and the same frames give the same frames', () => {
  const play = (seed: number) => {
    const { connectAs, tokens, accountId } = openBench({ seed });
    const client = connectAs(['demo']);
    client.send({ payloadType: 2149, payload: { accessToken: tokens().accessToken } });
    client.send({ payloadType: 2173, payload: { refreshToken: tokens().refreshToken } });
    client.send({ payloadType: 2121, payload: { ctidTraderAccountId: accountId('demo') } });
    return client.take();
  };
  expect(play(3)).toEqual(play(3));
  expect(play(3)).not.toEqual(play(4));
});
