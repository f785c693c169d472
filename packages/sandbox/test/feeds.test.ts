import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSandbox, createVirtualClock, SandboxError } from '../src/index.ts';
import type { Sandbox } from '../src/sandbox.ts';
import type { SandboxOptions } from '../src/sandbox-options.ts';
import { SocketClient } from './socket-client.ts';

const startAt = Date.UTC(2025, 0, 6, 10);

/** A sandbox on a clock of its own, and a client of its demo account. */
async function start(options: SandboxOptions = {}) {
  const clock = createVirtualClock({ startAt });
  const sandbox = await createSandbox({ clock, timers: { idleMs: Infinity, heartbeatMs: Infinity }, ...options });
  const client = await logIn(sandbox);
  const ctidTraderAccountId = sandbox.credentials('demo').accountId;
  const ask = async (payloadType: number, payload: object) =>
    JSON.parse(await client.ask({ payloadType, payload: { ctidTraderAccountId, ...payload } })).payload;
  /** Every price since the last look, as `symbolId bid/ask`. */
  const hear = () =>
    client.frames.splice(0).map((frame) => {
      const { payload } = JSON.parse(frame);
      return `${payload.symbolId} ${payload.bid ?? ''}/${payload.ask ?? ''} ${payload.timestamp - startAt}`;
    });
  return { clock, sandbox, client, ask, hear, [Symbol.asyncDispose]: () => sandbox.close() };
}

async function logIn(sandbox: Sandbox) {
  const { accountId, clientId, clientSecret, accessToken } = sandbox.credentials('demo');
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  await client.ask({ payloadType: 2100, payload: { clientId, clientSecret } });
  await client.ask({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } });
  return client;
}

/** Subscribes, and passes over the answer and the last prices. */
async function subscribe({ ask, client }: Awaited<ReturnType<typeof start>>, symbolId: readonly number[]) {
  await ask(2127, { symbolId, subscribeToSpotTimestamp: true });
  await client.take(symbolId.length);
}

test('a script sets prices when its time has come, round after round', async () => {
  const script = [
    { afterMs: 1_000, symbol: 'EURUSD', bid: 110_000, ask: 110_010 },
    { afterMs: 3_000, symbol: 'EURUSD', bid: 110_020 },
    { afterMs: 2_000, symbol: 41, bid: 200_000_000, ask: 200_000_030 },
  ];
  await using one = await start({ feed: { script, repeatMs: 10_000 } });
  await subscribe(one, [1, 41, 4]);
  await one.clock.step(12_000);
  expect(await one.client.take(5).then((frames) => frames.length)).toBe(5);
  await one.clock.step(1_500);
  await one.client.take(1);
  expect(one.sandbox.market('demo').quote('EURUSD')).toEqual({ bid: 110_020, ask: 110_010, at: startAt + 13_000 });
  expect(one.sandbox.market('live').quote('XAUUSD')).toEqual({
    bid: 200_000_000,
    ask: 200_000_030,
    at: startAt + 12_000,
  });
});

test('a file is replayed from the start on, and the price stands still after its end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tickwire-feed-'));
  const path = join(folder, 'EURUSD-2020.csv');
  await writeFile(path, '1577836800000,1.10000,1.10010\n1577836801500,1.10020,\n1577836802500,,1.10040\n');
  await using one = await start({ feed: { replay: path } });
  await subscribe(one, [1]);
  await one.clock.step(86_400_000);
  await one.client.take(2).then((frames) => one.client.frames.push(...frames));
  expect(one.hear()).toEqual(['1 110020/ 1500', '1 /110040 2500']);
});

test('what is recorded at its own time is history where that has passed', async () => {
  const rows = [
    { at: startAt - 120_000, bid: 109_990, ask: 110_000 },
    { at: startAt + 60_000, bid: 110_000, ask: 110_010 },
  ];
  await using one = await start({ feed: { replay: { EURUSD: rows }, from: 'recorded' } });
  const { trendbar } = await one.ask(2137, { symbolId: 1, period: 1, count: 1 });
  expect(trendbar[0]).toMatchObject({ volume: 1, low: 109_990, utcTimestampInMinutes: (startAt - 120_000) / 60_000 });
  await one.clock.step(60_000);
  expect(one.sandbox.market('demo').quote(1)?.bid).toBe(110_000);
});

test('the market of an environment is moved by name, and the other one stays', async () => {
  await using one = await start();
  await subscribe(one, [1, 4]);
  const market = one.sandbox.market('demo');
  expect(market.push('EURUSD', { bid: 110_000, ask: 110_010 })).toBe(1);
  expect(market.move('EURUSD', { pips: -2.5 })).toBe(1);
  market.push('USDJPY', { bid: 15_000_000, ask: 15_000_500 });
  market.move(4, { pips: 3 });
  await one.client.take(4).then((frames) => one.client.frames.push(...frames));
  expect(one.hear()).toEqual([
    '1 110000/110010 0',
    '1 109975/109985 0',
    '4 15000000/15000500 0',
    '4 15003000/15003500 0',
  ]);
  expect(market.quote('EURUSD')).toEqual({ bid: 109_975, ask: 109_985, at: startAt });
  expect(one.sandbox.market('live').quote(1)?.bid).not.toBe(109_975);
});

