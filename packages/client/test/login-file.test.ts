import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetTokens, readTokenState, Secret, saveLogin } from '../src/index.ts';
import { makeFolder } from './token-support.ts';

const login = {
  accountId: 40_000_001,
  environment: 'demo',
  clientId: 'id-1',
  clientSecret: new Secret('canary-secret'),
  tokens: {
    accessToken: new Secret('canary-access'),
    refreshToken: new Secret('canary-refresh'),
    expiresAt: 1_800_000_000_000,
  },
} as const;

const pair = { accessToken: 'canary-old-access', refreshToken: 'canary-old-refresh' };
const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

test('a login makes the file and its folders, readable by its owner only', async () => {
  const folder = join(await makeFolder(), 'a', 'tickwire');
  const path = join(folder, 'live.json');
  await saveLogin(path, login);
  expect(await readJson(path)).toEqual({
    accountId: 40_000_001,
    clientId: 'id-1',
    clientSecret: 'canary-secret',
    environment: 'demo',
    accessToken: 'canary-access',
    refreshToken: 'canary-refresh',
    expiresAt: 1_800_000_000_000,
    generation: 1,
  });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await readdir(folder)).toEqual(['live.json']);
});

test('a login into a file that is there keeps its order and foreign keys, counts on, and keeps the old content beside it', async () => {
  const path = join(await makeFolder(), 'credentials.json');
  const before = `{\n  "note": 1e400,\n  "accountId": 1,\n  "refreshToken": "canary-old-refresh",\n  "accessToken": "x",\n  "generation": 7\n}\n`;
  await writeFile(path, before, { mode: 0o600 });
  expect(await saveLogin(path, login)).toMatchObject({ generation: 8 });
  expect(await readFile(path, 'utf8')).toMatch(
    /^\{\n  "note": 1e400,\n  "accountId": 40000001,\n  "refreshToken": "canary-refresh"/,
  );
  expect(await readFile(`${path}.bak`, 'utf8')).toBe(before);
});

test('a login settles a refresh in doubt', async () => {
  const path = join(await makeFolder(), 'credentials.json');
  await writeFile(path, JSON.stringify(pair), { mode: 0o600 });
  const hash = 'b8d6b3a3d1d1f7ac7a1c3f1a7a1d8d9f';
  await writeFile(
    `${path}.refresh`,
    JSON.stringify({ generation: 0, startedAt: 1, tokenHash: hash, state: 'in-doubt' }),
    {
      mode: 0o600,
    },
  );
  await saveLogin(path, login);
  expect((await readdir(join(path, '..'))).toSorted()).toEqual(['credentials.json', 'credentials.json.bak']);
  expect((await readTokenState(path)).intent).toBeUndefined();
});

test.each<[string, string, (path: string) => Promise<void>]>([
  ['what is not JSON', 'CREDENTIALS_NOT_JSON', (path) => writeFile(path, '{"a": canary', { mode: 0o600 })],
  [
    'what others can read',
    'CREDENTIALS_READABLE_BY_OTHERS',
    async (path) => {
      await writeFile(path, JSON.stringify(pair));
      await chmod(path, 0o644);
    },
  ],
  [
    'a symbolic link',
    'STORE_SYMLINK',
    async (path) => {
      await writeFile(`${path}.target`, JSON.stringify(pair), { mode: 0o600 });
      await symlink(`${path}.target`, path);
    },
  ],
  ['a folder', 'CREDENTIALS_NOT_A_FILE', (path) => mkdir(path)],
])('a login does not write over %s, and leaves no tokens lying about', async (_, code, make) => {
  const path = join(await makeFolder(), 'credentials.json');
  await make(path);
  await expect(saveLogin(path, login)).rejects.toMatchObject({ code });
  expect((await readdir(join(path, '..'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('forgetting empties the tokens, removes their copies, and touches nothing else', async () => {
  const folder = await makeFolder();
  const path = join(folder, 'credentials.json');
  const kept = { clientId: 'id-1', note: 'mine' };
  await writeFile(path, JSON.stringify({ ...pair, ...kept, expiresAt: 5, generation: 3 }), { mode: 0o600 });
  const copies = ['bak', 'refresh', '0123456789ab.tmp', 'ba9876543210.aside'].map((end) => `credentials.json.${end}`);
  for (const name of [...copies, 'credentials.json.mine', 'other.json']) await writeFile(join(folder, name), '{}');
  expect((await forgetTokens(path)).toSorted()).toEqual(copies.toSorted());
  const empty = { accessToken: '', refreshToken: '', expiresAt: null, generation: 3 };
  expect(await readJson(path)).toEqual({ ...kept, ...empty });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).toSorted()).toEqual(['credentials.json', 'credentials.json.mine', 'other.json']);
});

test('a login after that counts on, so that no running process takes the new tokens for old ones', async () => {
  const path = join(await makeFolder(), 'credentials.json');
  await writeFile(path, JSON.stringify({ ...pair, generation: 3 }), { mode: 0o600 });
  await forgetTokens(path);
  expect(await saveLogin(path, login)).toMatchObject({ generation: 4 });
});
