import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { lstat, readlink, stat } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import tls from 'node:tls';
import type { FileLook, Handshake, HostPort, Probes, TimeAnswer } from './doctor/probes.ts';

/** The doctor's hands on this machine. */
export const probes: Probes = {
  nodeVersion: process.versions.node,
  lookUp: (host, timeoutMs) =>
    within(timeoutMs, (settle) => {
      lookup(bare(host)).then(() => settle(), settle);
      return undefined;
    }),
  connectTcp: (place, timeoutMs) =>
    within(timeoutMs, (settle) => {
      const socket = connectTcp(toSocketPlace(place), () => settle());
      return hangUp(socket, settle);
    }),
  shakeHands,
  readTime,
  look,
  runGit,
};

/** Runs something under a deadline; what it returns is called at the end, whatever the end is. */
function within<T = void>(
  timeoutMs: number,
  begin: (settle: (error?: unknown, value?: T) => void) => (() => void) | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let end = (): void => {};
    const timer = setTimeout(() => settle(systemError('ETIMEDOUT')), timeoutMs);
    const settle = (error?: unknown, value?: T) => {
      clearTimeout(timer);
      end();
      if (error === undefined)
        resolve(value as T); // Whoever settles without an error gives the value.
      else reject(error);
    };
    end = begin(settle) ?? end;
  });
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

function hangUp(socket: Socket, settle: (error: unknown) => void): () => void {
  socket.on('error', settle);
  return () => socket.destroy();
}

/** Without the brackets that an address of version 6 has in a URL. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

const toSocketPlace = ({ host, port }: HostPort): HostPort => ({ host: bare(host), port });

function shakeHands(
  place: HostPort,
  { ca, timeoutMs }: { readonly ca: string | undefined; readonly timeoutMs: number },
): Promise<Handshake> {
  const { host, port } = toSocketPlace(place);
  return within(timeoutMs, (settle) => {
    const socket = tls.connect({
      host,
      port,
      servername: isIP(host) === 0 ? host : '',
      minVersion: 'TLSv1.2',
      ...(ca === undefined ? {} : { ca: [...trustedRoots(), ca] }),
      // The certificate is what we have come to look at. Nothing is sent over this connection.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    socket.once('secureConnect', () => settle(undefined, readHandshake(socket, host)));
    // A server that hangs up in the middle of it is an error of no code otherwise.
    socket.once('end', () => settle(systemError('ECONNRESET')));
    return hangUp(socket, settle);
  });
}

function readHandshake(socket: tls.TLSSocket, host: string): Handshake {
  const certificate = socket.getPeerCertificate();
  // Its type is Error, but Node sets OpenSSL's code as a text.
  const reason: unknown = socket.authorizationError;
  const issuer: Readonly<Record<string, string | readonly string[] | undefined>> = certificate.issuer;
  return {
    chainError: socket.authorized || reason === null || reason === undefined ? undefined : codeOf(reason),
    isForHost: tls.checkServerIdentity(host, certificate) === undefined,
    validFrom: Date.parse(certificate.valid_from),
    validTo: Date.parse(certificate.valid_to),
    issuer: String(issuer['O'] ?? issuer['CN'] ?? 'an unnamed authority'),
  };
}

const codeOf = (reason: unknown): string =>
  typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : String(reason);

/** What Node trusts by itself, NODE_EXTRA_CA_CERTS included where it tells. */
function trustedRoots(): readonly string[] {
  // Newer than the types of the oldest Node we support.
  const { getCACertificates } = tls as { getCACertificates?: (kind: 'default') => readonly string[] };
  return getCACertificates?.('default') ?? tls.rootCertificates;
}

function readTime(url: string, timeoutMs: number): Promise<TimeAnswer> {
  return within(timeoutMs, (settle) => {
    const isTls = url.startsWith('https:');
    const options = { method: 'HEAD', agent: false };
    // The date is all we take from it: a certificate that is not good yet is what a wrong clock looks like.
    const request = isTls ? requestHttps(url, { ...options, rejectUnauthorized: false }) : requestHttp(url, options);
    request.once('response', ({ headers }) => {
      const date = Date.parse(headers.date ?? '');
      settle(undefined, { date: Number.isNaN(date) ? undefined : date });
    });
    request.once('error', settle);
    request.end();
    return () => request.destroy();
  });
}

async function look(path: string): Promise<FileLook> {
  const own = await lstat(path).catch(() => undefined);
  if (own === undefined) return { kind: 'missing', target: undefined, mode: undefined };
  const final = await stat(path).catch(() => own);
  const mode = process.platform === 'win32' ? undefined : final.mode & 0o777;
  if (own.isSymbolicLink()) return { kind: 'link', target: await readlink(path), mode };
  return { kind: own.isFile() ? 'file' : 'other', target: undefined, mode };
}

function runGit(folder: string, words: readonly string[], timeoutMs: number): ReturnType<Probes['runGit']> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: timeoutMs, windowsHide: true };
    execFile('git', words, options, (error, stdout) => {
      if (error === null) resolve({ exitCode: 0, stdout });
      else resolve(typeof error.code === 'number' ? { exitCode: error.code, stdout } : undefined);
    });
  });
}
