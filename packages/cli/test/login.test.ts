import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Sandbox, SandboxOptions } from '@tickwire/sandbox';
import { until } from '@tickwire/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FakeOptions, FakeSurroundings } from './fake-surroundings.ts';
import { aBrowser, findFreePort, loginFlagsFor, type PageVisit, visitConsentPage } from './login-support.ts';
import { makeFolder, openTestSandbox, scanForSecrets, secretsOf } from './support.ts';

interface Prepared {
  readonly visit?: PageVisit;
  readonly options?: FakeOptions;
  /** Keys of the file before the login. Default: the application's id and secret. */
  readonly before?: object;
  readonly sandbox?: SandboxOptions;
  readonly application?: string;
}

/** A sandbox, somebody at a terminal with a browser, and a file that has the application's id and secret. */
async function prepare({ visit, options, before, sandbox: world, application = 'main' }: Prepared = {}) {
  const sandbox = await openTestSandbox(world);
  const browser = aBrowser(visit);
  const path = join(await makeFolder(), 'credentials.json');
  const { clientId, clientSecret } = sandbox.application(application);
  await writeFile(path, JSON.stringify(before ?? { clientId, clientSecret }), { mode: 0o600 });
  const fake = new FakeSurroundings({
    isTerminal: true,
    openBrowser: browser.openBrowser,
    env: { NO_COLOR: '1' },
    ...options,
  });
  const flags = ['--credentials', path, ...(await loginFlagsFor(sandbox))];
  const readStored = async (): Promise<Readonly<Record<string, unknown>>> => JSON.parse(await readFile(path, 'utf8'));
  const run = async (...more: readonly string[]) => {
    const exitCode = await fake.run('login', ...flags, ...more);
    await browser.last.catch(() => {});
    const stored = await readStored().catch(() => ({}));
    scanForSecrets(fake, [clientSecret, ...secretsOf(stored), ...codesIn(browser)]);
    return exitCode;
  };
  return { sandbox, browser, path, fake, run, readStored, flags, clientId, clientSecret };
}

const codesIn = ({ seen }: ReturnType<typeof aBrowser>) =>
  seen.flatMap(({ text }) => [...text.matchAll(/sandbox-code-[\da-f]+/g)].map(([code]) => code));

const idOf = (sandbox: Sandbox, name: string) => sandbox.account(name).ctidTraderAccountId;

