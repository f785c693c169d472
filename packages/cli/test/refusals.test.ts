import type { Sandbox } from '@tickwire/sandbox';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { FakeSurroundings } from './fake-surroundings.ts';
import { flagsFor, openTestSandbox, scanForSecrets, secretsOf } from './support.ts';

const world = {
  accounts: { foreign: { environment: 'demo', owner: 'stranger' }, blocked: { isDisabled: true } },
  grants: { foreign: { owner: 'stranger' } },
} as const;

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line against the sandbox, and looks for its secrets in everything that was printed. */
async function run(sandbox: Sandbox, argv: readonly string[]): Promise<Outcome> {
  const fake = new FakeSurroundings();
  const exitCode = await fake.run(...argv);
  const secrets = [
    ...secretsOf(sandbox.credentials('live')),
    ...secretsOf(sandbox.tokens('foreign')),
    sandbox.application('inactive').clientSecret,
  ];
  scanForSecrets(fake, secrets);
  expect(fake.listeners).toBe(0);
  const { stdout, stderr } = fake;
  const settled = stderr.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST').replaceAll(/\S+tickwire-cli-\w+/g, 'FOLDER');
  return { exitCode, stdout, stderr: settled };
}

/** Connects with changed credentials; fails the test unless it ends by itself. */
async function connect(
  changes: (sandbox: Sandbox) => Readonly<Record<string, unknown>>,
  ...more: readonly string[]
): Promise<Outcome> {
  const sandbox = await openTestSandbox({ world });
  const flags = await flagsFor(sandbox, 'demo', changes(sandbox));
  return run(sandbox, ['connect', ...flags, ...more]);
}

describe('a login that is refused ends the run', () => {
  test('a wrong client secret', async () => {
    expect(await connect(() => ({ clientSecret: 'wrong' }))).toMatchInlineSnapshot(`
      {
        "exitCode": 5,
        "stderr": "error: The server refused application authentication: CH_CLIENT_AUTH_FAILURE (clientId or clientSecret is incorrect).
      likely cause: One of them was copied incompletely, mixed up, or renewed since.
      next: copy client id and client secret from the application's page into FOLDER/credentials.json again
      ",
        "stdout": "connected to server
      requested application authentication
      ",
      }
    `);
  });

  test('an application that is not active', async () => {
    const { exitCode, stderr } = await connect((sandbox) => {
      const { clientId, clientSecret } = sandbox.application('inactive');
      return { clientId, clientSecret };
    });
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 5,
        "stderr": "error: The server refused application authentication: CH_CLIENT_AUTH_FAILURE (OA client is not in active state).
      likely cause: It has not been approved yet, which takes up to about three working days, or it was switched off.
      next: wait until the portal shows the application as Active, then run \`tickwire connect\`; until then try \`tickwire sandbox\`
      ",
      }
    `);
  });

  test('a wrong access token', async () => {
    const { exitCode, stderr } = await connect(() => ({ accessToken: 'wrong', refreshToken: '' }));
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 4,
        "stderr": "error: The server refused the account list: CH_ACCESS_TOKEN_INVALID (Invalid access token).
      likely cause: It was mistyped, revoked, or replaced by a refresh; a refresh token can be used only once.
      next: log in again with \`tickwire login\`, or put a new token from the application's page (Sandbox/Playground) into FOLDER/credentials.json
      ",
      }
    `);
  });

  test('an expired access token', async () => {
    const { exitCode, stderr } = await connect((sandbox) => {
      sandbox.expireToken(sandbox.tokens().accessToken);
      return { refreshToken: '' };
    });
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 4,
        "stderr": "error: The server refused the account list: OA_AUTH_TOKEN_EXPIRED (Access token is expired).
      likely cause: An access token lives about 30 days and was not renewed in time.
      next: log in again with \`tickwire login\`, or put a new token from the application's page (Sandbox/Playground) into FOLDER/credentials.json
      ",
      }
    `);
  });

  test('a wrong pair of tokens', async () => {
    const { exitCode, stderr } = await connect(() => ({ accessToken: 'wrong', refreshToken: 'wrong too' }));
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 4,
        "stderr": "error: The server refused the token refresh: CH_ACCESS_TOKEN_INVALID (Invalid access token).
      likely cause: It was mistyped, revoked, or replaced by a refresh; a refresh token can be used only once.
      next: log in again with \`tickwire login\`, or put a new token from the application's page (Sandbox/Playground) into FOLDER/credentials.json
      ",
      }
    `);
  });

  test('a token of somebody else', async () => {
    const { exitCode, stderr } = await connect((sandbox) => sandbox.tokens('foreign'));
    expect({ exitCode, stderr: stderr.replaceAll(/\d{7,}/g, 'N') }).toMatchInlineSnapshot(`
      {
        "exitCode": 3,
        "stderr": "error: The access token does not cover account N; it covers N (demo, login N, Sandbox Broker).
      next: put one of these into FOLDER/credentials.json, or grant access to the account on the consent page
      ",
      }
    `);
  });

  test('an account of the other environment', async () => {
    const { exitCode, stdout, stderr } = await connect(
      (sandbox) => ({ accountId: sandbox.account('live').ctidTraderAccountId }),
      '--environment',
      'demo',
    );
    expect({ exitCode, stdout, stderr: stderr.replaceAll(/\d{7,}/g, 'N') }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: Account N is a live account, but demo was asked for.
      next: leave --environment out, or say --environment live
      ",
        "stdout": "connected to server
      requested application authentication
      application authentication completed
      requested account authentication
      ",
      }
    `);
  });

  test('an account that is switched off', async () => {
    const { exitCode, stderr } = await connect((sandbox) => ({
      accountId: sandbox.account('blocked').ctidTraderAccountId,
    }));
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 5,
        "stderr": "error: The server refused account authentication: RET_ACCOUNT_DISABLED (Trading account is disabled).
      likely cause: The broker disabled it.
      next: ask the broker, or choose another account
      ",
      }
    `);
  });

  test('a refusal under --ndjson is an event too, and says the exit code', async () => {
    const { exitCode, stdout } = await connect(() => ({ clientSecret: 'wrong' }), '--ndjson');
    const last: unknown = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(exitCode).toBe(5);
    expect(last).toMatchObject({
      v: 1,
      event: 'error',
      error: { name: 'AuthorizationError', code: 'CH_CLIENT_AUTH_FAILURE' },
      exitCode: 5,
    });
  });
});

