// Every test here leaks; secret-watch.test.ts runs this file and expects every one to fail.
import { execFileSync, spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { FakeSurroundings } from '../../packages/cli/test/fake-surroundings.ts';
import { ConfigError } from '../../packages/client/src/errors/errors.ts';

const secret = 'canary-of-the-fixture';
const words = ['-e', `process.stdout.write('${secret}')`];

const untilClosed = (stdio: 'pipe' | 'inherit') =>
  new Promise((resolve) => spawn(process.execPath, words, { stdio }).once('close', resolve));

test('by console.log', () => console.log({ secret }));
test('by stderr, in pieces', () => {
  process.stderr.write(secret.slice(0, 4));
  process.stderr.write(secret.slice(4));
});
test('by stdout, in base64', () => {
  process.stdout.write(Buffer.from(secret).toString('base64'));
});
test('by a child that is read', () => untilClosed('pipe'));
test('by a child that writes for itself', () => untilClosed('inherit'));
test('by a child that is waited for', () => {
  execFileSync(process.execPath, words);
});
test('by the facts of an error that somebody catches', async () => {
  const error = new ConfigError('Something is wrong.', { code: 'BAD_OPTION', facts: { value: secret } });
  await expect(Promise.reject(error)).rejects.toThrow('Something');
});
test('by the command line', () => {
  new FakeSurroundings().surroundings.stdout.write(secret);
});
