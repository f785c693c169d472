import {
  AccountLogoutReq,
  CancelOrderReq,
  ExecutionEvent,
  NewOrderReq,
  OrderType,
  RefreshTokenReq,
  SpotEvent,
  SymbolsListReq,
  TradeSide,
  VersionReq,
} from '@tickwire/protocol';
import { createMemoryDial, ManualClock, seededRandom, until } from '@tickwire/testkit';
import { describe, expect, test } from 'vitest';
import { type ConnectOptions, connect, type Status } from '../src/index.ts';

const credentials = {
  clientId: 'client-id',
  clientSecret: 'canary-client-secret',
  accessToken: 'canary-access-token',
  refreshToken: 'canary-refresh-token',
  accountId: 41,
};

function aClient(options: ConnectOptions = {}) {
  const clock = new ManualClock();
  const server = createMemoryDial();
  const statuses: Status[] = [];
  const connecting = connect({
    credentials,
    clock,
    random: seededRandom(1),
    dial: server.dial,
    onStatus: (status) => statuses.push(status),
    ...options,
  });
  // Tests that expect a rejection look at it later.
  connecting.catch(() => {});
  return { clock, server, statuses, connecting, steps: () => statuses.map(({ at }) => at) };
}

const rows = [
  { ctidTraderAccountId: 41, isLive: true, traderLogin: 900, brokerTitleShort: 'Broker' },
  { ctidTraderAccountId: 42, isLive: false, traderLogin: 901 },
];

async function logIn({ server }: Pick<ReturnType<typeof aClient>, 'server'>, ids: readonly number[] = [41]) {
  await until(() => server.links.length > 0, { what: 'a dial' });
  const { link } = server;
  link.open();
  link.answer(2100, 2101);
  await until(() => link.sent.some(({ payloadType }) => payloadType === 2149 || payloadType === 2102), {
    what: 'the list',
  });
  if (link.sent.some(({ payloadType }) => payloadType === 2149)) {
    link.answer(2149, 2150, { accessToken: 'x', ctidTraderAccount: rows });
    await until(() => link.sent.some(({ payloadType }) => payloadType === 2102), { what: 'the account login' });
  }
  for (const message of link.sent.filter(({ payloadType }) => payloadType === 2102)) {
    link.say(2103, { ctidTraderAccountId: message.payload?.['ctidTraderAccountId'] }, message.clientMsgId);
  }
  expect(link.sent.filter(({ payloadType }) => payloadType === 2102)).toHaveLength(ids.length);
  return link;
}

async function aReadySession(options: ConnectOptions = {}) {
  const client = aClient(options);
  const link = await logIn(client, options.accounts);
  const session = await client.connecting;
  return { ...client, link, session };
}

