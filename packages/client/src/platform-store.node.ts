import { createHash, randomBytes } from 'node:crypto';
import { constants, watch } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { longestFileBytes } from './credentials/read-file.ts';
import type { FileReading } from './credentials/surroundings.ts';
import { acquireLock } from './platform-lock.node.ts';
import type { OpenedFile, StoreFiles, StoreReading } from './tokens/store-files.ts';

const fileMode = 0o600;
const folderMode = 0o700;

/** What a token store in a file needs, on Node. */
export const storeFiles: StoreFiles = {
  checksModes: process.platform !== 'win32',
  locate,
  read: readWithoutLinks,
  create,
  rename,
  remove: (path) => rm(path, { force: true }),
  list: (folder) => readdir(folder),
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: folderMode });
  },
  flushFolder,
  randomName: () => randomBytes(6).toString('hex'),
  lock: (path) => acquireLock(path),
  watch: watchFile,
};

async function locate(path: string): Promise<{ readonly folder: string; readonly name: string }> {
  const absolute = resolve(path);
  const folder = dirname(absolute);
  try {
    return { folder: await realpath(folder), name: basename(absolute) };
  } catch (cause) {
    // It is made when there is something to put into it.
    if (codeOf(cause) === 'ENOENT') return { folder, name: basename(absolute) };
    throw cause;
  }
}

async function readWithoutLinks(path: string): Promise<StoreReading> {
  try {
    if ((await lstat(path)).isSymbolicLink()) return { kind: 'symlink' };
  } catch {
    // Reading says why.
  }
  const reading = await readSmallFile(path, longestFileBytes, constants.O_NOFOLLOW ?? 0);
  return reading.kind === 'unreadable' && reading.reason === 'ELOOP' ? { kind: 'symlink' } : reading;
}

/** Reads a file of at most `limitBytes`, without waiting for anybody. Never rejects. */
export async function readSmallFile(path: string, limitBytes: number, flags = 0): Promise<FileReading> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
  } catch (cause) {
    const reason = codeOf(cause) ?? 'unknown reason';
    return reason === 'ENOENT' || reason === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'unreadable', reason };
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return { kind: 'not-a-file' };
    if (stat.size > limitBytes) return { kind: 'too-large', bytes: stat.size };
    return { kind: 'file', text: await file.readFile('utf8'), mode: stat.mode & 0o777 };
  } catch (cause) {
    return { kind: 'unreadable', reason: codeOf(cause) ?? 'unknown reason' };
  } finally {
    await file.close();
  }
}

async function create(path: string): Promise<OpenedFile> {
  const file = await open(path, 'wx', fileMode);
  return {
    async rewrite(text) {
      const bytes = Buffer.from(text);
      let at = 0;
      while (at < bytes.length) at += (await file.write(bytes, at, bytes.length - at, at)).bytesWritten;
      // Afterwards, so that the blocks of a longer content are used again instead of being asked for.
      await file.truncate(bytes.length);
    },
    flush: () => file.sync(),
    close: () => file.close(),
  };
}

async function flushFolder(path: string): Promise<void> {
  // Windows flushes names by itself, and cannot open folders.
  if (process.platform === 'win32') return;
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function watchFile(path: string, onChange: () => void): () => void {
  const absolute = resolve(path);
  try {
    // The folder, because the file is replaced and not changed.
    const watcher = watch(dirname(absolute), { persistent: false }, (_, name) => {
      if (name === null || name === basename(absolute)) onChange();
    });
    // A folder that cannot be watched any more tells nothing; the server does, when tokens have changed.
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}

/** SHA-256 in hexadecimal. */
export const hash = (text: string): Promise<string> => Promise.resolve(createHash('sha256').update(text).digest('hex'));

const codeOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
