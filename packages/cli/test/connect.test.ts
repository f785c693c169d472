import { readFile } from 'node:fs/promises';
import { until } from '@tickwire/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeOptions, FakeSurroundings } from './fake-surroundings.ts';
import { flagsFor, makeFolder, openTestSandbox, scanForSecrets, secretsOf, writeCredentials } from './support.ts';

const sixLines = [
  'connected to server',
  'requested application authentication',
  'application authentication completed',
  'requested account authentication',
  'account authentication completed',
  'fully authenticated and ready for more communication with the server',
];

interface Started {
  readonly fake: FakeSurroundings;
  /** Sends a signal and resolves with the exit code. */
  end(signal?: 'SIGINT' | 'SIGTERM'): Promise<number>;
  readonly exitCode: Promise<number>;
}

function start(argv: readonly string[], options: FakeOptions = {}): Started {
  const fake = new FakeSurroundings(options);
  const exitCode = fake.run('connect', ...argv);
  return {
    fake,
    exitCode,
    end(signal = 'SIGINT') {
      fake.signal(signal);
      return exitCode;
    },
  };
}

/** Resolves when the command has printed at least so many lines. */
const untilLines = (fake: FakeSurroundings, count: number) =>
  until(() => fake.lines.length >= count, { what: `${count} lines; so far:\n${fake.screen}` });

const once = ['--status-interval', '0'];

describe('connect', () => {
  test('prints the six lines and ends cleanly with 130 on Ctrl-C', async () => {
    const sandbox = await openTestSandbox();
    const { fake, end } = start([...(await flagsFor(sandbox, 'live')), ...once]);
    await untilLines(fake, 6);
    expect(await end()).toBe(130);
    expect(fake.lines).toEqual(sixLines);
    expect(fake.stderr).toBe('');
    expect(fake.listeners).toBe(0);
    await until(() => sandbox.pastConnections.length === 1, { what: 'the goodbye' });
    expect(sandbox.pastConnections[0]?.ending).toMatchObject({ by: 'client', code: 1000 });
    scanForSecrets(fake, secretsOf(sandbox.credentials('live')));
  });

  test('prints six lines also where one address serves an account that turns out to be a demo account', async () => {
    const sandbox = await openTestSandbox();
    const { fake, end } = start([...(await flagsFor(sandbox, 'demo')), ...once]);
    await untilLines(fake, 6);
    await end();
    expect(fake.lines).toEqual(sixLines);
  });

  test('repeats the last line while it is ready', async () => {
    const sandbox = await openTestSandbox();
    const { fake, end } = start([...(await flagsFor(sandbox, 'live')), '--status-interval', '0.01']);
    await untilLines(fake, 10);
    await end();
    expect(fake.lines.slice(0, 6)).toEqual(sixLines);
    expect(new Set(fake.lines.slice(5))).toEqual(new Set(sixLines.slice(5)));
  });

  test('with --app-only stops half way', async () => {
    const sandbox = await openTestSandbox();
    const flags = await flagsFor(sandbox, 'live', { accountId: 1, accessToken: '', refreshToken: '' });
    const { fake, end } = start([...flags, '--app-only', '--status-interval', '0.01']);
    await untilLines(fake, 6);
    await end();
    expect(fake.lines.slice(0, 5)).toEqual([
      ...sixLines.slice(0, 3),
      'partially authenticated',
      'partially authenticated',
    ]);
  });

  test('after a loss tells what it does about it and prints the six lines again', async () => {
    const sandbox = await openTestSandbox();
    const { fake, end } = start([...(await flagsFor(sandbox, 'live')), ...once]);
    await untilLines(fake, 6);
    sandbox.dropClients({ code: 1001, reason: 'going away' });
    await untilLines(fake, 13);
    await end();
    expect(fake.lines).toEqual([
      ...sixLines,
      'connection closed {"code":1001,"reason":"going away","wasClean":true}',
      ...sixLines,
    ]);
    expect(fake.stderr).toMatch(
      /^The connection to 127\.0\.0\.1:\d+ was closed by the server \(code 1001, going away\)\. Trying again (?:at once|in [\d.]+ s)\.\n$/,
    );
  });

  test('goes on when the access token dies under a running session, and keeps the new pair', async () => {
    const sandbox = await openTestSandbox();
    const flags = await flagsFor(sandbox, 'live');
    const { fake, end } = start([...flags, ...once]);
    await untilLines(fake, 6);
    const { refreshToken } = sandbox.tokens();
    sandbox.expireToken(sandbox.tokens().accessToken);
    await until(() => sandbox.tokens().refreshToken !== refreshToken, { what: 'the refresh' });
    const file = flags[1] ?? '';
    await until(async () => (await readFile(file, 'utf8')).includes(sandbox.tokens().refreshToken), {
      what: 'the new pair',
    });
    expect(await end()).toBe(130);
    expect(fake.lines.slice(0, 6)).toEqual(sixLines);
  });

  test('ends with 4 when both tokens die under a running session', async () => {
    const sandbox = await openTestSandbox();
    const { fake, exitCode } = start([...(await flagsFor(sandbox, 'live')), ...once]);
    await untilLines(fake, 6);
    sandbox.revokeToken(sandbox.tokens().accessToken);
    expect(await exitCode).toBe(4);
    expect(fake.stderr).toMatch(/^error: The server refused the token refresh: CH_ACCESS_TOKEN_INVALID/);
  });

  test('authenticates every account that is named, by id or by login number', async () => {
    const sandbox = await openTestSandbox();
    const { fake, end } = start([
      ...(await flagsFor(sandbox, 'demo', { environment: 'demo' })),
      ...['--account', String(sandbox.account('demo').traderLogin)],
      ...['--account', String(sandbox.account('netted').ctidTraderAccountId)],
      ...once,
    ]);
    await untilLines(fake, 6);
    expect(new Set(sandbox.connections[0]?.accountIds)).toEqual(
      new Set([sandbox.account('demo').ctidTraderAccountId, sandbox.account('netted').ctidTraderAccountId]),
    );
    await end();
    expect(fake.lines).toEqual(sixLines);
  });

  test('skips repetitions for a reader that is behind', async () => {
    const sandbox = await openTestSandbox();
    const { fake, end } = start([...(await flagsFor(sandbox, 'live')), '--status-interval', '0.005']);
    await untilLines(fake, 8);
    fake.isBacklogged = true;
    const before = fake.lines.length;
    sandbox.dropClients({ code: 1001, reason: '' });
    await until(() => fake.lines.filter((line) => line === sixLines[5]).length > 2 && fake.lines.length >= before + 7);
    await end();
    expect(fake.lines.slice(before)).toEqual([
      'connection closed {"code":1001,"reason":"","wasClean":true}',
      ...sixLines,
    ]);
  });
});

