import { chmod, lstat, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import type { TradingError } from '@tickwire/protocol';
import { until } from '@tickwire/testkit';
import { describe, expect, test } from 'vitest';
import { fileTokenStore, Secret } from '../src/index.ts';
import { storeFiles } from '../src/platform-store.node.ts';
import { refreshStored } from '../src/tokens/refresh.ts';
import type { StoredTokens } from '../src/tokens/stored-tokens.ts';
import {
  aCredentialsFile,
  aRefreshPort,
  aTokenServer,
  firstPair,
  makeFolder,
  storeOver,
  systemError,
} from './token-support.ts';

const contentOf = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
const beside = async (path: string) =>
  (await readdir(dirname(path))).filter((name) => name !== 'credentials.json').sort();
const refusalOf = (work: Promise<unknown>): Promise<TradingError> =>
  work.then(
    () => {
      throw new Error('it worked');
    },
    (error: TradingError) => {
      // I11: whatever happens, no error tells a token.
      expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('canary');
      return error;
    },
  );

describe('a refresh', () => {
  test('replaces the pair in the file, 0600, and leaves everything else in it as it was', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    const used: (StoredTokens | undefined)[] = [];
    const store = fileTokenStore(path);
    const { isAdopted } = await refreshStored(
      aRefreshPort(store, server, { onTokens: (tokens) => used.push(tokens) }),
      undefined,
    );
    expect(isAdopted).toBe(false);
    expect(Object.entries(await contentOf(path))).toEqual([
      ['clientId', 'id'],
      ['note', 'mine'],
      ['accessToken', 'canary-access-1'],
      ['refreshToken', 'canary-refresh-1'],
      ['expiresAt', 1_700_000_100_000],
      ['generation', 1],
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(used).toHaveLength(1);
    expect(used[0]?.accessToken.reveal()).toBe('canary-access-1');
  });

  test('keeps the previous pair beside it until the new one has passed a login, and nothing else', async () => {
    const path = await aCredentialsFile();
    const store = fileTokenStore(path);
    await refreshStored(aRefreshPort(store, aTokenServer()), undefined);
    expect(await beside(path)).toEqual(['credentials.json.bak']);
    expect(await contentOf(`${path}.bak`)).toMatchObject(firstPair);
    expect((await stat(`${path}.bak`)).mode & 0o777).toBe(0o600);
    await store.confirm?.(0);
    expect(await beside(path)).toEqual(['credentials.json.bak']);
    await store.confirm?.(1);
    expect(await beside(path)).toEqual([]);
  });

  test('is not made when the tokens known are not the stored ones any more: those are adopted', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    const known = (await fileTokenStore(path).read()).tokens;
    await refreshStored(aRefreshPort(fileTokenStore(path), server), known);
    const { isAdopted, tokens } = await refreshStored(aRefreshPort(fileTokenStore(path), server), known);
    expect({ isAdopted, generation: tokens.generation }).toEqual({ isAdopted: true, generation: 1 });
    expect(server.requests).toBe(1);
  });

  test('T4: many that want one at the same moment make one', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    const known = (await fileTokenStore(path).read()).tokens;
    const results = await Promise.all(
      Array.from({ length: 20 }, () => refreshStored(aRefreshPort(fileTokenStore(path), server), known)),
    );
    expect(results.filter(({ isAdopted }) => !isAdopted)).toHaveLength(1);
    expect(server.requests).toBe(1);
  });

  test('an old copy that was put back into the file is not believed: the pair in use is the newer one', async () => {
    const path = await aCredentialsFile({ ...firstPair, generation: 1 });
    const old = await readFile(path, 'utf8');
    const server = aTokenServer();
    const { tokens } = await refreshStored(aRefreshPort(fileTokenStore(path), server), undefined);
    await writeFile(path, old);
    await refreshStored(aRefreshPort(fileTokenStore(path), server), tokens);
    expect(await contentOf(path)).toMatchObject({ ...server.pair, generation: 3 });
  });

  test('without a refresh token in the store there is nothing to do, and the next step is a login', async () => {
    const store = fileTokenStore(join(await makeFolder(), 'none.json'));
    const error = await refusalOf(refreshStored(aRefreshPort(store, aTokenServer()), undefined));
    expect(error).toMatchObject({ code: 'STORE_EMPTY', hint: 'log in again: tickwire login' });
  });
});

