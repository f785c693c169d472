import { expect, test } from 'vitest';
import { mustFind, openBench } from '../../../test/venue-bench.ts';

const invalid = (clientMsgId: string) =>
  `{"payloadType":2142,"clientMsgId":"${clientMsgId}","payload":{"errorCode":"CH_ACCESS_TOKEN_INVALID","description":"Invalid access token"}}`;

test('both environments list the live and the demo accounts of a token, and repeat the token', () => {
  const { connectAs, world, tokens } = openBench();
  const { accessToken } = tokens();
  const row = (name: string) => {
    const { ctidTraderAccountId, environment, traderLogin } = mustFind(world.accounts.get(name));
    return { ctidTraderAccountId, isLive: environment === 'live', traderLogin, brokerTitleShort: 'Sandbox Broker' };
  };
  for (const environment of ['live', 'demo'] as const) {
    const client = connectAs([], environment);
    client.send({ payloadType: 2149, clientMsgId: 'l', payload: { accessToken } });
    expect(client.take()).toEqual([
      JSON.stringify({
        payloadType: 2150,
        clientMsgId: 'l',
        payload: { accessToken, permissionScope: 1, ctidTraderAccount: [row('demo'), row('live'), row('netted')] },
      }),
    ]);
  }
});

test('a view token says so, and lists only the accounts it covers', () => {
  const { connectAs, accountId, tokens } = openBench({
    world: { grants: { viewer: { scope: 'view', accounts: ['netted'] } } },
  });
  const client = connectAs();
  client.send({ payloadType: 2149, payload: { accessToken: tokens('viewer').accessToken } });
  const { payload } = JSON.parse(client.take()[0] ?? '');
  expect(payload.permissionScope).toBe(0);
  expect(payload.ctidTraderAccount).toEqual([expect.objectContaining({ ctidTraderAccountId: accountId('netted') })]);
});

test('the profile of a token is a user id, another one for another owner', () => {
  const { connectAs, world, tokens } = openBench({
    world: { accounts: { theirs: { owner: 'second' } }, grants: { theirs: { owner: 'second' } } },
  });
  const client = connectAs();
  const userIds = ['main', 'second'].map((name) => mustFind(world.owners.get(name)).userId);
  client.send({ payloadType: 2151, payload: { accessToken: tokens().accessToken } });
  client.send({ payloadType: 2151, payload: { accessToken: tokens('theirs').accessToken } });
  expect(client.take()).toEqual(
    userIds.map((userId) => `{"payloadType":2152,"payload":{"profile":{"userId":${userId}}}}`),
  );
  expect(new Set(userIds).size).toBe(2);
});

test.each([2149, 2151])('an unknown and an expired token are refused by %i', (payloadType) => {
  const { connectAs, tokens } = openBench({ expiresInSeconds: 1 });
  const client = connectAs();
  client.send({ payloadType, clientMsgId: 'x', payload: { accessToken: 'sandbox-nothing' } });
  client.send({ payloadType, clientMsgId: 'y', payload: { accessToken: tokens().accessToken } }, 1_000);
  expect(client.take()).toEqual([
    invalid('x'),
    '{"payloadType":2142,"clientMsgId":"y","payload":{"errorCode":"OA_AUTH_TOKEN_EXPIRED","description":"Access token is expired"}}',
  ]);
});

test('a refresh replaces both tokens, before application login too', () => {
  const { connect, tokens } = openBench();
  const before = tokens();
  const client = connect();
  client.send({ payloadType: 2173, clientMsgId: 'f', payload: { refreshToken: before.refreshToken } });
  const after = tokens();
  expect(client.take()).toEqual([
    JSON.stringify({
      payloadType: 2174,
      clientMsgId: 'f',
      payload: {
        accessToken: after.accessToken,
        tokenType: 'bearer',
        expiresIn: 2_628_000,
        refreshToken: after.refreshToken,
      },
    }),
  ]);
  expect(after.accessToken).not.toBe(before.accessToken);
  expect(after.refreshToken).not.toBe(before.refreshToken);
});

test('the old pair is dead at once, and using it again harms nobody', () => {
  const { connectAs, accountId, tokens } = openBench();
  const client = connectAs();
  const before = tokens();
  client.send({ payloadType: 2173, payload: { refreshToken: before.refreshToken } });
  client.take();
  client.send({ payloadType: 2173, clientMsgId: 'again', payload: { refreshToken: before.refreshToken } });
  client.send({ payloadType: 2149, clientMsgId: 'old', payload: { accessToken: before.accessToken } });
  expect(client.take()).toEqual([invalid('again'), invalid('old')]);
  const payload = { ctidTraderAccountId: accountId('demo'), accessToken: tokens().accessToken };
  client.send({ payloadType: 2102, payload });
  expect(client.take()[0]).toContain('2103');
});

test('a refresh tells every connection that lived on the old token, after its own answer', () => {
  const { connectAs, accountId, tokens } = openBench();
  const first = connectAs(['demo', 'netted']);
  const second = connectAs(['live'], 'live');
  const bystander = connectAs();
  first.send({ payloadType: 2173, clientMsgId: 'f', payload: { refreshToken: tokens().refreshToken } });
  const disconnect = (name: string) => `{"payloadType":2164,"payload":{"ctidTraderAccountId":${accountId(name)}}}`;
  const invalidated = (...names: string[]) =>
    `{"payloadType":2147,"payload":{"ctidTraderAccountIds":[${names.map(accountId).join(',')}],"reason":"Access token was refreshed"}}`;
  const [answer, ...events] = first.take();
  expect(answer).toContain('"payloadType":2174,"clientMsgId":"f"');
  expect(events).toEqual([invalidated('demo', 'netted'), disconnect('demo'), disconnect('netted')]);
  expect(second.take()).toEqual([invalidated('live'), disconnect('live')]);
  expect(bystander.take()).toEqual([]);
  expect(first.session.accounts.size + second.session.accounts.size).toBe(0);
});

test('sessions on another grant survive a refresh', () => {
  const { connectAs, accountId, tokens } = openBench({ world: { grants: { second: {} } } });
  const client = connectAs();
  const payload = { ctidTraderAccountId: accountId('demo'), accessToken: tokens('second').accessToken };
  client.send({ payloadType: 2102, payload });
  client.take();
  connectAs().send({ payloadType: 2173, payload: { refreshToken: tokens().refreshToken } });
  expect(client.take()).toEqual([]);
  expect(client.session.accounts.size).toBe(1);
});

test('an access token and an unknown text cannot refresh, nor can the token of another application', () => {
  const { connectAs, tokens } = openBench({
    world: { applications: { second: {} }, grants: { foreign: { application: 'second' } } },
  });
  const client = connectAs();
  const refreshTokens = [tokens().accessToken, 'sandbox-nothing', tokens('foreign').refreshToken];
  for (const refreshToken of refreshTokens)
    client.send({ payloadType: 2173, clientMsgId: 'f', payload: { refreshToken } });
  expect(client.take()).toEqual(refreshTokens.map(() => invalid('f')));
});

test('an expired access token can still be renewed, and its successor lives its full life from then on', () => {
  const { connectAs, tokens } = openBench({ expiresInSeconds: 10, timers: { idleMs: Infinity } });
  const client = connectAs();
  client.send({ payloadType: 2173, payload: { refreshToken: tokens().refreshToken } }, 50_000);
  expect(client.take()[0]).toContain('2174');
  expect(tokens().expiresAt).toBe(60_000);
});
