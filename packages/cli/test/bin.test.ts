import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { until } from '@tickwire/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { answerLogin, anyCredentials, makeFolder, openScriptedServer, writeCredentials } from './support.ts';

const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  stdout: string;
  stderr: string;
}

interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A file that stdout goes to. Default: a pipe that the test reads. */
  readonly stdoutFile?: string;
  /** Default: nothing is there. */
  readonly stdin?: 'pipe';
}

/** Starts the command as a process of its own, in an empty folder and with no variables that concern it. */
async function start(
  argv: readonly string[],
  { cwd, env = {}, stdoutFile, stdin }: SpawnOptions = {},
): Promise<Running> {
  const folder = cwd ?? (await makeFolder());
  const { PATH } = process.env;
  const file = stdoutFile === undefined ? undefined : await open(stdoutFile, 'w');
  const child = spawn(process.execPath, ['--conditions=@tickwire/source', '--import', tsx, bin, ...argv], {
    cwd: folder,
    env: { PATH, HOME: folder, ...env },
    stdio: [stdin ?? 'ignore', file?.fd ?? 'pipe', 'pipe'],
  });
  await file?.close();
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const running: Running = { child, exited, stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    running.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    running.stderr += text;
  });
  return running;
}

const untilOutput = (running: Running, text: string) =>
  until(() => running.stdout.includes(text), { timeoutMs: 12_000, what: `"${text}"; stderr:\n${running.stderr}` });

const sixLines = [
  'connected to server',
  'requested application authentication',
  'application authentication completed',
  'requested account authentication',
  'account authentication completed',
  'fully authenticated and ready for more communication with the server',
];

