import { ManualClock } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { Alarm } from './alarm.ts';

const hour = 3_600_000;

test('rings once after a delay that no timer can wait for', async () => {
  const clock = new ManualClock();
  const rings: number[] = [];
  const alarm = new Alarm(clock, () => rings.push(clock.now()));
  alarm.set(60 * 24 * hour);
  expect(alarm.dueAt).toBe(clock.wallNow() + 60 * 24 * hour);
  await clock.advance(100 * 24 * hour);
  expect(rings).toEqual([60 * 24 * hour]);
  expect(alarm.dueAt).toBeUndefined();
  expect(clock.pendingTimers).toBe(0);
});

test('N14: rings within the hour when the wall clock has passed the moment while the machine slept', async () => {
  const clock = new ManualClock();
  let sleptMs = 0;
  let hasRung = false;
  const sleepy = {
    now: () => clock.now(),
    wallNow: () => clock.wallNow() + sleptMs,
    schedule: (delayMs: number, run: () => void) => clock.schedule(delayMs, run),
  };
  new Alarm(sleepy, () => {
    hasRung = true;
  }).set(48 * hour);
  sleptMs = 72 * hour;
  await clock.advance(hour);
  expect(hasRung).toBe(true);
});

test('a cancelled alarm leaves no timer', () => {
  const clock = new ManualClock();
  const alarm = new Alarm(clock, () => {});
  alarm.set(hour);
  alarm.cancel();
  expect(clock.pendingTimers).toBe(0);
});