test('a symbol that is held stands still until it is resumed, where it goes on as if nothing had been', async () => {
  await using one = await start({ feed: 'walk' });
  await using other = await start({ feed: 'walk' });
  for (const { clock } of [one, other]) await clock.step(60_000);
  await subscribe(one, [1]);
  const market = one.sandbox.market('demo');
  market.push(1, { bid: 5, ask: 6 });
  await one.client.take(1);
  for (const { clock } of [one, other]) await clock.step(60_000);
  expect(market.quote(1)).toMatchObject({ bid: 5, ask: 6 });
  market.resume('EURUSD');
  expect(market.quote(1)).toMatchObject({ bid: 5, ask: 6 });
  for (const { clock } of [one, other]) await clock.step(60_000);
  await one.client.take(3);
  market.hold('EURUSD');
  const held = market.quote(1);
  expect(held).toEqual(other.sandbox.market('demo').quote(1));
  await one.clock.step(60_000);
  expect(market.quote(1)).toEqual(held);
});

test('a symbol is open by its schedule', async () => {
  await using one = await start();
  const market = one.sandbox.market('demo');
  expect([market.isOpen('EURUSD'), market.isOpen('BTCUSD')]).toEqual([true, true]);
  await one.clock.jumpTo('2025-01-11T12:00:00Z');
  expect(market.isOpen('EURUSD')).toBe(false);
});

test('symbols and prices that make no sense are refused', async () => {
  await using one = await start();
  const market = one.sandbox.market('demo');
  expect(() => market.quote('EURUSDX')).toThrow('No symbol is named "EURUSDX".');
  expect(() => market.push(1, {})).toThrow('neither bid nor ask');
  expect(() => market.move(1, { pips: -1e9 })).toThrow('but prices are positive whole numbers');
});

test('a changed symbol is told to every account that is logged in, and shown from then on', async () => {
  await using one = await start();
  const [list] = (await one.ask(2116, { symbolId: [1] })).symbol;
  expect(list).toMatchObject({ stepVolume: 100_000, tradingMode: 0, gslScheduleId: 1 });
  one.sandbox.changeSymbol('EURUSD', { stepVolume: 200_000, tradingMode: 1, enabled: false });
  const ctidTraderAccountId = one.sandbox.credentials('demo').accountId;
  expect(JSON.parse((await one.client.take(1))[0] ?? '')).toEqual({
    payloadType: 2120,
    payload: { ctidTraderAccountId, symbolId: [1] },
  });
  const [changed] = (await one.ask(2116, { symbolId: [1] })).symbol;
  expect(changed).toEqual({ ...list, stepVolume: 200_000, tradingMode: 1 });
  const { symbol } = await one.ask(2114, {});
  expect(symbol.filter(({ enabled }: { readonly enabled: boolean }) => !enabled)).toMatchObject([{ symbolId: 1 }]);
});

test('new hours count from now on, and change nothing that has been', async () => {
  await using one = await start({ feed: 'walk' });
  const market = one.sandbox.market('demo');
  const bars = () => one.ask(2137, { symbolId: 1, period: 1, fromTimestamp: startAt - 36e5, toTimestamp: startAt - 1 });
  const before = await bars();
  market.changeSymbol('EURUSD', { schedule: [{ startSecond: 0, endSecond: 1 }] });
  await one.client.take(1);
  expect(await bars()).toEqual(before);
  expect(market.isOpen('EURUSD')).toBe(false);
  const quote = market.quote(1);
  await one.clock.step(3_600_000);
  expect(market.quote(1)).toEqual(quote);
});

test.each([
  [{ digits: 3 }, 'The digits of EURUSD cannot change while the sandbox runs.'],
  [{ stepVolume: 1.5 }, /^The change of EURUSD does not fit: .*stepVolume/],
  [{ nonsense: 1 }, /^The change of EURUSD does not fit: .*nonsense/],
  [{ swapLong: 1e308 }, 'The swapLong of EURUSD is 1e+308, but it may be up to a million either way.'],
  [{ swapShort: -1_000_001 }, 'The swapShort of EURUSD is -1000001, but it may be up to a million either way.'],
  [{ scheduleTimeZone: 'Mars/Olympus' }, '"Mars/Olympus" is no time zone.'],
])('a change that cannot stand in a symbol is refused: %j', async (changes, sentence) => {
  await using one = await start();
  // What JavaScript may pass, whatever the types say.
  const change = () => one.sandbox.changeSymbol('EURUSD', changes as object);
  expect(change).toThrow(sentence);
  expect(change).toThrow(SandboxError);
  expect(one.client.frames).toEqual([]);
});
