import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@tickwire/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandbox, type OpenSandboxOptions, openSandbox, type Sandbox } from '../src/index.ts';
import { SocketClient } from './socket-client.ts';

let folder = '';
const running: Sandbox[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwire-open-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
  await rm(folder, { recursive: true, force: true });
});

async function open(options: Partial<OpenSandboxOptions> = {}) {
  const opened = await openSandbox({ dataFolder: folder, ports: 'auto', ...options });
  running.push(opened.sandbox);
  return opened;
}

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

test('the ready document says where everything is', async () => {
  const { ready, sandbox } = await open();
  const { live, demo } = sandbox.endpoints;
  expect(JSON.stringify(ready)).toBe(
    JSON.stringify({
      event: 'ready',
      live: { ...live, credentials: join(folder, 'sandbox', 'live', 'credentials.json') },
      demo: { ...demo, credentials: join(folder, 'sandbox', 'demo', 'credentials.json') },
      http: sandbox.http,
      ca: null,
      credentials: join(folder, 'sandbox', 'live', 'credentials.json'),
      control: { url: `${sandbox.http}/control`, tokenFile: join(folder, 'sandbox', 'control-token') },
    }),
  );
  expect((await stat(ready.control.tokenFile)).mode & 0o777).toBe(0o600);
  expect(await readFile(ready.control.tokenFile, 'utf8')).toBe(`${sandbox.control.token}\n`);
  expect(live.json).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  expect(live.protobuf).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
  expect(ready.http).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(Object.keys(ready.live)).toEqual(['json', 'protobuf', 'credentials']);
});

test('the credentials files have the seed’s five keys, are private, and log in to their environment', async () => {
  const { ready } = await open();
  for (const environment of ['live', 'demo'] as const) {
    const path = ready[environment].credentials;
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const credentials = await readJson(path);
    expect(Object.keys(credentials)).toEqual(['accountId', 'clientId', 'clientSecret', 'accessToken', 'refreshToken']);
    const { accountId, clientId, clientSecret, accessToken } = credentials;
    const client = await SocketClient.open(ready[environment].json);
    await client.ask({ payloadType: 2100, payload: { clientId, clientSecret } });
    expect(await client.ask({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } })).toBe(
      `{"payloadType":2103,"payload":{"ctidTraderAccountId":${accountId}}}`,
    );
  }
});

test('a sandbox that cannot start leaves the files of a running one alone', async () => {
  const first = await open({ seed: 1 });
  const before = await readJson(first.ready.credentials);
  const port = (url: string) => Number(new URL(url).port);
  const ports = { live: port(first.ready.live.json), demo: port(first.ready.demo.json) };
  await expect(openSandbox({ dataFolder: folder, seed: 2, ports })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  expect(await readJson(first.ready.credentials)).toEqual(before);
});

test.each([false, true])('the folder of a sandbox that runs is refused (tls: %s)', async (tls) => {
  const first = await open({ tls });
  const before = await readFile(first.ready.control.tokenFile, 'utf8');
  await expect(openSandbox({ dataFolder: folder, ports: 'auto' })).rejects.toMatchObject({
    code: 'DATA_FOLDER',
    message: `The files in ${join(folder, 'sandbox')} are those of the sandbox that runs at ${first.ready.control.url}.`,
    hint: 'stop that sandbox, or give this one a folder of its own with `--data DIR`',
  });
  expect(await readFile(first.ready.control.tokenFile, 'utf8')).toBe(before);
});

test('what an ended sandbox, a crash or anybody else left in the folder is no sandbox', async () => {
  const first = await open();
  await first.sandbox.close();
  const second = await open();
  expect(await readJson(join(folder, 'sandbox', 'ready.json'))).toEqual(second.ready);
  await second.sandbox.close();
  const stranger = await createSandbox();
  running.push(stranger);
  const control = { ...second.ready.control, url: stranger.control.url };
  for (const left of [JSON.stringify({ control }), '{"control":{"url":"no address","tokenFile":"x"}}', 'null', '']) {
    await writeFile(join(folder, 'sandbox', 'ready.json'), left);
    const { sandbox } = await open();
    await sandbox.close();
  }
});

test('a data folder that is a file is refused before anything listens', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(openSandbox({ dataFolder: file, ports: 'auto' })).rejects.toMatchObject({
    name: 'SandboxError',
    code: 'DATA_FOLDER',
    hint: 'choose a folder you may write to with `--data DIR`',
  });
});

