import type { AddressInfo, Server } from 'node:net';
import { SandboxError } from '../errors/sandbox-error.ts';

/** One port, on every loopback address this machine has. */
export interface LoopbackPort {
  readonly port: number;
  readonly servers: readonly Server[];
}

/** A port number, or `auto` for one that is free. */
export type PortChoice = number | 'auto';

const attempts = 20;

/** What a machine without IPv6 says. */
const noSuchAddress = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/**
 * Listens on 127.0.0.1 and, where there is one, on ::1, both on the same port.
 *
 * @throws SandboxError `PORT_IN_USE`, `PORT_FORBIDDEN`, or `LISTEN_FAILED`.
 */
export async function listenOnLoopback(createServer: () => Server, choice: PortChoice): Promise<LoopbackPort> {
  for (let attempt = 1; ; attempt++) {
    const first = createServer();
    try {
      await listen(first, choice === 'auto' ? 0 : choice, '127.0.0.1');
    } catch (error) {
      throw explain(error, choice);
    }
    const { port } = addressOf(first);
    const second = createServer();
    try {
      await listen(second, port, '::1');
      return { port, servers: [first, second] };
    } catch (error) {
      if (noSuchAddress.has(errorCode(error))) return { port, servers: [first] };
      first.close();
      // A free port of 127.0.0.1 may be taken on ::1: draw another one.
      if (choice !== 'auto' || errorCode(error) !== 'EADDRINUSE' || attempt === attempts) throw explain(error, choice);
    }
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new SandboxError('The server listens, but on no port.', { code: 'LISTEN_FAILED' });
  }
  return address;
}

function explain(error: unknown, choice: PortChoice): SandboxError {
  const facts = { port: choice, errno: errorCode(error) };
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return new SandboxError(`Another program already listens on port ${choice}.`, {
        code: 'PORT_IN_USE',
        facts,
        hint: 'stop that program, or let the sandbox take free ports with `--ports auto`',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new SandboxError(`This user may not listen on port ${choice}.`, {
        code: 'PORT_FORBIDDEN',
        facts,
        hint: 'let the sandbox take free ports with `--ports auto`',
        cause: error,
      });
    default:
      return new SandboxError(`The sandbox cannot listen on port ${choice} of this machine (${errorCode(error)}).`, {
        code: 'LISTEN_FAILED',
        facts,
        cause: error,
      });
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
