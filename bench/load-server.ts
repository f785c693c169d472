// One load figure, measured in the process that holds the sandbox: `load-server.ts KIND SCALE` prints one JSON object.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const importedAt = performance.now();
const { createSandbox, createVirtualClock } = await import('@tickwire/sandbox');
const importMs = performance.now() - importedAt;
type Sandbox = Awaited<ReturnType<typeof createSandbox>>;

const [, , kind = '', scaleText = '1'] = process.argv;
const scale = Number(scaleText);
const mebibyte = 1_048_576;
const symbolId = 1;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Clients in a process of their own. */
interface Crowd {
  /** How many frames they have received since this was last asked. */
  count(): Promise<number>;
  leave(): Promise<void>;
}

async function invite(sandbox: Sandbox, count: number, symbolIds: readonly number[], deaf = 0): Promise<Crowd> {
  const login = JSON.stringify(sandbox.credentials('demo'));
  const script = fileURLToPath(new URL('load-clients.ts', import.meta.url));
  const flags = ['--conditions=@tickwire/source', '--import', 'tsx'];
  const args = [...flags, script, sandbox.endpoints.demo.json, login, String(count), symbolIds.join(','), String(deaf)];
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value ?? '';
  if ((await next()) !== 'ready') throw new Error('the clients could not connect');
  return {
    async count() {
      child.stdin.write('\n');
      return Number(await next());
    },
    async leave() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/** Clients that are logged in and silent but for their heartbeats. */
async function measureIdle(): Promise<object> {
  const sandbox = await createSandbox({ limits: 'none' });
  const before = process.memoryUsage().rss;
  const clients = Math.round(1_000 * scale);
  const crowd = await invite(sandbox, clients, []);
  await sleep(1_000);
  const { rss } = process.memoryUsage();
  if (sandbox.connections.length !== clients) throw new Error('clients are missing');
  await crowd.leave();
  await sandbox.close();
  return { clients, totalMiB: rss / mebibyte, growthMiB: (rss - before) / mebibyte };
}

/** How many prices are pushed at once, and how often. */
const [perTick, tickMs] = [20, 10];

/** Pushes 2,000 prices of one symbol a second for so many ticks, or until something has happened. Returns how many. */
async function playPrices(sandbox: Sandbox, ticks: number, isOver = () => false): Promise<number> {
  const startedAt = performance.now();
  let pushed = 0;
  for (let tick = 0; tick < ticks && !isOver(); tick += 1) {
    const waitMs = startedAt + tick * tickMs - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    for (let left = perTick; left > 0; left -= 1) {
      const bid = 110_000 + ((pushed++ * 37) % 900);
      sandbox.pushSpot({ environment: 'demo', symbolId, bid, ask: bid + 7 });
    }
  }
  return pushed;
}

/** Prices of one symbol to many clients: 2,000 a second, a few each ten milliseconds. */
async function measureFanOut(): Promise<object> {
  const clients = 100;
  const sandbox = await createSandbox({ limits: 'none' });
  const crowd = await invite(sandbox, clients, [symbolId]);
  const play = (ticks: number) => playPrices(sandbox, ticks);
  await play(150);
  await sleep(300);
  await crowd.count();
  const before = process.memoryUsage().rss;
  const cpuBefore = process.cpuUsage();
  const ticks = Math.round(500 * scale);
  const startedAt = performance.now();
  await play(ticks);
  const tookMs = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuBefore);
  const endedAt = performance.now();
  const messages = ticks * perTick * clients;
  for (let received = 0; received < messages; received += await crowd.count()) await sleep(2);
  const lagMs = performance.now() - endedAt;
  const growthMiB = (process.memoryUsage().rss - before) / mebibyte;
  await crowd.leave();
  await sandbox.close();
  const cpuMs = (cpu.user + cpu.system) / 1_000;
  return {
    perSecond: (messages / tookMs) * 1_000,
    usPerMessage: (cpuMs * 1_000) / messages,
    busy: cpuMs / tookMs,
    lagMs,
    growthMiB,
  };
}

/** The same prices, while one of the clients has stopped reading: it is cut off, and the others hear everything. */
async function measureSlowClient(): Promise<object> {
  const [clients, maxUnsentBytes] = [100, mebibyte];
  const sandbox = await createSandbox({ limits: 'none', maxUnsentBytes });
  const crowd = await invite(sandbox, clients, [symbolId], 1);
  const warmUp = await playPrices(sandbox, 50);
  for (let received = 0; received < warmUp * (clients - 1); received += await crowd.count()) await sleep(2);
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  const pushed = await playPrices(sandbox, 12_000, () => sandbox.connections.length < clients);
  const cutOffMs = performance.now() - startedAt;
  const growthMiB = (process.memoryUsage().rss - before) / mebibyte;
  if (sandbox.connections.length !== clients - 1) throw new Error('not one client was cut off');
  const more = await playPrices(sandbox, 100);
  const endedAt = performance.now();
  const messages = (pushed + more) * (clients - 1);
  for (let received = 0; received < messages; received += await crowd.count()) await sleep(2);
  const lagMs = performance.now() - endedAt;
  await crowd.leave();
  await sandbox.close();
  return { cutOffSeconds: cutOffMs / 1_000, perSecond: (pushed / cutOffMs) * 1_000 * (clients - 1), lagMs, growthMiB };
}

/** The first full page of bars a process is asked for, and the following ones of other symbols. */
async function measureHistory(): Promise<object> {
  const { WebSocket } = await import('ws');
  const sandbox = await createSandbox({ feed: 'walk', limits: 'none' });
  const { accountId, clientId, clientSecret, accessToken } = sandbox.credentials('demo');
  const socket = new WebSocket(sandbox.endpoints.demo.json, { perMessageDeflate: false });
  await once(socket, 'open');
  const ask = async (payloadType: number, payload: object) => {
    socket.send(JSON.stringify({ payloadType, payload }));
    const [data] = (await once(socket, 'message')) as [Buffer];
    return data.length;
  };
  await ask(2100, { clientId, clientSecret });
  const ctidTraderAccountId = accountId;
  await ask(2102, { ctidTraderAccountId, accessToken });
  const times: Record<string, number[]> = {};
  const page = async (name: string, symbol: number, period: number) => {
    const startedAt = performance.now();
    const length = await ask(2137, { ctidTraderAccountId, symbolId: symbol, period, count: 14_000 });
    if (length < 100_000) throw new Error('the page is too short');
    (times[name] ??= []).push(performance.now() - startedAt);
  };
  await page('coldM1', symbolId, 1);
  for (const symbol of [2, 3, 4, 5, 6]) await page('M1', symbol, 1);
  for (const [name, period] of [
    ['M5', 5],
    ['M15', 7],
    ['M30', 8],
    ['H1', 9],
    ['H4', 10],
    ['D1', 12],
  ] as const) {
    for (const symbol of [1, 2, 3]) await page(name, symbol, period);
  }
  socket.close();
  await sandbox.close();
  return Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, median(ms)]));
}