describe('the command as a process', () => {
  test('connects, prints the six lines, repeats the last, and ends with 130 on Ctrl-C', async () => {
    const running = await start(['connect', '--or-sandbox', '--status-interval', '0.05']);
    await untilOutput(running, `${sixLines[5]}\n${sixLines[5]}\n`);
    running.child.kill('SIGINT');
    expect(await running.exited).toBe(130);
    const lines = running.stdout.trimEnd().split('\n');
    expect(lines.slice(0, 6)).toEqual(sixLines);
    expect(running.stderr).toMatch(/^No credentials found: running against an embedded sandbox at .*\n$/);
  });

  test('ends with 130 also when npm passes its copy of Ctrl-C on', async () => {
    const running = await start(['connect', '--sandbox']);
    await untilOutput(running, 'fully authenticated');
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect(await running.exited).toBe(130);
  });

  test('leaves at once on a second Ctrl-C while the server owes its goodbye', async () => {
    const url = await openScriptedServer({
      onMessage(connection, message) {
        const answer = answerLogin(message);
        if (answer !== undefined) connection.send(answer);
        if (message.payloadType === 2102) connection.freeze();
      },
    });
    const credentials = await writeCredentials(anyCredentials);
    const running = await start(['connect', '--endpoint', url, '--credentials', credentials]);
    await untilOutput(running, 'fully authenticated');
    const firstAt = performance.now();
    running.child.kill('SIGINT');
    await until(() => performance.now() - firstAt > 350);
    expect(running.child.exitCode).toBe(null);
    await until(() => running.stderr.includes('closing; Ctrl-C again leaves at once\n'));
    running.child.kill('SIGINT');
    expect(await running.exited).toBe(130);
    // The server would have been waited for: two seconds.
    expect(performance.now() - firstAt).toBeLessThan(1_900);
  });

  test('ends with 143 on SIGTERM', async () => {
    const running = await start(['connect', '--sandbox']);
    await untilOutput(running, 'fully authenticated');
    running.child.kill('SIGTERM');
    expect(await running.exited).toBe(143);
  });

  test('ends with 0 when the reader of its output goes away', async () => {
    const running = await start(['connect', '--sandbox', '--status-interval', '0.05']);
    await untilOutput(running, 'fully authenticated');
    running.child.stdout?.destroy();
    expect(await running.exited).toBe(0);
  });

  test.skipIf(!existsSync('/dev/full')).each([
    ['help', ['--help']],
    ['a table', ['explain']],
    ['an answer', ['request', 'VersionReq', '--sandbox']],
    ['lines', ['connect', '--sandbox', '--status-interval', '0.05']],
  ])('ends with 1 and one sentence when there is no room for %s', async (_, argv) => {
    const running = await start(argv, { stdoutFile: '/dev/full' });
    expect(await running.exited).toBe(1);
    expect(running.stderr.split('\n').filter((line) => line.startsWith('error:'))).toEqual([
      'error: The output cannot be written: no space is left where it goes.',
    ]);
  });

  test('the sandbox ends with 0 when its stdin does, and on a signal while that is open', async () => {
    const flags = ['sandbox', '--ports', 'auto', '--until-eof'];
    const [closed, signalled] = [await start(flags, { stdin: 'pipe' }), await start(flags, { stdin: 'pipe' })];
    await Promise.all([untilOutput(closed, '"ready"'), untilOutput(signalled, '"ready"')]);
    closed.child.stdin?.write('what is said here is of no consequence\n');
    closed.child.stdin?.end();
    signalled.child.kill('SIGTERM');
    expect([await closed.exited, await signalled.exited]).toEqual([0, 143]);
  });

  test.skipIf(!existsSync('/proc/self'))('the sandbox refuses a data folder that can never be made', async () => {
    const running = await start(['sandbox', '--ports', 'auto', '--data', '/proc/nope']);
    expect(await running.exited).toBe(1);
    expect(running.stderr).toMatch(/^error: The sandbox cannot make the folder [^\n]+\nnext: [^\n]+\n$/);
  });

  test('the sandbox prints its ready line first, a second process logs in with it, and SIGTERM ends it', async () => {
    const data = await makeFolder();
    const sandbox = await start(['sandbox', '--tls', '--ports', 'auto', '--data', data]);
    await untilOutput(sandbox, '\n');
    const ready = JSON.parse(sandbox.stdout);
    const client = await start(
      ['request', 'ProtoOATraderReq', '--endpoint', ready.live.json, '--credentials', ready.credentials],
      { env: { NODE_EXTRA_CA_CERTS: ready.ca } },
    );
    expect(await client.exited).toBe(0);
    expect(JSON.parse(client.stdout)).toHaveProperty('trader');
    expect(client.stderr).toBe('');
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.exited).toBe(143);
    expect(sandbox.stdout.split('\n')).toHaveLength(2);
  });

  test('takes credentials from variables, then from the folder, then from the profile', async () => {
    const cwd = await makeFolder();
    const empty = { accountId: 1, clientId: 'a', clientSecret: '', accessToken: 'c' };
    const flags = ['connect', '--endpoint', 'ws://127.0.0.1:1', '--ready-timeout', '0.1'];
    const profile = await start(flags, { cwd, env: await makeProfile(cwd, empty) });
    expect(await profile.exited).toBe(4);
    expect(profile.stderr).toContain('tickwire/credentials.json is empty');
    await writeFile(`${cwd}/credentials.json`, JSON.stringify(empty), { mode: 0o600 });
    const folder = await start(flags, { cwd, env: { XDG_CONFIG_HOME: `${cwd}/config` } });
    expect(await folder.exited).toBe(4);
    expect(folder.stderr).toContain('The value of clientSecret in credentials.json is empty');
    const variable = await start(flags, { cwd, env: { TICKWIRE_CLIENT_SECRET: 'from-a-variable' } });
    expect(await variable.exited).toBe(9);
  });

  test('without anything to go by it ends with 4 and says what to do', async () => {
    const running = await start(['connect']);
    expect(await running.exited).toBe(4);
    expect(running.stdout).toBe('');
    expect(running.stderr).toMatch(/^error: No credentials were found: [^\n]+\nnext: [^\n]+\n$/);
  });
});

async function makeProfile(folder: string, credentials: object): Promise<Readonly<Record<string, string>>> {
  const config = `${folder}/config`;
  await mkdir(`${config}/tickwire`, { recursive: true });
  await writeFile(`${config}/tickwire/credentials.json`, JSON.stringify(credentials), { mode: 0o600 });
  return { XDG_CONFIG_HOME: config };
}
