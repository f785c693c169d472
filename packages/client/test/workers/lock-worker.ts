// Takes the lock again and again, and adds one to a number in a file while it holds it. Killed by its parent.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { acquireLock, type LockKind } from '../../src/platform-lock.node.ts';

const [path = '', kind = 'abstract', limit] = process.argv.slice(2);
const turns = limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);

for (let turn = 0; turn < turns; turn += 1) {
  // The parent names one of the kinds.
  const release = await acquireLock(path, { kind: kind as LockKind });
  if (release === undefined) throw new Error('no turn');
  process.send?.('held');
  const before = Number(readFileSync(path, 'utf8'));
  // Long enough that two holders at once would overwrite each other.
  await new Promise((resolve) => setTimeout(resolve, 2));
  // At once: a number that is half written when the process is killed would be the test's fault.
  writeFileSync(`${path}.${process.pid}`, String(before + 1));
  renameSync(`${path}.${process.pid}`, path);
  process.send?.('done');
  await release();
}
