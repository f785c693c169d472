import { createHash } from 'node:crypto';
import { readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FaultRule, Sandbox, SandboxOptions } from '@tickwire/sandbox';
import { describe, expect, test } from 'vitest';
import { allChecks } from '../src/doctor/all-checks.ts';
import { examine, findClosedPort, git, hasGit, openServerOf, runDoctorOver, type Setup } from './doctor-support.ts';
import { anyCredentials, makeFolder, openTestSandbox, writeCredentials } from './support.ts';

/** A set-up in which all is well, but for what the test changes. */
async function aSetup(
  changes: Readonly<Record<string, unknown>> = {},
  options: SandboxOptions = {},
  mode?: number,
): Promise<Setup & { readonly sandbox: Sandbox; readonly file: string; readonly secrets: object }> {
  const sandbox = await openTestSandbox(options);
  const secrets = { ...sandbox.credentials('demo'), ...changes };
  const file = await writeCredentials(secrets, mode);
  return { sandbox, file, secrets, argv: ['--credentials', file, '--endpoint', sandbox.endpoints.demo.json] };
}

/** Credentials that nobody will ask for, and a server that is met before them. */
const aSetupAt = async (endpoint: string, ...more: readonly string[]): Promise<Setup> => ({
  argv: ['--credentials', await writeCredentials(anyCredentials), '--endpoint', endpoint, ...more],
});

const withFault = (fault: FaultRule) => aSetup({}, { faults: [fault] });

async function openTlsSandbox() {
  const sandbox = await openTestSandbox({ tls: { dataFolder: await makeFolder() } });
  return { sandbox, url: sandbox.endpoints.demo.json, ca: sandbox.ca ?? '' };
}

async function writeRecord(file: string, secrets: object, state: 'sent' | 'in-doubt'): Promise<void> {
  const refreshToken = 'refreshToken' in secrets ? String(secrets.refreshToken) : '';
  const tokenHash = createHash('sha256').update(refreshToken).digest('hex');
  const record = { generation: 0, startedAt: 1_790_000_000_000, tokenHash, state };
  await writeFile(`${file}.refresh`, JSON.stringify(record), { mode: 0o600 });
}

const dayMs = 86_400_000;

/** For each check a set-up that is broken in one place. */
const broken: Readonly<Record<string, () => Promise<Setup>>> = {
  node: async () => ({ ...(await aSetup()), probes: { nodeVersion: '20.18.3' } }),
  'tls-checks': async () => ({ ...(await aSetup()), env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }),
  'extra-ca': async () => ({ ...(await aSetup()), env: { NODE_EXTRA_CA_CERTS: '/nonexistent/ca.pem' } }),
  dns: () => aSetupAt('wss://nowhere.invalid:5036'),
  ports: async () => aSetupAt(`ws://127.0.0.1:${await findClosedPort()}`),
  tls: async () => {
    const { sandbox } = await aSetup();
    return aSetupAt(sandbox.endpoints.demo.json.replace('ws:', 'wss:'));
  },
  'certificate-chain': async () => aSetupAt((await openTlsSandbox()).url),
  'certificate-name': async () => {
    const { url, ca } = await openTlsSandbox();
    // The same address in another notation, for which the certificate was not made.
    return aSetupAt(url.replace('127.0.0.1', '[::ffff:127.0.0.1]'), '--ca', ca);
  },
  'certificate-dates': async () => {
    const { url, ca } = await openServerOf(500);
    const file = join(await makeFolder(), 'ca.pem');
    await writeFile(file, ca);
    return aSetupAt(url, '--ca', file);
  },
  'file-link': async () => {
    const setup = await aSetup();
    const target = join(await makeFolder(), 'elsewhere.json');
    await rename(setup.file, target);
    await symlink(target, setup.file);
    return setup;
  },
  'file-mode': () => aSetup({}, {}, 0o640),
  'file-git': async () => {
    const setup = await aSetup();
    git(setup.file, 'init', '--quiet');
    git(setup.file, 'add', 'credentials.json');
    return setup;
  },
  credentials: () => aSetup({ accessToken: '' }),
  'token-age': () => aSetup({ expiresAt: Date.now() - dayMs, generation: 3 }),
  refresh: async () => {
    const setup = await aSetup();
    await writeRecord(setup.file, setup.secrets, 'in-doubt');
    return setup;
  },
  connection: () => withFault({ fault: 'refuse-upgrade', status: '403' }),
  limits: () =>
    withFault({
      fault: 'refuse',
      errorCode: 'CONNECTIONS_LIMIT_EXCEEDED',
      when: { messageTypes: ['ApplicationAuthReq'] },
    }),
  application: () => aSetup({ clientSecret: 'canary-of-a-wrong-secret' }),
  token: () => aSetup({ accessToken: 'canary-of-a-dead-token' }),
  account: () => aSetup({ accountId: 4_711 }),
  environment: () => aSetup({ environment: 'live' }),
  'account-login': () => aSetup({}, { world: { accounts: { demo: { isDisabled: true } } } }),
  symbols: () => withFault({ fault: 'refuse', errorCode: 'UNKNOWN_ERROR', when: { messageTypes: ['SymbolsListReq'] } }),
  quote: () => withFault({ fault: 'no-data', when: { messageTypes: ['SpotEvent'] } }),
  clock: async () => ({ ...(await aSetup()), clockAheadMs: -600_000 }),
};

