import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explainFolder, makePrivateFolder, writePrivateFile } from './data-folder.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwire-folder-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('a folder is made with its parents, for the owner only, and one that exists is left as it is', async () => {
  await makePrivateFolder(join(folder, 'a', 'b'));
  expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
  await chmod(join(folder, 'a'), 0o750);
  await makePrivateFolder(join(folder, 'a'));
  expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o750);
});

test('a file is written for the owner only, also where a readable one or a link was', async () => {
  const [path, elsewhere] = [join(folder, 'file'), join(folder, 'elsewhere')];
  await writeFile(path, 'old', { mode: 0o644 });
  await writePrivateFile(path, 'new');
  expect([await readFile(path, 'utf8'), (await stat(path)).mode & 0o777]).toEqual(['new', 0o600]);
  await writeFile(elsewhere, 'untouched');
  await rm(path);
  await symlink(elsewhere, path);
  await writePrivateFile(path, 'newer');
  expect(await readFile(elsewhere, 'utf8')).toBe('untouched');
  expect((await readdir(folder)).sort()).toEqual(['elsewhere', 'file']);
});

test('a path through a file is refused in one sentence, and nothing stays behind', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(makePrivateFolder(join(file, 'below'))).rejects.toMatchObject({
    name: 'SandboxError',
    code: 'DATA_FOLDER',
    message: `The sandbox cannot make the folder ${file}/below: a part of the path is not a folder.`,
    hint: 'choose a folder you may write to with `--data DIR`',
  });
  await mkdir(join(folder, 'taken'));
  await expect(writePrivateFile(join(folder, 'taken'), 'x')).rejects.toMatchObject({ code: 'DATA_FOLDER' });
  expect((await readdir(folder)).sort()).toEqual(['file', 'taken']);
});

test.each([
  ['EROFS', 'the file system is read-only'],
  ['EACCES', 'this user has no permission'],
  ['EXYZ', 'the system says EXYZ'],
])('%s is explained', (code, words) => {
  const error = explainFolder('write /x', Object.assign(new Error('foreign'), { code }));
  expect(error.message).toBe(`The sandbox cannot write /x: ${words}.`);
});