test('a login number is as good as an id', async () => {
  const sandbox = await openTestSandbox();
  const fake = new FakeSurroundings();
  const flags = await flagsFor(sandbox, 'demo', { accountId: sandbox.account('demo').traderLogin });
  const exitCode = await fake.run('request', 'TraderReq', ...flags);
  expect(exitCode).toBe(0);
  expect(JSON.parse(fake.stdout)).toMatchObject({ ctidTraderAccountId: sandbox.account('demo').ctidTraderAccountId });
});

describe('a request that is refused says the code and the words of the server', () => {
  async function request(argv: (sandbox: Sandbox) => readonly string[]): Promise<Outcome> {
    const sandbox = await openTestSandbox({ world });
    return run(sandbox, ['request', ...argv(sandbox), ...(await flagsFor(sandbox, 'demo'))]);
  }

  test('a message before the account is authenticated', async () => {
    expect(await request(() => ['TraderReq', '--app-only'])).toMatchInlineSnapshot(`
      {
        "exitCode": 5,
        "stderr": "error: The server refused TraderReq: INVALID_REQUEST (Trading account is not authorized).
      likely cause: Account authentication was skipped, or the server ended the session of the account.
      next: leave out --app-only, so that the account is authenticated too
      ",
        "stdout": "{"v":1,"error":{"name":"ServerError","code":"INVALID_REQUEST","message":"The server refused TraderReq: INVALID_REQUEST (Trading account is not authorized).","hint":"leave out --app-only, so that the account is authenticated too","facts":{"serverCode":"INVALID_REQUEST","description":"Trading account is not authorized","request":"TraderReq"}},"exitCode":5}
      ",
      }
    `);
  });

  test('a login number where an id belongs', async () => {
    const { exitCode, stderr } = await request((sandbox) => [
      'AccountAuthReq',
      '--json',
      JSON.stringify({ ctidTraderAccountId: sandbox.account('demo').traderLogin }),
    ]);
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 5,
        "stderr": "error: The server refused account authentication: CH_CTID_TRADER_ACCOUNT_NOT_FOUND (Trading account is not found).
      likely cause: Often the login number that the platform shows was used in its place.
      next: take the ctidTraderAccountId from \`tickwire request GetAccountListByAccessTokenReq\` and put it into credentials.json
      ",
      }
    `);
  });

  test('an account of the other host', async () => {
    const { exitCode, stderr } = await request((sandbox) => [
      'AccountAuthReq',
      '--json',
      JSON.stringify({ ctidTraderAccountId: sandbox.account('live').ctidTraderAccountId }),
    ]);
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 5,
        "stderr": "error: The server refused account authentication: CANT_ROUTE_REQUEST (Cannot route request).
      likely cause: The account lives in the other environment, or the trading server of its broker is down.
      next: compare the environment with isLive in \`tickwire request GetAccountListByAccessTokenReq\`; if it is right, wait for the broker
      ",
      }
    `);
  });
});