describe('login', () => {
  test('goes over the consent page, shows the accounts, takes the one that is picked, and saves what connect needs', async () => {
    const { sandbox, browser, path, fake, run, readStored, clientId } = await prepare({
      options: { typed: ['7', '1', 'y'] },
    });
    expect(await run()).toBe(0);
    const demo = sandbox.account('demo');
    expect(await readStored()).toMatchObject({
      clientId,
      accountId: demo.ctidTraderAccountId,
      environment: 'demo',
      generation: 1,
      expiresAt: expect.any(Number),
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(fake.stdout).toContain(`logged in: demo account ${demo.ctidTraderAccountId} (login ${demo.traderLogin}`);
    expect(fake.stderr).toContain('That is none of them.');
    expect(fake.stderr).toMatch(/5,000\.00 EUR/);
    expect(browser.seen[0]).toMatchObject({ status: 200, text: expect.stringContaining('You are logged in') });
    expect(browser.seen[0]?.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(new URL(browser.opened[0] ?? '').searchParams.get('scope')).toBe('trading');
    expect(fake.listeners).toBe(0);

    const session = new FakeSurroundings();
    const running = session.run('connect', '--credentials', path, '--endpoint', sandbox.endpoints.demo.json);
    await until(() => session.stdout.includes('fully authenticated'), { what: `ready; ${session.screen}` });
    session.signal('SIGINT');
    expect(await running).toBe(130);
  });

  test('takes the only account, names it, and writes only after a yes', async () => {
    const { sandbox, path, fake, run, clientId, clientSecret } = await prepare({ options: { typed: ['n'] } });
    const only = [idOf(sandbox, 'live')];
    const careful = new FakeSurroundings({
      isTerminal: true,
      typed: ['n'],
      openBrowser: aBrowser({ accounts: only }).openBrowser,
    });
    const before = await readFile(path, 'utf8');
    const flags = await loginFlagsFor(sandbox);
    expect(await careful.run('login', '--credentials', path, ...flags)).toBe(2);
    expect(careful.stderr).toContain(`Write live account ${only[0]}`);
    expect(careful.stderr).toContain('Not confirmed, so nothing was stored.');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await run('--yes', '--account', String(sandbox.account('netted').traderLogin))).toBe(0);
    expect(fake.stdout).toContain(String(idOf(sandbox, 'netted')));
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ clientId, clientSecret });
  });

  test('asks for the id and, hidden, for the secret when there are none, and makes the profile', async () => {
    const sandbox = await openTestSandbox();
    const { clientId, clientSecret } = sandbox.application('main');
    const home = await makeFolder();
    process.env['XDG_CONFIG_HOME'] = home;
    onTestFinished(() => {
      delete process.env['XDG_CONFIG_HOME'];
    });
    const account = idOf(sandbox, 'live');
    const fake = new FakeSurroundings({
      isTerminal: true,
      typed: [clientId, clientSecret, 'yes'],
      openBrowser: aBrowser({ accounts: [account] }).openBrowser,
    });
    expect(await fake.run('login', '--profile', 'mine', ...(await loginFlagsFor(sandbox)))).toBe(0);
    const path = join(home, 'tickwire', 'mine.json');
    const stored = JSON.parse(await readFile(path, 'utf8'));
    expect(stored).toMatchObject({ clientId, clientSecret, accountId: account });
    expect((await stat(join(home, 'tickwire'))).mode & 0o777).toBe(0o700);
    expect(fake.stderr).toContain('next: tickwire connect --profile mine');
    scanForSecrets(fake, secretsOf(stored));
    const other = new FakeSurroundings();
    const listed = await other.run(
      'accounts',
      '--profile',
      'mine',
      '--endpoint',
      sandbox.endpoints.live.json,
      '--json',
    );
    expect(listed).toBe(0);
    expect(JSON.parse(other.stdout).accounts).toHaveLength(1);
  });

  test('takes id and secret from stdin, and answers with one JSON document', async () => {
    const sandbox = await openTestSandbox();
    const { clientId, clientSecret } = sandbox.application('main');
    const path = join(await makeFolder(), 'credentials.json');
    const fake = new FakeSurroundings({ stdin: `${clientId}\n${clientSecret}\n`, openBrowser: aBrowser().openBrowser });
    const files = ['--client-id-file', '-', '--client-secret-file', '-'];
    const account = idOf(sandbox, 'live');
    const where = ['--credentials', path, ...(await loginFlagsFor(sandbox))];
    expect(await fake.run('login', ...where, ...files, '--yes', '--json', '--account', String(account))).toBe(0);
    expect(fake.lines).toHaveLength(1);
    expect(JSON.parse(fake.stdout)).toMatchObject({
      v: 1,
      file: path,
      scope: 'trading',
      account: { accountId: account, environment: 'live', balance: '5000.00', currency: 'EUR' },
    });
    scanForSecrets(fake, secretsOf(JSON.parse(await readFile(path, 'utf8'))));
  });

  test('does without a browser: the address is shown, and the one it leads to is pasted', async () => {
    const { sandbox, path, clientId, clientSecret } = await prepare();
    const account = idOf(sandbox, 'demo');
    const redirectUri = 'http://localhost:8765/callback';
    const code = sandbox.consent({ redirectUri, accounts: ['demo'] });
    const fake = new FakeSurroundings({ isTerminal: true, typed: [`  ${redirectUri}?code=${code} `, 'y'] });
    const where = ['--endpoint', sandbox.endpoints.live.json, '--oauth-endpoint', sandbox.http];
    expect(await fake.run('login', '--credentials', path, ...where, '--no-browser', '--scope', 'accounts')).toBe(0);
    const shown = new URL(/^http:\/\/\S+$/m.exec(fake.stderr)?.[0] ?? '');
    expect(Object.fromEntries(shown.searchParams)).toMatchObject({
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'accounts',
      product: 'web',
    });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ accountId: account });
    scanForSecrets(fake, [code, clientSecret]);
  });

  test('holds an answer with a state to its own', async () => {
    const { run } = await prepare({ sandbox: { oauth: { echoState: true } } });
    expect(await run('--yes', '--account', '1', '--json')).toBe(3);
  });

  test('shows the address and waits when no browser can be opened', async () => {
    const { fake, run } = await prepare({ options: { openBrowser: () => Promise.reject(new Error('none')) } });
    expect(await run('--timeout', '0.2')).toBe(9);
    expect(fake.stderr).toContain('No browser could be opened. Open this address');
  });

  test('keeps foreign keys, and the old tokens beside the file, and says whose tokens it replaces', async () => {
    const { sandbox, path, fake, run, readStored } = await prepare({ options: { typed: ['1', 'y'] } });
    const { clientId, clientSecret } = sandbox.application('main');
    const old = { note: 'mine', clientId, clientSecret, accountId: 5, accessToken: 'old-a', refreshToken: 'old-r' };
    await writeFile(path, JSON.stringify(old), { mode: 0o600 });
    expect(await run()).toBe(0);
    expect(fake.stderr).toContain('in place of the tokens for account 5?');
    expect(await readStored()).toMatchObject({ note: 'mine' });
    expect(JSON.parse(await readFile(`${path}.bak`, 'utf8'))).toEqual(old);
  });
});

