import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '@tickwire/sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FakeOptions, FakeSurroundings } from './fake-surroundings.ts';
import { flagsFor, makeFolder, openTestSandbox, scanForSecrets, secretsOf, writeCredentials } from './support.ts';

/** Runs a command; nothing it says may hold a secret of the sandbox, before or after. */
async function run(sandbox: Sandbox, argv: readonly string[], options: FakeOptions = {}) {
  const secrets = secretsOf(sandbox.credentials('live'));
  const fake = new FakeSurroundings({ env: { NO_COLOR: '1' }, ...options });
  const exitCode = await fake.run(...argv);
  scanForSecrets(fake, [...secrets, ...secretsOf(sandbox.credentials('live'))]);
  expect(fake.listeners).toBe(0);
  return { exitCode, stdout: fake.stdout, stderr: fake.stderr, screen: fake.screen };
}

const pathIn = (flags: readonly string[]): string => flags[1] ?? '';
const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

describe('accounts', () => {
  test('lists what the token covers and marks the one that is named', async () => {
    const sandbox = await openTestSandbox();
    const { exitCode, stdout, stderr } = await run(sandbox, ['accounts', ...(await flagsFor(sandbox, 'live'))]);
    const { ctidTraderAccountId, traderLogin } = sandbox.account('live');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`*  ${ctidTraderAccountId}  ${traderLogin}  live  Sandbox Broker  5,000.00 EUR\n`);
    expect(stdout.split('\n')).toHaveLength(5);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('reads the balances of both environments where both can be reached', async () => {
    const { stdout } = await run(await openTestSandbox(), ['accounts', '--sandbox', '--json']);
    const { v, scope, accounts } = JSON.parse(stdout);
    expect({ v, scope }).toEqual({ v: 1, scope: 'trading' });
    expect(
      accounts.map((row: Readonly<Record<string, unknown>>) => [
        row['environment'],
        row['currency'],
        row['isSelected'],
      ]),
    ).toEqual([
      ['demo', 'USD', true],
      ['live', 'EUR', false],
      ['demo', 'USD', false],
    ]);
    expect(accounts[1]).toMatchObject({ balance: '5000.00', broker: 'Sandbox Broker' });
  });

  test('a dead access token leads to the refresh, and changes nothing by itself', async () => {
    const sandbox = await openTestSandbox();
    const flags = await flagsFor(sandbox, 'live');
    sandbox.expireToken(sandbox.tokens().accessToken);
    const before = await readFile(pathIn(flags), 'utf8');
    const { exitCode, stdout, stderr } = await run(sandbox, ['accounts', ...flags, '--json']);
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout).error.name).toBe('TokenError');
    expect(stderr).toContain('next: renew it with `tickwire token refresh`');
    expect(await readFile(pathIn(flags), 'utf8')).toBe(before);
  });
});

