import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acquireLock, type LockKind } from '../src/platform-lock.node.ts';
import { nextMessage, startWorker, untilExit } from './child.ts';
import { makeFolder } from './token-support.ts';

// Named pipes exist on Windows only, and these tests have not run there.
const kinds: readonly LockKind[] =
  process.platform === 'linux' ? ['abstract', 'socket-file', 'file'] : ['socket-file', 'file'];

async function aCounter(): Promise<string> {
  const path = join(await makeFolder(), 'counter');
  await writeFile(path, '0');
  return path;
}

describe.each(kinds)('a lock by %s', (kind) => {
  test('is held by one at a time, within a process', async () => {
    const path = await aCounter();
    let holders = 0;
    let most = 0;
    const work = async () => {
      const release = await acquireLock(path, { kind });
      holders += 1;
      most = Math.max(most, holders);
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
      await release?.();
    };
    await Promise.all(Array.from({ length: 30 }, work));
    expect(most).toBe(1);
  });

  test('gives up when its turn does not come', async () => {
    const path = await aCounter();
    const release = await acquireLock(path, { kind });
    expect(await acquireLock(path, { kind, limitMs: 50 })).toBeUndefined();
    await release?.();
    expect(await acquireLock(path, { kind, limitMs: 5_000 }).then((again) => again?.())).toBeUndefined();
  });

  test('T5: is taken over within a second when its owner is killed', async () => {
    const path = await aCounter();
    const owner = startWorker('lock-worker', [path, kind]);
    await nextMessage(owner, (message): message is 'held' => message === 'held');
    const waiting = acquireLock(path, { kind });
    owner.kill('SIGKILL');
    await untilExit(owner);
    const killedAt = performance.now();
    const release = await waiting;
    expect(performance.now() - killedAt).toBeLessThan(1_000);
    await release?.();
  });

  test('no update is lost between processes, also when holders are killed', async () => {
    const path = await aCounter();
    let done = 0;
    const children = [0, 1, 2].map(() => startWorker('lock-worker', [path, kind, '20']));
    for (const child of children) {
      child.on('message', (message) => {
        if (message === 'done') done += 1;
      });
    }
    const [victim] = children;
    if (victim !== undefined) {
      await nextMessage(victim, (message): message is 'held' => message === 'held');
      victim.kill('SIGKILL');
    }
    await Promise.all(children.map(untilExit));
    const count = Number(await readFile(path, 'utf8'));
    // The victim may have written and died before it could say so.
    expect([done, done + 1]).toContain(count);
    expect(done).toBeGreaterThanOrEqual(40);
  });
});