describe('answers that do not come (I8)', () => {
  test('T1: a request that was lost on its way is repeated with the same token', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    server.next.push('lost-request');
    const store = fileTokenStore(path);
    await refusalOf(refreshStored(aRefreshPort(store, server), undefined));
    expect((await store.read()).intent).toMatchObject({ state: 'sent', generation: 0 });
    expect(await readFile(`${path}.refresh`, 'utf8')).not.toContain('canary');
    await refreshStored(aRefreshPort(store, server), undefined);
    expect(await contentOf(path)).toMatchObject(server.pair);
    expect((await store.read()).intent).toBeUndefined();
  });

  test('T2, I10: an answer that was lost leads to one repetition, then to a state that only a login ends', async () => {
    const path = await aCredentialsFile();
    const before = await readFile(path, 'utf8');
    const server = aTokenServer();
    server.next.push('lost-answer');
    const store = fileTokenStore(path);
    await refusalOf(refreshStored(aRefreshPort(store, server), undefined));
    const error = await refusalOf(refreshStored(aRefreshPort(store, server), undefined));
    expect(error).toMatchObject({ name: 'TokenError', code: 'REFRESH_IN_DOUBT', hint: 'log in again: tickwire login' });
    expect(server.requests).toBe(2);
    expect(await refusalOf(refreshStored(aRefreshPort(store, server), undefined))).toMatchObject({
      code: 'REFRESH_IN_DOUBT',
    });
    expect(server.requests).toBe(2);
    expect(await readFile(path, 'utf8')).toBe(before);
    expect((await store.read()).intent).toMatchObject({ state: 'in-doubt', serverCode: 'CH_ACCESS_TOKEN_INVALID' });
    // A login puts another pair into the file.
    await writeFile(path, JSON.stringify(server.pair));
    await refreshStored(aRefreshPort(store, server), undefined);
    expect(await contentOf(path)).toMatchObject(server.pair);
    expect(await beside(path)).toEqual(['credentials.json.bak']);
  });

  test('a request that never left leaves no trace', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    server.next.push('not-sent');
    await refusalOf(refreshStored(aRefreshPort(fileTokenStore(path), server), undefined));
    expect(await beside(path)).toEqual([]);
  });

  test('but it does not close the question that an earlier one has left open', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    server.next.push('lost-answer', 'not-sent');
    const store = fileTokenStore(path);
    await refusalOf(refreshStored(aRefreshPort(store, server), undefined));
    await refusalOf(refreshStored(aRefreshPort(store, server), undefined));
    expect((await store.read()).intent).toMatchObject({ state: 'sent' });
  });

  test('I10: a first refusal is no doubt: it is told, and the file stays as it is', async () => {
    const path = await aCredentialsFile({ accessToken: 'canary-a', refreshToken: 'canary-wrong' });
    const before = await readFile(path, 'utf8');
    const error = await refusalOf(refreshStored(aRefreshPort(fileTokenStore(path), aTokenServer()), undefined));
    expect(error).toMatchObject({ name: 'TokenError', code: 'CH_ACCESS_TOKEN_INVALID' });
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await beside(path)).toEqual([]);
  });

  test('T8: a refusal that comes because somebody else was faster leads to his tokens', async () => {
    const path = await aCredentialsFile({ accessToken: 'canary-a', refreshToken: 'canary-wrong' });
    const server = aTokenServer();
    server.meanwhile = () => writeFile(path, JSON.stringify({ ...server.pair, generation: 5 }));
    const { isAdopted, tokens } = await refreshStored(aRefreshPort(fileTokenStore(path), server), undefined);
    expect(isAdopted).toBe(true);
    expect(tokens.generation).toBe(5);
  });
});

