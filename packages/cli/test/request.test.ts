import type { Sandbox } from '@tickwire/sandbox';
import { outputWatch } from '@tickwire/testkit';
import { describe, expect, test } from 'vitest';
import { type FakeOptions, FakeSurroundings } from './fake-surroundings.ts';
import { anyCredentials, flagsFor, openTestSandbox, scanForSecrets, secretsOf, writeCredentials } from './support.ts';

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function request(
  argv: readonly string[],
  options: FakeOptions & { readonly sandbox?: Sandbox } = {},
): Promise<Outcome> {
  const sandbox = options.sandbox ?? (await openTestSandbox());
  const fake = new FakeSurroundings(options);
  const exitCode = await fake.run('request', ...argv, ...(await flagsFor(sandbox, 'live')));
  expect(fake.listeners).toBe(0);
  const { stdout, stderr } = fake;
  return { exitCode, stdout, stderr };
}

/** How many frames the sandbox has received of a payload type. */
const countReceived = (sandbox: Sandbox, payloadType: number): number => sandbox.ledger.received[payloadType] ?? 0;

const order = JSON.stringify({ symbolId: 1, orderType: 1, tradeSide: 1, volume: 100_000 });

describe('a request is found', () => {
  test.each([
    ['by our name', 'VersionReq'],
    ['by the official name', 'ProtoOAVersionReq'],
    ['in any case', 'versionreq'],
    ['by its payload type', '2104'],
  ])('%s', async (_, name) => {
    const { exitCode, stdout, stderr } = await request([name]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ version: expect.any(String) });
  });

  test('not by a name that does not exist: 3, and near names are proposed', async () => {
    const { exitCode, stdout, stderr } = await request(['SymbolList']);
    expect(exitCode).toBe(3);
    expect(stderr).toMatchInlineSnapshot(`
      "error: No message is called "SymbolList"; did you mean SymbolsListReq or SymbolByIdReq?
      next: PROTOCOL.md lists all requests
      "
    `);
    expect(JSON.parse(stdout)).toMatchObject({ v: 1, error: { code: 'UNKNOWN_MESSAGE' }, exitCode: 3 });
  });

  test('not by the name of something that the server sends', async () => {
    const { exitCode, stderr } = await request(['SpotEvent']);
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: SpotEvent is not a request: the server sends it.
      next: name a request, such as VersionReq
      ",
      }
    `);
  });
});

test.each(['HeartbeatEvent', 'CommonHeartbeatEvent', 'ProtoHeartbeatEvent', '51'])(
  '%s is a heartbeat, which nobody has to send',
  async (name) => {
    const { exitCode, stderr } = await request([name]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'error: CommonHeartbeatEvent is not a request: the session sends it by itself, and nothing answers it.\n' +
        'next: name a request, such as VersionReq\n',
    });
  },
);

describe('the payload', () => {
  test('gets the account of the session when it names none', async () => {
    const sandbox = await openTestSandbox();
    const { exitCode, stdout } = await request(['TraderReq'], { sandbox });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ctidTraderAccountId: sandbox.account('live').ctidTraderAccountId });
  });

  test('comes from stdin when it is -', async () => {
    const sandbox = await openTestSandbox();
    const { ctidTraderAccountId } = sandbox.account('live');
    const stdin = JSON.stringify({ ctidTraderAccountId });
    const { exitCode, stdout } = await request(['TraderReq', '--json', '-'], { sandbox, stdin });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ctidTraderAccountId });
  });

  test.each<[string, string, string]>([
    ['that is not JSON', 'VersionReq', '{"a-token-nobody-should-see": '],
    ['that is no object', 'VersionReq', '[1]'],
    ['with an unknown key', 'VersionReq', '{"symbolId":1}'],
    ['with a value of the wrong type', 'SymbolByIdReq', '{"symbolId":["1"]}'],
    ['without a key that must be there', 'OrderDetailsReq', '{}'],
    ['with an integer beyond 2^53 - 1', 'OrderDetailsReq', '{"orderId":9007199254740993}'],
    ['with such an integer further in', 'SymbolByIdReq', '{"symbolId":[1,9007199254740993]}'],
  ])('%s is refused before anything is sent', async (_, name, json) => {
    const sandbox = await openTestSandbox();
    const { exitCode, stderr } = await request([name, '--json', json], { sandbox });
    expect(exitCode).toBe(2);
    expect(stderr).toMatchSnapshot();
    expect(stderr).not.toContain('nobody-should-see');
    expect(sandbox.ledger.received).toEqual({});
  });

  test('is written into a dry run without any server, from the flags where they say more', async () => {
    const fake = new FakeSurroundings();
    const flags = ['--endpoint', 'ws://127.0.0.1:1', '--credentials', await writeCredentials(anyCredentials)];
    expect(await fake.run('request', 'TraderReq', '--dry-run', '--account', '77', ...flags)).toBe(0);
    expect(fake.stdout).toBe('{"payloadType":2121,"payload":{"ctidTraderAccountId":77}}\n');
    expect(fake.stderr).toContain('Whether 77 is an account id or a login number');
  });

  test('that is complete needs no credentials in a dry run', async () => {
    const fake = new FakeSurroundings();
    expect(await fake.run('request', 'VersionReq', '--dry-run')).toBe(0);
    expect(fake.stdout).toBe('{"payloadType":2104}\n');
    expect(fake.stderr).toBe(
      'Dry run: nothing was connected, and nothing was sent. A session adds a clientMsgId to this message.\n',
    );
  });

  test('of a dry run in a sandbox cannot come from other credentials', async () => {
    const fake = new FakeSurroundings();
    expect(await fake.run('request', 'TraderReq', '--dry-run', '--sandbox', '--credentials', 'x.json')).toBe(2);
    expect(fake.stderr).toContain('so --credentials has no place beside it');
  });

  test('of a dry run in a sandbox has the account of that sandbox', async () => {
    const fake = new FakeSurroundings();
    expect(await fake.run('request', 'TraderReq', '--dry-run', '--sandbox')).toBe(0);
    expect(JSON.parse(fake.stdout)).toMatchObject({ payload: { ctidTraderAccountId: expect.any(Number) } });
  });

  test('is asked for when a person sits at stdin', async () => {
    const { exitCode, stderr } = await request(['VersionReq', '--json', '-'], { isTerminal: true, stdin: '{}' });
    expect(exitCode).toBe(0);
    expect(stderr).toBe('Type the payload as a JSON object, and end it with Ctrl-D.\n');
  });

  test('from stdin may not be endless', async () => {
    const { exitCode, stderr } = await request(['VersionReq', '--json', '-'], { stdin: ' '.repeat(2_000_000) });
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: The payload cannot be read from stdin.
      next: it may be at most 1 MiB long
      ",
      }
    `);
  });
});

