import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AccountAuthReq,
  ApplicationAuthReq,
  CommonHeartbeatEvent,
  createProtobufCodec,
  type Message,
  type Payload,
  SubscribeSpotsReq,
  VersionReq,
} from '@tickwire/protocol';
import { ManualClock, until } from '@tickwire/testkit';
import { afterEach, expect, test } from 'vitest';
import { createSandbox, type Environment, type Sandbox, type SandboxOptions } from '../src/index.ts';
import { SocketClient } from './socket-client.ts';
import { TcpClient } from './tcp-client.ts';

const codec = createProtobufCodec();
const running: Sandbox[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox(options);
  running.push(sandbox);
  return sandbox;
}

async function startWithTls() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tickwire-protobuf-'));
  folders.push(dataFolder);
  const sandbox = await start({ tls: { dataFolder } });
  return { sandbox, ca: await readFile(sandbox.ca ?? '') };
}

const hexOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const payloadOf = (frame: Uint8Array | undefined): object => codec.decode(frame ?? new Uint8Array(0)).payload;
const webSocketUrl = (url: string): string => url.replace('tcp:', 'ws:').replace('tls:', 'wss:');

/** Sends the real names to this machine, as a line in /etc/hosts would. */
const toLoopback = {
  lookup: (_name: string, _options: object, done: LookupDone) => done(null, [{ address: '127.0.0.1', family: 4 }]),
};
type LookupDone = (error: null, addresses: readonly { readonly address: string; readonly family: number }[]) => void;

async function ask<M extends Message>(client: TcpClient, message: M, payload: Payload<M>, id?: string) {
  client.send(codec.encode(message, payload, id));
  const [frame] = await client.take(1);
  return codec.decode(frame ?? new Uint8Array(0));
}

async function logIn(sandbox: Sandbox, environment: Environment = 'demo'): Promise<TcpClient> {
  const client = await TcpClient.open(sandbox.endpoints[environment].protobuf);
  const { accountId, clientId, clientSecret, accessToken } = sandbox.credentials(environment);
  await ask(client, ApplicationAuthReq, { clientId, clientSecret });
  await ask(client, AccountAuthReq, { ctidTraderAccountId: accountId, accessToken });
  return client;
}

test('a login over TCP runs byte for byte', async () => {
  const sandbox = await start({ world: { accounts: { demo: { id: 300 } } } });
  const client = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  const { clientId, clientSecret, accessToken } = sandbox.credentials('demo');
  client.send(codec.encode(ApplicationAuthReq, { clientId, clientSecret }, 'a1'));
  client.send(codec.encode(AccountAuthReq, { ctidTraderAccountId: 300, accessToken }, 'a2'));
  expect((await client.take(2)).map(hexOf)).toEqual(['08b51012001a026131', '08b710120310ac021a026132']);
  expect(sandbox.connections).toMatchObject([
    { door: 'protobuf', environment: 'demo', application: 'main', accountIds: [300] },
  ]);
});

