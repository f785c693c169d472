import { expect, test } from 'vitest';
import type { Status } from './status.ts';
import { StatusHub } from './status-hub.ts';

const closed: Status = { at: 'closed', error: undefined, close: undefined };
const connected = (generation: number): Status => ({
  at: 'connected',
  generation,
  endpoint: 'ws://x',
  environment: 'demo',
});

test('a reader sees the latest status, each change, and the end', async () => {
  const hub = new StatusHub(undefined, () => {});
  hub.publish(connected(1));
  const seen: string[] = [];
  const reading = (async () => {
    for await (const status of hub.read()) seen.push(status.at);
  })();
  await Promise.resolve();
  hub.publish(connected(2));
  hub.publish(closed);
  await reading;
  expect(seen).toEqual(['connected', 'connected', 'closed']);
});

test('a reader that starts after the end sees the end and finishes', async () => {
  const hub = new StatusHub(undefined, () => {});
  hub.publish(closed);
  const seen: string[] = [];
  for await (const status of hub.read()) seen.push(status.at);
  expect(seen).toEqual(['closed']);
});

test('I12: a reader that never reads keeps the newest 64 changes', async () => {
  const hub = new StatusHub(undefined, () => {});
  const reader = hub.read();
  for (let generation = 1; generation <= 500; generation += 1) hub.publish(connected(generation));
  hub.publish(closed);
  const generations: number[] = [];
  for await (const status of reader) if (status.at === 'connected') generations.push(status.generation);
  expect(generations).toHaveLength(63);
  expect(generations.at(-1)).toBe(500);
});

test('a listener that throws harms no reader', async () => {
  const errors: unknown[] = [];
  const hub = new StatusHub(
    () => {
      throw new Error('mine');
    },
    (error) => errors.push(error),
  );
  const reader = hub.read();
  hub.publish(connected(1));
  await reader.next();
  expect((await reader.next()).value).toMatchObject({ at: 'connected' });
  expect(errors).toHaveLength(1);
});

test('leaving the loop stops the reading', async () => {
  const hub = new StatusHub(undefined, () => {});
  const reader = hub.read();
  const first = reader.next();
  const second = reader.next();
  await reader.return?.();
  expect((await first).done).toBe(false);
  expect((await second).done).toBe(true);
  expect((await reader.next()).done).toBe(true);
});
