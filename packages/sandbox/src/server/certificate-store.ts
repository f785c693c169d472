import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { chmod, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../errors/sandbox-error.ts';
import {
  type LocalAuthority,
  makeAuthority,
  makeServerCertificate,
  type ServerCertificate,
  servedAddresses,
  servedNames,
} from './certificate.ts';
import { explainFolder, makePrivateFolder, writePrivateFile } from './data-folder.ts';

/** What the door needs to speak TLS, and the file that clients have to trust. */
export interface StoredCertificate {
  readonly certificate: ServerCertificate;
  /** Path of the authority's certificate, PEM. */
  readonly ca: string;
}

const files = { folder: 'tls', ca: 'ca.pem', caKey: 'ca-key.pem', server: 'server.pem' };

/** A certificate with less time left than this is replaced. */
const renewBeforeMs = 30 * 86_400_000;

/**
 * Finds the certificates in `<folder>/tls`, or makes what is missing or about to expire. The authority is made once;
 * two processes that start at the same moment end up with the same one.
 *
 * @throws SandboxError `DATA_FOLDER` when the folder cannot be used, or holds one half of an authority.
 */
export async function openCertificateStore(folder: string, nowEpochMs: number): Promise<StoredCertificate> {
  const path = join(folder, files.folder);
  await makePrivateFolder(folder);
  const authority = await openAuthority(path, nowEpochMs);
  const serverPath = join(path, files.server);
  const stored = splitServerFile(await readIfThere(serverPath));
  const isGood = stored !== undefined && isUsableServer(stored, authority, nowEpochMs);
  const certificate = isGood ? stored : await makeServerCertificate(authority, nowEpochMs);
  if (!isGood) await writePrivateFile(serverPath, certificate.cert + certificate.key);
  return { certificate, ca: join(path, files.ca) };
}

async function openAuthority(path: string, nowEpochMs: number): Promise<LocalAuthority> {
  const stored = await readAuthority(path);
  if (stored !== undefined && hasTimeLeft(new X509Certificate(stored.cert), nowEpochMs)) return stored;
  const made = await makeAuthority(nowEpochMs);
  // A whole folder is put in place at once, so that key and certificate always belong together.
  const temporary = `${path}-${randomBytes(8).toString('hex')}`;
  await makePrivateFolder(temporary);
  try {
    await writePrivateFile(join(temporary, files.caKey), made.key);
    await writePrivateFile(join(temporary, files.ca), made.cert);
    if (stored !== undefined) await rm(path, { recursive: true });
    await rename(temporary, path);
    return made;
  } catch (error) {
    const other = await readAuthority(path);
    if (other !== undefined) return other;
    throw error instanceof SandboxError ? error : explainFolder(`keep its certificates in ${path}`, error);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function readAuthority(path: string): Promise<LocalAuthority | undefined> {
  const cert = await readIfThere(join(path, files.ca));
  const key = await readIfThere(join(path, files.caKey));
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined || !isPair(cert, key)) {
    throw new SandboxError(
      `The sandbox cannot use the certificate authority in ${path}: key and certificate do not match.`,
      {
        code: 'DATA_FOLDER',
        facts: { path },
        hint: `remove the folder ${path}; a new authority is made then, and programs have to trust it anew`,
      },
    );
  }
  await chmod(path, 0o700);
  await chmod(join(path, files.caKey), 0o600);
  return { cert, key };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw explainFolder(`read ${path}`, error);
  }
}

function splitServerFile(text: string | undefined): ServerCertificate | undefined {
  const keyAt = text?.indexOf('-----BEGIN PRIVATE KEY-----') ?? -1;
  return text === undefined || keyAt < 0 ? undefined : { cert: text.slice(0, keyAt), key: text.slice(keyAt) };
}

function isUsableServer(stored: ServerCertificate, authority: LocalAuthority, nowEpochMs: number): boolean {
  if (!isPair(stored.cert, stored.key)) return false;
  const certificate = new X509Certificate(stored.cert);
  const issuer = new X509Certificate(authority.cert);
  return (
    certificate.verify(issuer.publicKey) &&
    hasTimeLeft(certificate, nowEpochMs) &&
    servedNames.every((name) => certificate.checkHost(name) !== undefined) &&
    servedAddresses.every((address) => certificate.checkIP(address) !== undefined)
  );
}

function isPair(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    // Not PEM, or a file that was cut off: as bad as a pair that does not match.
    return false;
  }
}

function hasTimeLeft(certificate: X509Certificate, nowEpochMs: number): boolean {
  return Date.parse(certificate.validTo) - nowEpochMs > renewBeforeMs;
}
