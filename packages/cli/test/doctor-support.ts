import { execFileSync } from 'node:child_process';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeAuthority, makeServerCertificate } from '../../sandbox/src/server/certificate.ts';
import { runApp } from '../src/app.ts';
import type { CheckReport } from '../src/doctor/check.ts';
import type { Probes } from '../src/doctor/probes.ts';
import { FakeSurroundings } from './fake-surroundings.ts';
import { anyCredentials, scanForSecrets, secretsOf } from './support.ts';

/** What `tickwire doctor --json` prints. */
interface DoctorDocument {
  readonly v: number;
  readonly healthy: boolean;
  readonly exitCode: number;
  readonly checks: readonly CheckReport[];
}

/** A set-up: the words after `doctor`, and what else is broken. */
export interface Setup {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds by which this machine's clock is ahead. */
  readonly clockAheadMs?: number;
  readonly probes?: Partial<Probes>;
  /** What must not be in the output. */
  readonly secrets?: object;
}

/** Runs the doctor over a set-up, and scans what it says for secrets. */
export async function runDoctorOver(setup: Setup, ...more: readonly string[]) {
  const { argv, env = {}, clockAheadMs = 0, probes = {}, secrets = anyCredentials } = setup;
  const fake = new FakeSurroundings({ env });
  const { clock, loadProbes } = fake.surroundings;
  const exitCode = await runApp(['doctor', '--timeout', '3', ...argv, ...more], {
    ...fake.surroundings,
    clock: { ...clock, wallNow: () => clock.wallNow() + clockAheadMs },
    loadProbes: async () => ({ ...(await loadProbes()), ...probes }),
  });
  scanForSecrets(fake, secretsOf(secrets));
  return { exitCode, stdout: fake.stdout, stderr: fake.stderr };
}

/** The same, read by a program. */
export async function examine(setup: Setup) {
  const { exitCode, stdout } = await runDoctorOver(setup, '--json');
  const document: DoctorDocument = JSON.parse(stdout);
  const idsOf = (state: CheckReport['state']) =>
    document.checks.filter((check) => check.state === state).map(({ id }) => id);
  return { exitCode, document, red: idsOf('red'), yellow: idsOf('yellow'), skipped: idsOf('skipped') };
}

/** A port on which nothing listens. */
export async function findClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const dayMs = 86_400_000;

/** A web server whose certificate was good `daysAgo` days ago, for 397 days. Its authority is still good. */
export async function openServerOf(daysAgo: number) {
  const madeAt = Date.now() - daysAgo * dayMs;
  const authority = await makeAuthority(madeAt);
  const server = createHttpsServer(await makeServerCertificate(authority, madeAt), (_, response) => {
    response.writeHead(426).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `wss://127.0.0.1:${portOf(server)}`, ca: authority.cert };
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listening on no port');
  return address.port;
}

/** Whether there is a git to test with. */
export function hasGit(): boolean {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs git in the folder of a file, with nobody's settings. */
export function git(file: string, ...words: readonly string[]): void {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', words, { cwd: dirname(file), stdio: 'ignore', env });
}
