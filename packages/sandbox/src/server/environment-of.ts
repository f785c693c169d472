import type { IncomingMessage } from 'node:http';
import type { Environment } from '../venue/environment.ts';

/**
 * The environment a client meant: the one in the name it used (`live.…` or `demo.…`, in TLS first, then in the `Host`
 * header), or else the one of the port it came through.
 */
export function environmentOf(request: IncomingMessage, byPort: Environment): Environment {
  return byServerName(request.socket) ?? byName(request.headers.host) ?? byPort;
}

/** The same for a client that speaks no HTTP. */
export function environmentOfSocket(socket: object, byPort: Environment): Environment {
  return byServerName(socket) ?? byPort;
}

function byServerName(socket: object): Environment | undefined {
  return byName('servername' in socket && typeof socket.servername === 'string' ? socket.servername : undefined);
}

function byName(name: string | undefined): Environment | undefined {
  const label = name?.toLowerCase().split('.', 2);
  if (label?.length !== 2) return undefined;
  if (label[0] === 'live') return 'live';
  return label[0] === 'demo' ? 'demo' : undefined;
}