/** From nothing to both doors open. */
async function measureStart(): Promise<object> {
  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const startedAt = performance.now();
    const sandbox = await createSandbox({ limits: 'none' });
    times.push(performance.now() - startedAt);
    await sandbox.close();
  }
  return { importMs, firstMs: times[0] ?? Number.NaN, laterMs: median(times.slice(1)) };
}

/** Virtual hours for one client with twenty symbols. */
async function measureWeek(): Promise<object> {
  const clock = createVirtualClock({ startAt: '2025-01-06T10:00:00Z' });
  const timers = { idleMs: Infinity, heartbeatMs: Infinity };
  const sandbox = await createSandbox({ clock, feed: 'walk', timers, limits: 'none' });
  const hours = 168 * scale;
  const twenty = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 41];
  const crowd = await invite(sandbox, 1, twenty);
  const startedAt = performance.now();
  await clock.step(hours * 3_600_000);
  const seconds = (performance.now() - startedAt) / 1_000;
  const frames = await crowd.count();
  await crowd.leave();
  await sandbox.close();
  return { hours, seconds, frames };
}

const measures: Readonly<Record<string, () => Promise<object>>> = {
  idle: measureIdle,
  fanOut: measureFanOut,
  slowClient: measureSlowClient,
  orders: async () => (await import('./load-orders.ts')).measureOrders(scale),
  history: measureHistory,
  start: measureStart,
  week: measureWeek,
};
const measure = measures[kind];
if (measure === undefined) throw new Error(`unknown load figure ${kind}`);
process.stdout.write(`${JSON.stringify(await measure())}\n`);
process.exit(0);