test('requests may come in pieces, and many in one', async () => {
  const sandbox = await start();
  const client = await TcpClient.open(sandbox.endpoints.live.protobuf);
  const version = Buffer.from('0000000b08b81012001a0470697065', 'hex');
  version.writeUInt32BE(version.length - 4);
  for (const byte of version) {
    client.socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.socket.write(Buffer.concat([version, version, version.subarray(0, 7)]));
  client.socket.write(version.subarray(7));
  const frames = await client.take(4);
  expect(new Set(frames.map(hexOf))).toEqual(new Set(['08b9101204120239321a0470697065']));
});

test('a WebSocket on the same port carries bare messages in binary frames', async () => {
  const sandbox = await start();
  const client = await SocketClient.open(webSocketUrl(sandbox.endpoints.live.protobuf));
  client.socket.send(codec.encode(VersionReq, {}, 'w'));
  await client.take(1);
  expect(codec.decode(client.buffers[0] ?? new Uint8Array(0))).toMatchObject({
    clientMsgId: 'w',
    payload: { version: '92' },
  });
  expect(client.kinds).toEqual([true]);
  expect(sandbox.connections).toMatchObject([{ door: 'protobuf', environment: 'live' }]);
  sandbox.dropClients({ code: 4000, reason: 'enough' });
  expect(await client.waitForClose()).toEqual({ code: 4000, reason: 'enough' });
});

test('with TLS both come in, and the name they use decides the environment', async () => {
  const { sandbox, ca } = await startWithTls();
  const url = sandbox.endpoints.live.protobuf;
  expect(url).toMatch(/^tls:\/\/127\.0\.0\.1:\d+$/);
  const byPort = await TcpClient.open(url, { ca });
  const byName = await TcpClient.open(url, { ca, servername: 'demo.ctraderapi.com' });
  for (const client of [byPort, byName]) expect((await ask(client, VersionReq, {})).payload).toEqual({ version: '92' });
  const web = await SocketClient.open(`wss://demo.ctraderapi.com:${new URL(url).port}`, { ca, ...toLoopback });
  web.socket.send(codec.encode(VersionReq, {}));
  await web.take(1);
  expect(sandbox.connections.map((one) => one.environment)).toEqual(['live', 'demo', 'demo']);
});

test('with TLS, strangers to the authority and clients without TLS do not get in', async () => {
  const { sandbox } = await startWithTls();
  await expect(TcpClient.open(sandbox.endpoints.live.protobuf)).rejects.toThrow(/self-signed|unable to verify/);
  const plain = await TcpClient.open(sandbox.endpoints.live.protobuf.replace('tls:', 'tcp:'));
  plain.send(codec.encode(VersionReq, {}));
  await plain.waitForEnd();
  expect(plain.frames).toEqual([]);
  expect(sandbox.pastConnections).toEqual([]);
});

test.each([
  ['damaged bytes', 'ff ff ff ff'],
  ['a damaged payload', '08 b6 10 12 02 10 80'],
  ['JSON', Buffer.from('{"payloadType":2104}').toString('hex')],
])('%s are answered, and then the connection ends', async (_, hex) => {
  const sandbox = await start();
  const client = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  client.send(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  client.send(codec.encode(VersionReq, {}));
  await client.waitForEnd();
  expect(client.frames.map(payloadOf)).toEqual([{ errorCode: 'INVALID_REQUEST', description: 'Malformed message' }]);
  expect({ hasEnded: client.hasEnded, error: client.error }).toEqual({ hasEnded: true, error: undefined });
  expect(sandbox.pastConnections[0]?.ending).toEqual({ by: 'server', code: 1000, reason: 'Bye' });
});

test('an empty message is one without a payload type', async () => {
  const sandbox = await start();
  const client = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  client.send(new Uint8Array(0));
  expect((await client.take(1)).map(payloadOf)).toEqual([
    { errorCode: 'INVALID_REQUEST', description: 'Message missing required fields: payloadType' },
  ]);
  expect((await ask(client, VersionReq, {})).payload).toEqual({ version: '92' });
});

test('a message of exactly the limit is read, a length of one more is refused before its bytes have come', async () => {
  const sandbox = await start({ maxFrameBytes: 200 });
  const client = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  const id = 'x'.repeat(200 - 8);
  client.send(codec.encode(VersionReq, {}, id));
  expect(codec.decode((await client.take(1))[0] ?? new Uint8Array(0)).clientMsgId).toBe(id);
  client.socket.write(Buffer.from([0, 0, 0, 201]));
  await client.waitForEnd();
  expect(client.frames.map(payloadOf)).toEqual([
    { errorCode: 'FRAME_TOO_LONG', description: 'Message of 201 bytes is longer than the limit of 200' },
  ]);
  expect(client.error).toBeUndefined();
});

test('the refusal of a message that is much too long arrives although the client goes on writing', async () => {
  const sandbox = await start();
  const client = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  client.send(Buffer.alloc(20_000_000));
  const [frame] = await client.take(1);
  expect(payloadOf(frame)).toMatchObject({ errorCode: 'FRAME_TOO_LONG' });
  await client.waitForEnd();
});

test('idle connections end and quiet ones get heartbeats by the clock that was passed in', async () => {
  const clock = new ManualClock();
  const sandbox = await start({ clock });
  const silent = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  const half = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  half.socket.write(Buffer.from('GE'));
  const stranger = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  stranger.send(codec.encode(CommonHeartbeatEvent, {}));
  const client = await logIn(sandbox);
  await until(() => clock.pendingTimers === 3, { what: 'two silent connections and the venue' });
  await clock.advance(29_999);
  expect([silent, half, stranger].map((one) => one.isClosed)).toEqual([false, false, false]);
  await clock.advance(1);
  await Promise.all([silent.waitForEnd(), half.waitForEnd(), stranger.waitForEnd()]);
  expect([silent, half, stranger].map((one) => one.frames)).toEqual([[], [], []]);
  expect((await client.take(1)).map(hexOf)).toEqual(['08331200']);
  await clock.advance(30_000);
  await client.waitForEnd();
  expect(client.hasEnded).toBe(true);
  expect(sandbox.pastConnections.map((one) => one.ending)).toEqual([
    { by: 'server', code: 1000, reason: 'Bye' },
    { by: 'server', code: 1000, reason: 'Bye' },
  ]);
});

test('prices reach TCP, WebSocket and JSON clients alike, in order', async () => {
  const sandbox = await start();
  const clients = [await logIn(sandbox), await logIn(sandbox)];
  const { accountId } = sandbox.credentials('demo');
  for (const client of clients) {
    client.send(codec.encode(SubscribeSpotsReq, { ctidTraderAccountId: accountId, symbolId: [1] }));
    await client.take(2);
  }
  for (let bid = 1; bid <= 1_000; bid++) expect(sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid })).toBe(2);
  for (const client of clients) {
    const payloads = (await client.take(1_000)).map(payloadOf);
    expect(payloads).toEqual(
      Array.from({ length: 1_000 }, (_, i) => ({ ctidTraderAccountId: accountId, symbolId: 1, bid: i + 1 })),
    );
  }
});

