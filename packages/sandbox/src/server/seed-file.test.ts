import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSeedFile } from './seed-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwire-seed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(text: string): Promise<string> {
  const path = join(folder, 'seed.json');
  await writeFile(path, text);
  return path;
}

test('a description of a world is taken as it stands', async () => {
  const world = {
    applications: {
      second: { isActive: false, redirectUris: ['http://localhost:1/cb'] },
      main: { redirectUris: 'any-loopback' },
    },
    accounts: { demo: { balance: 500, leverage: 30 }, extra: { environment: 'live', currency: 'EUR', id: 7 } },
    grants: { main: { scope: 'view', accounts: ['demo'] } },
  };
  expect(await readSeedFile(await write(JSON.stringify(world)))).toEqual({ world });
  expect(await readSeedFile(await write(`\uFEFF{}`))).toEqual({ world: {} });
});

test('the rules of an account are taken, enumerations by their names', async () => {
  const plain = { stopOutLevel: 30.5, maxPositions: 3, fillDelay: 0, swapFree: true, honoursLabels: false };
  const rules = { ...plain, marginCallLevels: [90, 60, 30], duplicateClientOrderId: 'reject' };
  const named = { ...rules, accessRights: 'CLOSE_ONLY', marginCalculation: 'NET' };
  const seed = await readSeedFile(await write(JSON.stringify({ accounts: { demo: named } })));
  expect(seed).toEqual({ world: { accounts: { demo: { ...rules, accessRights: 1, marginCalculation: 2 } } } });
});

test.each([
  [
    '{"accounts":{"demo":{"marginCallLevels":[1,2]}}}',
    'accounts.demo.marginCallLevels must be three percentages, not a',
  ],
  ['{"accounts":{"demo":{"accessRights":"ALL"}}}', 'accounts.demo.accessRights must be one of "FULL_ACCESS" (0), '],
  [
    '{"accounts":{"demo":{"balance":"12"}}}',
    'accounts.demo.balance must be a whole number from 0 to 1000000000000000, not "12"',
  ],
  ['{"accounts":{"demo":{"curency":"USD"}}}', 'accounts.demo.curency is not known here; possible there: environment,'],
  ['{"grants":{"main":{"accounts":"demo"}}}', 'grants.main.accounts must be a list, not "demo"'],
  ['{"applications":{"main":{"redirectUris":"any"}}}', 'applications.main.redirectUris must be a list, not "any"'],
  ['[]', 'The document must be an object, not a list'],
])('%s is refused in one sentence that names the place', async (text, reason) => {
  const path = await write(text);
  const refused = await readSeedFile(path).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: 'SandboxError', code: 'BAD_SEED_FILE' });
  expect(String(refused)).toContain(`The seed file ${path} is no description of a world: ${reason}`);
});

test('a snapshot that is none is refused in one sentence', async () => {
  const path = await write('{"kind":"tickwire-sandbox-snapshot","version":9}');
  await expect(readSeedFile(path)).rejects.toThrow(
    `The seed file ${path} cannot be gone on from: This snapshot has version 9, and this Tickwire reads version 1.`,
  );
});

test('what cannot be read or is no JSON is refused in one sentence', async () => {
  const refused = async (path: string) => String(await readSeedFile(path).catch((error: unknown) => error));
  const path = await write('{"accounts":');
  expect(await refused(path)).toBe(`SandboxError: The seed file ${path} is not JSON.`);
  const missing = join(folder, 'none.json');
  expect(await refused(missing)).toBe(`SandboxError: The seed file ${missing} cannot be read: there is no such file.`);
  const inner = join(folder, 'inner');
  await mkdir(inner);
  expect(await refused(inner)).toBe(`SandboxError: The seed file ${inner} is no file.`);
  expect(await refused('/dev/zero')).toBe('SandboxError: The seed file /dev/zero is no file.');
});
