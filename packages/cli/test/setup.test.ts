import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '@tickwire/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeFolder } from './support.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Stands for npm: counts its calls in a file, and installs a `node_modules` or fails. */
const fakeNpm = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('calls.txt', process.argv.slice(2).join(' ') + '\\n');
console.log('npm talks');
if (process.env.NPM_FAILS) process.exit(1);
mkdirSync('node_modules', { recursive: true });
writeFileSync('node_modules/.package-lock.json', '{}');
`;

/** A fresh clone, as far as the scripts are concerned. */
async function makeClone(): Promise<string> {
  const folder = await makeFolder();
  await mkdir(join(folder, 'scripts'));
  for (const name of ['setup.mjs', 'start.mjs']) {
    await copyFile(join(root, 'scripts', name), join(folder, 'scripts', name));
  }
  await writeFile(join(folder, 'package-lock.json'), '{"version":1}');
  await writeFile(join(folder, 'npm.js'), fakeNpm);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  return folder;
}

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** How often npm has been called so far. */
  readonly calls: readonly string[];
}

async function setUp(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const child = spawn(process.execPath, ['scripts/setup.mjs'], {
    cwd: folder,
    env: { ...process.env, npm_execpath: join(folder, 'npm.js'), ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += String(text);
  });
  child.stderr.on('data', (text) => {
    stderr += String(text);
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const calls = await readFile(join(folder, 'calls.txt'), 'utf8').catch(() => '');
  return { exitCode, stdout, stderr, calls: calls.split('\n').slice(0, -1) };
}

describe('setup', () => {
  test('installs what is missing, and says so on stderr only', async () => {
    const { exitCode, stdout, stderr, calls } = await setUp(await makeClone());
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Installing what Tickwire needs; .*\nnpm talks\n$/);
    expect(calls).toEqual(['ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error']);
  });

  test('does so once', async () => {
    const folder = await makeClone();
    await setUp(folder);
    const { stderr, calls } = await setUp(folder);
    expect(stderr).toBe('');
    expect(calls).toHaveLength(1);
  });

  test('does so again when the lockfile has changed', async () => {
    const folder = await makeClone();
    await setUp(folder);
    await writeFile(join(folder, 'package-lock.json'), '{"version":2}');
    expect((await setUp(folder)).calls).toHaveLength(2);
  });

  test('does so again when the folder is gone', async () => {
    const folder = await makeClone();
    await setUp(folder);
    await rm(join(folder, 'node_modules'), { recursive: true });
    expect((await setUp(folder)).calls).toHaveLength(2);
  });

  test.each([
    ['after the lockfile was written', 60, 0],
    ['together with the lockfile, as `npm install` does', -1, 0],
    ['before the lockfile was written', -60, 1],
  ])('sees what was installed by hand %s', async (_, secondsAfter, calls) => {
    const folder = await makeClone();
    const lockedAt = 1_736_157_600;
    await utimes(join(folder, 'package-lock.json'), lockedAt, lockedAt);
    await mkdir(join(folder, 'node_modules'));
    const done = join(folder, 'node_modules', '.package-lock.json');
    await writeFile(done, '{}');
    await utimes(done, lockedAt + secondsAfter, lockedAt + secondsAfter);
    expect((await setUp(folder)).calls).toHaveLength(calls);
  });

  test('mends an installation that was broken off', async () => {
    const folder = await makeClone();
    await mkdir(join(folder, 'node_modules'));
    expect((await setUp(folder)).calls).toHaveLength(1);
  });

  test('says what to do when it cannot install, and tries again next time', async () => {
    const folder = await makeClone();
    const { exitCode, stdout, stderr } = await setUp(folder, { NPM_FAILS: '1' });
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.split('\n').slice(-3).join('\n')).toMatchInlineSnapshot(`
      "error: npm could not install what Tickwire needs; what it said stands above.
      next: if the network is missing, connect (behind a proxy, set HTTPS_PROXY), then run the same command again
      "
    `);
    expect((await setUp(folder)).calls).toHaveLength(2);
  });
});

describe('start', () => {
  /** A clone that is installed and has the real sources. */
  async function makeInstalledClone(): Promise<string> {
    const folder = await makeClone();
    // The same lockfile, and older than any installation: nothing may be installed here, the folder is the real one.
    await copyFile(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
    await writeFile(join(folder, 'npm.js'), 'process.exit(1);');
    await utimes(join(folder, 'package-lock.json'), 0, 0);
    for (const name of ['packages', 'node_modules']) await symlink(join(root, name), join(folder, name));
    return folder;
  }

  async function start(...argv: readonly string[]) {
    const folder = await makeInstalledClone();
    const { PATH } = process.env;
    const child = spawn(process.execPath, ['scripts/start.mjs', ...argv], {
      cwd: folder,
      env: { PATH, HOME: folder, npm_execpath: join(folder, 'npm.js') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => {
      child.kill('SIGTERM');
    });
    const running = { child, stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      running.stdout += String(text);
    });
    child.stderr.on('data', (text) => {
      running.stderr += String(text);
    });
    const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { running, exitCode };
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('runs connect against a sandbox, and passes %s on: %i', async (signal, expected) => {
    const { running, exitCode } = await start('--status-interval', '0');
    await until(() => running.stdout.includes('fully authenticated'), {
      timeoutMs: 12_000,
      what: `readiness; stderr:\n${running.stderr}`,
    });
    running.child.kill(signal);
    expect(await exitCode).toBe(expected);
    expect(running.stdout.trimEnd().split('\n')).toHaveLength(6);
    expect(running.stderr).toMatch(/^No credentials found: running against an embedded sandbox at /);
  });

  test('keeps the exit code of the command', async () => {
    const { running, exitCode } = await start('--environment', 'prod');
    expect(await exitCode).toBe(2);
    expect(running.stderr).toMatch(/^error: --environment takes live or demo, not "prod"\.\n/);
  });
});
