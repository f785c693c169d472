import { expect, test } from 'vitest';
import { mustFind, openBench } from '../../../test/venue-bench.ts';

const error = (clientMsgId: string, payload: object) => JSON.stringify({ payloadType: 2142, clientMsgId, payload });

test('an account that the token covers is answered with its id', () => {
  const { connectAs, accountId, tokens } = openBench();
  const client = connectAs();
  const ctidTraderAccountId = accountId('demo');
  const { accessToken } = tokens();
  client.send({ payloadType: 2102, clientMsgId: 'a2', payload: { ctidTraderAccountId, accessToken } });
  expect(client.take()).toEqual([
    `{"payloadType":2103,"clientMsgId":"a2","payload":{"ctidTraderAccountId":${ctidTraderAccountId}}}`,
  ]);
  expect([...client.session.accounts.keys()]).toEqual([ctidTraderAccountId]);
});

test('a second login of the same account is refused with its id, and the account stays logged in', () => {
  const { connectAs, accountId, tokens } = openBench();
  const client = connectAs(['demo']);
  const ctidTraderAccountId = accountId('demo');
  const { accessToken } = tokens();
  client.send({ payloadType: 2102, clientMsgId: 'a4', payload: { ctidTraderAccountId, accessToken } });
  expect(client.take()).toEqual([
    `{"payloadType":2142,"clientMsgId":"a4","payload":{"ctidTraderAccountId":${ctidTraderAccountId},"errorCode":"ALREADY_LOGGED_IN","description":"Trading account is already authorized in this channel"}}`,
  ]);
  expect(client.session.accounts.size).toBe(1);
});

test('an invalid token is refused without an account id, and connection and application survive', () => {
  const { connectAs, accountId, tokens } = openBench();
  const client = connectAs();
  const ctidTraderAccountId = accountId('demo');
  client.send({
    payloadType: 2102,
    clientMsgId: 'a3',
    payload: { ctidTraderAccountId, accessToken: 'sandbox-nothing' },
  });
  expect(client.take()).toEqual([
    '{"payloadType":2142,"clientMsgId":"a3","payload":{"errorCode":"CH_ACCESS_TOKEN_INVALID","description":"Invalid access token"}}',
  ]);
  client.send({ payloadType: 2102, payload: { ctidTraderAccountId, accessToken: tokens().accessToken } });
  expect(client.take()).toEqual([`{"payloadType":2103,"payload":{"ctidTraderAccountId":${ctidTraderAccountId}}}`]);
});

test('a refresh token is no access token', () => {
  const { connectAs, accountId, tokens } = openBench();
  const client = connectAs();
  const payload = { ctidTraderAccountId: accountId('demo'), accessToken: tokens().refreshToken };
  client.send({ payloadType: 2102, payload });
  expect(client.take()[0]).toContain('CH_ACCESS_TOKEN_INVALID');
});

test('a token is refused as expired from the very moment its life ends', () => {
  const { connectAs, accountId, tokens } = openBench({ expiresInSeconds: 10, timers: { idleMs: Infinity } });
  const payload = { ctidTraderAccountId: accountId('demo'), accessToken: tokens().accessToken };
  const early = connectAs();
  early.send({ payloadType: 2102, payload }, 9_999);
  expect(early.take()[0]).toContain('2103');
  const late = connectAs();
  late.send({ payloadType: 2102, clientMsgId: 'x', payload }, 10_000);
  expect(late.take()).toEqual([
    error('x', { errorCode: 'OA_AUTH_TOKEN_EXPIRED', description: 'Access token is expired' }),
  ]);
});

test('a login number, an unknown id and an account outside the grant are all not found', () => {
  const { connectAs, world, accountId, tokens } = openBench({
    world: { accounts: { other: { owner: 'stranger' } }, grants: { partial: { accounts: ['netted'] } } },
  });
  const client = connectAs();
  const notFound = error('n', {
    errorCode: 'CH_CTID_TRADER_ACCOUNT_NOT_FOUND',
    description: 'Trading account is not found',
  });
  const login = mustFind(world.accounts.get('demo')).traderLogin;
  const attempts: [number, string][] = [
    [login, tokens().accessToken],
    [12_345, tokens().accessToken],
    [accountId('other'), tokens().accessToken],
    [accountId('demo'), tokens('partial').accessToken],
  ];
  for (const [ctidTraderAccountId, accessToken] of attempts) {
    client.send({ payloadType: 2102, clientMsgId: 'n', payload: { ctidTraderAccountId, accessToken } });
    expect(client.take()).toEqual([notFound]);
  }
});

test('an account of the other environment cannot be routed, in both directions', () => {
  const { connectAs, accountId, tokens } = openBench();
  const { accessToken } = tokens();
  const expected = error('r', { errorCode: 'CANT_ROUTE_REQUEST', description: 'Cannot route request' });
  for (const [environment, name] of [
    ['demo', 'live'],
    ['live', 'demo'],
  ] as const) {
    const client = connectAs([], environment);
    client.send({
      payloadType: 2102,
      clientMsgId: 'r',
      payload: { ctidTraderAccountId: accountId(name), accessToken },
    });
    expect(client.take()).toEqual([expected]);
  }
});

test('a disabled account is refused', () => {
  const { connectAs, accountId, tokens } = openBench({ world: { accounts: { blocked: { isDisabled: true } } } });
  const client = connectAs();
  const ctidTraderAccountId = accountId('blocked');
  const { accessToken } = tokens();
  client.send({ payloadType: 2102, clientMsgId: 'd', payload: { ctidTraderAccountId, accessToken } });
  expect(client.take()).toEqual([
    error('d', { ctidTraderAccountId, errorCode: 'RET_ACCOUNT_DISABLED', description: 'Trading account is disabled' }),
  ]);
});

test('a token that another application was given is invalid here', () => {
  const { connectAs, accountId, tokens } = openBench({
    world: { applications: { second: {} }, grants: { foreign: { application: 'second' } } },
  });
  const client = connectAs();
  const payload = { ctidTraderAccountId: accountId('demo'), accessToken: tokens('foreign').accessToken };
  client.send({ payloadType: 2102, payload });
  expect(client.take()[0]).toContain('CH_ACCESS_TOKEN_INVALID');
});

test('one connection takes all accounts of its environment', () => {
  const { connectAs, accountId } = openBench();
  const client = connectAs(['demo', 'netted']);
  expect([...client.session.accounts.keys()]).toEqual([accountId('demo'), accountId('netted')]);
});

test('a logout is answered and then completed by 2164, and the account is gone on this connection only', () => {
  const { connectAs, accountId } = openBench();
  const client = connectAs(['demo']);
  const other = connectAs(['demo']);
  const ctidTraderAccountId = accountId('demo');
  client.send({ payloadType: 2162, clientMsgId: 'o', payload: { ctidTraderAccountId } });
  expect(client.take()).toEqual([
    `{"payloadType":2163,"clientMsgId":"o","payload":{"ctidTraderAccountId":${ctidTraderAccountId}}}`,
    `{"payloadType":2164,"payload":{"ctidTraderAccountId":${ctidTraderAccountId}}}`,
  ]);
  client.send({ payloadType: 2121, clientMsgId: 't', payload: { ctidTraderAccountId } });
  expect(client.take()).toEqual([
    error('t', { errorCode: 'INVALID_REQUEST', description: 'Trading account is not authorized' }),
  ]);
  expect(other.session.accounts.size).toBe(1);
  expect(other.take()).toEqual([]);
});
