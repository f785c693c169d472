import { until } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { createSandbox, createVirtualClock } from '../src/index.ts';
import type { Sandbox } from '../src/sandbox.ts';
import { SocketClient } from './socket-client.ts';

async function logIn(sandbox: Sandbox) {
  const { accountId, clientId, clientSecret, accessToken } = sandbox.credentials('demo');
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  await client.ask({ payloadType: 2100, payload: { clientId, clientSecret } });
  await client.ask({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } });
  return { client, accountId };
}

test('what a step brings has been sent when it resolves', async () => {
  const clock = createVirtualClock({ startAt: '2025-01-06T10:00:00Z' });
  await using sandbox = await createSandbox({ clock });
  const { client } = await logIn(sandbox);
  await clock.step(30_000);
  expect(await client.take(1)).toEqual(['{"payloadType":51}']);
  await clock.step(30_000);
  expect(await client.waitForClose()).toEqual({ code: 1000, reason: 'Bye' });
  expect(sandbox.pastConnections[0]?.ending?.by).toBe('server');
});

test('messages carry the time of the clock', async () => {
  const clock = createVirtualClock({ startAt: '2031-05-06T10:00:00Z' });
  await using sandbox = await createSandbox({ clock });
  const { client, accountId } = await logIn(sandbox);
  await clock.jumpTo('2031-05-06T10:00:10Z');
  const payload = { ctidTraderAccountId: accountId, symbolId: 1, period: 1, count: 2 };
  const { payload: bars } = JSON.parse(await client.ask({ payloadType: 2137, payload }));
  expect(bars.timestamp).toBe(Date.UTC(2031, 4, 6, 10, 0, 10));
});

test('a step waits for clients to read what it brings, and not for ever for one that does not', async () => {
  const clock = createVirtualClock({ startAt: '2025-01-06T10:00:00Z' });
  await using sandbox = await createSandbox({ clock, feed: 'walk', timers: { idleMs: Infinity } });
  const [reader, sleeper] = [await logIn(sandbox), await logIn(sandbox)];
  for (const { client, accountId } of [reader, sleeper]) {
    const payload = { ctidTraderAccountId: accountId, symbolId: [1, 4, 41] };
    await client.ask({ payloadType: 2127, payload });
  }
  sleeper.client.socket.pause();
  await clock.step(4 * 3_600_000);
  const sent = sandbox.ledger.sent[2131] ?? 0;
  await until(() => reader.client.frames.length >= sent / 2, { what: 'the reader to have everything' });
  expect(sent).toBeGreaterThan(50_000);
  sleeper.client.socket.terminate();
});

test('a clock outlives its sandboxes, and carries nothing of them', async () => {
  const clock = createVirtualClock();
  for (let round = 0; round < 2; round += 1) {
    await using sandbox = await createSandbox({ clock });
    await logIn(sandbox);
    expect(clock.pendingTimers).toBe(1);
  }
  expect(clock.pendingTimers).toBe(0);
});

test('what a pushed price sets going happens at its own moment', async () => {
  const clock = createVirtualClock({ startAt: '2025-01-07T20:58:50Z' });
  await using sandbox = await createSandbox({ clock });
  const market = sandbox.market('demo');
  market.push('EURUSD', { bid: 110_000, ask: 110_010 });
  const { client, accountId } = await logIn(sandbox);
  const order = { symbolId: 1, orderType: 3, tradeSide: 1, volume: 100_000, stopPrice: 1.2 };
  await client.ask({ payloadType: 2106, payload: { ctidTraderAccountId: accountId, ...order } });
  market.push('EURUSD', { bid: 120_000, ask: 120_010 });
  expect(JSON.parse((await client.take(1))[0] ?? '').payload.executionType).toBe(3);
  // The day ends in ten seconds, and heartbeats are thirty seconds apart.
  await clock.step(10_000);
  expect(JSON.parse((await client.take(1))[0] ?? '').payload.executionType).toBe(9);
});