describe('getting in', () => {
  test('the six steps come in order, and what is sent is what the protocol wants', async () => {
    const { link, session, steps } = await aReadySession();
    expect(steps()).toEqual([
      'dialing',
      'connected',
      'authorizing-application',
      'application-authorized',
      'authorizing-accounts',
      'ready',
    ]);
    expect(link.url).toBe('wss://live.ctraderapi.com:5036');
    expect(link.sent.map(({ payloadType, payload }) => [payloadType, payload])).toEqual([
      [2100, { clientId: 'client-id', clientSecret: 'canary-client-secret' }],
      [2149, { accessToken: 'canary-access-token' }],
      [2102, { ctidTraderAccountId: 41, accessToken: 'canary-access-token' }],
    ]);
    expect(session.current).toMatchObject({
      at: 'ready',
      environment: 'live',
      accounts: [{ accountId: 41, traderLogin: 900, brokerName: 'Broker' }],
    });
    await session.close();
  });

  test('a demo account moves the session to the demo host without a pause, and without asking for the list again', async () => {
    const client = aClient({ accounts: [42] });
    await until(() => client.server.links.length === 1, { what: 'the first dial' });
    const first = client.server.link;
    first.open();
    first.answer(2100, 2101);
    await until(() => first.sent.length === 2, { what: 'the list' });
    first.answer(2149, 2150, { accessToken: 'x', ctidTraderAccount: rows });
    await until(() => client.server.links.length === 2, { what: 'the second dial' });
    expect(first.left).toEqual({ how: 'goodbye', code: 1000 });
    const second = client.server.link;
    expect(second.url).toBe('wss://demo.ctraderapi.com:5036');
    second.open();
    second.answer(2100, 2101);
    await until(() => second.sent.length === 2, { what: 'the account login' });
    expect(second.sent.map(({ payloadType }) => payloadType)).toEqual([2100, 2102]);
  });

  test('with the environment given, accounts are tried while the list is under way: one round trip less', async () => {
    const client = aClient({ environment: 'live' });
    await until(() => client.server.links.length > 0, { what: 'a dial' });
    const { link } = client.server;
    link.open();
    link.answer(2100, 2101);
    await until(() => link.sent.length === 3, { what: 'the list and the account login' });
    link.answer(2102, 2103, { ctidTraderAccountId: 41 });
    link.answer(2149, 2150, { accessToken: 'x', ctidTraderAccount: rows });
    const session = await client.connecting;
    expect(session.current).toMatchObject({ at: 'ready', accounts: [{ accountId: 41, traderLogin: 900 }] });
    await session.close();
  });

  test('with the environment given, a login number is tried as an id, refused, and then found in the list', async () => {
    const client = aClient({ environment: 'live', accounts: [900] });
    await until(() => client.server.links.length > 0, { what: 'a dial' });
    const { link } = client.server;
    link.open();
    link.answer(2100, 2101);
    await until(() => link.sent.length === 3, { what: 'the list and the account login' });
    link.answer(2102, 2142, { errorCode: 'CH_CTID_TRADER_ACCOUNT_NOT_FOUND' });
    link.answer(2149, 2150, { accessToken: 'x', ctidTraderAccount: rows });
    await until(() => link.sent.length === 4, { what: 'the login by id' });
    expect(link.last(2102).payload).toMatchObject({ ctidTraderAccountId: 41 });
    link.answer(2102, 2103, { ctidTraderAccountId: 41 });
    const session = await client.connecting;
    expect(session.current).toMatchObject({ accounts: [{ accountId: 41 }] });
    await session.close();
  });

  test('with the environment given, a server that refuses the list still logs accounts in by id', async () => {
    const client = aClient({ environment: 'demo', accounts: [77] });
    await until(() => client.server.links.length > 0, { what: 'a dial' });
    const { link } = client.server;
    link.open();
    link.answer(2100, 2101);
    await until(() => link.sent.length === 3, { what: 'the list and the account login' });
    link.answer(2149, 2142, { errorCode: 'UNSUPPORTED_MESSAGE' });
    link.answer(2102, 2103, { ctidTraderAccountId: 77 });
    const session = await client.connecting;
    expect(session.current).toMatchObject({ accounts: [{ accountId: 77, environment: 'demo' }] });
    await session.close();
  });

  test('with the environment given, a dead token is told by the list, whatever the logins say', async () => {
    const client = aClient({ environment: 'live' });
    await until(() => client.server.links.length > 0, { what: 'a dial' });
    const { link } = client.server;
    link.open();
    link.answer(2100, 2101);
    await until(() => link.sent.length === 3, { what: 'the list and the account login' });
    link.answer(2149, 2142, { errorCode: 'CH_ACCESS_TOKEN_INVALID' });
    link.answer(2102, 2103, { ctidTraderAccountId: 41 });
    await expect(client.connecting).rejects.toMatchObject({ name: 'TokenError' });
  });

  test('P3: "already" answers count as success', async () => {
    const client = aClient({ environment: 'live' });
    await until(() => client.server.links.length > 0, { what: 'a dial' });
    const { link } = client.server;
    link.open();
    link.answer(2100, 2142, { errorCode: 'CH_CLIENT_ALREADY_AUTHENTICATED' });
    await until(() => link.sent.length === 3, { what: 'the list and the account login' });
    link.answer(2149, 2150, { accessToken: 'x', ctidTraderAccount: rows });
    link.answer(2102, 2142, { ctidTraderAccountId: 41, errorCode: 'ALREADY_LOGGED_IN' });
    const session = await client.connecting;
    expect(session.current.at).toBe('ready');
    await session.close();
  });

  test('several accounts are logged in side by side on one connection', async () => {
    const client = aClient({ accounts: [41, 43] });
    const more = [...rows, { ctidTraderAccountId: 43, isLive: true, traderLogin: 902 }];
    await until(() => client.server.links.length > 0, { what: 'a dial' });
    const { link } = client.server;
    link.open();
    link.answer(2100, 2101);
    await until(() => link.sent.length === 2, { what: 'the list' });
    link.answer(2149, 2150, { accessToken: 'x', ctidTraderAccount: more });
    await until(() => link.sent.length === 4, { what: 'both account logins' });
    const [first, second] = link.sent.slice(2);
    link.say(2103, { ctidTraderAccountId: 43 }, second?.clientMsgId);
    link.say(2103, { ctidTraderAccountId: 41 }, first?.clientMsgId);
    const session = await client.connecting;
    expect(session.current).toMatchObject({ accounts: [{ accountId: 41 }, { accountId: 43 }] });
    await session.close();
  });

  test('without accounts the session is there when the application is authenticated, and serves what needs no account', async () => {
    const client = aClient({ accounts: [] });
    await until(() => client.server.links.length > 0, { what: 'a dial' });
    const { link } = client.server;
    link.open();
    link.answer(2100, 2101);
    const session = await client.connecting;
    expect(session.current.at).toBe('application-authorized');
    const answer = session.request(VersionReq, {});
    link.answer(2104, 2105, { version: '99' });
    expect(await answer).toEqual({ version: '99' });
    await session.close();
  });

  test('P2: a refusal that waiting cannot cure ends the attempt at once, with the next step and without the secret', async () => {
    const { server, connecting } = aClient();
    await until(() => server.links.length > 0, { what: 'a dial' });
    server.link.open();
    server.link.answer(2100, 2142, {
      errorCode: 'CH_CLIENT_AUTH_FAILURE',
      description: 'clientId or clientSecret is incorrect',
    });
    const error = await connecting.catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      name: 'AuthorizationError',
      code: 'CH_CLIENT_AUTH_FAILURE',
      message:
        'The server refused application authentication: CH_CLIENT_AUTH_FAILURE (clientId or clientSecret is incorrect).',
    });
    expect(JSON.stringify(error)).not.toContain('canary');
    expect(server.links).toHaveLength(1);
  });

  test('a server that never answers is left at the deadline, tried again, and given up when the time is up', async () => {
    const { clock, server, connecting, steps } = aClient({ readyTimeoutMs: 25_000, requestTimeoutMs: 5_000 });
    await until(() => server.links.length > 0, { what: 'a dial' });
    server.link.open();
    await clock.advance(5_000);
    expect(steps().at(-1)).toBe('waiting');
    await clock.advance(1_000);
    expect(server.links).toHaveLength(2);
    await clock.advance(19_000);
    await expect(connecting).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'READY_TIMEOUT',
      message:
        'The session did not get ready within 25 s: The server did not answer application authentication within 5 s.',
    });
    expect(clock.pendingTimers).toBe(0);
  });

  test('a step that is still pending when the time is up is named', async () => {
    const { clock, server, connecting } = aClient({ readyTimeoutMs: 2_000 });
    await until(() => server.links.length > 0, { what: 'a dial' });
    server.link.open();
    await clock.advance(2_000);
    await expect(connecting).rejects.toThrow(
      'The session did not get ready within 2 s: Application authentication has no answer yet.',
    );
  });

  test('a status listener that throws does not keep the session from getting ready', async () => {
    const client = aClient({
      onStatus: () => {
        throw new Error('mine');
      },
    });
    await logIn(client);
    const session = await client.connecting;
    expect(session.current.at).toBe('ready');
    await session.close();
  });

  test('an abort while connecting rejects with its reason and leaves nothing behind', async () => {
    const abort = new AbortController();
    const { clock, server, connecting } = aClient({ signal: abort.signal });
    await until(() => server.links.length > 0, { what: 'a dial' });
    abort.abort(new Error('changed my mind'));
    await expect(connecting).rejects.toThrow('changed my mind');
    expect(server.link.left).toEqual({ how: 'dropped' });
    expect(clock.pendingTimers).toBe(0);
  });

  test('an answer that cannot be read ends the login with the reason', async () => {
    const { clock, server, connecting, statuses } = aClient({ readyTimeoutMs: 1_000 });
    await until(() => server.links.length > 0, { what: 'a dial' });
    server.link.open();
    server.link.sayText('<html>proxy login</html>');
    await clock.advance(1_000);
    expect(statuses.find((status) => status.at === 'waiting')).toMatchObject({ error: { name: 'ProtocolError' } });
    await expect(connecting).rejects.toMatchObject({ code: 'READY_TIMEOUT' });
  });
});

