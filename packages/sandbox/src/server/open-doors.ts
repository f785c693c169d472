import type { Environment } from '../venue/environment.ts';
import type { Door } from './door.ts';
import type { HttpDoor } from './http-door.ts';

/** Where the doors of one environment are. */
export interface Endpoint {
  /** `ws://…` or `wss://…`. */
  readonly json: string;
  /** `tcp://…` or `tls://…`: messages with their length in front. A WebSocket may connect to the same port. */
  readonly protobuf: string;
}

/** Where all doors are. */
interface Places {
  readonly endpoints: Readonly<Record<Environment, Endpoint>>;
  /** `http://…` or `https://…`. */
  readonly http: string;
}

/**
 * Opens all doors; if one of them fails, those that are open already are closed.
 *
 * @throws SandboxError `PORT_IN_USE`, `PORT_FORBIDDEN`, or `LISTEN_FAILED`.
 */
export async function openDoors(
  doors: { readonly json: Door; readonly protobuf: Door; readonly http: HttpDoor },
  isTls: boolean,
): Promise<Places> {
  const [jsonScheme, protobufScheme, httpScheme] = isTls ? ['wss', 'tls', 'https'] : ['ws', 'tcp', 'http'];
  try {
    const json = await doors.json.open();
    const protobuf = await doors.protobuf.open();
    const http = await doors.http.open();
    const endpointOf = (environment: Environment): Endpoint => ({
      json: `${jsonScheme}://127.0.0.1:${json[environment]}`,
      protobuf: `${protobufScheme}://127.0.0.1:${protobuf[environment]}`,
    });
    return {
      endpoints: { live: endpointOf('live'), demo: endpointOf('demo') },
      http: `${httpScheme}://127.0.0.1:${http}`,
    };
  } catch (error) {
    await Promise.all(Object.values(doors).map((door) => door.close()));
    throw error;
  }
}