describe('T6: a disk that does not do its part', () => {
  const rejecting = (code: string) => () => Promise.reject(systemError(code));

  test.each([
    ['a full disk', { create: rejecting('ENOSPC') }, 'Tokens cannot be saved in PATH: the disk is full.'],
    [
      'a read-only folder',
      { create: rejecting('EROFS') },
      'Tokens cannot be saved in PATH: the file system is read-only.',
    ],
    [
      "somebody else's folder",
      { create: rejecting('EACCES') },
      'Tokens cannot be saved in PATH: this user may not write there.',
    ],
    [
      'a disk that fails to flush',
      {
        create: async (path: string) => ({ ...(await storeFiles.create(path)), flush: rejecting('EIO') }),
      },
      'Tokens cannot be saved in PATH: the disk reports an error.',
    ],
  ])('%s is found out before the refresh is sent', async (_, changes, sentence) => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    const error = await refusalOf(refreshStored(aRefreshPort(storeOver(path, changes), server), undefined));
    expect(error).toMatchObject({ name: 'TokenStoreError', code: 'STORE_UNWRITABLE' });
    expect(error.message).toBe(sentence.replace('PATH', path));
    expect(server.requests).toBe(0);
    expect(await contentOf(path)).toMatchObject(firstPair);
  });

  test.each(['ENOSPC', 'EROFS', 'EIO', 'EACCES'])(
    '%s after the answer: the pair is used, and saving goes on until it works',
    async (code) => {
      const path = await aCredentialsFile();
      const server = aTokenServer();
      const shouts: string[] = [];
      const told: (string | undefined)[] = [];
      let failures = 3;
      const rename = async (from: string, to: string) => {
        if (to === path && failures-- > 0) throw systemError(code);
        await storeFiles.rename(from, to);
      };
      const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => void shouts.push(message) };
      const onTokens = (_tokens: StoredTokens, trouble: TradingError | undefined) => told.push(trouble?.code);
      await refreshStored(aRefreshPort(storeOver(path, { rename }), server, { logger, onTokens }), undefined);
      expect(told).toEqual(['STORE_UNWRITABLE', undefined]);
      expect(shouts).toHaveLength(3);
      expect(await contentOf(path)).toMatchObject(server.pair);
      expect(await beside(path)).toEqual(['credentials.json.bak']);
    },
  );

  test('a process that dies while it cannot save leaves the pair beside the file, and the next one puts it in place', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    const ending = new AbortController();
    const rename = async (from: string, to: string) => {
      if (to === path) throw systemError('EROFS');
      await storeFiles.rename(from, to);
    };
    const dying = refreshStored(
      aRefreshPort(storeOver(path, { rename }), server, { signal: ending.signal, onTokens: () => ending.abort() }),
      undefined,
    );
    await refusalOf(dying);
    expect(await contentOf(path)).toMatchObject(firstPair);
    const { isAdopted } = await refreshStored(aRefreshPort(fileTokenStore(path), server), undefined);
    expect(isAdopted).toBe(true);
    expect(server.requests).toBe(1);
    expect(await contentOf(path)).toMatchObject({ ...server.pair, generation: 1 });
    expect(await beside(path)).toEqual(['credentials.json.bak']);
  });
});

describe('T7: a file that changes under our hands', () => {
  test('edits made by hand during a refresh are kept', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    server.meanwhile = () => writeFile(path, JSON.stringify({ accountId: 7, ...firstPair, mine: [1.0, 'x'] }));
    await refreshStored(aRefreshPort(fileTokenStore(path), server), undefined);
    expect(await contentOf(path)).toEqual({
      accountId: 7,
      ...server.pair,
      mine: [1, 'x'],
      expiresAt: 1_700_000_100_000,
      generation: 1,
    });
  });

  test('edits made between reading and replacing are kept too', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    let isEdited = false;
    const store = storeOver(path, {}, async (point) => {
      if (point !== 'previous-kept' || isEdited) return;
      isEdited = true;
      await writeFile(path, JSON.stringify({ ...(await contentOf(path)), late: true }));
    });
    await refreshStored(aRefreshPort(store, server), undefined);
    expect(await contentOf(path)).toMatchObject({ ...server.pair, late: true });
  });

  test('other tokens put there by hand win, and the refreshed pair is kept aside', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    const theirs = { accessToken: 'canary-theirs', refreshToken: 'canary-theirs-too' };
    server.meanwhile = () => writeFile(path, JSON.stringify(theirs));
    const { tokens } = await refreshStored(aRefreshPort(fileTokenStore(path), server), undefined);
    expect(tokens.accessToken.reveal()).toBe('canary-theirs');
    expect(await contentOf(path)).toEqual(theirs);
    const [aside = '', ...others] = await beside(path);
    expect(others).toEqual([]);
    expect(aside).toMatch(/\.aside$/);
    expect(await contentOf(join(dirname(path), aside))).toMatchObject(server.pair);
    // I10: neither a login with their tokens nor the next refresh takes it away.
    await writeFile(path, JSON.stringify(server.pair));
    server.meanwhile = async () => {};
    await refreshStored(aRefreshPort(fileTokenStore(path), server), undefined);
    await fileTokenStore(path).confirm?.(1);
    expect(await beside(path)).toEqual([aside]);
  });

  test('a file that is deleted meanwhile is written again, with what was in it', async () => {
    const path = await aCredentialsFile();
    const server = aTokenServer();
    server.meanwhile = () => rm(path);
    await refreshStored(aRefreshPort(fileTokenStore(path), server), undefined);
    expect(await contentOf(path)).toMatchObject({ clientId: 'id', note: 'mine', ...server.pair });
  });

  test.each([
    ['cut in half', 'CREDENTIALS_NOT_JSON', (path: string) => writeFile(path, '{"clientId": "i')],
    ['opened to others', 'CREDENTIALS_READABLE_BY_OTHERS', (path: string) => chmod(path, 0o644)],
    [
      'swapped for a symbolic link',
      'STORE_SYMLINK',
      async (path: string) => {
        await writeFile(`${path}.elsewhere`, JSON.stringify(firstPair), { mode: 0o600 });
        await rm(path);
        await symlink(`${path}.elsewhere`, path);
      },
    ],
  ])(
    'one that is %s is left alone until its owner has repaired it; the pair is safe meanwhile',
    async (_, code, spoil) => {
      const path = await aCredentialsFile();
      const good = await readFile(path, 'utf8');
      const server = aTokenServer();
      const told: (string | undefined)[] = [];
      server.meanwhile = () => spoil(path);
      const onTokens = (_tokens: StoredTokens, trouble: TradingError | undefined) => told.push(trouble?.code);
      const store = fileTokenStore(path);
      const refreshing = refreshStored(aRefreshPort(store, server, { onTokens }), undefined);
      await until(() => told.length === 1, { what: 'the trouble' });
      expect(told).toEqual([code]);
      const names = await beside(path);
      const candidate = names.find((name) => name.endsWith('.tmp')) ?? '';
      expect(await contentOf(join(dirname(path), candidate))).toMatchObject(server.pair);
      await rm(path);
      await writeFile(path, good, { mode: 0o600 });
      await refreshing;
      expect((await lstat(path)).isSymbolicLink()).toBe(false);
      expect(await contentOf(path)).toMatchObject({ ...server.pair, note: 'mine' });
    },
  );

  test('a file that others can read is refused before anything is sent', async () => {
    const path = await aCredentialsFile();
    await chmod(path, 0o644);
    const server = aTokenServer();
    const error = await refusalOf(refreshStored(aRefreshPort(fileTokenStore(path), server), undefined));
    expect(error.code).toBe('CREDENTIALS_READABLE_BY_OTHERS');
    expect(server.requests).toBe(0);
  });

  test('a symbolic link is refused before anything is sent, and what it points to is not touched', async () => {
    const path = await aCredentialsFile();
    await symlink(path, `${path}.link`);
    const server = aTokenServer();
    const error = await refusalOf(refreshStored(aRefreshPort(fileTokenStore(`${path}.link`), server), undefined));
    expect(error.code).toBe('STORE_SYMLINK');
    expect(server.requests).toBe(0);
    expect(await contentOf(path)).toMatchObject(firstPair);
  });
});