describe('whoami', () => {
  test('shows each value, masked where it is secret, with the source that won, and what the server says', async () => {
    const sandbox = await openTestSandbox();
    const flags = await flagsFor(sandbox, 'live', {
      environment: 'live',
      expiresAt: Date.now() + 10 * 86_400_000 + 5_000,
    });
    process.env['TICKWIRE_CLIENT_ID'] = sandbox.application('main').clientId;
    onTestFinished(() => {
      delete process.env['TICKWIRE_CLIENT_ID'];
    });
    const { exitCode, stdout } = await run(sandbox, ['whoami', ...flags]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^clientId +sandbox-client-\w+ +TICKWIRE_CLIENT_ID$/m);
    expect(stdout).toMatch(new RegExp(`^clientSecret +….{3} +${pathIn(flags)}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^refreshToken +….{3} +${pathIn(flags)}$`, 'm'));
    expect(stdout).toMatch(/^expires +\d{4}-\d\d-\d\d \d\d:\d\d UTC, 10 days left$/m);
    expect(stdout).toMatch(/^scope +trading$/m);
    expect(stdout).toMatch(/^cTrader ID +\d+$/m);
    expect(stdout).toMatch(/^account +live account \d+ \(login \d+, Sandbox Broker\)$/m);
  });

  test('says the same as one document', async () => {
    const sandbox = await openTestSandbox();
    const flags = await flagsFor(sandbox, 'live');
    const { stdout } = await run(sandbox, ['whoami', ...flags, '--json']);
    const accountId = sandbox.account('live').ctidTraderAccountId;
    expect(JSON.parse(stdout)).toMatchObject({
      v: 1,
      file: pathIn(flags),
      credentials: {
        accountId: { shown: String(accountId), source: pathIn(flags) },
        clientSecret: { shown: expect.stringMatching(/^….{3}$/) },
        environment: { shown: null, source: null },
      },
      expiresAt: null,
      generation: 0,
      server: { scope: 'trading', account: { accountId, environment: 'live' }, accountCount: 3 },
    });
  });

  test('asks nobody when told so, and shows also what is not complete', async () => {
    const sandbox = await openTestSandbox();
    const path = await writeCredentials({ clientId: 'only-this' });
    const { exitCode, stdout } = await run(sandbox, ['whoami', '--offline', '--credentials', path]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^clientId +only-this/m);
    expect(stdout).toMatch(/^accessToken +–$/m);
    expect(sandbox.pastConnections).toEqual([]);
  });

  test('says which values there are before it says what is missing', async () => {
    const sandbox = await openTestSandbox();
    const path = await writeCredentials({ clientId: 'only-this' });
    const { exitCode, stdout, stderr } = await run(sandbox, ['whoami', '--credentials', path]);
    expect(exitCode).toBe(4);
    expect(stdout).toContain('only-this');
    expect(stderr).toMatch(/^error: There is no clientSecret in /);
  });
});

describe('token status', () => {
  test('tells age, life and generation', async () => {
    const sandbox = await openTestSandbox();
    const expiresAt = Date.now() + 20 * 86_400_000 + 60_000;
    const flags = (await flagsFor(sandbox, 'live', { expiresAt, generation: 3 })).slice(0, 2);
    const { exitCode, stdout } = await run(sandbox, ['token', 'status', ...flags]);
    expect(exitCode).toBe(0);
    expect(stdout.replace(pathIn(flags), 'FILE').replace(/^(expires +).*$/m, '$1…')).toMatchInlineSnapshot(`
      "tokens         FILE
      access token   good for 20 days
      age            10 days
      expires        …
      refresh token  there
      generation     3
      refresh        none open
      "
    `);
    const document = JSON.parse((await run(sandbox, ['token', 'status', ...flags, '--json'])).stdout);
    expect(document).toMatchObject({ v: 1, generation: 3, expiresAt, refresh: 'none', isRenewable: true, next: null });
  });

  test('a refresh in doubt is named with the command that helps, and ends with 4', async () => {
    const sandbox = await openTestSandbox();
    const flags = (await flagsFor(sandbox, 'live')).slice(0, 2);
    const { createHash } = await import('node:crypto');
    const tokenHash = createHash('sha256').update(sandbox.tokens().refreshToken).digest('hex');
    const intent = {
      generation: 0,
      startedAt: Date.now(),
      tokenHash,
      state: 'in-doubt',
      serverCode: 'CH_ACCESS_TOKEN_INVALID',
    };
    await writeFile(`${pathIn(flags)}.refresh`, JSON.stringify(intent), { mode: 0o600 });
    const { exitCode, stdout } = await run(sandbox, ['token', 'status', ...flags]);
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^refresh +in doubt: .* \(CH_ACCESS_TOKEN_INVALID\), since/m);
    expect(stdout).toMatch(new RegExp(`^next +tickwire login --credentials ${pathIn(flags)}$`, 'm'));
    const json = await run(sandbox, ['token', 'status', ...flags, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      refresh: 'in-doubt',
      isRenewable: false,
      serverCode: 'CH_ACCESS_TOKEN_INVALID',
    });
  });

  test('no tokens at all', async () => {
    const path = await writeCredentials({ clientId: 'a' });
    const { exitCode, stdout } = await run(await openTestSandbox(), ['token', 'status', '--credentials', path]);
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^access token +none$/m);
  });
});