describe('staying in', () => {
  test('I15: a heartbeat leaves after ten seconds of silence', async () => {
    const { clock, link, session } = await aReadySession();
    await clock.advance(9_990);
    expect(link.sent.some(({ payloadType }) => payloadType === 51)).toBe(false);
    await clock.advance(20);
    expect(link.sent.filter(({ payloadType }) => payloadType === 51)).toHaveLength(1);
    await session.close();
  });

  test('a lost connection fails what is pending as unknown, and comes back by itself', async () => {
    const { clock, server, link, session, statuses } = await aReadySession();
    const answer = session.request(SymbolsListReq, { ctidTraderAccountId: 41 });
    link.close(1000, 'Bye');
    await expect(answer).rejects.toMatchObject({ name: 'ConnectionLostError', outcome: 'unknown' });
    expect(statuses.at(-1)).toMatchObject({
      at: 'waiting',
      close: { code: 1000, reason: 'Bye', wasClean: true },
      error: { message: 'The connection to live.ctraderapi.com:5036 was closed by the server (code 1000, Bye).' },
    });
    await expect(session.request(VersionReq, {})).rejects.toMatchObject({ code: 'NOT_READY', outcome: 'not-sent' });
    await clock.advance(1_000);
    expect(server.links).toHaveLength(2);
    await logIn({ server });
    await until(() => session.current.at === 'ready', { what: 'ready again' });
    expect(session.current).toMatchObject({ generation: 2 });
    expect(server.link.sent.map(({ payloadType }) => payloadType)).toEqual([2100, 2102]);
    await session.close();
  });

  test('N7: a peer that falls silent is given up and dialed again', async () => {
    const { clock, server, statuses, session } = await aReadySession();
    await clock.advance(70_000);
    expect(statuses.find((status) => status.at === 'waiting')).toMatchObject({
      close: { code: 1006, wasClean: false },
      error: { code: 'CONNECTION_LOST' },
    });
    expect(server.links.length).toBeGreaterThan(1);
    await session.close();
  });

  test('P4: an account that the server disconnects is logged in again on the same connection', async () => {
    const { link, server, session, steps } = await aReadySession();
    link.say(2164, { ctidTraderAccountId: 41 });
    await until(() => link.sent.filter(({ payloadType }) => payloadType === 2102).length === 2, {
      what: 'a new login',
    });
    link.answer(2102, 2103, { ctidTraderAccountId: 41 });
    await until(() => session.current.at === 'ready', { what: 'ready again' });
    expect(server.links).toHaveLength(1);
    expect(steps().slice(-2)).toEqual(['authorizing-accounts', 'ready']);
    await session.close();
  });

  test("P4: another account's disconnect changes nothing", async () => {
    const { link, session } = await aReadySession();
    link.say(2164, { ctidTraderAccountId: 77 });
    expect(session.current.at).toBe('ready');
    await session.close();
  });

  test('P4: a token that dies mid-session ends it with a token error', async () => {
    const { link, session } = await aReadySession();
    link.say(2147, { ctidTraderAccountIds: [41], reason: 'revoked' });
    await until(() => link.sent.filter(({ payloadType }) => payloadType === 2102).length === 2, {
      what: 'a new login',
    });
    link.answer(2102, 2142, { errorCode: 'CH_ACCESS_TOKEN_INVALID', description: 'Invalid access token' });
    await until(() => session.current.at === 'closed', { what: 'the end' });
    expect(session.current).toMatchObject({ error: { name: 'TokenError', code: 'CH_ACCESS_TOKEN_INVALID' } });
    await expect(session.request(VersionReq, {})).rejects.toMatchObject({ name: 'ClosedError' });
  });

  test('P4: a cut-off application is logged in again on a new connection', async () => {
    const { clock, link, server, session } = await aReadySession();
    link.say(2148, { reason: 'maintenance' });
    expect(link.left).toEqual({ how: 'goodbye', code: 1000 });
    await clock.advance(1_000);
    expect(server.links).toHaveLength(2);
    await session.close();
  });

  test.each([
    ['seconds', 1_000],
    ['milliseconds', 1],
  ])('P5: a maintenance that ends in 90 s, told in %s, is waited for', async (_unit, divisor) => {
    const { clock, server, statuses } = aClient({ readyTimeoutMs: 0 });
    await until(() => server.links.length > 0, { what: 'a dial' });
    server.link.open();
    server.link.answer(2100, 2142, {
      errorCode: 'SERVER_IS_UNDER_MAINTENANCE',
      maintenanceEndTimestamp: Math.round((clock.wallNow() + 90_000) / divisor),
    });
    await until(() => statuses.at(-1)?.at === 'waiting', { what: 'the wait' });
    expect(statuses.at(-1)).toMatchObject({ error: { name: 'LimitError', code: 'SERVER_IS_UNDER_MAINTENANCE' } });
    await clock.advance(89_000);
    expect(server.links).toHaveLength(1);
    await clock.advance(2_000);
    expect(server.links).toHaveLength(2);
  });
});