test('what processes left behind when they died goes away, except other pairs of tokens', async () => {
  const path = await aCredentialsFile({ ...firstPair, generation: 1 });
  const leave = (name: string, text: string) => writeFile(`${path}.${name}`, text);
  await leave('000000000001.tmp', ' '.repeat(100));
  await leave('000000000002.tmp', JSON.stringify({ accessToken: 'a', refreshToken: 'other', generation: 2 }));
  await leave('000000000003.tmp', JSON.stringify(firstPair));
  await leave('000000000004.tmp', '{"accessToken": "a", "refr');
  await leave('refresh.000000000005.tmp', '{}');
  await leave('notes.tmp', '');
  await refreshStored(aRefreshPort(fileTokenStore(path), aTokenServer()), undefined);
  expect(await beside(path)).toEqual([
    'credentials.json.000000000002.tmp',
    'credentials.json.000000000004.tmp',
    'credentials.json.bak',
    'credentials.json.notes.tmp',
  ]);
});

test('a store that was empty takes tokens in: the file and its folder belong to their owner alone', async () => {
  const path = join(await makeFolder(), 'new', 'credentials.json');
  const store = fileTokenStore(path);
  expect((await store.read()).tokens).toBeUndefined();
  await store.transact(async (transaction) => {
    await transaction.prepare();
    const tokens = {
      accessToken: new Secret('canary-a'),
      refreshToken: new Secret('canary-r'),
      expiresAt: 9,
      generation: 0,
    };
    await transaction.save(tokens, undefined);
  });
  expect(await contentOf(path)).toEqual({
    accessToken: 'canary-a',
    refreshToken: 'canary-r',
    expiresAt: 9,
    generation: 0,
  });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  expect(await beside(path)).toEqual([]);
});

test('who watches is told when the file is replaced', async () => {
  const path = await aCredentialsFile();
  const store = fileTokenStore(path);
  let isTold = false;
  const stop = store.watch?.(() => {
    isTold = true;
  });
  await refreshStored(aRefreshPort(fileTokenStore(path), aTokenServer()), undefined);
  await until(() => isTold, { what: 'the news' });
  stop?.();
});
