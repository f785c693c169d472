import { AccountLogoutReq, SpotEvent, SubscribeSpotsReq, TraderReq, VersionReq } from '@tickwire/protocol';
import { createSandbox, type Sandbox, type SandboxOptions } from '@tickwire/sandbox';
import { until } from '@tickwire/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { type ConnectOptions, connect, type Session } from '../src/index.ts';

const open: (Sandbox | Session)[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function aSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox(options);
  open.push(sandbox);
  return sandbox;
}

const endpointOf = (sandbox: Sandbox) => ({ live: sandbox.endpoints.live.json, demo: sandbox.endpoints.demo.json });

async function aSession(sandbox: Sandbox, options: ConnectOptions = {}): Promise<Session> {
  const session = await connect({
    credentials: sandbox.credentials('live'),
    endpoint: endpointOf(sandbox),
    backoff: { minMs: 10, capMs: 20 },
    ...options,
  });
  open.push(session);
  return session;
}

const refusalOf = (connecting: Promise<Session>) =>
  connecting.then(
    () => {
      throw new Error('it got in');
    },
    (error: unknown) => error as Error & { code: string; hint?: string },
  );

describe('the real client against the sandbox', () => {
  test('gets ready, asks, and leaves nothing open behind', async () => {
    const sandbox = await aSandbox();
    const session = await aSession(sandbox);
    const { accountId } = sandbox.credentials('live');
    const { trader } = await session.request(TraderReq, { ctidTraderAccountId: accountId });
    expect(trader.ctidTraderAccountId).toBe(accountId);
    await session.close();
    await until(() => sandbox.connections.length === 0, { what: 'the connection to end' });
  });

  test('a demo account finds its own host by itself', async () => {
    const sandbox = await aSandbox();
    const session = await aSession(sandbox, { credentials: sandbox.credentials('demo') });
    expect(session.current).toMatchObject({ at: 'ready', environment: 'demo', generation: 2 });
    expect(sandbox.connections.map(({ environment }) => environment)).toEqual(['demo']);
  });

  test('a login number instead of the account id is understood', async () => {
    const sandbox = await aSandbox();
    const { traderLogin: login, ctidTraderAccountId } = sandbox.account('live');
    const session = await aSession(sandbox, { accounts: [login] });
    expect(session.current).toMatchObject({ accounts: [{ accountId: ctidTraderAccountId, traderLogin: login }] });
  });

  test('both demo accounts share one connection', async () => {
    const sandbox = await aSandbox();
    const accounts = [sandbox.account('demo').ctidTraderAccountId, sandbox.account('netted').ctidTraderAccountId];
    await aSession(sandbox, { accounts });
    expect(sandbox.connections).toHaveLength(1);
  });

  test('spot events reach their listener in order', async () => {
    const sandbox = await aSandbox();
    const session = await aSession(sandbox);
    const { accountId } = sandbox.credentials('live');
    const bids: (number | undefined)[] = [];
    session.on(SpotEvent, ({ bid }) => bids.push(bid));
    await session.request(SubscribeSpotsReq, { ctidTraderAccountId: accountId, symbolId: [1] });
    await until(() => bids.length === 1, { what: 'the last known price' });
    for (let bid = 110_001; bid <= 110_050; bid += 1) sandbox.pushSpot({ environment: 'live', symbolId: 1, bid });
    await until(() => bids.length === 51, { what: 'every event' });
    expect(bids.slice(1)).toEqual(Array.from({ length: 50 }, (_, index) => 110_001 + index));
  });

  test('N5: dropped without a goodbye, it is back by itself', async () => {
    const sandbox = await aSandbox();
    const session = await aSession(sandbox);
    sandbox.dropClients('destroy');
    await until(() => session.current.at === 'ready' && session.current.generation === 2, { what: 'ready again' });
    expect((await session.request(VersionReq, {})).version).toBeTruthy();
  });

  test('P4: an account disconnected by the server is logged in again on the same connection', async () => {
    const sandbox = await aSandbox();
    const session = await aSession(sandbox);
    const { accountId } = sandbox.credentials('live');
    const seen: string[] = [];
    void (async () => {
      for await (const { at } of session.status()) seen.push(at);
    })();
    sandbox.disconnectAccount(accountId);
    await until(() => seen.filter((at) => at === 'ready').length === 2, { what: 'ready again' });
    expect(session.current).toMatchObject({ generation: 1 });
  });

  test('an account that logged out by itself stays out, also after a reconnect; the others stay in', async () => {
    const sandbox = await aSandbox();
    const accounts = [sandbox.account('demo').ctidTraderAccountId, sandbox.account('netted').ctidTraderAccountId];
    const session = await aSession(sandbox, { accounts });
    const [left = 0, stayed] = accounts;
    await session.request(AccountLogoutReq, { ctidTraderAccountId: left });
    await until(() => session.current.at === 'ready' && session.current.accounts.length === 1, { what: 'one account' });
    await session.request(VersionReq, {});
    const loginsBefore = sandbox.ledger.received[2102] ?? 0;
    sandbox.dropClients('destroy');
    await until(() => session.current.at === 'ready' && session.current.generation === 3, { what: 'ready again' });
    expect(session.current).toMatchObject({ accounts: [{ accountId: stayed }] });
    expect(sandbox.ledger.received[2102]).toBe(loginsBefore + 1);
  });
});