describe('requests', () => {
  test('P9: answers are matched by id, in any order, at most once', async () => {
    const { link, session } = await aReadySession();
    const first = session.request(VersionReq, {});
    const firstId = link.last(2104).clientMsgId;
    const second = session.request(VersionReq, {});
    const secondId = link.last(2104).clientMsgId;
    link.say(2105, { version: 'two' }, secondId);
    link.say(2105, { version: 'one' }, firstId);
    link.say(2105, { version: 'again' }, firstId);
    expect(await first).toEqual({ version: 'one' });
    expect(await second).toEqual({ version: 'two' });
    expect(session.health().strayMessages).toBe(1);
    await session.close();
  });

  test("P9: another client's event with our id does not settle our request", async () => {
    const { link, session } = await aReadySession();
    const answer = session.request(VersionReq, {});
    const id = link.last(2104).clientMsgId;
    link.say(2132, { errorCode: 'ORDER_NOT_FOUND', ctidTraderAccountId: 41 }, id);
    link.say(2105, { version: 'mine' }, id);
    expect(await answer).toEqual({ version: 'mine' });
    await session.close();
  });

  test('I1: a request without an answer settles at its deadline', async () => {
    const { clock, session } = await aReadySession();
    const answer = session.request(VersionReq, {}, { timeoutMs: 3_000 });
    const slow = session.request(VersionReq, {}, { timeoutMs: 8_000 });
    const settled: string[] = [];
    answer.catch(() => settled.push('fast'));
    slow.catch(() => settled.push('slow'));
    await clock.advance(2_999);
    expect(settled).toEqual([]);
    await clock.advance(1);
    expect(settled).toEqual(['fast']);
    await expect(answer).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', outcome: 'unknown' });
    await clock.advance(5_000);
    expect(settled).toEqual(['fast', 'slow']);
    await session.close();
  });

  test('an aborted request rejects with the reason and takes its listener along', async () => {
    const { session } = await aReadySession();
    const abort = new AbortController();
    const answer = session.request(VersionReq, {}, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    await expect(session.request(VersionReq, {}, { signal: abort.signal })).rejects.toThrow('enough');
    await session.close();
  });

  test('a refusal becomes an error with code, words, outcome and next step', async () => {
    const { link, session } = await aReadySession();
    const answer = session.request(SymbolsListReq, { ctidTraderAccountId: 77 });
    link.answer(2114, 2142, { errorCode: 'INVALID_REQUEST', description: 'Trading account is not authorized' });
    const error = await answer.catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'ServerError', code: 'INVALID_REQUEST', outcome: 'rejected' });
    expect((error as Error).message).toBe(
      'The server refused SymbolsListReq: INVALID_REQUEST (Trading account is not authorized).',
    );
    expect((error as { hint?: string }).hint).toBeTruthy();
    await session.close();
  });

  test('a refused order is told by its own error event', async () => {
    const { link, session } = await aReadySession();
    const answer = session.request(NewOrderReq, {
      ctidTraderAccountId: 41,
      symbolId: 1,
      orderType: OrderType.MARKET,
      tradeSide: TradeSide.BUY,
      volume: 1,
    });
    link.answer(2106, 2132, { errorCode: 'TRADING_BAD_VOLUME', ctidTraderAccountId: 41 });
    await expect(answer).rejects.toMatchObject({ code: 'TRADING_BAD_VOLUME', outcome: 'rejected' });
    await session.close();
  });

  test('O1: what does not fit the message is refused before anything is sent', async () => {
    const { link, session } = await aReadySession();
    const before = link.sent.length;
    // @ts-expect-error a required key is missing
    await expect(session.request(SymbolsListReq, {})).rejects.toMatchObject({ code: 'BAD_PAYLOAD' });
    expect(link.sent).toHaveLength(before);
    await session.close();
  });

  test('P11: an answer with an integer beyond 2^53 fails its request instead of being rounded', async () => {
    const { link, session } = await aReadySession();
    const answer = session.request(SymbolsListReq, { ctidTraderAccountId: 41 });
    const id = link.last(2114).clientMsgId;
    link.sayText(
      `{"payloadType":2115,"clientMsgId":"${id}","payload":{"ctidTraderAccountId":41,"symbol":[{"symbolId":9007199254740993}]}}`,
    );
    const error = await answer.catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'ProtocolError', code: 'INTEGER_TOO_LARGE' });
    expect(JSON.stringify(error)).toContain('9007199254740993');
    await session.close();
  });
});

