import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock, until } from '@tickwire/testkit';
import { expect, onTestFinished, test } from 'vitest';
import {
  createControlClient,
  createSandbox,
  createVirtualClock,
  openSandbox,
  SandboxError,
  type SandboxOptions,
} from '../src/index.ts';
import { SocketClient } from './socket-client.ts';

async function start(options: SandboxOptions = {}) {
  const sandbox = await createSandbox(options);
  onTestFinished(() => sandbox.close());
  return { sandbox, control: createControlClient(sandbox.control) };
}

async function logIn(sandbox: Awaited<ReturnType<typeof createSandbox>>) {
  const { accountId, clientId, clientSecret, accessToken } = sandbox.credentials('demo');
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  await client.ask({ payloadType: 2100, payload: { clientId, clientSecret } });
  await client.ask({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } });
  const send = (payloadType: number, payload: object) =>
    client.send({ payloadType, payload: { ctidTraderAccountId: accountId, ...payload } });
  const next = async () => JSON.parse((await client.take(1))[0] ?? '');
  return { client, send, next };
}

const limitOrder = { symbolId: 1, orderType: 2, tradeSide: 1, volume: 100_000, limitPrice: 0.5 };

test('money comes and goes, and the account that is logged in hears of it', async () => {
  const { sandbox, control } = await start();
  const { next } = await logIn(sandbox);
  const { trader } = await control.accounts.deposit({ account: 'demo', amount: 2_500, note: 'hello' });
  expect(trader.balance).toBe(1_002_500);
  expect(await next()).toMatchObject({ payloadType: 2126, payload: { depositWithdraw: { delta: 2_500 } } });
  expect((await control.accounts.withdraw({ account: 'demo', amount: 500 })).trader.balance).toBe(1_002_000);
  const gifted = await control.accounts.giveBonus({ account: 'demo', managerDelta: 700 });
  expect(gifted.trader).toMatchObject({ managerBonus: 700 });
  const changed = await control.accounts.update({ account: 'demo', leverageInCents: 5_000, accessRights: 1 });
  expect(changed.trader).toMatchObject({ leverageInCents: 5_000, accessRights: 1 });
  expect(await control.accounts.list()).toMatchObject([
    { account: 'demo' },
    { account: 'live' },
    { account: 'netted' },
  ]);
});

test('orders that work are filled, rejected and let expire', async () => {
  const { sandbox, control } = await start();
  const { send, next } = await logIn(sandbox);
  const place = async () => {
    send(2106, limitOrder);
    const { payload } = await next();
    return Number(payload.order.orderId);
  };
  const filled = await place();
  const after = await control.accounts.fillOrder({ account: 'demo', orderId: filled, price: 49_000 });
  expect(after.positions).toMatchObject([{ price: 0.49, tradeData: { volume: 100_000 } }]);
  expect(await next()).toMatchObject({ payload: { executionType: 3, order: { orderId: filled } } });
  const rejected = await place();
  await control.accounts.rejectOrder({ account: 'demo', orderId: rejected, errorCode: 'NOT_ENOUGH_MONEY' });
  expect(await next()).toMatchObject({ payload: { executionType: 7, errorCode: 'NOT_ENOUGH_MONEY' } });
  const expired = await place();
  expect((await control.accounts.expireOrder({ account: 'demo', orderId: expired })).orders).toEqual([]);
  expect(await next()).toMatchObject({ payload: { executionType: 6, order: { orderId: expired } } });
  await expect(control.accounts.expireOrder({ account: 'demo', orderId: expired })).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
    message: `The order ${expired} is done: filled, rejected, expired or cancelled.`,
  });
});

test('tokens expire, are revoked, and are issued anew', async () => {
  const { sandbox, control } = await start();
  const { next } = await logIn(sandbox);
  expect(await control.tokens.expire({ grant: 'main' })).toEqual({ expired: true });
  expect(await next()).toMatchObject({ payloadType: 2147 });
  expect(await control.tokens.list()).toMatchObject([{ grant: 'main', isExpired: true }]);
  await control.tokens.revoke({ grant: 'main' });
  expect(await control.tokens.list()).toEqual([]);
  await expect(control.tokens.revoke({ grant: 'main' })).rejects.toMatchObject({ code: 'NOT_IN_WORLD' });
  const issued = await control.tokens.issue({ accounts: ['demo'], scope: 'view' });
  expect(sandbox.tokens(issued.grant)).toEqual({
    accessToken: issued.accessToken,
    refreshToken: issued.refreshToken,
  });
  const { code } = await control.tokens.consent();
  const { clientId, clientSecret } = sandbox.application('main');
  const query = { grant_type: 'authorization_code', code, redirect_uri: 'http://localhost:8765/callback' };
  const parameters = new URLSearchParams({ ...query, client_id: clientId, client_secret: clientSecret });
  const exchanged = await fetch(`${sandbox.http}/apps/token?${parameters.toString()}`);
  expect(await exchanged.json()).toMatchObject({ accessToken: expect.any(String) });
});

