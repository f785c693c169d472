import { connect, createServer } from 'node:net';
import { ManualClock, until } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { createSandbox, SandboxError } from '../src/index.ts';
import { SocketClient } from './socket-client.ts';
import { TcpClient } from './tcp-client.ts';

const countServers = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
const countSockets = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCPSocketWrap')).length;

test('closing says goodbye, ends everything and leaves nothing behind', async () => {
  const clock = new ManualClock();
  const [servers, sockets] = [countServers(), countSockets()];
  const sandbox = await createSandbox({ clock });
  const client = await SocketClient.open(sandbox.endpoints.live.json);
  const halfOpen = connect(Number(new URL(sandbox.endpoints.live.json).port), '127.0.0.1');
  halfOpen.on('error', () => undefined);
  await until(() => halfOpen.readyState === 'open');
  expect(clock.pendingTimers).toBe(1);
  const [first, second] = [sandbox.close(), sandbox.close()];
  expect(first).toBe(second);
  await first;
  expect(await client.waitForClose()).toEqual({ code: 1001, reason: 'Sandbox closed' });
  expect(clock.pendingTimers).toBe(0);
  expect(sandbox.connections).toEqual([]);
  await until(() => countServers() === servers && countSockets() === sockets, { what: 'all sockets to be gone' });
  await expect(SocketClient.open(sandbox.endpoints.live.json)).rejects.toThrow('ECONNREFUSED');
});

test('a client that does not answer the goodbye cannot hold up the close', async () => {
  const sandbox = await createSandbox();
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  client.socket.pause();
  await sandbox.close();
  client.socket.terminate();
});

test('a sandbox is closed by leaving its block', async () => {
  let url: string;
  {
    await using sandbox = await createSandbox();
    url = sandbox.endpoints.demo.json;
    await SocketClient.open(url);
  }
  await expect(SocketClient.open(url)).rejects.toThrow('ECONNREFUSED');
});

test('a port that is taken is named, and nothing stays open', async () => {
  const servers = countServers();
  await using first = await createSandbox();
  const taken = Number(new URL(first.endpoints.live.json).port);
  const free = await freePort();
  const error = await createSandbox({ ports: { live: free, demo: taken } }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SandboxError);
  expect(error).toMatchObject({
    code: 'PORT_IN_USE',
    message: `Another program already listens on port ${taken}.`,
    hint: 'stop that program, or let the sandbox take free ports with `--ports auto`',
  });
  await expect(SocketClient.open(`ws://127.0.0.1:${free}`)).rejects.toThrow('ECONNREFUSED');
  await first.close();
  await until(() => countServers() === servers, { what: 'all servers to be gone' });
});

test('a port for HTTP that is taken is named, and nothing stays open', async () => {
  const servers = countServers();
  await using first = await createSandbox();
  const http = Number(new URL(first.http).port);
  const [live, demo] = [await freePort(), await freePort()];
  await expect(createSandbox({ ports: { live, demo, http } })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: `Another program already listens on port ${http}.`,
  });
  await expect(SocketClient.open(`ws://127.0.0.1:${live}`)).rejects.toThrow('ECONNREFUSED');
  await first.close();
  await until(() => countServers() <= servers, { what: 'all servers to be gone' });
});

test('ports can be chosen', async () => {
  const [live, demo] = [await freePort(), await freePort()];
  const protobuf = { live: await freePort(), demo: await freePort() };
  const http = await freePort();
  await using sandbox = await createSandbox({ ports: { live, demo, protobuf, http } });
  expect(sandbox.http).toBe(`http://127.0.0.1:${http}`);
  expect(sandbox.endpoints).toEqual({
    live: { json: `ws://127.0.0.1:${live}`, protobuf: `tcp://127.0.0.1:${protobuf.live}` },
    demo: { json: `ws://127.0.0.1:${demo}`, protobuf: `tcp://127.0.0.1:${protobuf.demo}` },
  });
});

test('with ports for JSON alone, Protobuf takes free ones', async () => {
  const [live, demo] = [await freePort(), await freePort()];
  await using sandbox = await createSandbox({ ports: { live, demo } });
  expect(sandbox.endpoints.live.json).toBe(`ws://127.0.0.1:${live}`);
  const client = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  client.socket.destroy();
});

test('a Protobuf port that is taken leaves no JSON port open', async () => {
  const servers = countServers();
  await using first = await createSandbox();
  const taken = Number(new URL(first.endpoints.live.protobuf).port);
  const [live, demo] = [await freePort(), await freePort()];
  const protobuf = { live: taken, demo: await freePort() };
  await expect(createSandbox({ ports: { live, demo, protobuf } })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: `Another program already listens on port ${taken}.`,
  });
  await expect(SocketClient.open(`ws://127.0.0.1:${live}`)).rejects.toThrow('ECONNREFUSED');
  await first.close();
  await until(() => countServers() === servers, { what: 'all servers to be gone' });
});

