import { createHash, randomBytes } from 'node:crypto';
import { link, open, readFile, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * How a lock is held. All but the last belong to the operating system and end with the process, however it ends.
 *
 * `abstract`: a Linux socket name that is no file. `pipe`: a Windows named pipe. `socket-file`: a socket in the folder for
 * temporary files; when nobody answers on it, its owner is gone. `file`: a file with the number of its owner's process.
 */
export type LockKind = 'abstract' | 'pipe' | 'socket-file' | 'file';

/** How to wait for a lock. For tests. */
export interface LockOptions {
  readonly kind?: LockKind;
  /** Gives up after this many milliseconds. Default: 60,000. */
  readonly limitMs?: number;
}

type Release = () => Promise<void>;

/** What came of one attempt: the lock, or what to wait for before the next. */
type Attempt = { readonly release: Release } | { readonly wait: (limitMs: number) => Promise<void> };

const patienceMs = 60_000;
/** A takeover that takes longer than this has died half way. */
const longestTakeoverMs = 10_000;

const forbiddenCodes = ['EACCES', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'];

const defaultKind = (): LockKind =>
  process.platform === 'linux' ? 'abstract' : process.platform === 'win32' ? 'pipe' : 'socket-file';

/**
 * Waits for the lock of the file at this real path, and resolves with what releases it; undefined when its turn does not
 * come. Works between processes and within one. Processes that cannot see each other's sockets – containers with a network
 * of their own that share a folder – do not exclude each other.
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<Release | undefined> {
  const { limitMs = patienceMs } = options;
  let { kind = defaultKind() } = options;
  const key = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const endsAt = performance.now() + limitMs;
  for (let leftMs = limitMs; leftMs > 0; leftMs = endsAt - performance.now()) {
    try {
      const attempt = kind === 'file' ? await tryFile(`${path}.lock`) : await trySocket(addressOf(kind, key), kind);
      if ('release' in attempt) return attempt.release;
      await attempt.wait(leftMs);
    } catch (cause) {
      // Sockets that are forbidden here are forbidden to the other processes too. Whatever else fails, fails only here.
      if (kind === 'file' || !forbiddenCodes.some((code) => isCode(cause, code))) throw cause;
      kind = 'file';
    }
  }
  return undefined;
}

function addressOf(kind: LockKind, key: string): string {
  // No user in these names: the owner of a file and root exclude each other.
  if (kind === 'abstract') return `\0tickwire-${key}`;
  if (kind === 'pipe') return `\\\\.\\pipe\\tickwire-${key}`;
  // One in this one: nobody can take over a file that another user has left in a shared folder.
  return join(tmpdir(), `tickwire-${process.getuid?.() ?? 0}-${key.slice(0, 16)}.sock`);
}

async function trySocket(address: string, kind: LockKind): Promise<Attempt> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => waiting.delete(socket));
  });
  const isOurs = await (kind === 'socket-file' ? listenAtFile(server, address) : listen(server, address));
  if (isOurs) {
    // What is done under the lock keeps the process alive, not the lock.
    server.unref();
    return {
      release: async () => {
        if (kind === 'socket-file') await rm(address, { force: true });
        await closeServer(server, waiting);
      },
    };
  }
  return {
    wait: async (limitMs) => {
      const owner = await waitForOwner(address, limitMs);
      if (owner === 'gone' && kind === 'socket-file') await takeOver(address, () => isDeserted(address));
      else if (owner === 'gone') await pause();
    },
  };
}

/** False: somebody else has the address. Rejects when it cannot be used at all. */
function listen(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(address, () => resolve(true));
  });
}

/**
 * A socket refuses connections between its birth and the first moment it listens; so it gets its name afterwards. A socket
 * file under that name either answers or has lost its owner.
 */
async function listenAtFile(server: Server, address: string): Promise<boolean> {
  const birthplace = `${address}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await listen(server, birthplace);
  try {
    await link(birthplace, address);
    return true;
  } catch (cause) {
    await closeServer(server, new Set());
    if (isCode(cause, 'EEXIST')) return false;
    throw cause;
  } finally {
    await rm(birthplace, { force: true });
  }
}

function closeServer(server: Server, waiting: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Those who wait are told by the end of their connection.
    for (const socket of waiting) socket.destroy();
  });
}

/** Waits until the owner lets go or dies: both end the connection. `gone`: there is no owner (any more). */
function waitForOwner(address: string, limitMs: number): Promise<'left' | 'gone'> {
  return new Promise((resolve) => {
    let owner: 'left' | 'gone' = 'gone';
    const socket = connect(address);
    const timer = setTimeout(() => socket.destroy(), limitMs);
    socket.once('connect', () => {
      owner = 'left';
    });
    // 'close' follows.
    socket.on('error', () => {});
    socket.resume();
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(owner);
    });
  });
}

/** A socket file that refuses connections has lost its owner. */
function isDeserted(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

async function tryFile(path: string): Promise<Attempt> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return { release: () => rm(path, { force: true }) };
  } catch (cause) {
    if (!isCode(cause, 'EEXIST')) throw cause;
  }
  return {
    wait: async () => {
      if (await isOwnerDead(path)) await takeOver(path, () => isOwnerDead(path));
      else await pause();
    },
  };
}

async function isOwnerDead(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  // An owner that has not written its number yet is at it.
  if (!Number.isSafeInteger(pid) || pid <= 0) return (await ageMs(path)) > longestTakeoverMs;
  try {
    process.kill(pid, 0);
    return false;
  } catch (cause) {
    return isCode(cause, 'ESRCH');
  }
}

/**
 * Removes what a dead owner left. Only one process at a time may, and it looks again first: otherwise a second one could
 * remove what the first has just made its own.
 */
async function takeOver(path: string, isStillDead: () => Promise<boolean>): Promise<void> {
  const guard = `${path}.takeover`;
  try {
    await (await open(guard, 'wx', 0o600)).close();
  } catch {
    if ((await ageMs(guard)) > longestTakeoverMs) await rm(guard, { force: true });
    return pause();
  }
  try {
    if (await isStillDead()) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

const ageMs = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );

/** A few milliseconds, different ones for everybody who waits. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 18));

const isCode = (cause: unknown, code: string): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === code;
