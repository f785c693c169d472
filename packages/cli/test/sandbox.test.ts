import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from '@tickwire/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { runApp } from '../src/app.ts';
import { type FakeOptions, FakeSurroundings } from './fake-surroundings.ts';
import { makeFolder } from './support.ts';

interface Ready {
  readonly event: string;
  readonly live: { readonly json: string; readonly credentials: string };
  readonly demo: { readonly json: string; readonly credentials: string };
  readonly ca: string | null;
  readonly credentials: string;
}

/** Starts `tickwire sandbox` on free ports and waits for its first line. */
async function start(argv: readonly string[], options: FakeOptions = {}) {
  const fake = new FakeSurroundings(options);
  const exitCode = fake.run('sandbox', '--ports', 'auto', ...argv);
  onTestFinished(async () => {
    fake.signal('SIGTERM');
    await exitCode;
  });
  await until(() => fake.lines.length > 0, { what: `the ready line; stderr:\n${fake.stderr}` });
  const ready: Ready = JSON.parse(fake.lines[0] ?? '');
  return { fake, exitCode, ready };
}

test('the first and only line on stdout says where everything is', async () => {
  const data = await makeFolder();
  const { fake, exitCode, ready } = await start(['--data', data]);
  expect(ready).toMatchObject({ event: 'ready', ca: null });
  fake.signal('SIGINT');
  expect(await exitCode).toBe(130);
  expect(fake.lines).toHaveLength(1);
  expect(fake.stderr).toContain(`Sandbox is running: live ${ready.live.json}, demo ${ready.demo.json}.`);
  expect(fake.listeners).toBe(0);
});

test('a signal while it starts leaves at once', async () => {
  const fake = new FakeSurroundings();
  let isOpening = false;
  const loadSandbox = async () => ({
    ...(await fake.surroundings.loadSandbox()),
    openSandbox() {
      isOpening = true;
      return new Promise<never>(() => {});
    },
  });
  const exitCode = runApp(['sandbox'], { ...fake.surroundings, loadSandbox });
  await until(() => isOpening);
  fake.signal('SIGINT');
  expect(await exitCode).toBe(130);
  expect(fake.left).toEqual([130]);
});

test('it says that it was itself who ended the connections when it ends', async () => {
  const { fake, exitCode, ready } = await start(['--data', await makeFolder()]);
  const client = new FakeSurroundings();
  const flags = ['--credentials', ready.credentials, '--endpoint', ready.live.json, '--environment', 'live'];
  const clientExit = client.run('connect', ...flags);
  await until(() => client.stdout.includes('fully authenticated'));
  fake.signal('SIGTERM');
  await exitCode;
  expect(fake.stderr).toContain('sandbox: connection ended (connection 1, by sandbox, code 1001)');
  client.signal('SIGTERM');
  await clientExit;
});

test('its credentials log in to it, and what it sees goes to stderr', async () => {
  const { fake, ready } = await start(['--data', await makeFolder()]);
  for (const { json, credentials } of [ready.live, ready.demo]) {
    const client = new FakeSurroundings();
    const exitCode = await client.run('request', 'TraderReq', '--credentials', credentials, '--endpoint', json);
    expect({ exitCode, stderr: client.stderr }).toEqual({ exitCode: 0, stderr: '' });
  }
  expect(fake.stderr).toContain('sandbox: client connected');
  expect(fake.lines).toHaveLength(1);
});

test('SIGTERM ends it with 143', async () => {
  const { fake, exitCode } = await start(['--data', await makeFolder()]);
  fake.signal('SIGTERM');
  expect(await exitCode).toBe(143);
});

test('with --until-eof it ends with its stdin, and without it does not', async () => {
  const [bound, free] = [
    await start(['--until-eof', '--data', await makeFolder()]),
    await start(['--data', await makeFolder()]),
  ];
  bound.fake.endInput();
  expect(await bound.exitCode).toBe(0);
  expect(bound.fake.listeners).toBe(0);
  free.fake.endInput();
  free.fake.signal('SIGTERM');
  expect(await free.exitCode).toBe(143);
});

test('it says so when it starts at an hour at which orders are refused', async () => {
  const note = 'Markets are closed at this hour';
  const stderrOf = async (...flags: string[]) => {
    const { fake, exitCode } = await start([...flags, '--data', await makeFolder()]);
    fake.signal('SIGTERM');
    await exitCode;
    return fake.stderr;
  };
  expect(await stderrOf('--at', '2026-03-07T12:00:00Z')).toContain(note);
  expect(await stderrOf('--at', '2026-03-07T12:00:00Z', '--feed', 'none')).not.toContain(note);
  expect(await stderrOf('--at', '2026-03-06T12:00:00Z')).not.toContain(note);
});

test('with --tls its certificate is one to name with --ca', async () => {
  const { ready } = await start(['--tls', '--data', await makeFolder()]);
  const client = new FakeSurroundings();
  const flags = ['--credentials', ready.credentials, '--endpoint', ready.live.json, '--ca', ready.ca ?? ''];
  expect(ready.live.json).toMatch(/^wss:/);
  expect(await client.run('request', 'VersionReq', ...flags)).toBe(0);
});

