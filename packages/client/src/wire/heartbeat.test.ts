import { ManualClock } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import type { Clock } from '../ports.ts';
import { Heartbeat } from './heartbeat.ts';

function aHeartbeat(
  clock: Clock & { advance(ms: number): Promise<void>; readonly pendingTimers: number } = new ManualClock(),
) {
  let bytes = 0;
  const calls: string[] = [];
  const heartbeat = new Heartbeat(clock, {
    sendHeartbeat: () => {
      calls.push(`heartbeat at ${clock.now() / 1_000}`);
      heartbeat.spoke();
    },
    probe: () => calls.push(`probe at ${clock.now() / 1_000}`),
    receivedBytes: () => bytes,
    declareDead: (silentMs) => calls.push(`dead after ${silentMs / 1_000}`),
  });
  heartbeat.start();
  const trickle = () => {
    bytes += 1;
  };
  return { clock, calls, heartbeat, trickle };
}

test('I15: a heartbeat leaves after ten seconds of our own silence, and not before', async () => {
  const { clock, calls, heartbeat } = aHeartbeat();
  heartbeat.heard();
  await clock.advance(9_999);
  heartbeat.heard();
  expect(calls.filter((call) => call.startsWith('heartbeat'))).toEqual([]);
  await clock.advance(1);
  expect(calls).toContain('heartbeat at 10');
  heartbeat.stop();
});

test('any message of ours puts the heartbeat off', async () => {
  const { clock, calls, heartbeat } = aHeartbeat();
  await clock.advance(6_000);
  heartbeat.spoke();
  await clock.advance(9_900);
  expect(calls.filter((call) => call.startsWith('heartbeat'))).toEqual([]);
  await clock.advance(100);
  expect(calls).toContain('heartbeat at 16');
  heartbeat.stop();
});

test('N7: a peer that never answered a probe is given up after 65 s of silence, twice its own heartbeat', async () => {
  const { clock, calls } = aHeartbeat();
  await clock.advance(62_000);
  expect(calls.filter((call) => call.startsWith('dead'))).toEqual([]);
  await clock.advance(5_500);
  expect(calls.filter((call) => call.startsWith('dead'))).toHaveLength(1);
  expect(clock.pendingTimers).toBe(0);
});

test('N7: a peer that has answered a probe is given up within 15 s plus one tick', async () => {
  const { clock, calls, heartbeat } = aHeartbeat();
  await clock.advance(5_000);
  heartbeat.ponged();
  await clock.advance(2_500);
  await clock.advance(14_000);
  expect(calls.filter((call) => call.startsWith('dead'))).toEqual([]);
  await clock.advance(3_500);
  expect(calls.filter((call) => call.startsWith('dead'))).toHaveLength(1);
});

test('P8: data without heartbeats is a sign of life', async () => {
  const { clock, calls, heartbeat } = aHeartbeat();
  for (let second = 0; second < 300; second += 4) {
    heartbeat.heard();
    await clock.advance(4_000);
  }
  expect(calls.filter((call) => call.startsWith('dead') || call.startsWith('probe'))).toEqual(['probe at 0']);
  heartbeat.stop();
});

test('N7: a link that was busy from its first second on is found dead as soon as any other', async () => {
  const { clock, calls, heartbeat } = aHeartbeat();
  expect(calls).toEqual(['probe at 0']);
  heartbeat.ponged();
  for (let second = 0; second < 60; second += 1) {
    heartbeat.heard();
    await clock.advance(1_000);
  }
  await clock.advance(17_500);
  expect(calls.filter((call) => call.startsWith('dead'))).toHaveLength(1);
});

test('N8: a message that takes a minute to come in is a sign of life all the while', async () => {
  const { clock, calls, heartbeat, trickle } = aHeartbeat();
  heartbeat.ponged();
  for (let second = 0; second < 60; second += 1) {
    trickle();
    await clock.advance(1_000);
  }
  expect(calls.filter((call) => call.startsWith('dead'))).toEqual([]);
  heartbeat.stop();
});

test('N14: after the process slept, the peer is asked before it is judged', async () => {
  const inner = new ManualClock();
  let sleptMs = 0;
  const sleeper = {
    now: () => inner.now() + sleptMs,
    wallNow: () => inner.wallNow(),
    schedule: (delayMs: number, run: () => void) => inner.schedule(delayMs, run),
    advance: (ms: number) => inner.advance(ms),
    get pendingTimers() {
      return inner.pendingTimers;
    },
  };
  const { calls, heartbeat } = aHeartbeat(sleeper);
  heartbeat.ponged();
  await sleeper.advance(2_500);
  sleptMs = 8 * 3_600_000;
  await sleeper.advance(2_500);
  expect(calls.filter((call) => call.startsWith('dead'))).toEqual([]);
  expect(calls.filter((call) => call.startsWith('probe')).length).toBeGreaterThan(1);
  await sleeper.advance(10_000);
  expect(calls.filter((call) => call.startsWith('dead'))).toHaveLength(1);
});

test('a stopped heartbeat leaves no timer', () => {
  const { clock, heartbeat } = aHeartbeat();
  expect(clock.pendingTimers).toBe(1);
  heartbeat.stop();
  expect(clock.pendingTimers).toBe(0);
});
