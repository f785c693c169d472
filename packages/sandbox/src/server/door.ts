import type { Environment } from '../venue/environment.ts';
import type { ServerCertificate } from './certificate.ts';
import type { FlushQueue } from './flush-queue.ts';
import type { PortChoice } from './listen.ts';
import type { LobbyOptions } from './lobby.ts';

/** What every door needs. */
export interface DoorOptions extends LobbyOptions {
  readonly ports: Readonly<Record<Environment, PortChoice>>;
  /** Larger frames are answered with FRAME_TOO_LONG. */
  readonly maxFrameBytes: number;
  /** A client that leaves more unread is cut off. */
  readonly maxUnsentBytes: number;
  /** Who has something to write, through whichever door. */
  readonly queue: FlushQueue;
  /** The door speaks TLS if there is one. */
  readonly certificate: ServerCertificate | undefined;
}

/** A way into the sandbox, with a port for each environment. */
export interface Door {
  /**
   * Starts listening and returns the ports. After a failure nothing is left open.
   *
   * @throws SandboxError `PORT_IN_USE`, `PORT_FORBIDDEN`, or `LISTEN_FAILED`.
   */
  open(): Promise<Readonly<Record<Environment, number>>>;
  /** Ends every connection, with a goodbye, and stops listening. */
  close(): Promise<void>;
}

/** How a door speaks TLS. */
export function tlsOptions({ key, cert }: ServerCertificate) {
  return { key, cert, minVersion: 'TLSv1.2' } as const;
}
