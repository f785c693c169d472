import { isIP } from 'node:net';
import tls from 'node:tls';

/** What is worth keeping between two connections to the same place. */
interface Memory {
  readonly context: tls.SecureContext;
  /** Lets the next handshake skip the certificates; the server may refuse it, then the handshake is a full one. */
  session: Buffer | undefined;
}

/** A program talks to a handful of servers; the oldest is forgotten first. */
const mostMemories = 16;
const memories = new Map<string, Memory>();

/** Where to, as the WebSocket library has parsed it from the URL. */
export interface Place {
  readonly host?: string | undefined;
  readonly port?: number | string | null | undefined;
}

/**
 * Opens TLS connections that remember the certificate store and the TLS session of the last connection to the same place:
 * loading the store again and checking the same certificates again is most of what a reconnect costs.
 */
export function connectTls(place: Place, ca: string | undefined): tls.TLSSocket {
  const host = place.host ?? 'localhost';
  const port = Number(place.port);
  const memory = recall(`${host}:${port} ${ca ?? ''}`, ca);
  const socket = tls.connect({
    host,
    port,
    servername: isIP(host) === 0 ? host : '',
    secureContext: memory.context,
    rejectUnauthorized: true,
    ...(memory.session === undefined ? {} : { session: memory.session }),
  });
  socket.on('session', (session) => {
    memory.session = session;
  });
  return socket;
}

function recall(key: string, ca: string | undefined): Memory {
  const known = memories.get(key);
  if (known !== undefined) return known;
  const context = tls.createSecureContext({
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca: [...trustedRoots(), ca] }),
  });
  const memory: Memory = { context, session: undefined };
  memories.set(key, memory);
  const [oldest] = memories.keys();
  if (memories.size > mostMemories && oldest !== undefined) memories.delete(oldest);
  return memory;
}

/** What Node trusts by itself. Naming authorities replaces its list, so ours are added to a copy of it. */
export function trustedRoots(): readonly string[] {
  // Newer than the types of the oldest Node we support; it also knows NODE_EXTRA_CA_CERTS.
  const { getCACertificates } = tls as { getCACertificates?: (kind: 'default') => readonly string[] };
  return getCACertificates?.('default') ?? tls.rootCertificates;
}
