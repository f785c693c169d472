import { randomBytes, webcrypto } from 'node:crypto';
import type * as X509 from '@peculiar/x509';
import { withReflectMetadata } from './reflect-metadata.ts';

/** What a TLS server shows to its clients, and the key that proves it, both PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority that exists only on this machine, both PEM. */
export interface LocalAuthority {
  readonly key: string;
  readonly cert: string;
}

/** Names of the real servers in whose place this machine may stand. The last two are old ones that some programs still use. */
export const realNames: ReadonlySet<string> = new Set([
  'live.ctraderapi.com',
  'demo.ctraderapi.com',
  'openapi.ctrader.com',
  'id.ctrader.com',
  'connect.spotware.com',
  'api.spotware.com',
]);

/** The names that the server certificate is good for: this machine's own, and those of the real servers. */
export const servedNames: readonly string[] = ['localhost', ...realNames];

/** The addresses that the server certificate is good for. */
export const servedAddresses: readonly string[] = ['127.0.0.1', '::1'];

const dayMs = 86_400_000;
const authorityDays = 3_650;
/** As long as browsers and Apple's systems accept. */
const serverDays = 397;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Makes a new authority, valid from a day before `nowEpochMs` for ten years. */
export async function makeAuthority(nowEpochMs: number): Promise<LocalAuthority> {
  const x509 = await loadLibrary();
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: makeSerialNumber(),
    name: 'CN=Tickwire sandbox authority (this machine only)',
    notBefore: new Date(nowEpochMs - dayMs),
    notAfter: new Date(nowEpochMs + authorityDays * dayMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: await exportKey(keys.privateKey), cert: endLine(certificate.toString('pem')) };
}

/** Makes a server certificate signed by the authority, valid from a day before `nowEpochMs` for 397 days at most. */
export async function makeServerCertificate(authority: LocalAuthority, nowEpochMs: number): Promise<ServerCertificate> {
  const x509 = await loadLibrary();
  const issuer = new x509.X509Certificate(authority.cert);
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: makeSerialNumber(),
    subject: 'CN=Tickwire sandbox',
    issuer: issuer.subject,
    notBefore: new Date(nowEpochMs - dayMs),
    notAfter: new Date(Math.min(nowEpochMs + serverDays * dayMs, issuer.notAfter.getTime())),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...servedNames.map((value) => ({ type: 'dns' as const, value })),
        ...servedAddresses.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { key: await exportKey(keys.privateKey), cert: endLine(certificate.toString('pem')) };
}

/** Loaded only when a certificate has to be made: it takes a tenth of a second. */
function loadLibrary(): Promise<typeof X509> {
  return withReflectMetadata(() => import('@peculiar/x509'));
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** Positive and of at most 20 bytes, as RFC 5280 wants it. */
function makeSerialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`;
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

function endLine(pem: string): string {
  return pem.endsWith('\n') ? pem : `${pem}\n`;
}