test('the same seed makes the same credentials, another one others', async () => {
  const { readFile } = await import('node:fs/promises');
  const read = async (seed: string) => {
    const { ready } = await start(['--seed', seed, '--data', await makeFolder()]);
    return readFile(ready.credentials, 'utf8');
  };
  const [one, again, other] = [await read('7'), await read('7'), await read('8')];
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

test('its files go to the XDG data folder, readable by nobody else', async () => {
  const data = await makeFolder();
  const { ready } = await start([], { env: { XDG_DATA_HOME: data } });
  expect(ready.credentials.startsWith(join(data, 'tickwire'))).toBe(true);
  expect((await stat(ready.credentials)).mode & 0o777).toBe(0o600);
});

test('without an XDG data folder, or with a relative one, they go below the home folder', async () => {
  const homeFolder = await makeFolder();
  const { ready } = await start([], { homeFolder, env: { XDG_DATA_HOME: 'relative' } });
  expect(ready.credentials.startsWith(join(homeFolder, '.local', 'share', 'tickwire'))).toBe(true);
  expect(existsSync(join(process.cwd(), 'relative'))).toBe(false);
});

test('a data folder that cannot be made is one sentence', async () => {
  const fake = new FakeSurroundings();
  const exitCode = await fake.run('sandbox', '--ports', 'auto', '--data', '/dev/null/nowhere');
  expect(exitCode).toBe(1);
  expect(fake.stdout).toBe('');
  expect(fake.stderr).toMatch(/^error: [^\n]+\n(?:next: [^\n]+\n)?$/);
});

test('a port that is taken is one sentence with the way out', async () => {
  // Whoever listens there, they or we: the port is taken either way.
  const server = createServer();
  server.on('error', () => {});
  server.listen(5036, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await until(() => server.listening || server.eventNames().length === 0, { timeoutMs: 1_000 }).catch(() => {});
  const fake = new FakeSurroundings();
  const exitCode = await fake.run('sandbox', '--data', await makeFolder());
  expect(exitCode).toBe(1);
  expect(fake.stdout).toBe('');
  expect(fake.stderr).toMatchInlineSnapshot(`
    "error: Another program already listens on port 5036.
    next: stop that program, or let the sandbox take free ports with \`--ports auto\`
    "
  `);
});

test('a bad seed file ends the start with one sentence and exit code 2', async () => {
  const fake = new FakeSurroundings();
  const exitCode = await fake.run(
    'sandbox',
    '--ports',
    'auto',
    '--data',
    await makeFolder(),
    '--seed-file',
    'none.json',
  );
  expect({ exitCode, stdout: fake.stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(fake.stderr).toMatch(/^error: The seed file \S+none\.json cannot be read: there is no such file\.\n/);
});

test('--at starts its clock at another moment, and time goes on from there', async () => {
  const { ready } = await start(['--at', '2031-03-06T21:59:00Z', '--data', await makeFolder()]);
  const client = new FakeSurroundings();
  const flags = ['--credentials', ready.credentials, '--endpoint', ready.live.json];
  const payload = JSON.stringify({ symbolId: 1, period: 'M1', count: 1 });
  expect(await client.run('request', 'GetTrendbarsReq', '--json', payload, ...flags)).toBe(0);
  const { timestamp } = JSON.parse(client.stdout);
  expect(timestamp).toBeGreaterThan(Date.UTC(2031, 2, 6, 21, 59));
  expect(timestamp).toBeLessThan(Date.UTC(2031, 2, 6, 22, 9));
});

test.each([
  [['--at', 'tomorrow'], 2, /--at takes a moment such as 2026-03-06T21:59:00Z, not "tomorrow"/],
  [
    ['--clock', 'real', '--at', '2026-03-06'],
    2,
    /^error: --at sets a virtual clock, so it has no place beside --clock real\./,
  ],
  [['--clock', 'sundial'], 2, /sundial/],
  [['--feed', 'up'], 2, /--feed takes walk, none, or the path of a \.csv file, not "up"/],
])('%j is refused with one clear sentence', async (flags, code, sentence) => {
  const fake = new FakeSurroundings();
  const exitCode = await fake.run('sandbox', '--ports', 'auto', '--data', await makeFolder(), ...flags);
  expect({ exitCode, stdout: fake.stdout }).toEqual({ exitCode: code, stdout: '' });
  expect(fake.stderr).toMatch(sentence);
});

test('--feed plays a file, and names the line that cannot be read', async () => {
  const data = await makeFolder();
  const run = async (name: string, text: string) => {
    await writeFile(join(data, name), text);
    const fake = new FakeSurroundings({ cwd: data });
    const exitCode = fake.run('sandbox', '--ports', 'auto', '--data', data, '--feed', name);
    await until(() => fake.lines.length > 0 || fake.stderr !== '', { what: 'a word of it' });
    fake.signal('SIGTERM');
    return { exitCode: await exitCode, stderr: fake.stderr };
  };
  const bad = await run('EURUSD-bad.csv', 'timestamp,bid,ask\n1735808400250,1.03102,1.03108\n1735808400250,x,1.2\n');
  expect(bad.exitCode).toBe(2);
  expect(bad.stderr).toMatch(/^error: Ticks cannot be read from \S+EURUSD-bad\.csv, line 3: the bid "x" is no price\./);
  expect((await run('ticks.csv', '1,1,1')).stderr).toMatch(
    /^error: The file \S+ticks\.csv is not named after a symbol\./,
  );
  expect((await run('EURUSD.csv', '1735808400250,1.03102,1.03108')).exitCode).toBe(143);
});
