import { ManualClock } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { Heartbeat } from './heartbeat.ts';

function aHeartbeat() {
  const clock = new ManualClock();
  const calls: string[] = [];
  const heartbeat = new Heartbeat(clock, {
    sendHeartbeat: () => {
      calls.push(`heartbeat at ${clock.now() / 1_000}`);
      heartbeat.spoke();
    },
    probe: () => calls.push(`probe at ${clock.now() / 1_000}`),
    declareDead: (silentMs) => calls.push(`dead after ${silentMs / 1_000}`),
  });
  heartbeat.start();
  return { clock, calls, heartbeat };
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
  expect(calls.filter((call) => call.startsWith('dead') || call.startsWith('probe'))).toEqual([]);
  heartbeat.stop();
});

test('a stopped heartbeat leaves no timer', () => {
  const { clock, heartbeat } = aHeartbeat();
  expect(clock.pendingTimers).toBe(1);
  heartbeat.stop();
  expect(clock.pendingTimers).toBe(0);
});