describe('the end of connect', () => {
  test('is 143 on SIGTERM', async () => {
    const sandbox = await openTestSandbox();
    const { fake, end } = start([...(await flagsFor(sandbox, 'live')), ...once]);
    await untilLines(fake, 6);
    expect(await end('SIGTERM')).toBe(143);
  });

  test('is 130 also while it is still connecting', async () => {
    const credentials = await writeCredentials({ accountId: 1, clientId: 'a', clientSecret: 'b', accessToken: 'c' });
    const { fake, end } = start([
      '--credentials',
      credentials,
      '--endpoint',
      'ws://127.0.0.1:1',
      '--ready-timeout',
      '0',
    ]);
    await until(() => fake.stderr.includes('Trying again'));
    expect(await end()).toBe(130);
    expect(fake.stderr).not.toContain('error:');
  });

  test('is 0 when the reader of stdout has enough', async () => {
    const sandbox = await openTestSandbox();
    const { fake, exitCode } = start([...(await flagsFor(sandbox, 'live')), ...once]);
    await untilLines(fake, 6);
    fake.closeReader();
    expect(await exitCode).toBe(0);
  });
});

describe('connect --ndjson', () => {
  test('prints one event per status change', async () => {
    const sandbox = await openTestSandbox();
    const { fake, end } = start([...(await flagsFor(sandbox, 'live')), '--ndjson']);
    await untilLines(fake, 6);
    sandbox.dropClients({ code: 1001, reason: 'going away' });
    await untilLines(fake, 13);
    expect(await end()).toBe(130);
    const events = fake.lines.map((line): Record<string, unknown> => JSON.parse(line));
    const login = [
      'dialing',
      'connected',
      'authorizing-application',
      'application-authorized',
      'authorizing-accounts',
      'ready',
    ];
    expect(events.map(({ at }) => at)).toEqual([...login, 'waiting', ...login, 'closed']);
    expect(events.every(({ v, event }) => v === 1 && event === 'status')).toBe(true);
    const { ctidTraderAccountId: accountId, traderLogin } = sandbox.account('live');
    expect(events[5]).toMatchObject({
      generation: 1,
      endpoint: sandbox.endpoints.live.json,
      environment: 'live',
      accounts: [{ accountId, traderLogin, brokerName: 'Sandbox Broker', environment: 'live' }],
    });
    expect(events[6]).toMatchObject({
      generation: 1,
      close: { code: 1001, reason: 'going away', wasClean: true },
      error: { name: 'ConnectionLostError', code: 'CONNECTION_LOST' },
    });
    expect(events.at(-1)).toMatchObject({ at: 'closed', error: null });
    expect(fake.stderr).toBe('');
    scanForSecrets(fake, secretsOf(sandbox.credentials('live')));
  });
});