test('clients are dropped and logged out, accounts disconnected, applications switched', async () => {
  const { sandbox, control } = await start();
  const first = await logIn(sandbox);
  expect(await control.accounts.disconnect({ account: 'demo' })).toEqual({ connections: 1 });
  expect(await first.next()).toMatchObject({ payloadType: 2164 });
  expect(await control.clients.disconnect({ reason: 'Because' })).toEqual({ connections: 1 });
  expect(await first.next()).toMatchObject({ payloadType: 2148, payload: { reason: 'Because' } });
  expect(await control.clients.drop({ code: 4000, reason: 'Enough' })).toEqual({ connections: 1 });
  expect(await first.client.waitForClose()).toEqual({ code: 4000, reason: 'Enough' });
  await control.applications.setActive({ application: 'main', isActive: false });
  expect(sandbox.application('main').isActive).toBe(false);
  const { connections, pastConnections, ledger } = await control.state();
  expect({ connections, past: pastConnections.length }).toEqual({ connections: [], past: 1 });
  expect(ledger.received).toMatchObject({ 2100: 1, 2102: 1 });
});

test('prices are pushed, moved, held and resumed, by name or id, and symbols change', async () => {
  const { sandbox, control } = await start({ feed: 'walk', clock: new ManualClock() });
  const { send, next } = await logIn(sandbox);
  const at = { environment: 'demo', symbol: 'EURUSD' } as const;
  send(2127, { symbolId: [1] });
  await next();
  await next();
  const pushed = await control.prices.push({ environment: 'demo', symbol: 1, bid: 110_000, ask: 110_010 });
  expect(pushed).toMatchObject({ frames: 1, quote: { bid: 110_000, ask: 110_010 }, isOpen: true });
  expect(await next()).toMatchObject({ payloadType: 2131, payload: { bid: 110_000, ask: 110_010 } });
  expect((await control.prices.move({ ...at, pips: -2.5 })).quote).toMatchObject({ bid: 109_975, ask: 109_985 });
  await control.prices.hold(at);
  expect((await control.prices.get(at)).quote).toMatchObject({ bid: 109_975 });
  const resumed = await control.prices.resume(at);
  expect(resumed.quote).toEqual(sandbox.market('demo').quote('EURUSD'));
  expect(resumed.quote?.bid).not.toBe(109_975);
  expect(await control.symbols.change({ symbol: 'EURUSD', changes: { stepVolume: 200_000 } })).toEqual({
    changed: ['stepVolume'],
  });
  await until(() => sandbox.ledger.sent[2120] === 1);
  const refused = (changes: object) => control.symbols.change({ symbol: 'EURUSD', changes }).catch(String);
  expect(await refused({ digits: 3 })).toContain('The digits of EURUSD cannot change');
  expect(await refused({ scheduleTimeZone: 5 })).toContain('changes.scheduleTimeZone must be a text');
  expect(await refused({ enabled: 'no' })).toContain('changes.enabled must be true or false');
  expect(await refused({ colour: 1 })).toContain('The change of EURUSD does not fit');
  await expect(control.prices.get({ environment: 'demo', symbol: 'XXX' })).rejects.toMatchObject({
    code: 'NOT_IN_WORLD',
  });
});

