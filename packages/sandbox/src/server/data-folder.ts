import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SandboxError } from '../errors/sandbox-error.ts';

/**
 * Makes a folder that only its owner may enter, and those above it, unless they exist.
 *
 * @throws SandboxError `DATA_FOLDER`.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await makeLevels(path);
  } catch (error) {
    throw explainFolder(`make the folder ${path}`, error);
  }
}

/**
 * Level by level: where a folder exists and takes no other, as `/proc` does, the recursive form of Node.js tries for ever,
 * and on a read-only file system it blames the path.
 */
async function makeLevels(path: string): Promise<void> {
  const failure = await tryToMake(path);
  if (failure === undefined) return;
  const parent = dirname(path);
  if (codeOf(failure) !== 'ENOENT' || parent === path) throw failure;
  await makeLevels(parent);
  const again = await tryToMake(path);
  if (again === undefined) return;
  // Everything above is there now, so nothing is missing: this place does not take folders.
  if (codeOf(again) === 'ENOENT') throw Object.assign(new Error(NO_FOLDERS), { code: NO_FOLDERS, cause: again });
  throw again;
}

const NO_FOLDERS = 'NO_FOLDERS';

/** Why there is no folder at the path after all; undefined when there is one. */
async function tryToMake(path: string): Promise<Error | undefined> {
  try {
    await mkdir(path, { mode: 0o700 });
    return undefined;
  } catch (error) {
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory() === true) return undefined;
    return error instanceof Error ? error : new Error(String(error));
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/**
 * Writes a file that only its owner may read: whole or not at all, even when others write it at the same time.
 *
 * @throws SandboxError `DATA_FOLDER`.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainFolder(`write ${path}`, error);
  }
}

/** The error for something that failed in the data folder. */
export function explainFolder(deed: string, error: unknown): SandboxError {
  const errno = codeOf(error) ?? 'unknown';
  return new SandboxError(`The sandbox cannot ${deed}: ${reasons[errno] ?? `the system says ${errno}`}.`, {
    code: 'DATA_FOLDER',
    facts: { errno: errno === NO_FOLDERS ? 'ENOENT' : errno },
    hint: 'choose a folder you may write to with `--data DIR`',
    cause: error,
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'something that is not a folder is in its place',
  EISDIR: 'a folder is in its place',
  [NO_FOLDERS]: 'no folder can be made there',
  ENOENT: 'a part of the path does not exist',
};