test('closing ends TCP clients too, those that have said nothing yet included', async () => {
  const clock = new ManualClock();
  const [servers, sockets] = [countServers(), countSockets()];
  const sandbox = await createSandbox({ clock });
  const [silent, other] = [
    await TcpClient.open(sandbox.endpoints.live.protobuf),
    await TcpClient.open(sandbox.endpoints.live.protobuf),
  ];
  other.send(Buffer.from([0x08, 0x33]));
  await until(() => sandbox.ledger.received[51] === 1, { what: 'the heartbeat to arrive' });
  await sandbox.close();
  await Promise.all([silent.waitForEnd(), other.waitForEnd()]);
  expect(clock.pendingTimers).toBe(0);
  // Those of other tests may have gone meanwhile.
  await until(() => countServers() <= servers && countSockets() <= sockets, { what: 'all sockets to be gone' });
});

test.each([
  [{ seed: 1.5 }, 'The sandbox option seed is 1.5, but it must be a whole number.'],
  [{ maxFrameBytes: 0 }, 'The sandbox option maxFrameBytes is 0, but it must be a positive number of bytes.'],
  [{ maxUnsentBytes: 0.5 }, 'The sandbox option maxUnsentBytes is 0.5, but it must be a positive number of bytes.'],
  [
    { limits: { ordinaryPerSecond: 0 } },
    'The sandbox option limits.ordinaryPerSecond is 0, but it must be a positive whole number or Infinity.',
  ],
  [
    { limits: { retryAfterSeconds: 0.5 } },
    'The sandbox option limits.retryAfterSeconds is 0.5, but it must be a positive whole number of seconds.',
  ],
  [{ ports: { live: 0, demo: 1 } }, 'The sandbox option ports.live is 0, but it must be a number from 1 to 65535.'],
  [
    { ports: { live: 1, demo: 1, protobuf: { live: 1, demo: 65_536 } } },
    'The sandbox option ports.protobuf.demo is 65536, but it must be a number from 1 to 65535.',
  ],
  [
    { ports: { live: 1, demo: 1, http: 0 } },
    'The sandbox option ports.http is 0, but it must be a number from 1 to 65535.',
  ],
  [
    { oauth: { tokenRequestsPerSecond: 0 } },
    'The sandbox option oauth.tokenRequestsPerSecond is 0, but it must be at least 1.',
  ],
  [
    { timers: { idleMs: -1 } },
    'The sandbox option timers.idleMs is -1, but it must be a positive number of milliseconds.',
  ],
  [
    { expiresInSeconds: 0 },
    'The sandbox option expiresInSeconds is 0, but it must be a positive whole number of seconds.',
  ],
])('the options %j are refused', async (options, message) => {
  await expect(createSandbox(options)).rejects.toMatchObject({ name: 'SandboxError', code: 'BAD_OPTION', message });
});

test('what the world does not have is said by name', async () => {
  await using sandbox = await createSandbox();
  const refused = (message: string) => expect.objectContaining({ code: 'NOT_IN_WORLD', message });
  expect(() => sandbox.credentials('live', 'netted')).toThrow(refused('The account "netted" is not in live.'));
  expect(() => sandbox.account('nobody')).toThrow(refused('No account is named "nobody".'));
  expect(() => sandbox.application('nobody')).toThrow(refused('No application is named "nobody".'));
  sandbox.revokeToken(sandbox.tokens().refreshToken);
  expect(() => sandbox.credentials('demo')).toThrow(refused('No grant is named "main", or it was revoked.'));
});

test('connections tell what has logged in, and never a secret', async () => {
  await using sandbox = await createSandbox();
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  const { accountId, clientId, clientSecret, accessToken, refreshToken } = sandbox.credentials('demo', 'netted');
  await client.ask({ payloadType: 2100, payload: { clientId, clientSecret } });
  await client.ask({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } });
  expect(sandbox.connections).toEqual([
    {
      id: 1,
      environment: 'demo',
      door: 'json',
      application: 'main',
      accountIds: [accountId],
      received: { 2100: 1, 2102: 1 },
      sent: { 2101: 1, 2103: 1 },
      peakRates: { ordinary: 2, historical: 0 },
      ending: undefined,
    },
  ]);
  const told = JSON.stringify([sandbox.connections, sandbox.ledger]);
  for (const secret of [clientSecret, accessToken, refreshToken]) expect(told).not.toContain(secret);
});

let lastTried = 12_000 + (process.pid % 10_000);

/** Below the range from which systems hand out free ports, so that no other test is given the same one meanwhile. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = ++lastTried;
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}
