import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { FlushQueue } from './flush-queue.ts';

test('connections write once the running code has finished, each once', async () => {
  const queue = new FlushQueue();
  const written: string[] = [];
  queue.add({ flush: () => written.push('a') });
  queue.add({ flush: () => written.push('b') });
  expect(written).toEqual([]);
  await Promise.resolve();
  expect(written).toEqual(['a', 'b']);
});

test.each(['drain', 'close'])(
  'readers are waited for until the %s of the last stream that is behind',
  async (event) => {
    const queue = new FlushQueue();
    const [one, other] = [new PassThrough(), new PassThrough()];
    expect(queue.waitForReaders()).toBeUndefined();
    queue.noteBehind(one);
    queue.noteBehind(one);
    queue.noteBehind(other);
    let isOver = false;
    const waiting = queue.waitForReaders()?.then(() => (isOver = true));
    one.emit(event);
    await Promise.resolve();
    expect(isOver).toBe(false);
    other.emit(event);
    await waiting;
    expect(queue.waitForReaders()).toBeUndefined();
    expect([one.listenerCount('drain'), one.listenerCount('close')]).toEqual([0, 0]);
  },
);

test('a reader that does not read is waited for once, and again after it has read', async () => {
  const queue = new FlushQueue();
  const sleeper = new PassThrough();
  queue.noteBehind(sleeper);
  await queue.waitForReaders();
  queue.noteBehind(sleeper);
  expect(queue.waitForReaders()).toBeUndefined();
  sleeper.emit('drain');
  queue.noteBehind(sleeper);
  expect(queue.waitForReaders()).toBeInstanceOf(Promise);
});