describe('an enumeration', () => {
  const market = { symbolId: 1, orderType: 1, tradeSide: 1, volume: 100_000 };

  test.each<[string, object]>([
    ['by its names', { ...market, orderType: 'MARKET', tradeSide: 'BUY' }],
    ['by its names in any case', { ...market, orderType: 'market', tradeSide: 'Buy' }],
    ['by its numbers as text', { ...market, orderType: '1', tradeSide: '1' }],
  ])('may be written %s', async (_, payload) => {
    const [named, numbered] = [
      await request(['NewOrderReq', '--dry-run', '--account', '7', '--json', JSON.stringify(payload)]),
      await request(['NewOrderReq', '--dry-run', '--account', '7', '--json', JSON.stringify(market)]),
    ];
    expect(named).toEqual(numbered);
    expect(named.exitCode).toBe(0);
  });

  test('refuses a name it does not have, and lists its own', async () => {
    const json = JSON.stringify({ ...market, tradeSide: 'BYE' });
    const { exitCode, stderr } = await request(['NewOrderReq', '--json', json]);
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: tradeSide has no value "BYE"; did you mean BUY?
      next: tradeSide takes BUY (1), SELL (2)
      ",
      }
    `);
  });
});

describe('secrets', () => {
  test('are filled in for the requests that need them, and masked in the answer', async () => {
    const sandbox = await openTestSandbox();
    const outcome = await request(['GetAccountListByAccessTokenReq'], { sandbox });
    scanForSecrets(outcome, secretsOf(sandbox.credentials('live')));
    expect(outcome.exitCode).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      accessToken: `…${sandbox.tokens().accessToken.slice(-3)}`,
      ctidTraderAccount: expect.any(Array),
    });
  });

  test('are printed with --show-secrets', async () => {
    const sandbox = await openTestSandbox();
    const { stdout } = await request(['GetAccountListByAccessTokenReq', '--show-secrets'], { sandbox });
    expect(JSON.parse(stdout)).toMatchObject({ accessToken: sandbox.tokens().accessToken });
    // This is what was asked for.
    outputWatch().forgive();
  });

  test('are masked in a dry run', async () => {
    const sandbox = await openTestSandbox();
    const outcome = await request(['AccountAuthReq', '--dry-run'], { sandbox });
    scanForSecrets(outcome, secretsOf(sandbox.credentials('live')));
    expect(outcome.exitCode).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      payloadType: 2102,
      payload: { accessToken: expect.stringMatching(/^….{3}$/) },
    });
  });

  test('a refresh is refused without --yes, because it kills the old pair', async () => {
    const sandbox = await openTestSandbox();
    const { exitCode, stderr } = await request(['RefreshTokenReq'], { sandbox });
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: RefreshTokenReq replaces both tokens: the old pair is dead as soon as the server has acted.
      next: add --yes if you are ready to save the new pair, which is printed and stored nowhere
      ",
      }
    `);
    expect(countReceived(sandbox, 2173)).toBe(0);
  });

  test('a refresh prints the new pair whole, because nothing else has it, and warns', async () => {
    const sandbox = await openTestSandbox();
    const before = sandbox.tokens();
    const { exitCode, stdout, stderr } = await request(['RefreshTokenReq', '--yes'], { sandbox });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject(sandbox.tokens());
    expect(sandbox.tokens()).not.toEqual(before);
    expect(stderr).toMatch(/^warning: the old tokens are dead/);
    outputWatch().forgive();
  });
});