/** What the shell is told about each. */
const exitCodes: Readonly<Record<string, number>> = {
  node: 1,
  'tls-checks': 8,
  'extra-ca': 2,
  dns: 9,
  ports: 9,
  tls: 9,
  'certificate-chain': 8,
  'certificate-name': 8,
  'certificate-dates': 8,
  'file-link': 8,
  'file-mode': 8,
  'file-git': 8,
  credentials: 4,
  'token-age': 4,
  refresh: 4,
  connection: 9,
  limits: 7,
  application: 5,
  token: 4,
  account: 3,
  environment: 2,
  'account-login': 5,
  symbols: 5,
  quote: 9,
  clock: 1,
};

test('every check has a broken set-up', () => {
  expect(Object.keys(broken)).toEqual(allChecks.map(({ id }) => id));
});

describe('a set-up that is broken in one place turns exactly one check red:', () => {
  for (const [id, prepare] of Object.entries(broken)) {
    test.skipIf(id === 'file-git' && !hasGit())(id, async () => {
      const { exitCode, document, red, yellow, skipped } = await examine(await prepare());
      expect({ red, yellow }).toEqual({ red: [id], yellow: [] });
      expect(exitCode).toBe(exitCodes[id]);
      expect(document).toMatchObject({ v: 1, healthy: false, exitCode });
      // What depends on it says so; everything else has been looked at.
      expect(skipped).toEqual(findDependents(id));
      for (const check of document.checks) {
        if (check.state === 'skipped') expect(check.because).toBe(id);
        if (check.state === 'red') expect(check.next).toMatch(/^\S.*[^.]$/);
      }
    });
  }
});

/** Whatever needs a check, also through others, in the order of the checks. */
function findDependents(id: string): readonly string[] {
  const missing = new Set([id]);
  for (const check of allChecks) if (check.needs.some((need) => missing.has(need))) missing.add(check.id);
  return [...missing].slice(1);
}

describe('what works, and could be better, is advice and no failure:', () => {
  const improvable: Readonly<Record<string, readonly [check: string, prepare: () => Promise<Setup>]>> = {
    'a token that may only read': ['token', () => aSetup({}, { world: { grants: { main: { scope: 'view' } } } })],
    'a login number in place of the id': [
      'account',
      async () => {
        const { sandbox, secrets } = await aSetup();
        const file = await writeCredentials({ ...secrets, accountId: sandbox.account('demo').traderLogin });
        return { argv: ['--credentials', file, '--endpoint', sandbox.endpoints.demo.json], secrets };
      },
    ],
    'a token near its end': ['token-age', () => aSetup({ expiresAt: Date.now() + 3 * dayMs })],
    'a refresh that was begun': [
      'refresh',
      async () => {
        const setup = await aSetup();
        await writeRecord(setup.file, setup.secrets, 'sent');
        return setup;
      },
    ],
    'a clock that is ten seconds off': ['clock', async () => ({ ...(await aSetup()), clockAheadMs: 12_000 })],
  };
  for (const [name, [id, prepare]] of Object.entries(improvable)) {
    test(name, async () => {
      const { exitCode, document, red, yellow, skipped } = await examine(await prepare());
      expect({ red, yellow, skipped, exitCode }).toEqual({ red: [], yellow: [id], skipped: [], exitCode: 0 });
      expect(document.healthy).toBe(true);
    });
  }

  test.skipIf(!hasGit())('a file that git does not ignore, until it does', async () => {
    const setup = await aSetup();
    git(setup.file, 'init', '--quiet');
    expect((await examine(setup)).yellow).toEqual(['file-git']);
    await writeFile(join(dirname(setup.file), '.gitignore'), 'credentials.json\n');
    expect((await examine(setup)).yellow).toEqual(['file-git']);
    await writeFile(join(dirname(setup.file), '.gitignore'), 'credentials.json\ncredentials.json.*\n');
    expect((await examine(setup)).yellow).toEqual([]);
  });
});

