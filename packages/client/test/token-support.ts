import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@tickwire/testkit';
import { onTestFinished } from 'vitest';
import { ConnectionLostError, TokenError } from '../src/errors/errors.ts';
import { hash, storeFiles } from '../src/platform-store.node.ts';
import { silentLogger } from '../src/ports.ts';
import { Secret } from '../src/secret.ts';
import type { OnPoint } from '../src/tokens/crash-points.ts';
import { createFileStore } from '../src/tokens/file-store.ts';
import type { RefreshPort } from '../src/tokens/refresh.ts';
import type { StoreFiles } from '../src/tokens/store-files.ts';
import type { FreshTokens } from '../src/tokens/stored-tokens.ts';

/** The first pair of every test server. */
export const firstPair = { accessToken: 'canary-access-0', refreshToken: 'canary-refresh-0' };

/** Rotates like the real one: each refresh token works once, and the old pair dies at once. */
export function aTokenServer() {
  let generation = 0;
  const name = (kind: string) => `canary-${kind}-${generation}`;
  const server = {
    requests: 0,
    get pair() {
      return { accessToken: name('access'), refreshToken: name('refresh') };
    },
    /** Runs while the request is under way. */
    meanwhile: async () => {},
    /** What becomes of the next request; each is used once. */
    next: [] as ('lost-request' | 'lost-answer' | 'not-sent')[],
    async send(refreshToken: Secret): Promise<FreshTokens> {
      server.requests += 1;
      const fate = server.next.shift();
      if (fate === 'not-sent') throw lost('not-sent');
      if (fate === 'lost-request') throw lost('unknown');
      if (refreshToken.reveal() !== name('refresh')) {
        await server.meanwhile();
        const refusal = { serverCode: 'CH_ACCESS_TOKEN_INVALID', description: undefined, retryAfterMs: undefined };
        throw new TokenError('The server refused the token refresh: CH_ACCESS_TOKEN_INVALID.', refusal, {});
      }
      generation += 1;
      await server.meanwhile();
      if (fate === 'lost-answer') throw lost('unknown');
      const { accessToken, refreshToken: fresh } = server.pair;
      return { accessToken: new Secret(accessToken), refreshToken: new Secret(fresh), expiresInSeconds: 100 };
    },
  };
  return server;
}

const lost = (outcome: 'unknown' | 'not-sent') =>
  new ConnectionLostError('The connection is gone.', { code: 'CONNECTION_LOST', outcome });

/** A folder of its own, gone after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tickwire-tokens-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A credentials file with the first pair and some keys of its owner. */
export async function aCredentialsFile(content: object = firstPair): Promise<string> {
  const path = join(await makeFolder(), 'credentials.json');
  await writeFile(path, `${JSON.stringify({ clientId: 'id', note: 'mine', ...content }, undefined, 2)}\n`, {
    mode: 0o600,
  });
  return path;
}

/** A file store whose file system does what the test says. */
export const storeOver = (path: string, changes: Partial<StoreFiles> = {}, onPoint?: OnPoint) =>
  createFileStore(path, { ...storeFiles, ...changes }, onPoint);

/** Time passes at once. */
const hastyClock = {
  now: () => performance.now(),
  wallNow: () => 1_700_000_000_000,
  schedule(_: number, run: () => void) {
    const timer = setTimeout(run, 0);
    return () => clearTimeout(timer);
  },
};

/** Everything a refresh needs, against a test server. */
export function aRefreshPort(
  store: RefreshPort['store'],
  server: ReturnType<typeof aTokenServer>,
  changes: Partial<RefreshPort> = {},
): RefreshPort {
  return {
    store,
    exchange: { ready: async () => {}, send: (refreshToken) => server.send(refreshToken) },
    clock: hastyClock,
    random: seededRandom(1),
    logger: silentLogger,
    hash,
    onTokens: () => {},
    signal: new AbortController().signal,
    ...changes,
  };
}

/** A system error, as the file system throws it. */
export const systemError = (code: string) => Object.assign(new Error(`${code}: something about a path`), { code });
