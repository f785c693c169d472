import { request } from 'node:http';
import { connect } from 'node:net';
import { ManualClock, until } from '@tickwire/testkit';
import { afterEach, expect, test } from 'vitest';
import { createSandbox, type Environment, type Sandbox, type SandboxOptions } from '../src/index.ts';
import { SocketClient } from './socket-client.ts';

const running: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox(options);
  running.push(sandbox);
  return sandbox;
}

async function logIn(sandbox: Sandbox, environment: Environment = 'demo'): Promise<SocketClient> {
  const client = await SocketClient.open(sandbox.endpoints[environment].json);
  const { accountId, clientId, clientSecret, accessToken } = sandbox.credentials(environment);
  await client.ask({ payloadType: 2100, payload: { clientId, clientSecret } });
  await client.ask({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } });
  return client;
}

test('the dialogue of the seed runs byte for byte as captured, in text frames', async () => {
  const sandbox = await start({ world: { accounts: { live: { id: 40_000_001 } } } });
  const client = await SocketClient.open(sandbox.endpoints.live.json);
  const { accountId, clientId, clientSecret, accessToken } = sandbox.credentials('live');
  expect(accountId).toBe(40_000_001);
  const accountAuth = { ctidTraderAccountId: accountId, accessToken };
  client.send({ clientMsgId: 'a1', payloadType: 2100, payload: { clientId, clientSecret } });
  client.send({ clientMsgId: 'a2', payloadType: 2102, payload: accountAuth });
  client.send({ clientMsgId: 'a3', payloadType: 2102, payload: { ...accountAuth, accessToken: 'wrong' } });
  client.send({ clientMsgId: 'a4', payloadType: 2102, payload: accountAuth });
  expect(await client.take(4)).toEqual([
    '{"payloadType":2101,"clientMsgId":"a1"}',
    '{"payloadType":2103,"clientMsgId":"a2","payload":{"ctidTraderAccountId":40000001}}',
    '{"payloadType":2142,"clientMsgId":"a3","payload":{"errorCode":"CH_ACCESS_TOKEN_INVALID","description":"Invalid access token"}}',
    '{"payloadType":2142,"clientMsgId":"a4","payload":{"ctidTraderAccountId":40000001,"errorCode":"ALREADY_LOGGED_IN","description":"Trading account is already authorized in this channel"}}',
  ]);
  expect(client.kinds).toEqual([false, false, false, false]);
});

test('a wrong secret is refused byte for byte as captured, and the connection stays', async () => {
  const sandbox = await start();
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  const answer = await client.ask({ payloadType: 2100, payload: { clientId: 'no', clientSecret: 'no' } });
  expect(answer).toBe(
    '{"payloadType":2142,"payload":{"errorCode":"CH_CLIENT_AUTH_FAILURE","description":"clientId or clientSecret is incorrect"}}',
  );
  expect(await client.ask({ payloadType: 2104 })).toContain('2105');
});

test.each([125, 126, 65_535, 65_536])('an answer of %i bytes arrives whole', async (length) => {
  const sandbox = await start();
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  const empty = '{"payloadType":2105,"clientMsgId":"","payload":{"version":"92"}}';
  const clientMsgId = 'é'.padEnd(length - empty.length - 1, 'x');
  const answer = await client.ask({ payloadType: 2104, clientMsgId });
  expect(Buffer.byteLength(answer)).toBe(length);
  expect(JSON.parse(answer).clientMsgId).toBe(clientMsgId);
});

test('what was sent just before a goodbye arrives before it', async () => {
  const sandbox = await start();
  const client = await logIn(sandbox);
  const { accountId } = sandbox.credentials('demo');
  sandbox.disconnectAccount(accountId);
  sandbox.dropClients({ code: 4000, reason: 'enough' });
  expect(await client.waitForClose()).toEqual({ code: 4000, reason: 'enough' });
  expect(client.frames).toEqual([`{"payloadType":2164,"payload":{"ctidTraderAccountId":${accountId}}}`]);
});