test('what was sent just before the end arrives before it, and a drop is seen as one', async () => {
  const sandbox = await start();
  const polite = await logIn(sandbox);
  sandbox.disconnectAccount(sandbox.credentials('demo').accountId);
  expect(sandbox.dropClients({ code: 1012, reason: 'Service restart' })).toBe(1);
  await polite.waitForEnd();
  expect(polite.frames.map((frame) => codec.decode(frame).payloadType)).toEqual([2164]);
  expect(polite.hasEnded).toBe(true);
  const rude = await logIn(sandbox);
  sandbox.dropClients('destroy');
  await rude.waitForEnd();
  expect(sandbox.pastConnections.map((one) => one.ending?.code)).toEqual([1012, 1006]);
});

test('a client that leaves is remembered with how it left', async () => {
  const sandbox = await start();
  const [polite, rude] = [await logIn(sandbox), await logIn(sandbox)];
  polite.socket.end();
  await until(() => sandbox.pastConnections.length === 1, { what: 'the first to be gone' });
  rude.socket.resetAndDestroy();
  await until(() => sandbox.pastConnections.length === 2, { what: 'the second to be gone' });
  expect(sandbox.pastConnections.map((one) => one.ending)).toEqual([
    { by: 'client', code: 1005, reason: '' },
    { by: 'client', code: 1006, reason: '' },
  ]);
});

test('plain HTTP gets a clear answer', async () => {
  const sandbox = await start();
  const response = await fetch(sandbox.endpoints.live.protobuf.replace('tcp:', 'http:'));
  expect(response.status).toBe(426);
  expect(await response.text()).toContain('Protobuf door of a Tickwire sandbox');
});

test('a WebSocket handshake that comes in pieces is understood', async () => {
  const sandbox = await start();
  const { hostname, port } = new URL(sandbox.endpoints.live.protobuf);
  const raw = connect(Number(port), hostname);
  let received = '';
  raw.on('data', (chunk) => {
    received += String(chunk);
  });
  const handshake = `GET / HTTP/1.1\r\nHost: demo.x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${btoa('0123456789abcdef')}\r\n\r\n`;
  for (const piece of ['G', 'ET', ' ', handshake.slice(4, 30), handshake.slice(30)]) {
    raw.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => received.includes('101 Switching Protocols'), { what: 'the handshake' });
  await until(() => sandbox.connections[0]?.environment === 'demo', { what: 'the client to be in' });
  raw.destroy();
});

test('something like HTTP that is none is a message much too long', async () => {
  const sandbox = await start();
  const client = await TcpClient.open(sandbox.endpoints.live.protobuf);
  client.socket.write('POST / HTTP/1.1\r\n\r\n');
  await client.waitForEnd();
  expect(client.frames.map(payloadOf)).toMatchObject([{ errorCode: 'FRAME_TOO_LONG' }]);
});
