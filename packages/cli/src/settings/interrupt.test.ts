import { ManualClock } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { FakeSurroundings } from '../../test/fake-surroundings.ts';
import { Interruption, watchInterrupt } from './interrupt.ts';

function watch() {
  const clock = new ManualClock();
  const fake = new FakeSurroundings({ clock });
  return { clock, fake, interrupt: watchInterrupt(fake.surroundings) };
}

function reasonOf(signal: AbortSignal): Interruption {
  if (signal.reason instanceof Interruption) return signal.reason;
  throw new Error('not interrupted');
}

test('the first Ctrl-C asks the command to end with 130', () => {
  const { fake, interrupt } = watch();
  fake.signal('SIGINT');
  expect(interrupt.signal.aborted).toBe(true);
  expect(reasonOf(interrupt.signal).exitCode).toBe(130);
  expect(fake.left).toEqual([]);
});

test('SIGTERM asks the command to end with 143', () => {
  const { fake, interrupt } = watch();
  fake.signal('SIGTERM');
  expect(reasonOf(interrupt.signal).exitCode).toBe(143);
});

test('the echo of a Ctrl-C within 300 ms is not a second one', async () => {
  const { clock, fake } = watch();
  fake.signal('SIGINT');
  await clock.advance(299);
  fake.signal('SIGINT');
  expect(fake.left).toEqual([]);
});

test('a second Ctrl-C after 300 ms leaves at once', async () => {
  const { clock, fake } = watch();
  fake.signal('SIGINT');
  await clock.advance(300);
  fake.signal('SIGINT');
  expect(fake.left).toEqual([130]);
});

test('an end that takes longer than an echo says how to leave at once', async () => {
  const { clock, fake } = watch();
  fake.signal('SIGINT');
  await clock.advance(299);
  expect(fake.stderr).toBe('');
  await clock.advance(1);
  expect(fake.stderr).toBe('closing; Ctrl-C again leaves at once\n');
});

test('nobody who sent SIGTERM is told about Ctrl-C', async () => {
  const { clock, fake } = watch();
  fake.signal('SIGTERM');
  await clock.advance(1_000);
  expect(fake.stderr).toBe('');
});

test('an end that is quick says nothing, and leaves no timer', async () => {
  const { clock, fake, interrupt } = watch();
  fake.signal('SIGINT');
  interrupt.stop();
  expect(clock.pendingTimers).toBe(0);
  await clock.advance(300);
  expect(fake.stderr).toBe('');
});

test('SIGTERM after Ctrl-C is no echo: it leaves at once', () => {
  const { fake } = watch();
  fake.signal('SIGINT');
  fake.signal('SIGTERM');
  expect(fake.left).toEqual([143]);
});

test('a reader of stdout that has enough ends the command without a failure', () => {
  const { fake, interrupt } = watch();
  fake.closeReader();
  expect(reasonOf(interrupt.signal).exitCode).toBe(0);
});

test('output that cannot be written ends the command as a failure', () => {
  const { fake, interrupt } = watch();
  fake.closeReader('write-failed');
  expect(reasonOf(interrupt.signal).exitCode).toBe(1);
});

test('a stopped watch listens to nothing', () => {
  const { fake, interrupt } = watch();
  interrupt.stop();
  expect(fake.listeners).toBe(0);
});
