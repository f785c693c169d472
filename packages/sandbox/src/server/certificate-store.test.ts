import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCertificateStore } from './certificate-store.ts';

const now = Date.UTC(2026, 0, 15);
const dayMs = 86_400_000;

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwire-certificates-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('the first start makes an authority and a certificate that it has signed, for all served names', async () => {
  const { certificate, ca } = await openCertificateStore(folder, now);
  expect(ca).toBe(join(folder, 'tls', 'ca.pem'));
  const authority = new X509Certificate(await readFile(ca));
  const server = new X509Certificate(certificate.cert);
  expect(authority.ca).toBe(true);
  expect(authority.verify(authority.publicKey)).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.checkIssued(authority)).toBe(true);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.subjectAltName?.split(', ')).toEqual([
    'DNS:localhost',
    'DNS:live.ctraderapi.com',
    'DNS:demo.ctraderapi.com',
    'DNS:openapi.ctrader.com',
    'DNS:id.ctrader.com',
    'DNS:connect.spotware.com',
    'DNS:api.spotware.com',
    'IP Address:127.0.0.1',
    'IP Address:0:0:0:0:0:0:0:1',
  ]);
  expect(Date.parse(server.validTo) - now).toBe(397 * dayMs);
});

test('keys and their folder are for their owner only, and no temporary file stays', async () => {
  await openCertificateStore(folder, now);
  const path = join(folder, 'tls');
  expect((await readdir(path)).sort()).toEqual(['ca-key.pem', 'ca.pem', 'server.pem']);
  expect(await readdir(folder)).toEqual(['tls']);
  expect(await modeOf(path)).toBe(0o700);
  for (const name of ['ca-key.pem', 'server.pem']) expect(await modeOf(join(path, name))).toBe(0o600);
});

test('the next start uses what is there, and closes what others have opened', async () => {
  const first = await openCertificateStore(folder, now);
  await chmod(join(folder, 'tls'), 0o755);
  await chmod(join(folder, 'tls', 'ca-key.pem'), 0o644);
  expect(await openCertificateStore(folder, now + 300 * dayMs)).toEqual(first);
  expect(await modeOf(join(folder, 'tls'))).toBe(0o700);
  expect(await modeOf(join(folder, 'tls', 'ca-key.pem'))).toBe(0o600);
});

test('several starts at once end up with one authority', async () => {
  const stores = await Promise.all([1, 2, 3, 4].map(() => openCertificateStore(folder, now)));
  const authority = new X509Certificate(await readFile(join(folder, 'tls', 'ca.pem')));
  for (const { certificate } of stores) {
    expect(new X509Certificate(certificate.cert).verify(authority.publicKey)).toBe(true);
  }
  expect(await readdir(folder)).toEqual(['tls']);
});

test('a certificate that is about to expire is replaced by one of the same authority', async () => {
  const first = await openCertificateStore(folder, now);
  const ca = await readFile(first.ca, 'utf8');
  const later = now + 368 * dayMs;
  const second = await openCertificateStore(folder, later);
  expect(second.certificate).not.toEqual(first.certificate);
  expect(Date.parse(new X509Certificate(second.certificate.cert).validTo)).toBe(later + 397 * dayMs);
  expect(await readFile(second.ca, 'utf8')).toBe(ca);
});

test('a certificate that is damaged, or from another authority, is replaced', async () => {
  const { certificate } = await openCertificateStore(folder, now);
  const path = join(folder, 'tls', 'server.pem');
  await writeFile(path, certificate.cert);
  const repaired = await openCertificateStore(folder, now);
  expect(repaired.certificate.key).toContain('PRIVATE KEY');
  const other = await mkdtemp(join(tmpdir(), 'tickwire-certificates-'));
  const foreign = (await openCertificateStore(other, now)).certificate;
  await rm(other, { recursive: true });
  await writeFile(path, foreign.cert + foreign.key);
  const authority = new X509Certificate(await readFile(repaired.ca));
  const replaced = new X509Certificate((await openCertificateStore(folder, now)).certificate.cert);
  expect(replaced.verify(authority.publicKey)).toBe(true);
});

test('an authority near its end is replaced, and no certificate outlives its authority', async () => {
  const first = await openCertificateStore(folder, now);
  const nearEnd = await openCertificateStore(folder, now + 3_600 * dayMs);
  expect(await readFile(nearEnd.ca, 'utf8')).toBe(await readFile(first.ca, 'utf8'));
  expect(Date.parse(new X509Certificate(nearEnd.certificate.cert).validTo)).toBe(now + 3_650 * dayMs);
  const renewed = await openCertificateStore(folder, now + 3_630 * dayMs);
  const authority = new X509Certificate(await readFile(renewed.ca));
  expect(Date.parse(authority.validTo)).toBe(now + (3_630 + 3_650) * dayMs);
  expect(new X509Certificate(renewed.certificate.cert).verify(authority.publicKey)).toBe(true);
});

test('half an authority is refused with the way out', async () => {
  await openCertificateStore(folder, now);
  const path = join(folder, 'tls');
  await rm(join(path, 'ca-key.pem'));
  await expect(openCertificateStore(folder, now)).rejects.toMatchObject({
    name: 'SandboxError',
    code: 'DATA_FOLDER',
    message: `The sandbox cannot use the certificate authority in ${path}: key and certificate do not match.`,
    hint: `remove the folder ${path}; a new authority is made then, and programs have to trust it anew`,
  });
});

test('loading the certificate library leaves Reflect as it was', async () => {
  await openCertificateStore(folder, now);
  expect('getMetadata' in Reflect || 'defineMetadata' in Reflect).toBe(false);
});