describe('a trading command on a live account', () => {
  async function trade(argv: readonly string[], options: FakeOptions = {}) {
    const sandbox = await openTestSandbox();
    const outcome = await request(['NewOrderReq', '--json', order, ...argv], { sandbox, ...options });
    const { ctidTraderAccountId } = sandbox.account('live');
    return {
      exitCode: outcome.exitCode,
      stderr: outcome.stderr.replaceAll(String(ctidTraderAccountId), 'ID'),
      sent: countReceived(sandbox, 2106),
    };
  }

  test('is not sent without --live', async () => {
    expect(await trade(['--yes'])).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "sent": 0,
        "stderr": "error: NewOrderReq on live account ID would trade real money.
      next: add --live if that is what you want, or look at the message first with --dry-run
      ",
      }
    `);
  });

  test('is not sent without a confirmation when nobody can type one', async () => {
    expect(await trade(['--live'])).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "sent": 0,
        "stderr": "error: NewOrderReq on live account ID needs a confirmation, and nobody can type it.
      next: add --yes
      ",
      }
    `);
  });

  test('is not sent when something else is typed', async () => {
    expect(await trade(['--live'], { isTerminal: true, env: { NO_COLOR: '1' }, stdin: 'yes' })).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "sent": 0,
        "stderr": "NewOrderReq trades real money. Type the account id ID to send it: error: Not confirmed, so nothing was sent.
      next: run it again and type ID when asked, or add --yes
      ",
      }
    `);
  });

  test('is sent with --live and --yes', async () => {
    expect((await trade(['--live', '--yes'])).sent).toBe(1);
  });

  test('is sent when the account id is typed', async () => {
    const sandbox = await openTestSandbox();
    const stdin = ` ${sandbox.account('live').ctidTraderAccountId} `;
    await request(['NewOrderReq', '--json', order, '--live'], { sandbox, isTerminal: true, stdin });
    expect(countReceived(sandbox, 2106)).toBe(1);
  });

  test('cannot be allowed by a variable (I20)', async () => {
    const env = { TICKWIRE_LIVE: '1', TICKWIRE_YES: '1', TICKWIRE_ENVIRONMENT: 'demo' };
    expect(await trade([], { env })).toMatchObject({ exitCode: 2, sent: 0 });
  });

  test('is not taken for a demo one when the session is not logged in to its account', async () => {
    const sandbox = await openTestSandbox();
    const { ctidTraderAccountId } = sandbox.account('demo');
    const json = JSON.stringify({ ...JSON.parse(order), ctidTraderAccountId });
    const { exitCode } = await request(['NewOrderReq', '--json', json], { sandbox });
    expect(exitCode).toBe(2);
    expect(countReceived(sandbox, 2106)).toBe(0);
  });

  test('is printed, not sent, in a dry run', async () => {
    const sandbox = await openTestSandbox();
    const { exitCode, stdout, stderr } = await request(['NewOrderReq', '--json', order, '--dry-run'], { sandbox });
    expect(exitCode).toBe(0);
    const ctidTraderAccountId = sandbox.account('live').ctidTraderAccountId;
    expect(stdout).toBe(
      `{"payloadType":2106,"payload":{"ctidTraderAccountId":${ctidTraderAccountId},"symbolId":1,"orderType":1,"tradeSide":1,"volume":100000}}\n`,
    );
    expect(stderr.replaceAll(String(ctidTraderAccountId), 'ID')).toMatchInlineSnapshot(`
      "Dry run: nothing was connected, and nothing was sent. A session adds a clientMsgId to this message.
      Whether ID is an account id or a login number shows only in a session, which puts the id in its place.
      "
    `);
    expect(sandbox.ledger.received).toEqual({});
  });

  test('needs no confirmation on a demo account', async () => {
    const sandbox = await openTestSandbox();
    const fake = new FakeSurroundings();
    const flags = await flagsFor(sandbox, 'demo', { environment: 'demo' });
    await fake.run('request', 'NewOrderReq', '--json', order, ...flags);
    expect(countReceived(sandbox, 2106)).toBe(1);
  });

  test('needs no confirmation in an embedded sandbox', async () => {
    const fake = new FakeSurroundings();
    const exitCode = await fake.run('request', 'NewOrderReq', '--json', order, '--sandbox', '--environment', 'live');
    expect(exitCode).not.toBe(2);
    expect(fake.stderr).not.toContain('--live');
  });
});

test('an answer is indented for people and one line for programs', async () => {
  const sandbox = await openTestSandbox();
  const people = await request(['VersionReq'], { sandbox, isTerminal: true });
  const programs = await request(['VersionReq'], { sandbox });
  expect(people.stdout).toMatch(/^\{\n {2}"version": "\d+"\n\}\n$/);
  expect(programs.stdout).toMatch(/^\{"version":"\d+"\}\n$/);
});

test('a failure is one sentence for people, and a document too for programs', async () => {
  const people = await request(['Nothing'], { isTerminal: true });
  const programs = await request(['Nothing']);
  expect(people.stdout).toBe('');
  expect(JSON.parse(programs.stdout)).toMatchObject({ v: 1, exitCode: 3 });
});