test('faults are listed, injected, counted and taken away', async () => {
  const { sandbox, control } = await start({
    faults: [{ fault: 'answer-twice', when: { messageTypes: ['VersionReq'] } }],
  });
  expect((await control.faults.catalogue()).map(({ name }) => name)).toContain('refuse');
  const { id } = await control.faults.inject({ fault: 'refuse', errorCode: 'NOPE', when: { messageTypes: [2104] } });
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  expect(await client.ask({ payloadType: 2104 })).toContain('NOPE');
  expect(await control.faults.active()).toMatchObject([{ hits: 1 }, { id, hits: 1, rule: { fault: 'refuse' } }]);
  expect(await control.faults.remove({ id })).toEqual({ id });
  await expect(control.faults.remove({ id })).rejects.toMatchObject({ code: 'NOT_IN_WORLD' });
  await control.faults.clear();
  expect(await control.faults.active()).toEqual([]);
  await control.reset();
  expect(await control.faults.active()).toMatchObject([{ hits: 0, rule: { fault: 'answer-twice' } }]);
  // What comes from elsewhere may be anything.
  const wrong = { fault: 'answer-nevr' } as unknown as { fault: 'answer-never' };
  await expect(control.faults.inject(wrong)).rejects.toMatchObject({
    code: 'BAD_FAULT',
    message: 'There is no fault "answer-nevr"; did you mean answer-never?',
  });
});

test('a virtual clock is frozen, run, stepped and moved; the machine’s is not', async () => {
  const startAt = '2026-03-06T21:59:00Z';
  const { sandbox, control } = await start({ clock: createVirtualClock({ startAt }), expiresInSeconds: 3_600 });
  expect(await control.clock.get()).toMatchObject({
    now: '2026-03-06T21:59:00.000Z',
    isVirtual: true,
    isRunning: false,
  });
  expect(await control.clock.step({ ms: 90_000 })).toMatchObject({ now: '2026-03-06T22:00:30.000Z' });
  await SocketClient.open(sandbox.endpoints.demo.json);
  await until(() => sandbox.connections.length === 1);
  expect(await control.clock.next()).toMatchObject({ now: '2026-03-06T22:01:00.000Z', hasMoved: true });
  await until(() => sandbox.connections.length === 0);
  expect(await control.clock.jump({ to: '2026-03-07T00:00:00Z' })).toMatchObject({ now: '2026-03-07T00:00:00.000Z' });
  expect(await control.tokens.list()).toMatchObject([{ isExpired: true }]);
  expect(await control.clock.run({ speed: 2 })).toMatchObject({ isRunning: true, speed: 2 });
  expect(await control.clock.freeze()).toMatchObject({ isRunning: false });
  expect((await control.state()).clock.isVirtual).toBe(true);
  await expect(control.clock.jump({ to: startAt })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  const real = await start();
  await expect(real.control.clock.freeze()).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
    facts: { status: 409, code: 'NOT_POSSIBLE' },
    message: 'This sandbox runs on the machine’s clock, which nobody can move.',
  });
  expect(await real.control.clock.get()).toMatchObject({ isVirtual: false, isRunning: true });
});

test('a snapshot goes out and comes back, here and in a sandbox of its own', async () => {
  const { sandbox, control } = await start({ seed: 7, world: { accounts: { extra: { balance: 5 } } } });
  const { client, send, next } = await logIn(sandbox);
  send(2106, limitOrder);
  const { payload } = await next();
  await control.accounts.deposit({ account: 'extra', amount: 5 });
  const snapshot = await control.snapshot();
  await control.accounts.expireOrder({ account: 'demo', orderId: payload.order.orderId });
  await control.restore(snapshot);
  expect(await client.waitForClose()).toEqual({ code: 1012, reason: 'Sandbox starts anew' });
  expect(sandbox.desk('demo').state().orders).toMatchObject([{ orderId: payload.order.orderId }]);
  await using other = await createSandbox({ snapshot });
  expect(other.desk('demo').state()).toEqual(sandbox.desk('demo').state());
  expect(other.desk('extra').trader().balance).toBe(10);
  expect(other.credentials('demo')).toEqual(sandbox.credentials('demo'));
  await control.reset();
  expect(sandbox.desk('extra').trader().balance).toBe(5);
  expect(sandbox.desk('demo').state().orders).toEqual([]);
});