test('pings are answered while frames flow', async () => {
  const sandbox = await start();
  const client = await logIn(sandbox);
  let pongs = 0;
  client.socket.on('pong', () => pongs++);
  // `ws` hangs up on more than 60 pings that it has not answered yet.
  for (let i = 0; i < 50; i++) {
    client.send({ payloadType: 2104, clientMsgId: String(i) });
    client.socket.ping();
  }
  expect((await client.take(50))[49]).toContain('"clientMsgId":"49"');
  await until(() => pongs === 50, { what: '50 pongs' });
});

test('garbage is answered with its position and then the connection ends with 1000 Bye', async () => {
  const sandbox = await start();
  const client = await SocketClient.open(sandbox.endpoints.live.json);
  expect(await client.ask('hello')).toBe(
    '{"payloadType":2142,"payload":{"errorCode":"INVALID_REQUEST","description":"Malformed JSON message at 1:6"}}',
  );
  expect(await client.waitForClose()).toEqual({ code: 1000, reason: 'Bye' });
  expect(sandbox.pastConnections[0]?.ending).toEqual({ by: 'server', code: 1000, reason: 'Bye' });
});

test('UTF-8 in a binary frame is read like text, other bytes are malformed', async () => {
  const sandbox = await start();
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  client.socket.send(Buffer.from('{"payloadType":2104,"clientMsgId":"ü"}'), { binary: true });
  expect((await client.take(1))[0]).toBe('{"payloadType":2105,"clientMsgId":"ü","payload":{"version":"92"}}');
  client.socket.send(Buffer.from([0x7b, 0xff, 0x7d]), { binary: true });
  expect((await client.take(1))[0]).toContain('Malformed JSON message at 1:1');
  expect(await client.waitForClose()).toEqual({ code: 1000, reason: 'Bye' });
});

test('a frame of exactly the limit is read, one byte more is too long', async () => {
  const sandbox = await start({ maxFrameBytes: 200 });
  const pad = (size: number) => '{"payloadType":2104}'.padEnd(size);
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  expect(await client.ask(pad(200))).toContain('2105');
  expect(await client.ask(pad(201))).toBe(
    '{"payloadType":2142,"payload":{"errorCode":"FRAME_TOO_LONG","description":"Message of 201 bytes is longer than the limit of 200"}}',
  );
  expect(await client.waitForClose()).toEqual({ code: 1000, reason: 'Bye' });
});

test('a frame of 5 MB is refused as too long, one of 17 MiB not even received', async () => {
  const sandbox = await start();
  const long = await SocketClient.open(sandbox.endpoints.demo.json);
  expect(await long.ask('x'.repeat(5_000_000))).toContain('"errorCode":"FRAME_TOO_LONG"');
  expect(await long.waitForClose()).toEqual({ code: 1000, reason: 'Bye' });
  const absurd = await SocketClient.open(sandbox.endpoints.demo.json);
  absurd.send('x'.repeat(17 * 1024 * 1024));
  // The client may still be writing when the server hangs up; then it sees the broken pipe and not the code.
  expect([1009, 1006]).toContain((await absurd.waitForClose()).code);
  expect(absurd.frames).toEqual([]);
});

test('the name a client uses decides the environment, and without one the port does', async () => {
  const sandbox = await start();
  const { live, demo } = sandbox.endpoints;
  const named = (host: string) => ({ headers: { host } });
  await SocketClient.open(live.json);
  await SocketClient.open(demo.json);
  await SocketClient.open(live.json, named('demo.ctraderapi.com:5036'));
  await SocketClient.open(demo.json, named('live.ctraderapi.com'));
  await SocketClient.open(`${demo.json}/any/path?query`, named('somewhere.else'));
  expect(sandbox.connections.map((one) => one.environment)).toEqual(['live', 'demo', 'demo', 'live', 'demo']);
});

test('credentials of one environment do not open accounts of the other', async () => {
  const sandbox = await start();
  const client = await logIn(sandbox, 'live');
  const { accountId, accessToken } = sandbox.credentials('demo');
  const answer = await client.ask({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } });
  expect(answer).toBe(
    '{"payloadType":2142,"payload":{"errorCode":"CANT_ROUTE_REQUEST","description":"Cannot route request"}}',
  );
});