describe('events', () => {
  test('P14: a listener that throws harms no other, and removing one leaves the rest', async () => {
    const { link, session } = await aReadySession();
    const heard: (number | undefined)[] = [];
    session.on(SpotEvent, () => {
      throw new Error('mine');
    });
    const stop = session.on(SpotEvent, ({ bid }) => heard.push(bid));
    link.say(2131, { ctidTraderAccountId: 41, symbolId: 1, bid: 110_000 });
    stop();
    stop();
    link.say(2131, { ctidTraderAccountId: 41, symbolId: 1, bid: 110_001 });
    expect(heard).toEqual([110_000]);
    await session.close();
  });

  test('P10: ten unreadable frames in a minute are borne, the eleventh ends the connection', async () => {
    const { link, session } = await aReadySession();
    for (let count = 0; count < 10; count += 1) link.sayText('not json');
    expect(session.current.at).toBe('ready');
    link.sayText('[1,2,3]');
    expect(session.current).toMatchObject({ at: 'waiting', error: { name: 'ProtocolError' } });
    await session.close();
  });
});

describe('closing', () => {
  test('I17: after close nothing is pending, no timer runs, and closing again is harmless', async () => {
    const { clock, link, session } = await aReadySession();
    const answer = session.request(VersionReq, {});
    const closing = session.close();
    await expect(answer).rejects.toMatchObject({ name: 'ClosedError', outcome: 'unknown' });
    await closing;
    await session.close();
    expect(link.left).toEqual({ how: 'goodbye', code: 1000 });
    expect(clock.pendingTimers).toBe(0);
    expect(session.current).toMatchObject({ at: 'closed', error: undefined });
  });

  test('I17: closing between two attempts leaves no timer', async () => {
    const { clock, link, session } = await aReadySession();
    link.close(1006, '');
    expect(session.current.at).toBe('waiting');
    await session.close();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('what an error proves about an order', () => {
  const order = {
    ctidTraderAccountId: 41,
    symbolId: 1,
    orderType: OrderType.MARKET,
    tradeSide: TradeSide.BUY,
    volume: 1,
  };

  test.each(['TIMEOUT_ERROR', 'UNKNOWN_ERROR'])('I3: %s leaves open what became of it', async (errorCode) => {
    const { link, session } = await aReadySession();
    const answer = session.request(NewOrderReq, order);
    link.answer(2106, 2142, { errorCode });
    await expect(answer).rejects.toMatchObject({ code: errorCode, outcome: 'unknown' });
    await session.close();
  });

  test('I3: an answer that cannot be read leaves it open too', async () => {
    const { link, session } = await aReadySession();
    const answer = session.request(NewOrderReq, order);
    link.answer(2106, 2126, { ctidTraderAccountId: 41 });
    await expect(answer).rejects.toMatchObject({ name: 'ProtocolError', outcome: 'unknown' });
    await session.close();
  });

  test('a rejection that comes as an execution event rejects, and listeners hear the event as well', async () => {
    const { link, session } = await aReadySession();
    const heard: number[] = [];
    session.on(ExecutionEvent, ({ executionType }) => heard.push(executionType));
    const answer = session.request(CancelOrderReq, { ctidTraderAccountId: 41, orderId: 7 });
    link.answer(2108, 2126, { ctidTraderAccountId: 41, executionType: 8, errorCode: 'ORDER_NOT_FOUND' });
    await expect(answer).rejects.toMatchObject({ name: 'ServerError', code: 'ORDER_NOT_FOUND', outcome: 'rejected' });
    expect(heard).toEqual([8]);
    await session.close();
  });

  test('O1: a connection that takes nothing any more means that nothing was sent', async () => {
    const { link, session } = await aReadySession();
    link.stopTaking();
    await expect(session.request(NewOrderReq, order)).rejects.toMatchObject({ code: 'NOT_READY', outcome: 'not-sent' });
    await session.close();
  });
});

describe('accounts that the server takes away', () => {
  const three = [...rows, { ctidTraderAccountId: 43, isLive: true, traderLogin: 902 }];

  async function twoAccounts() {
    const client = aClient({ accounts: [41, 43] });
    await until(() => client.server.links.length > 0, { what: 'a dial' });
    const { link } = client.server;
    link.open();
    link.answer(2100, 2101);
    await until(() => link.sent.length === 2, { what: 'the list' });
    link.answer(2149, 2150, { accessToken: 'x', ctidTraderAccount: three });
    await until(() => link.sent.length === 4, { what: 'both account logins' });
    return { ...client, link, logins: () => link.sent.filter(({ payloadType }) => payloadType === 2102) };
  }

  async function twoReadyAccounts() {
    const client = await twoAccounts();
    for (const { payload, clientMsgId } of client.logins()) {
      client.link.say(2103, { ctidTraderAccountId: payload?.['ctidTraderAccountId'] }, clientMsgId);
    }
    return { ...client, session: await client.connecting };
  }

  test('P4: one evicted while the others are still logging in is logged in again afterwards', async () => {
    const { link, connecting, logins } = await twoAccounts();
    const [first, second] = logins();
    link.say(2103, { ctidTraderAccountId: 41 }, first?.clientMsgId);
    link.say(2164, { ctidTraderAccountId: 41 });
    link.say(2103, { ctidTraderAccountId: 43 }, second?.clientMsgId);
    await connecting;
    await until(() => logins().length === 3, { what: 'a third login' });
    expect(link.last(2102).payload).toMatchObject({ ctidTraderAccountId: 41 });
  });

  test('P4: the others go on meanwhile, and are not logged in again', async () => {
    const { link, session, logins } = await twoReadyAccounts();
    link.say(2164, { ctidTraderAccountId: 41 });
    const answer = session.request(VersionReq, {});
    link.answer(2104, 2105, { version: 'still here' });
    expect(await answer).toEqual({ version: 'still here' });
    expect(
      logins()
        .slice(2)
        .map(({ payload }) => payload?.['ctidTraderAccountId']),
    ).toEqual([41]);
    await session.close();
  });

  test('P4: one that is refused for good is left out, and the session stays ready with the other', async () => {
    const { link, session } = await twoReadyAccounts();
    link.say(2164, { ctidTraderAccountId: 41 });
    link.answer(2102, 2142, { errorCode: 'RET_ACCOUNT_DISABLED' });
    await until(() => session.current.at === 'ready' && session.current.accounts.length === 1, { what: 'one account' });
    expect(session.current).toMatchObject({ accounts: [{ accountId: 43 }] });
    await session.close();
  });

  test('P4: after a reconnect, one that is refused for good does not stop the other', async () => {
    const { clock, server, link, session } = await twoReadyAccounts();
    link.close(1006, '');
    await clock.advance(1_000);
    const second = server.link;
    second.open();
    second.answer(2100, 2101);
    await until(() => second.sent.length === 3, { what: 'both logins' });
    const [first, other] = second.sent.slice(1);
    second.say(2142, { errorCode: 'RET_ACCOUNT_DISABLED' }, first?.clientMsgId);
    second.say(2103, { ctidTraderAccountId: 43 }, other?.clientMsgId);
    await until(() => session.current.at === 'ready', { what: 'ready again' });
    expect(session.current).toMatchObject({ accounts: [{ accountId: 43 }] });
    await session.close();
  });

  test('P4: after a reconnect, one whose broker is away does not stop the other, and comes back by itself', async () => {
    const { clock, server, link, session } = await twoReadyAccounts();
    link.close(1006, '');
    await clock.advance(1_000);
    const second = server.link;
    second.open();
    second.answer(2100, 2101);
    await until(() => second.sent.length === 3, { what: 'both logins' });
    const [first, other] = second.sent.slice(1);
    second.say(2142, { errorCode: 'CANT_ROUTE_REQUEST' }, first?.clientMsgId);
    second.say(2103, { ctidTraderAccountId: 43 }, other?.clientMsgId);
    await until(() => second.sent.length === 4, { what: 'another attempt' });
    const version = session.request(VersionReq, {});
    second.answer(2104, 2105, { version: 'x' });
    expect(await version).toEqual({ version: 'x' });
    second.answer(2102, 2103, { ctidTraderAccountId: 41 });
    await until(() => session.current.at === 'ready', { what: 'ready again' });
    expect(session.current).toMatchObject({ generation: 2, accounts: [{ accountId: 41 }, { accountId: 43 }] });
    await session.close();
  });

  test('I22: an account that is taken away again and again is logged in with growing pauses', async () => {
    const { clock, link, session } = await aReadySession();
    const countLogins = () => link.sent.filter(({ payloadType }) => payloadType === 2102).length;
    for (let round = 0; round < 50; round += 1) {
      link.say(2164, { ctidTraderAccountId: 41 });
      if (countLogins() > round + 1) link.answer(2102, 2103, { ctidTraderAccountId: 41 });
      await clock.advance(20);
    }
    expect(countLogins()).toBeLessThan(8);
    await session.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test('a refresh over the session makes the next login use the new token', async () => {
    const { link, session } = await aReadySession();
    const answer = session.request(RefreshTokenReq, { refreshToken: 'canary-refresh-token' });
    link.answer(2173, 2174, {
      accessToken: 'new-access',
      tokenType: 'bearer',
      expiresIn: 1,
      refreshToken: 'new-refresh',
    });
    link.say(2147, { ctidTraderAccountIds: [41] });
    await answer;
    expect(link.last(2102).payload).toEqual({ ctidTraderAccountId: 41, accessToken: 'new-access' });
    await session.close();
  });

  test('one whose logout never left stays in', async () => {
    const { session } = await aReadySession();
    const logout = { ctidTraderAccountId: 41 };
    await expect(session.request(AccountLogoutReq, logout, { timeoutMs: Number.NaN })).rejects.toThrow('timeoutMs');
    await expect(session.request(AccountLogoutReq, logout, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(session.current).toMatchObject({ at: 'ready', accounts: [{ accountId: 41 }] });
    await session.close();
  });

  test('one that logs out stays out, whatever happens to another one meanwhile', async () => {
    const { link, session, logins } = await twoReadyAccounts();
    const answer = session.request(AccountLogoutReq, { ctidTraderAccountId: 41 });
    link.say(2164, { ctidTraderAccountId: 43 });
    link.answer(2102, 2103, { ctidTraderAccountId: 43 });
    link.answer(2162, 2163, { ctidTraderAccountId: 41 });
    link.say(2164, { ctidTraderAccountId: 41 });
    await answer;
    await until(() => session.current.at === 'ready', { what: 'ready' });
    expect(session.current).toMatchObject({ accounts: [{ accountId: 43 }] });
    expect(
      logins()
        .slice(2)
        .map(({ payload }) => payload?.['ctidTraderAccountId']),
    ).toEqual([43]);
    await session.close();
  });
});

describe('what could go wrong around it', () => {
  test('P7: an account that cannot be routed is told with its environment, and tried again', async () => {
    const { server, statuses } = aClient({ endpoint: 'ws://127.0.0.1:1', readyTimeoutMs: 0 });
    await until(() => server.links.length > 0, { what: 'a dial' });
    server.link.open();
    server.link.answer(2100, 2101);
    await until(() => server.link.sent.length === 2, { what: 'the list' });
    server.link.answer(2149, 2150, { accessToken: 'x', ctidTraderAccount: rows });
    await until(() => server.link.sent.length === 3, { what: 'the login' });
    server.link.answer(2102, 2142, { errorCode: 'CANT_ROUTE_REQUEST', description: 'Cannot route request' });
    await until(() => statuses.at(-1)?.at === 'waiting', { what: 'the wait' });
    expect(statuses.at(-1)).toMatchObject({
      error: { message: 'The server cannot route account 41, which is a live account (CANT_ROUTE_REQUEST).' },
    });
  });

  test('an abort while the credentials are being read is not lost', async () => {
    const abort = new AbortController();
    const client = aClient({ signal: abort.signal });
    abort.abort(new Error('at once'));
    await expect(client.connecting).rejects.toThrow('at once');
    expect(client.server.links).toHaveLength(0);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 0, 2 ** 31])('a timeout of %s ms is refused', async (timeoutMs) => {
    const { session } = await aReadySession();
    await expect(session.request(VersionReq, {}, { timeoutMs })).rejects.toMatchObject({ code: 'BAD_OPTION' });
    await session.close();
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])(
    'a time to get ready of %s ms is refused',
    async (readyTimeoutMs) => {
      await expect(aClient({ readyTimeoutMs }).connecting).rejects.toMatchObject({ code: 'BAD_OPTION' });
    },
  );

  test('a transport that throws ends the attempt with a sentence, and leaves no timer', async () => {
    const client = aClient({
      dial: () => {
        throw new SyntaxError('no such transport');
      },
    });
    await expect(client.connecting).rejects.toMatchObject({ name: 'DialError', code: 'DIAL_FAILED' });
    expect(client.clock.pendingTimers).toBe(0);
  });

  test('P5: a refusal that answers nothing is the reason of the loss while logging in', async () => {
    const { clock, server, statuses } = aClient({ readyTimeoutMs: 0 });
    await until(() => server.links.length > 0, { what: 'a dial' });
    server.link.open();
    server.link.say(2142, {
      errorCode: 'SERVER_IS_UNDER_MAINTENANCE',
      maintenanceEndTimestamp: Math.round(clock.wallNow() / 1_000) + 60,
    });
    expect(statuses.at(-1)).toMatchObject({ at: 'waiting', error: { code: 'SERVER_IS_UNDER_MAINTENANCE' } });
    await clock.advance(59_000);
    expect(server.links).toHaveLength(1);
    await clock.advance(2_500);
    expect(server.links).toHaveLength(2);
  });

  test('I11: a server that repeats our secrets finds them masked', async () => {
    const { link, session } = await aReadySession();
    const answer = session.request(SymbolsListReq, { ctidTraderAccountId: 41 });
    link.answer(2114, 2142, { errorCode: 'INVALID_REQUEST', description: 'token canary-access-token is odd' });
    const error = await answer.catch((cause: unknown) => cause);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('canary');
    link.close(1000, 'canary-client-secret');
    expect(JSON.stringify(session.current)).not.toContain('canary');
    await session.close();
  });

  test('heartbeats of the server are no strays', async () => {
    const { link, session } = await aReadySession();
    link.say(51);
    link.say(51);
    expect(session.health().strayMessages).toBe(0);
    await session.close();
  });

  test('I17: a connection that opens after the session was closed starts no heartbeat', async () => {
    const { clock, server } = aClient();
    await until(() => server.links.length > 0, { what: 'a dial' });
    const { link } = server;
    link.holdOn();
    await clock.advance(60_000);
    expect(link.left).toEqual({ how: 'dropped' });
    link.open();
    expect(clock.pendingTimers).toBe(0);
  });
});