describe('each refusal is one error with its code, words and next step', () => {
  const cases: readonly {
    readonly name: string;
    readonly world?: SandboxOptions['world'];
    readonly options: (sandbox: Sandbox) => ConnectOptions;
    readonly error: { readonly name: string; readonly code: string };
    readonly message: RegExp;
  }[] = [
    {
      name: 'a wrong secret',
      options: (sandbox) => ({ credentials: { ...sandbox.credentials('live'), clientSecret: 'canary-wrong' } }),
      error: { name: 'AuthorizationError', code: 'CH_CLIENT_AUTH_FAILURE' },
      message:
        /^The server refused application authentication: CH_CLIENT_AUTH_FAILURE \(clientId or clientSecret is incorrect\)\.$/,
    },
    {
      name: 'an inactive application',
      options: (sandbox) => {
        const { clientId, clientSecret } = sandbox.application('inactive');
        return { credentials: { ...sandbox.credentials('live'), clientId, clientSecret } };
      },
      error: { name: 'AuthorizationError', code: 'CH_CLIENT_AUTH_FAILURE' },
      message: /\(OA client is not in active state\)\.$/,
    },
    {
      name: 'a wrong token',
      options: (sandbox) => ({ credentials: { ...sandbox.credentials('live'), accessToken: 'canary-wrong' } }),
      error: { name: 'TokenError', code: 'CH_ACCESS_TOKEN_INVALID' },
      message: /^The server refused the account list: CH_ACCESS_TOKEN_INVALID \(Invalid access token\)\.$/,
    },
    {
      name: 'an expired token',
      options: (sandbox) => {
        const credentials = sandbox.credentials('live');
        sandbox.expireToken(credentials.accessToken);
        return { credentials };
      },
      error: { name: 'TokenError', code: 'OA_AUTH_TOKEN_EXPIRED' },
      message: /OA_AUTH_TOKEN_EXPIRED/,
    },
    {
      name: "another application's token",
      world: { applications: { other: {} }, grants: { foreign: { application: 'other' } } },
      options: (sandbox) => ({
        credentials: { ...sandbox.credentials('live'), accessToken: sandbox.tokens('foreign').accessToken },
      }),
      error: { name: 'TokenError', code: 'CH_ACCESS_TOKEN_INVALID' },
      message: /CH_ACCESS_TOKEN_INVALID/,
    },
    {
      name: "an account that is somebody else's",
      world: { accounts: { stranger: { owner: 'somebody', environment: 'live' } } },
      options: (sandbox) => ({ accounts: [sandbox.account('stranger').ctidTraderAccountId] }),
      error: { name: 'ConfigError', code: 'ACCOUNT_NOT_COVERED' },
      message: /^The access token does not cover account \d+; it covers /,
    },
    {
      name: 'an account of the other environment',
      options: (sandbox) => ({ credentials: sandbox.credentials('demo'), environment: 'live' }),
      error: { name: 'ConfigError', code: 'ENVIRONMENT_MISMATCH' },
      message: /^Account \d+ is a demo account, but live was asked for\.$/,
    },
    {
      name: 'a disabled account',
      world: { accounts: { blocked: { isDisabled: true, environment: 'live' } } },
      options: (sandbox) => ({ accounts: [sandbox.account('blocked').ctidTraderAccountId] }),
      error: { name: 'AuthorizationError', code: 'RET_ACCOUNT_DISABLED' },
      message: /^The server refused account authentication: RET_ACCOUNT_DISABLED/,
    },
  ];

  test.each(cases)('P2: $name', async ({ world, options, error, message }) => {
    const sandbox = await aSandbox(world === undefined ? {} : { world });
    const secrets = Object.values(sandbox.credentials('live')).filter((value) => typeof value === 'string');
    const refused = await refusalOf(aSession(sandbox, options(sandbox)));
    expect(refused).toMatchObject(error);
    expect(refused.message).toMatch(message);
    expect(refused.hint).toBeTruthy();
    const { clientId } = sandbox.application('main');
    for (const secret of secrets.filter((value) => value !== clientId))
      expect(JSON.stringify(refused)).not.toContain(secret);
    expect(JSON.stringify(refused)).not.toContain('canary');
    expect(sandbox.ledger.received[2100]).toBe(1);
  });
});