describe('token refresh', () => {
  test.each([['session'], ['http']])(
    'over %s, the new pair is saved and the server has seen one refresh',
    async (over) => {
      const sandbox = await openTestSandbox();
      const flags = await flagsFor(sandbox, 'live');
      const before = sandbox.tokens();
      const oauth = over === 'http' ? ['--oauth-endpoint', sandbox.http] : [];
      const { exitCode, stdout } = await run(sandbox, ['token', 'refresh', ...flags, '--over', over, ...oauth]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^renewed: generation 1 is saved in .*, good until \d{4}-/);
      expect(sandbox.tokens()).not.toEqual(before);
      expect(await readJson(pathIn(flags))).toMatchObject({ ...sandbox.tokens(), generation: 1 });
    },
  );

  test('is refused where a new pair could not be saved', async () => {
    const sandbox = await openTestSandbox();
    const flags = await flagsFor(sandbox, 'live', { refreshToken: '' });
    const { exitCode, stdout } = await run(sandbox, ['token', 'refresh', ...flags, '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 2, error: { hint: 'log in: tickwire login' } });
  });

  test('a token that is dead ends with 4', async () => {
    const sandbox = await openTestSandbox();
    const flags = await flagsFor(sandbox, 'live', { refreshToken: 'spent-refresh-token-canary' });
    const { exitCode, screen } = await run(sandbox, ['token', 'refresh', ...flags]);
    expect(exitCode).toBe(4);
    expect(screen).toContain('next: log in again with `tickwire login`');
    expect(screen).not.toContain('canary');
  });
});

describe('logout', () => {
  async function aStore() {
    const sandbox = await openTestSandbox();
    const path = join(await makeFolder(), 'credentials.json');
    const stored = { ...sandbox.credentials('live'), note: 'mine', expiresAt: 5 };
    await writeFile(path, JSON.stringify(stored), { mode: 0o600 });
    await writeFile(`${path}.bak`, JSON.stringify(stored), { mode: 0o600 });
    return { sandbox, path, stored };
  }

  test('removes the tokens and their copies once the word is typed, keeps the rest, and says what it cannot do', async () => {
    const { sandbox, path, stored } = await aStore();
    const typing = { isTerminal: true, typed: ['logout'] };
    const { exitCode, stdout, stderr } = await run(sandbox, ['logout', '--credentials', path], typing);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`logged out: ${path} holds no tokens any more; removed credentials.json.bak\n`);
    expect(stderr).toContain('The server was not told');
    expect(await readJson(path)).toEqual({ ...stored, accessToken: '', refreshToken: '', expiresAt: null });
    expect(await readdir(join(path, '..'))).toEqual(['credentials.json']);
    const after = await run(sandbox, ['accounts', '--credentials', path]);
    expect(after.exitCode).toBe(4);
  });

  test.each<[string, FakeOptions]>([
    ['another word is typed', { isTerminal: true, typed: ['yes'] }],
    ['the input ends', { isTerminal: true, typed: [] }],
    ['nobody is there', {}],
  ])('removes nothing when %s', async (_, options) => {
    const { sandbox, path, stored } = await aStore();
    const { exitCode } = await run(sandbox, ['logout', '--credentials', path], options);
    expect(exitCode).toBe(2);
    expect(await readJson(path)).toEqual(stored);
    expect(await readdir(join(path, '..'))).toEqual(['credentials.json', 'credentials.json.bak']);
  });

  test('asks nothing with --yes, and answers with one document', async () => {
    const { sandbox, path } = await aStore();
    const { exitCode, stdout } = await run(sandbox, ['logout', '--credentials', path, '--yes', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ v: 1, file: path, removed: ['credentials.json.bak'] });
  });
});
