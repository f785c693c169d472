import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '@tickwire/testkit';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Chromium, findChromium } from '../../sandbox/test/chromium.ts';
import { findFreePort } from './login-support.ts';
import { makeFolder, openTestSandbox, scanForSecrets, secretsOf } from './support.ts';

const path = findChromium();
const timeout = 60_000;
let browser: Chromium | undefined;

if (path === undefined) process.stderr.write('Skipping the login in a browser: there is no chromium in the PATH.\n');

beforeAll(async () => {
  if (path !== undefined) browser = await Chromium.launch(path);
}, timeout);

afterAll(() => browser?.close(), timeout);

const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

/** The command as a process of its own, whose browser only writes the address down. */
async function prepare() {
  const folder = await makeFolder();
  const address = join(folder, 'address.txt');
  const opener = join(folder, 'open.sh');
  await writeFile(opener, `printf %s "$1" > ${address}.tmp && mv ${address}.tmp ${address}\n`);
  const start = (argv: readonly string[], input = '') => {
    const child = spawn(process.execPath, ['--conditions=@tickwire/source', '--import', tsx, bin, ...argv], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, BROWSER: `sh ${opener}` },
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const running = {
      stdout: '',
      stderr: '',
      child,
      exited: new Promise<number | null>((resolve) => child.once('close', resolve)),
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      running.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      running.stderr += text;
    });
    child.stdin.end(input);
    return running;
  };
  const readAddress = async () => {
    let text = '';
    const what = 'the address of the consent page';
    await until(async () => (text = await readFile(address, 'utf8').catch(() => '')) !== '', {
      what,
      timeoutMs: 15_000,
    });
    return text;
  };
  return { start, readAddress, file: join(folder, 'credentials.json') };
}

test.skipIf(path === undefined)(
  'a real browser gives the consent for some accounts, and connect runs with what was written',
  async () => {
    if (browser === undefined) throw new Error('The browser did not start.');
    const sandbox = await openTestSandbox();
    const { start, readAddress, file } = await prepare();
    const { clientId, clientSecret } = sandbox.application('main');
    const [live, demo] = [sandbox.account('live'), sandbox.account('demo')];
    const login = start(
      [
        ...['login', '--yes', '--account', String(demo.traderLogin), '--endpoint', sandbox.endpoints.demo.json],
        ...['--oauth-endpoint', sandbox.http, '--port', String(await findFreePort())],
        ...['--client-id-file', '-', '--client-secret-file', '-'],
      ],
      `${clientId}\n${clientSecret}\n`,
    );
    const address = await readAddress();
    await browser.open(address);
    await browser.click(`input[value="${live.ctidTraderAccountId}"]`);
    await browser.clickThrough('button.main');
    expect(await browser.read('document.title')).toBe('You are logged in');
    expect(await browser.read('getComputedStyle(document.querySelector("h1")).fontSize')).toBe('22.4px');
    expect(await login.exited).toBe(0);
    expect(login.stderr).toContain('The consent covers 2 accounts, to trade in:');
    expect(login.stderr).not.toContain(String(live.traderLogin));

    const stored = JSON.parse(await readFile(file, 'utf8'));
    expect(stored).toMatchObject({ clientId, accountId: demo.ctidTraderAccountId, environment: 'demo' });
    const session = start(['connect', '--endpoint', sandbox.endpoints.demo.json, '--status-interval', '0']);
    await until(() => session.stdout.includes('fully authenticated'), {
      what: `a session; ${session.stderr}`,
      timeoutMs: 15_000,
    });
    session.child.kill('SIGINT');
    expect(await session.exited).toBe(130);
    for (const output of [login, session]) scanForSecrets(output, secretsOf(stored));
    const page = String(await browser.read('document.documentElement.outerHTML'));
    scanForSecrets({ stdout: page, stderr: '' }, secretsOf(stored));
  },
  timeout,
);
