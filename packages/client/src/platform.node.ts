import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FileReading, Surroundings } from './credentials/surroundings.ts';
import type { Clock, Random } from './ports.ts';

/** Node's clock; `now` goes on through changes of the wall clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Node's randomness; it spreads pauses and ids, it makes no secrets. */
export const systemRandom: Random = { next: () => Math.random() };

/** Certificate checks have been switched off for the whole process by an environment variable. */
export const areTlsChecksOff = (): boolean => process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';

/** Environment variables, folders and files of this process. */
export function surroundings(): Surroundings {
  const { env } = process;
  const configHome = env['XDG_CONFIG_HOME'];
  return {
    env,
    currentFolder: process.cwd(),
    configFolder: join(
      configHome === undefined || configHome === '' ? join(homedir(), '.config') : configHome,
      'tickwire',
    ),
    checksModes: process.platform !== 'win32',
    readFile: readSmallFile,
  };
}

async function readSmallFile(path: string, limitBytes: number): Promise<FileReading> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    const reason = codeOf(cause);
    return reason === 'ENOENT' || reason === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'unreadable', reason };
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return { kind: 'not-a-file' };
    if (stat.size > limitBytes) return { kind: 'too-large', bytes: stat.size };
    return { kind: 'file', text: await file.readFile('utf8'), mode: stat.mode & 0o777 };
  } catch (cause) {
    return { kind: 'unreadable', reason: codeOf(cause) };
  } finally {
    await file.close();
  }
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown reason';