describe('the next step is one of the command line', () => {
  test('for a token that came from a file', async () => {
    const sandbox = await openTestSandbox({ world });
    const flags = await flagsFor(sandbox, 'demo', { accessToken: 'wrong', refreshToken: '' });
    const { exitCode, stderr } = await run(sandbox, ['request', 'TraderReq', ...flags]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('(Sandbox/Playground) into FOLDER/credentials.json\n');
  });

  test('for a token that came from a variable', async () => {
    const sandbox = await openTestSandbox({ world });
    vi.stubEnv('TICKWIRE_ACCESS_TOKEN', 'wrong');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { exitCode, stdout, stderr } = await run(sandbox, [
      'request',
      'TraderReq',
      ...(await flagsFor(sandbox, 'demo', { accessToken: undefined })),
    ]);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/\(Sandbox\/Playground\) into TICKWIRE_ACCESS_TOKEN\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ error: { hint: expect.stringMatching(/TICKWIRE_ACCESS_TOKEN$/) } });
  });

  test('for an account that --account named', async () => {
    const sandbox = await openTestSandbox({ world });
    const argv = ['request', 'TraderReq', '--account', '999', ...(await flagsFor(sandbox, 'demo'))];
    const { exitCode, stderr } = await run(sandbox, argv);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('next: name one of these with --account, or grant access');
  });

  test('for an account that a file named', async () => {
    const sandbox = await openTestSandbox({ world });
    const flags = await flagsFor(sandbox, 'demo', { accountId: 999 });
    const { stderr } = await run(sandbox, ['request', 'TraderReq', ...flags]);
    expect(stderr).toContain('next: put one of these into FOLDER/credentials.json, or grant access');
  });

  test('for an environment that --environment named', async () => {
    const sandbox = await openTestSandbox({ world });
    const flags = await flagsFor(sandbox, 'demo', { environment: undefined });
    const { stderr } = await run(sandbox, ['request', 'TraderReq', '--environment', 'live', ...flags]);
    expect(stderr).toContain('next: leave --environment out, or say --environment demo\n');
  });

  test('for an option of the client', async () => {
    const sandbox = await openTestSandbox({ world });
    const [flag = '', file = ''] = await flagsFor(sandbox, 'demo');
    expect(await run(sandbox, ['connect', flag, file, '--endpoint', 'ws://example.com'])).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: The flag --endpoint must begin with wss:// (ws:// is for servers on this machine: it would send the secret in clear).
      next: give an address such as wss://demo.ctraderapi.com:5036, or leave --endpoint out
      ",
        "stdout": "",
      }
    `);
  });
});

describe('a login that the session has made already is no failure', () => {
  test('of the application', async () => {
    const sandbox = await openTestSandbox({ world });
    const outcome = await run(sandbox, ['request', 'ApplicationAuthReq', ...(await flagsFor(sandbox, 'demo'))]);
    expect(outcome).toEqual({
      exitCode: 0,
      stdout: '{}\n',
      stderr: 'ApplicationAuthReq is done already: the session does it by itself when it connects.\n',
    });
  });

  test('of the account', async () => {
    const sandbox = await openTestSandbox({ world });
    const { ctidTraderAccountId } = sandbox.account('demo');
    const argv = ['request', 'AccountAuthReq', '--account', String(ctidTraderAccountId)];
    expect(await run(sandbox, [...argv, ...(await flagsFor(sandbox, 'demo'))])).toEqual({
      exitCode: 0,
      stdout: `{"ctidTraderAccountId":${ctidTraderAccountId}}\n`,
      stderr: 'AccountAuthReq is done already: the session does it by itself when it connects.\n',
    });
  });
});
