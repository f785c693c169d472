import { readFile, symlink, writeFile } from 'node:fs/promises';
import { RefreshTokenReq, VersionReq } from '@tickwire/protocol';
import { createSandbox, type Sandbox, type SandboxOptions } from '@tickwire/sandbox';
import { until } from '@tickwire/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dial } from '#websocket';
import {
  type ConnectOptions,
  connect,
  type Dial,
  fileTokenStore,
  type Session,
  type Status,
  type TokenReport,
} from '../src/index.ts';
import { storeFiles } from '../src/platform-store.node.ts';
import { aCredentialsFile, storeOver, systemError } from './token-support.ts';

async function aSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

async function aSession(sandbox: Sandbox, options: ConnectOptions) {
  const statuses: Status[] = [];
  const reports: TokenReport[] = [];
  const session = await connect({
    endpoint: { live: sandbox.endpoints.live.json, demo: sandbox.endpoints.demo.json },
    environment: 'live',
    backoff: { minMs: 10, capMs: 20 },
    onStatus: (status) => statuses.push(status),
    onTokens: (report) => reports.push(report),
    ...options,
  });
  onTestFinished(() => session.close());
  const from = statuses.length;
  return { session, statuses, reports, since: () => statuses.slice(from).map(({ at }) => at) };
}

const stored = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
const isSaved = (path: string, sandbox: Sandbox) => async () =>
  (await stored(path))['refreshToken'] === sandbox.tokens().refreshToken;
const works = (session: Session) => session.request(VersionReq, {});