test('what a script or file plays goes on from a snapshot where it was', async () => {
  const script = [
    { afterMs: 0, symbol: 'EURUSD', bid: 110_000, ask: 110_010 },
    { afterMs: 1_000, symbol: 'EURUSD', bid: 120_000 },
  ];
  const clock = createVirtualClock({ startAt: '2026-03-04T10:00:00Z' });
  const { sandbox } = await start({ clock, feed: { script, repeatMs: 2_000 } });
  await clock.step(2_500);
  sandbox.market('live').push('USDJPY', { bid: 15_000_000, ask: 15_001_000 });
  const snapshot = sandbox.snapshot();
  await using other = await createSandbox({ clock, snapshot });
  const quotes = () =>
    [sandbox, other].map((one) => [one.market('demo').quote('EURUSD'), one.market('live').quote('USDJPY')]);
  for (const ms of [0, 700, 1_000]) {
    await clock.step(ms);
    const [mine, its] = quotes();
    expect(its).toEqual(mine);
  }
  expect(quotes()[1]).toMatchObject([{ bid: 110_000 }, { bid: 15_000_000 }]);
});

test('a foreign, a changed and a newer snapshot are refused in one sentence each, and nothing changes', async () => {
  const { sandbox, control } = await start();
  const snapshot = sandbox.snapshot();
  await using other = await createSandbox({ seed: 2 });
  await using third = await createSandbox({ world: { accounts: { demo: { balance: 1 } } } });
  await control.accounts.deposit({ account: 'demo', amount: 1 });
  const refusal = async (document: unknown) =>
    // What comes from a file may be anything.
    control.restore(document as typeof snapshot).then(
      () => 'taken',
      (error: unknown) => (error instanceof SandboxError && error.code === 'BAD_SNAPSHOT' ? error.message : error),
    );
  expect([
    await refusal(other.snapshot()),
    await refusal(third.snapshot()),
    await refusal({ ...snapshot, takenAt: '2020-01-01T00:00:00.000Z' }),
    await refusal({ ...snapshot, version: 2 }),
    await refusal({ some: 'thing' }),
  ]).toEqual([
    'This snapshot is of another world than this sandbox: its seed is 2, not 1.',
    'This snapshot is of another world than this sandbox: its applications, accounts or grants differ.',
    'This snapshot has been changed or damaged since it was taken.',
    'This snapshot has version 2, and this Tickwire reads version 1.',
    'This is no snapshot of a sandbox.',
  ]);
  expect(sandbox.desk('demo').trader().balance).toBe(1_000_001);
  await expect(createSandbox({ snapshot, seed: 1 })).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: 'A snapshot decides the sandbox option seed, which must be left out.',
  });
});

test('a sandbox for other programs names the file with the token, and can start from a snapshot', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tickwire-control-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const first = await openSandbox({ dataFolder: folder, ports: 'auto', tls: true });
  const control = createControlClient({ ...first.ready.control, ca: first.ready.ca });
  await control.accounts.deposit({ account: 'demo', amount: 1 });
  const seedFile = join(folder, 'seed.json');
  await writeFile(seedFile, JSON.stringify(await control.snapshot(), null, 2));
  await first.sandbox.close();
  await expect(control.state()).rejects.toMatchObject({
    code: 'CONTROL_UNREACHABLE',
    message: expect.stringMatching(/^The control API at 127\.0\.0\.1:\d+ did not answer \(ECONNREFUSED\)\.$/),
  });
  const second = await openSandbox({ dataFolder: folder, ports: 'auto', seedFile });
  onTestFinished(() => second.sandbox.close());
  expect((await createControlClient(second.ready.control).accounts.get({ account: 'demo' })).trader.balance).toBe(
    1_000_001,
  );
});

test('what the door refuses, what is no control API, and what makes no sense are told apart', async () => {
  const { sandbox, control } = await start();
  const { url } = sandbox.control;
  await expect(createControlClient({ url, token: 'wrong' }).state()).rejects.toMatchObject({
    code: 'CONTROL_REFUSED',
    facts: { status: 401, code: 'UNAUTHORIZED' },
  });
  expect(() => createControlClient({ url })).toThrow('needs either the token or the file');
  expect(() => createControlClient({ url: 'ws://x', token: 'x' })).toThrow('must be a URL such as');
  await expect(createControlClient({ url, tokenFile: '/nowhere/token' }).state()).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: 'The file /nowhere/token of the control client cannot be read.',
  });
  await expect(control.accounts.get({ account: '..' })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  await expect(control.accounts.deposit({ account: 'demo', amount: 1.5 })).rejects.toMatchObject({
    code: 'BAD_DOCUMENT',
    message: 'amount must be a whole number from 1 to 1000000000000000, not 1.5.',
  });
  await expect(control.state({}, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  await until(() => sandbox.connections.length === 0);
});
