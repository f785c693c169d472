import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SandboxError } from '../errors/sandbox-error.ts';

/**
 * Makes a folder that only its owner may enter, and those above it, unless they exist.
 *
 * @throws SandboxError `DATA_FOLDER`.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw explainFolder(`make the folder ${path}`, error);
  }
}

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
  const errno = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return new SandboxError(`The sandbox cannot ${deed}: ${reasons[errno] ?? `the system says ${errno}`}.`, {
    code: 'DATA_FOLDER',
    facts: { errno },
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
  ENOENT: 'a part of the path does not exist',
};