test('the real servers are looked at by name, and a closed Protobuf port is advice', async () => {
  const reached: string[] = [];
  const reach = ({ host, port }: { readonly host: string; readonly port: number }) => {
    reached.push(`${host}:${port}`);
    return port === 5035
      ? Promise.reject(Object.assign(new Error('closed'), { code: 'ETIMEDOUT' }))
      : Promise.resolve();
  };
  const now = Date.now();
  const handshake = { chainError: undefined, isForHost: true, validFrom: 0, validTo: now + dayMs, issuer: 'somebody' };
  const { document, red, yellow } = await examine({
    // Without a token nothing is connected to.
    argv: ['--credentials', await writeCredentials({ ...anyCredentials, accessToken: '' })],
    probes: {
      lookUp: () => Promise.resolve(),
      connectTcp: reach,
      shakeHands: () => Promise.resolve(handshake),
      readTime: () => Promise.resolve({ date: now }),
    },
  });
  expect({ red, yellow }).toEqual({ red: ['credentials'], yellow: ['ports'] });
  expect(document.checks.find(({ id }) => id === 'dns')?.says).toBe('All 3 names resolve.');
  expect(reached).toEqual([
    'live.ctraderapi.com:5036',
    'demo.ctraderapi.com:5036',
    'openapi.ctrader.com:443',
    'live.ctraderapi.com:5035',
    'demo.ctraderapi.com:5035',
  ]);
});

test('an application that is not active is told from a wrong secret', async () => {
  const setup = await aSetup();
  setup.sandbox.setApplicationActive(false);
  const { document } = await examine(setup);
  const found = document.checks.find(({ id }) => id === 'application');
  expect(found).toMatchObject({ state: 'red', says: expect.stringContaining('not in active state') });
  expect(found).toMatchObject({
    next: expect.stringContaining('wait until the portal shows the application as Active'),
  });
});

test('an account that lives on the other host is looked at there', async () => {
  const { exitCode, stdout } = await runDoctorOver({ argv: ['--sandbox'] });
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`\n ${allChecks.length} green\n`);
});

test('over TLS everything is green when the authority is named', async () => {
  const { sandbox, url, ca } = await openTlsSandbox();
  const secrets = sandbox.credentials('demo');
  const file = await writeCredentials(secrets);
  const setup = { argv: ['--credentials', file, '--endpoint', url, '--ca', ca], secrets };
  const { document, red, yellow, skipped } = await examine(setup);
  expect({ red, yellow, skipped }).toEqual({ red: [], yellow: [], skipped: [] });
  expect(document.checks.find(({ id }) => id === 'certificate-chain')?.says).toContain('sandbox');
});

test('without an answer that has a date, the clock is judged by the time of the last price', async () => {
  const setup = await aSetup();
  setup.sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 110_000, ask: 110_010 });
  const mute = { readTime: () => Promise.resolve({ date: undefined }) };
  const judge = async (clockAheadMs: number) => {
    const { document } = await examine({ ...setup, probes: mute, clockAheadMs });
    return document.checks.find(({ id }) => id === 'clock');
  };
  expect(await judge(-600_000)).toMatchObject({ state: 'red', says: expect.stringContaining('the last price') });
  // A price from the past may simply be old.
  expect(await judge(600_000)).toMatchObject({ state: 'green', says: expect.stringContaining('the last price') });
});

test('the doctor reads: nothing is traded, renewed or written', async () => {
  // A session would renew this token at once.
  const setup = await aSetup({ expiresAt: Date.now() + 60_000 });
  const before = await readFile(setup.file, 'utf8');
  await examine(setup);
  expect(await readFile(setup.file, 'utf8')).toBe(before);
  expect(await readdir(dirname(setup.file))).toEqual(['credentials.json']);
  expect(Object.keys(setup.sandbox.ledger.received)).toEqual(['2100', '2102', '2114', '2127', '2149']);
  expect(setup.sandbox.connections).toEqual([]);
});

test('people get a table of at most 80 columns, with what to do below what is wrong', async () => {
  const { stdout, exitCode } = await runDoctorOver(await aSetup({}, {}, 0o644));
  expect(exitCode).toBe(8);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).toMatch(/\n ✗ file mode {11}\S.*\n(?: {23}\S.*\n)* {23}next: run: chmod 600/);
  expect(stdout).toContain(' – credentials         Skipped: first see to file mode.\n');
  expect(stdout).toMatch(/\n\n \d+ green, 1 red, \d+ skipped\n$/);
});

test('--sandbox takes no file or server beside it', async () => {
  const { exitCode, stderr } = await runDoctorOver({ argv: ['--sandbox', '--endpoint', 'ws://127.0.0.1:1'] });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--endpoint has no place beside it');
});