describe('a session whose tokens are in a file', () => {
  test('renews them when the server says that the access token has expired, and stays on its connection', async () => {
    const sandbox = await aSandbox();
    const path = await aCredentialsFile(sandbox.credentials('live'));
    const { session, since } = await aSession(sandbox, { credentials: path });
    const old = sandbox.tokens();
    sandbox.expireToken(old.accessToken);
    await until(() => sandbox.tokens().refreshToken !== old.refreshToken, { what: 'the refresh' });
    await until(() => since().at(-1) === 'ready', { what: 'ready again' });
    await until(isSaved(path, sandbox), { what: 'the new pair' });
    expect(session.current).toMatchObject({ at: 'ready', generation: 1 });
    expect(new Set(since())).toEqual(new Set(['authorizing-accounts', 'ready']));
    expect(session.tokens).toMatchObject({ refresh: 'on', generation: 1, isUnsaved: false, error: undefined });
    expect(session.tokens.expiresAt).toBeGreaterThan(Date.now() + 2_600_000_000);
    await works(session);
  });

  test('T9: a refresh on demand is one re-authentication, not an outage, and not a circle', async () => {
    const sandbox = await aSandbox();
    const path = await aCredentialsFile(sandbox.credentials('live'));
    const { session, since } = await aSession(sandbox, { credentials: path });
    await session.refreshTokens();
    await until(() => since().at(-1) === 'ready', { what: 'ready again' });
    await until(isSaved(path, sandbox), { what: 'the new pair' });
    await works(session);
    expect(since().filter((at) => at === 'ready')).toEqual(['ready']);
    expect(sandbox.ledger.received[2173]).toBe(1);
    expect(sandbox.ledger.received[2102]).toBe(2);
    // The previous pair goes once the new one has passed this login.
    await until(async () => (await storeFiles.read(`${path}.bak`)).kind === 'missing', {
      what: 'the end of the old pair',
    });
  });

  test('another session with the same file takes the new pair over without a refresh of its own', async () => {
    const sandbox = await aSandbox();
    const path = await aCredentialsFile(sandbox.credentials('live'));
    const first = await aSession(sandbox, { credentials: path });
    const second = await aSession(sandbox, { credentials: path });
    await first.session.refreshTokens();
    await until(() => second.session.tokens.generation === 1 && second.since().at(-1) === 'ready', {
      what: 'the second',
    });
    await until(() => first.since().at(-1) === 'ready', { what: 'the first' });
    await Promise.all([works(first.session), works(second.session)]);
    expect(sandbox.ledger.received[2173]).toBe(1);
  });

  test('a token that died while nobody was connected is renewed during the login', async () => {
    const sandbox = await aSandbox();
    const path = await aCredentialsFile(sandbox.credentials('live'));
    sandbox.expireToken(sandbox.tokens().accessToken);
    const { session, statuses } = await aSession(sandbox, { credentials: path });
    expect(session.current).toMatchObject({ at: 'ready', generation: 1 });
    expect(statuses.map(({ at }) => at)).not.toContain('waiting');
    expect(sandbox.ledger.received[2100]).toBe(1);
    await until(isSaved(path, sandbox), { what: 'the new pair' });
  });

  test('tokens that its owner refreshes by a request of his own are saved as well', async () => {
    const sandbox = await aSandbox();
    const path = await aCredentialsFile(sandbox.credentials('live'));
    const { session, since } = await aSession(sandbox, { credentials: path });
    await session.request(RefreshTokenReq, { refreshToken: sandbox.tokens().refreshToken });
    await until(isSaved(path, sandbox), { what: 'the new pair' });
    await until(() => since().at(-1) === 'ready', { what: 'ready again' });
    expect(sandbox.ledger.received[2173]).toBe(1);
  });

  test('T2: in doubt, it says so with the command to run, keeps the file, and sends nothing more', async () => {
    const sandbox = await aSandbox();
    const old = sandbox.credentials('live');
    const path = await aCredentialsFile(old);
    const store = fileTokenStore(path);
    // A process before us sent the token, and died before it could save the answer.
    const { session } = await aSession(sandbox, { credentials: old });
    await store.transact(async (transaction) => {
      const { createHash } = await import('node:crypto');
      const tokenHash = createHash('sha256').update(old.refreshToken).digest('hex');
      await transaction.noteIntent({ generation: 0, startedAt: 1, tokenHash, state: 'sent', serverCode: undefined });
    });
    await session.request(RefreshTokenReq, { refreshToken: old.refreshToken });
    await session.close();
    const before = await readFile(path, 'utf8');
    for (const attempts of [2, 2]) {
      await expect(aSession(sandbox, { credentials: path })).rejects.toMatchObject({
        name: 'TokenError',
        code: 'REFRESH_IN_DOUBT',
        hint: 'log in again: tickwire login',
      });
      expect(sandbox.ledger.received[2173]).toBe(attempts);
    }
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  test('T6: a pair that cannot be saved is used, shown as unsaved, and saved when that works again', async () => {
    const sandbox = await aSandbox();
    const path = await aCredentialsFile(sandbox.credentials('live'));
    let isBroken = true;
    const tokenStore = storeOver(path, {
      rename: async (from, to) => {
        if (isBroken && to === path) throw systemError('EROFS');
        await storeFiles.rename(from, to);
      },
    });
    const { session, since, reports } = await aSession(sandbox, { credentials: path, tokenStore });
    await session.refreshTokens();
    expect(session.tokens).toMatchObject({ isUnsaved: true, error: { code: 'STORE_UNWRITABLE' } });
    await until(() => since().at(-1) === 'ready', { what: 'ready with the new pair' });
    await works(session);
    isBroken = false;
    await until(isSaved(path, sandbox), { what: 'the new pair' });
    await until(() => !session.tokens.isUnsaved, { what: 'the good news' });
    expect(reports.map(({ isUnsaved }) => isUnsaved)).toContain(true);
    expect(reports.at(-1)).toMatchObject({ isUnsaved: false, error: undefined });
  });

  test('is not closed between a refresh and its answer: the new pair is saved first', async () => {
    const sandbox = await aSandbox();
    const path = await aCredentialsFile(sandbox.credentials('live'));
    let closing: Promise<void> | undefined;
    const watchedDial: Dial = (target, handlers, clock) => {
      const wire = dial(target, handlers, clock);
      const send = (frame: string | Uint8Array) => {
        if (String(frame).includes('"payloadType":2173')) closing = session.close();
        return wire.send(frame);
      };
      return { ...wire, send };
    };
    const { session } = await aSession(sandbox, { credentials: path, dial: watchedDial });
    const old = sandbox.tokens();
    await session.refreshTokens();
    await closing;
    expect(session.current.at).toBe('closed');
    expect(sandbox.tokens().refreshToken).not.toBe(old.refreshToken);
    expect(await stored(path)).toMatchObject({ ...sandbox.tokens(), generation: 1 });
  });

  test('a login by hand under a running session is taken over', async () => {
    const sandbox = await aSandbox({ world: { grants: { second: {} } } });
    const path = await aCredentialsFile(sandbox.credentials('live'));
    const { session, since } = await aSession(sandbox, { credentials: path });
    await writeFile(path, JSON.stringify({ ...(await stored(path)), ...sandbox.tokens('second') }));
    await until(() => since().includes('authorizing-accounts') && since().at(-1) === 'ready', {
      what: 'the new login',
    });
    await works(session);
    expect(sandbox.ledger.received[2173]).toBeUndefined();
  });
});

test('T7: credentials behind a symbolic link are used, and not renewed: the session says why', async () => {
  const sandbox = await aSandbox();
  const path = await aCredentialsFile(sandbox.credentials('live'));
  await symlink(path, `${path}.link`);
  const { session } = await aSession(sandbox, { credentials: `${path}.link` });
  expect(session.tokens).toMatchObject({
    refresh: 'off',
    reason: `${path}.link is a symbolic link, and tokens are not saved through one: the tokens are not renewed.`,
  });
});

describe('T11: tokens that have no place to be written back to', () => {
  test('are not renewed, and the session says so', async () => {
    const sandbox = await aSandbox();
    const { session } = await aSession(sandbox, { credentials: sandbox.credentials('live') });
    expect(session.tokens).toMatchObject({
      refresh: 'off',
      reason: 'The tokens come from the credentials option and cannot be written back, so they are not renewed.',
      refreshAt: undefined,
    });
    await expect(session.refreshTokens()).rejects.toMatchObject({ name: 'ConfigError', code: 'REFRESH_OFF' });
    expect(sandbox.ledger.received[2173]).toBeUndefined();
  });

  test('are taken in by a store that is given and empty, and renewed from then on', async () => {
    const sandbox = await aSandbox();
    const path = await aCredentialsFile({});
    const old = sandbox.credentials('live');
    const options = { credentials: old, tokenStore: fileTokenStore(path) };
    const { session } = await aSession(sandbox, options);
    expect(await stored(path)).toMatchObject({ refreshToken: old.refreshToken, generation: 0 });
    await session.refreshTokens();
    await until(isSaved(path, sandbox), { what: 'the new pair' });
    await session.close();
    // The credentials are old by now; the store has the newer pair.
    const again = await aSession(sandbox, options);
    expect(again.session.tokens.generation).toBe(1);
    expect(sandbox.ledger.received[2173]).toBe(1);
  });
});