test('two sandboxes of different seeds know nothing of each other', async () => {
  const [first, second] = [await start({ seed: 1 }), await start({ seed: 2 })];
  const { clientId, clientSecret } = first.credentials('demo');
  const client = await SocketClient.open(second.endpoints.demo.json);
  const answer = await client.ask({ payloadType: 2100, payload: { clientId, clientSecret } });
  expect(answer).toContain('clientId or clientSecret is incorrect');
  expect(first.connections).toEqual([]);
});

test('a refresh on one connection ends the account on another', async () => {
  const sandbox = await start();
  const [client, other] = [await logIn(sandbox), await logIn(sandbox)];
  const before = sandbox.credentials('demo');
  const answer = await client.ask({
    payloadType: 2173,
    clientMsgId: 'f',
    payload: { refreshToken: before.refreshToken },
  });
  const after = sandbox.credentials('demo');
  expect(answer).toBe(
    `{"payloadType":2174,"clientMsgId":"f","payload":{"accessToken":"${after.accessToken}","tokenType":"bearer","expiresIn":2628000,"refreshToken":"${after.refreshToken}"}}`,
  );
  const events = [
    `{"payloadType":2147,"payload":{"ctidTraderAccountIds":[${after.accountId}],"reason":"Access token was refreshed"}}`,
    `{"payloadType":2164,"payload":{"ctidTraderAccountId":${after.accountId}}}`,
  ];
  expect(await client.take(2)).toEqual(events);
  expect(await other.take(2)).toEqual(events);
  const payload = { ctidTraderAccountId: after.accountId, accessToken: after.accessToken };
  expect(await other.ask({ payloadType: 2102, payload })).toContain('2103');
});

test('prices reach every subscriber in order', async () => {
  const sandbox = await start();
  const clients = [await logIn(sandbox), await logIn(sandbox)];
  const { accountId } = sandbox.credentials('demo');
  for (const client of clients) {
    client.send({ payloadType: 2127, payload: { ctidTraderAccountId: accountId, symbolId: [1] } });
    await client.take(2);
  }
  for (let bid = 1; bid <= 1_000; bid++) expect(sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid })).toBe(2);
  for (const client of clients) {
    const frames = await client.take(1_000);
    expect(frames[999]).toBe(
      `{"payloadType":2131,"payload":{"ctidTraderAccountId":${accountId},"symbolId":1,"bid":1000}}`,
    );
    expect(frames.map((frame) => JSON.parse(frame).payload.bid)).toEqual(
      Array.from({ length: 1_000 }, (_, i) => i + 1),
    );
  }
});

test('idle connections end and quiet ones get heartbeats by the clock that was passed in', async () => {
  const clock = new ManualClock();
  const sandbox = await start({ clock });
  const stranger = await SocketClient.open(sandbox.endpoints.demo.json);
  const client = await logIn(sandbox);
  await clock.advance(29_999);
  expect(stranger.closed).toBeUndefined();
  await clock.advance(1);
  expect(await stranger.waitForClose()).toEqual({ code: 1000, reason: 'Bye' });
  expect(stranger.frames).toEqual([]);
  expect(await client.take(1)).toEqual(['{"payloadType":51}']);
  await clock.advance(10_000);
  client.send({ payloadType: 51 });
  await until(() => sandbox.ledger.received[51] === 1, { what: 'the heartbeat to arrive' });
  await clock.advance(59_999);
  expect(await client.take(2)).toEqual(['{"payloadType":51}', '{"payloadType":51}']);
  expect(client.closed).toBeUndefined();
  await clock.advance(1);
  expect(await client.waitForClose()).toEqual({ code: 1000, reason: 'Bye' });
});

test('an idle limit shorter than the login limit counts from the login on', async () => {
  const clock = new ManualClock();
  const sandbox = await start({ clock, timers: { idleMs: 1_000 } });
  const client = await logIn(sandbox);
  await clock.advance(999);
  expect(client.closed).toBeUndefined();
  await clock.advance(1);
  expect(await client.waitForClose()).toEqual({ code: 1000, reason: 'Bye' });
});

test('a connection that opens while others are old is timed by its own start', async () => {
  const clock = new ManualClock();
  const sandbox = await start({ clock });
  const first = await SocketClient.open(sandbox.endpoints.demo.json);
  await clock.advance(20_000);
  const second = await SocketClient.open(sandbox.endpoints.demo.json);
  await clock.advance(10_000);
  await first.waitForClose();
  await clock.advance(19_999);
  expect(second.closed).toBeUndefined();
  await clock.advance(1);
  expect(await second.waitForClose()).toEqual({ code: 1000, reason: 'Bye' });
  expect(clock.pendingTimers).toBe(0);
});