/** Sends the real names to this machine, as a line in /etc/hosts would. */
const toLoopback = {
  lookup: (_name: string, _options: object, done: LookupDone) => done(null, [{ address: '127.0.0.1', family: 4 }]),
};
type LookupDone = (error: null, addresses: readonly { readonly address: string; readonly family: number }[]) => void;

test('with TLS, programs that trust the authority connect under the real names, which decide the environment', async () => {
  const { ready, sandbox } = await open({ tls: true });
  expect(ready.live.json).toMatch(/^wss:\/\/127\.0\.0\.1:\d+$/);
  expect(ready.ca).toBe(join(folder, 'sandbox', 'tls', 'ca.pem'));
  const ca = await readFile(ready.ca ?? '');
  const port = new URL(ready.live.json).port;
  for (const name of ['demo.ctraderapi.com', 'live.ctraderapi.com', 'localhost', 'id.ctrader.com']) {
    const client = await SocketClient.open(`wss://${name}:${port}`, { ca, ...toLoopback });
    expect(await client.ask({ payloadType: 2104 })).toContain('2105');
  }
  await SocketClient.open(ready.demo.json, { ca });
  expect(sandbox.connections.map((one) => one.environment)).toEqual(['demo', 'live', 'live', 'live', 'demo']);
});

test('the name in the TLS greeting outweighs the Host header', async () => {
  const { ready, sandbox } = await open({ tls: true });
  const ca = await readFile(ready.ca ?? '');
  const port = new URL(ready.live.json).port;
  const headers = { host: 'live.ctraderapi.com' };
  await SocketClient.open(`wss://demo.ctraderapi.com:${port}`, { ca, headers, ...toLoopback });
  expect(sandbox.connections[0]?.environment).toBe('demo');
});

test('with TLS, strangers to the authority and plain WebSocket clients do not get in', async () => {
  const { ready } = await open({ tls: true });
  await expect(SocketClient.open(ready.live.json)).rejects.toThrow(/self-signed|unable to verify/);
  await expect(SocketClient.open(ready.live.json.replace('wss:', 'ws:'))).rejects.toThrow();
  const ca = await readFile(ready.ca ?? '');
  await expect(
    SocketClient.open(`wss://example.org:${new URL(ready.live.json).port}`, { ca, ...toLoopback }),
  ).rejects.toThrow(/altnames/);
});

test('with TLS, plain HTTPS gets the clear answer too', async () => {
  const { ready } = await open({ tls: true });
  const ca = await readFile(ready.ca ?? '');
  const status = await new Promise((resolve, reject) => {
    const url = ready.demo.json.replace('wss:', 'https:');
    request(url, { ca }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(426);
});

test.each([
  ['walk for other programs', {}, true],
  ['stand still when that is asked for', { feed: 'none' } as const, false],
])('prices %s', async (_, options, areMoving) => {
  const clock = new ManualClock();
  const { ready, sandbox } = await open({ clock, ...options });
  const { accountId, clientId, clientSecret, accessToken } = sandbox.credentials('demo');
  const client = await SocketClient.open(ready.demo.json);
  await client.ask({ payloadType: 2100, payload: { clientId, clientSecret } });
  await client.ask({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } });
  await client.ask({ payloadType: 2127, payload: { ctidTraderAccountId: accountId, symbolId: [1] } });
  await clock.advance(20_000);
  await client.ask({ payloadType: 2104, clientMsgId: 'last' });
  expect((sandbox.ledger.sent[2131] ?? 0) > 1).toBe(areMoving);
});

test('a seed file describes the world, and a bad one stops the start before anything is written', async () => {
  const seedFile = join(folder, 'seed.json');
  await writeFile(seedFile, '{"accounts":{"demo":{"id":4711}}}');
  const { ready } = await open({ seedFile });
  expect(await readJson(ready.demo.credentials)).toMatchObject({ accountId: 4711 });
  await writeFile(seedFile, '{"accounts":{"demo":{"id":"4711"}}}');
  await expect(open({ seedFile, dataFolder: join(folder, 'second') })).rejects.toMatchObject({
    code: 'BAD_SEED_FILE',
    message: expect.stringContaining('accounts.demo.id must be a whole number from 1 on, not "4711".'),
  });
  await expect(stat(join(folder, 'second'))).rejects.toMatchObject({ code: 'ENOENT' });
});