describe('a login that comes to nothing says why, and changes nothing', () => {
  const failures: readonly (readonly [string, Prepared, readonly string[], number, RegExp])[] = [
    [
      'Cancel on the page',
      { visit: { decision: 'cancel' } },
      [],
      5,
      /error: Access was refused on the consent page\.\nnext: run it again and press Allow/,
    ],
    [
      'a secret that is wrong',
      { before: { clientId: '', clientSecret: 'wrong-secret' }, options: { typed: ['x'] } },
      [],
      5,
      /CH_CLIENT_AUTH_FAILURE/,
    ],
    ['an application that is not active', { application: 'inactive' }, [], 5, /not in active state[\s\S]*next: wait/],
    [
      'a redirect address that is not registered',
      { sandbox: { world: { applications: { second: {} } } }, application: 'second' },
      ['--timeout', '0.5'],
      9,
      /No consent came back within 0\.5 s\.\nnext: .*register http:\/\/localhost:\d+\/callback letter by letter/,
    ],
    [
      'an account that was not ticked',
      {},
      ['--account', '12345'],
      3,
      /does not cover account 12345; it covers demo account/,
    ],
    ['nobody who picks an account', { options: { typed: ['', 'x', '99'] } }, [], 2, /No account was chosen/],
  ];

  test.each(failures)('%s', async (_, prepared, more, exitCode, words) => {
    const { path, fake, run } = await prepare(prepared);
    const before = await readFile(path, 'utf8');
    expect(await run(...more)).toBe(exitCode);
    expect(fake.stderr).toMatch(words);
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await readdir(join(path, '..'))).toEqual(['credentials.json']);
    expect(fake.listeners).toBe(0);
  });

  test('Cancel shows the browser so, and the failure is one JSON document under --json', async () => {
    const { browser, fake, run } = await prepare({ visit: { decision: 'cancel' } });
    expect(await run('--json')).toBe(5);
    expect(browser.seen[0]?.text).toContain('Access was not allowed');
    expect(JSON.parse(fake.stdout)).toMatchObject({ error: { code: 'CONSENT_REFUSED' }, exitCode: 5 });
  });

  test('a code that has been used is refused, in the browser too, and is not in the sentence', async () => {
    const sandbox = await openTestSandbox();
    const { clientId, clientSecret } = sandbox.application('main');
    const used: string[] = [];
    let last: Promise<string> = Promise.resolve('');
    const fake = new FakeSurroundings({
      isTerminal: true,
      env: { NO_COLOR: '1' },
      typed: [clientId, clientSecret],
      openBrowser(url) {
        last = visitConsentPage(url).then(async (back) => {
          const { searchParams, origin, pathname } = new URL(back);
          const code = searchParams.get('code') ?? '';
          used.push(code);
          const form = { grant_type: 'authorization_code', code, redirect_uri: `${origin}${pathname}` };
          const body = new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret });
          await fetch(`${sandbox.http}/apps/token`, { method: 'POST', body });
          return (await fetch(back)).text();
        });
        return Promise.resolve();
      },
    });
    const path = join(await makeFolder(), 'credentials.json');
    expect(await fake.run('login', '--credentials', path, ...(await loginFlagsFor(sandbox)))).toBe(4);
    expect(fake.stderr).toMatch(
      /error: The server refused the code of the consent page: ACCESS_DENIED .*\n(?:.*\n)*next: start the login again/,
    );
    expect(await last).toContain('The login did not work');
    scanForSecrets(fake, [...used, clientSecret]);
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  test('a port that somebody has', async () => {
    const { sandbox, path } = await prepare();
    const fake = new FakeSurroundings({ isTerminal: true, env: { NO_COLOR: '1' } });
    const port = await findFreePort();
    const server = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => {
      server.close();
    });
    const where = ['--endpoint', sandbox.endpoints.live.json, '--oauth-endpoint', sandbox.http];
    expect(await fake.run('login', '--credentials', path, ...where, '--port', String(port))).toBe(1);
    expect(fake.stderr).toContain(`error: Another program has port ${port} of this machine.`);
  });

  test('nobody at a terminal, and no --yes', async () => {
    const { browser, fake, run } = await prepare({ options: { isTerminal: false } });
    expect(await run()).toBe(2);
    expect(fake.stderr).toMatch(/nobody is at a terminal to do it\.\nnext: add --yes/);
    expect(browser.opened).toEqual([]);
  });

  test('nobody at a terminal to type the secret, or to choose between accounts', async () => {
    const { fake, run } = await prepare({ options: { isTerminal: false }, before: {} });
    expect(await run('--yes')).toBe(2);
    expect(fake.stderr).toContain('TICKWIRE_CLIENT_SECRET');
    const second = await prepare({ options: { isTerminal: false } });
    expect(await second.run('--yes')).toBe(2);
    expect(second.fake.stderr).toMatch(/next: add --account with one of \d+, /);
  });

  test('Ctrl-C while it waits', async () => {
    const { fake, run, path } = await prepare({ options: { openBrowser: () => Promise.resolve() } });
    const running = run();
    await until(() => fake.stderr.includes('Waiting'), { what: 'the wait' });
    fake.signal('SIGINT');
    expect(await running).toBe(130);
    expect(await readdir(join(path, '..'))).toEqual(['credentials.json']);
  });

  test.each([
    ['', 'No address was pasted.'],
    ['canary-of-a-code', 'What was pasted is no address that begins with http://localhost:8765/callback.'],
    ['http://evil.example/callback?code=canary-of-a-code', 'What was pasted is no address'],
    ['http://localhost:8765/callback', 'The address that was pasted holds no code.'],
    [
      'http://localhost:8765/callback?code=canary-of-a-code&state=other',
      'The address that was pasted belongs to another login.',
    ],
  ])('what was pasted is %j', async (pasted, sentence) => {
    const { sandbox, path } = await prepare();
    const fake = new FakeSurroundings({ isTerminal: true, typed: [pasted] });
    const where = ['--endpoint', sandbox.endpoints.live.json, '--oauth-endpoint', sandbox.http];
    expect(await fake.run('login', '--credentials', path, ...where, '--no-browser')).toBe(2);
    expect(fake.stderr).toContain(sentence);
    expect(fake.screen).not.toContain('canary-of-a-code');
  });
});
