import type * as FsPromises from 'node:fs/promises';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { explainFolder, makePrivateFolder, writePrivateFile } from './data-folder.ts';

let folder = '';

/** What the system says to whoever makes a folder in one that stands in here; anywhere else it is the real one. */
const refusing = new Map<string, string>();

vi.mock('node:fs/promises', async (importReal) => {
  const real = await importReal<typeof FsPromises>();
  const refuse = (code: string) => Promise.reject(Object.assign(new Error('foreign'), { code }));
  return {
    ...real,
    mkdir: (path: string, options: object) => {
      const parent = path.slice(0, path.lastIndexOf('/'));
      const code = refusing.get(parent);
      return code === undefined ? real.mkdir(path, options) : refuse(code);
    },
  };
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwire-folder-'));
});

afterEach(async () => {
  refusing.clear();
  await rm(folder, { recursive: true, force: true });
});

test('a folder is made with its parents, for the owner only, and one that exists is left as it is', async () => {
  await makePrivateFolder(join(folder, 'a', 'b'));
  expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
  await chmod(join(folder, 'a'), 0o750);
  await makePrivateFolder(join(folder, 'a'));
  expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o750);
});

test('a folder deep in a read-only file system is refused because of that, not because of its path', async () => {
  refusing.set(folder, 'EROFS');
  await expect(makePrivateFolder(join(folder, 'a', 'b', 'c'))).rejects.toMatchObject({
    code: 'DATA_FOLDER',
    facts: { errno: 'EROFS' },
    message: `The sandbox cannot make the folder ${folder}/a/b/c: the file system is read-only.`,
  });
});

test('a place that takes no folders is refused at once', async () => {
  refusing.set(folder, 'ENOENT');
  await expect(makePrivateFolder(join(folder, 'a', 'b'))).rejects.toMatchObject({
    code: 'DATA_FOLDER',
    facts: { errno: 'ENOENT' },
    message: `The sandbox cannot make the folder ${folder}/a/b: no folder can be made there.`,
  });
});

test('a folder that exists counts as made, whatever the system says about making it', async () => {
  refusing.set(folder, 'EROFS');
  await mkdtemp(join(folder, 'x'));
  const [there = ''] = await readdir(folder);
  await expect(makePrivateFolder(join(folder, there))).resolves.toBeUndefined();
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
