import { expect, test } from 'vitest';
import { ManualClock } from './manual-clock.ts';

test('timers run in order of time, then in order of scheduling, at their own moment', async () => {
  const clock = new ManualClock();
  const ran: string[] = [];
  clock.schedule(20, () => ran.push(`late at ${clock.now()}`));
  clock.schedule(10, () => ran.push(`first at ${clock.now()}`));
  clock.schedule(10, () => ran.push(`second at ${clock.now()}`));
  await clock.advance(19);
  expect(ran).toEqual(['first at 10', 'second at 10']);
  await clock.advance(1);
  expect(ran).toEqual(['first at 10', 'second at 10', 'late at 20']);
  expect(clock.now()).toBe(20);
});

test('a timer set by a promise reaction of another timer still runs within the same advance', async () => {
  const clock = new ManualClock();
  const ran: number[] = [];
  clock.schedule(5, () => {
    void Promise.resolve()
      .then(() => undefined)
      .then(() => clock.schedule(5, () => ran.push(clock.now())));
  });
  await clock.advance(10);
  expect(ran).toEqual([10]);
});

test('a cancelled timer never runs and is not pending', async () => {
  const clock = new ManualClock();
  let ran = 0;
  const cancel = clock.schedule(1, () => ran++);
  clock.schedule(2, () => ran++);
  expect(clock.pendingTimers).toBe(2);
  cancel();
  cancel();
  expect(clock.pendingTimers).toBe(1);
  await clock.advance(10);
  expect(ran).toBe(1);
  expect(clock.pendingTimers).toBe(0);
});

test('the wall time moves with the clock from the moment it was given', async () => {
  const clock = new ManualClock({ wallStartAt: 1_000_000 });
  await clock.advance(250);
  expect(clock.wallNow()).toBe(1_000_250);
});