test('plain HTTP gets a clear answer', async () => {
  const sandbox = await start();
  const response = await fetch(sandbox.endpoints.live.json.replace('ws:', 'http:'));
  expect(response.status).toBe(426);
  expect(response.headers.get('upgrade')).toBe('websocket');
  expect(await response.text()).toContain('JSON door of a Tickwire sandbox');
});

test('an upgrade to something else and raw TCP text are refused without harm', async () => {
  const sandbox = await start();
  const { hostname, port } = new URL(sandbox.endpoints.live.json);
  const status = await new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade', upgrade: 'h2c' };
    request({ hostname, port, headers }, (response) => resolve(response.statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(400);
  const raw = connect(Number(port), hostname);
  let received = '';
  raw.on('data', (chunk) => {
    received += String(chunk);
  });
  raw.write('{"payloadType":2104}\r\n\r\n');
  await until(() => received.includes('400'), { what: 'an HTTP refusal' });
  raw.destroy();
  expect(await (await logIn(sandbox)).ask({ payloadType: 2104 })).toContain('2105');
});

test('the doors are open on ::1 as well, where the machine has it', async () => {
  const sandbox = await start();
  const url = sandbox.endpoints.demo.json.replace('127.0.0.1', '[::1]');
  const client = await SocketClient.open(url).catch((error: Error) => error);
  if (client instanceof Error) expect(client.message).toMatch(/EADDRNOTAVAIL|EAFNOSUPPORT|ENETUNREACH/);
  else expect(await client.ask({ payloadType: 2104 })).toContain('2105');
});

test('clients can be dropped with a code of choice or without a goodbye', async () => {
  const sandbox = await start();
  const polite = await logIn(sandbox);
  expect(sandbox.dropClients({ code: 1012, reason: 'Service restart' })).toBe(1);
  expect(await polite.waitForClose()).toEqual({ code: 1012, reason: 'Service restart' });
  const rude = await logIn(sandbox);
  sandbox.dropClients('destroy');
  expect((await rude.waitForClose()).code).toBe(1006);
});

test('a client that a fault turns away, and that is gone before it hears of it, does no harm', async () => {
  const sandbox = await start({ faults: [{ fault: 'refuse-upgrade' }] });
  const port = Number(new URL(sandbox.endpoints.demo.json).port);
  const knock = [
    'GET / HTTP/1.1',
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  for (let round = 0; round < 20; round++) {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(`${knock.join('\r\n')}\r\n\r\n`);
    socket.resetAndDestroy();
  }
  // An error that nobody takes would end this process.
  await expect(SocketClient.open(sandbox.endpoints.demo.json)).rejects.toThrow('503');
});

test('a client that a fault turns away is let go of, though it keeps its own side open', async () => {
  const sandbox = await start({ faults: [{ fault: 'refuse-upgrade' }] });
  const port = Number(new URL(sandbox.endpoints.demo.json).port);
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const isClosed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  socket.write(
    'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  await until(() => text.startsWith('HTTP/1.1 503'));
  // The other side is gone, so what is written to it comes back as an error.
  const more = setInterval(() => socket.write('more'), 5);
  await isClosed;
  clearInterval(more);
});

test('clients are not dropped with a goodbye that no frame can carry, and go on', async () => {
  const sandbox = await start();
  const client = await logIn(sandbox);
  const tooLong = { code: 4000, reason: 'é'.repeat(62) };
  const goodbyes = [1004, 1005, 1006, 1015, 2000, 999, 5000, 4000.5, Number.NaN].map((code) => ({ code, reason: '' }));
  for (const how of [...goodbyes, tooLong]) {
    expect(() => sandbox.dropClients(how)).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
  }
  await client.ask({ payloadType: 2104 });
  const reason = `é${'x'.repeat(121)}`;
  expect(sandbox.dropClients({ code: 4999, reason })).toBe(1);
  await until(() => client.closed);
  expect(client.closed).toEqual({ code: 4999, reason });
});