describe('on a terminal', () => {
  const redrawn = '\r\u001b[2K';

  test('the repeated line is one status line that is redrawn, and goes away at the end', async () => {
    const sandbox = await openTestSandbox();
    const { fake, end } = start([...(await flagsFor(sandbox, 'live')), '--status-interval', '0.01'], {
      isTerminal: true,
      columns: 120,
    });
    const { ctidTraderAccountId, traderLogin } = sandbox.account('live');
    await until(() => fake.stdout.split('round trip').length > 3);
    expect(await end()).toBe(130);
    expect(fake.stdout).toContain(`account ${ctidTraderAccountId} (live, login ${traderLogin})`);
    expect(fake.stdout.endsWith(redrawn)).toBe(true);
    expect(fake.stdout.split(`${sixLines[5]}\n`)).toHaveLength(2);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('with %s it stays line by line', async (_, env) => {
    const sandbox = await openTestSandbox();
    const flags = [...(await flagsFor(sandbox, 'live')), '--status-interval', '0.01'];
    const { fake, end } = start(flags, { isTerminal: true, env });
    await untilLines(fake, 8);
    await end();
    expect(fake.stdout).not.toContain('\u001b');
    expect(fake.lines.slice(0, 7)).toEqual([...sixLines, sixLines[5]]);
  });

  test('an error is coloured on a terminal only', async () => {
    const terminal = start(['--credentials', '/nonexistent'], { isTerminal: true });
    const pipe = start(['--credentials', '/nonexistent']);
    await Promise.all([terminal.exitCode, pipe.exitCode]);
    expect(terminal.fake.stderr.startsWith('\u001b[31merror:\u001b[39m ')).toBe(true);
    expect(pipe.fake.stderr).toMatch(/^error: /);
  });
});

describe('without credentials', () => {
  const before = { folder: process.cwd(), config: process.env['XDG_CONFIG_HOME'] };

  // The client looks for credentials in the folder and the variables of the process.
  beforeEach(async () => {
    const folder = await makeFolder();
    process.chdir(folder);
    process.env['XDG_CONFIG_HOME'] = folder;
    return () => {
      process.chdir(before.folder);
      if (before.config === undefined) delete process.env['XDG_CONFIG_HOME'];
      else process.env['XDG_CONFIG_HOME'] = before.config;
    };
  });

  test('it says so and proposes the sandbox', async () => {
    const { fake, exitCode } = start([]);
    expect(await exitCode).toBe(4);
    expect(fake.stderr).toMatch(/^error: No credentials were found: .*\nnext: .*tickwire connect --sandbox\n$/);
  });

  test('--sandbox runs against a server of its own and says so', async () => {
    const { fake, end } = start(['--sandbox', ...once]);
    await untilLines(fake, 6);
    expect(await end()).toBe(130);
    expect(fake.lines).toEqual(sixLines);
    expect(fake.stderr).toMatch(
      /^Running against an embedded sandbox at ws:\/\/127\.0\.0\.1:\d+; nothing here is real\.\n$/,
    );
  });

  test('--or-sandbox does so too', async () => {
    const { fake, end } = start(['--or-sandbox', ...once]);
    await untilLines(fake, 6);
    expect(await end()).toBe(130);
    expect(fake.stderr).toMatch(/^No credentials found: running against an embedded sandbox at /);
  });

  test('--or-sandbox with the application only needs no more than that to be missing', async () => {
    const { fake, end } = start(['--or-sandbox', '--app-only', ...once]);
    await untilLines(fake, 4);
    expect(await end()).toBe(130);
    expect(fake.lines.at(-1)).toBe('partially authenticated');
  });

  test('--or-sandbox does not hide a file that is not filled in', async () => {
    const { writeFile } = await import('node:fs/promises');
    await writeFile('credentials.json', JSON.stringify({ accountId: 1, clientId: '', clientSecret: '' }), {
      mode: 0o600,
    });
    const { fake, exitCode } = start(['--or-sandbox']);
    expect(await exitCode).toBe(4);
    expect(fake.stderr).toMatch(/^error: The value of clientId in credentials\.json is empty\./);
  });

  test('--or-sandbox does not hide a file that was named and is not there', async () => {
    const { fake, exitCode } = start(['--or-sandbox', '--credentials', 'nowhere.json']);
    expect(await exitCode).toBe(4);
    expect(fake.stderr).toMatch(/^error: There is no file nowhere\.json\./);
  });

  test('--or-sandbox does not take the place of a server that was named', async () => {
    const { fake, exitCode } = start(['--or-sandbox', '--endpoint', 'ws://127.0.0.1:1']);
    expect(await exitCode).toBe(4);
    expect(fake.stderr).toMatch(/^error: No credentials were found/);
  });

  test('an account whose environment nobody named is found, and stdout stays six lines', async () => {
    const sandbox = await openTestSandbox();
    const { ctidTraderAccountId } = sandbox.account('netted');
    const { fake, end } = start(['--sandbox', '--account', String(ctidTraderAccountId), ...once]);
    await untilLines(fake, 6);
    await end();
    expect(fake.lines).toEqual(sixLines);
    expect(fake.stderr).toMatch(/\nThe account is a demo account: going on at ws:\/\/127\.0\.0\.1:\d+\.\n$/);
  });

  test('an account of the first host needs no second connection', async () => {
    const sandbox = await openTestSandbox();
    const { ctidTraderAccountId } = sandbox.account('live');
    const { fake, end } = start(['--sandbox', '--account', String(ctidTraderAccountId), ...once]);
    await untilLines(fake, 6);
    await end();
    expect(fake.lines).toEqual(sixLines);
    expect(fake.stderr).not.toContain('going on at');
  });
});

afterEach(() => {
  // A command that leaks a signal listener would keep the next process alive.
  expect(process.listenerCount('SIGTERM')).toBe(0);
});
