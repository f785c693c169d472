import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { UpgradeAct, Wire } from '../faults/act.ts';
import type { Logger } from '../ports.ts';
import type { Environment } from '../venue/environment.ts';
import type { Reading } from '../venue/reading.ts';
import { ClientConnection, type Transport } from './client-connection.ts';
import { environmentOf } from './environment-of.ts';
import type { FlushQueue } from './flush-queue.ts';
import type { Lobby } from './lobby.ts';
import { type MangleFrame, repeatPing } from './mangle-frame.ts';
import type { EncodeFrame } from './sharing-encoder.ts';

/** What a {@link WebSocketEntry} needs. */
export interface WebSocketEntryOptions {
  /** Name of the door it belongs to. */
  readonly door: string;
  readonly wire: Wire;
  readonly lobby: Lobby;
  readonly queue: FlushQueue;
  readonly logger: Logger;
  /** Makes whole WebSocket frames. */
  readonly encode: EncodeFrame;
  readonly mangle: MangleFrame;
  /** Reads the payload of one. */
  readonly read: (frame: Uint8Array) => Reading;
  /** Larger frames are answered with FRAME_TOO_LONG. */
  readonly maxFrameBytes: number;
  /** A client that leaves more unread is cut off. */
  readonly maxUnsentBytes: number;
}

/** Larger frames are not even received: the connection ends with 1009. */
const hardFrameLimitBytes = 16 * 1024 * 1024;

/** Takes WebSocket clients from an HTTP server and carries their frames to the venue. */
export class WebSocketEntry {
  readonly #options: WebSocketEntryOptions;
  readonly #upgrader: WebSocketServer;

  constructor(options: WebSocketEntryOptions) {
    this.#options = options;
    this.#upgrader = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // Pings are answered here, unless a fault keeps us from it.
      autoPong: false,
      maxPayload: Math.max(hardFrameLimitBytes, options.maxFrameBytes),
    });
  }

  /** Completes the handshake of a client. What it cannot accept it answers and ends. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, byPort: Environment): void {
    const environment = environmentOf(request, byPort);
    const refusal = this.#options.lobby.greet(environment, this.#options.wire);
    if (refusal !== undefined) return turnAway(socket, refusal);
    this.#upgrader.handleUpgrade(request, socket, head, (client) => this.#admit(client, socket, environment));
  }

  #admit(client: WebSocket, stream: Duplex, environment: Environment): void {
    const { lobby } = this.#options;
    const transport = transportOf(client, stream);
    const outlet = new ClientConnection({ ...this.#options, stream, transport });
    const guest = lobby.admit(environment, outlet);
    if (guest === undefined) return;
    client.on('message', (data) => guest.receive(this.#read(data)));
    client.on('error', (error) => guest.broke(error));
    client.on('close', (code, reason) => guest.leave(code, reason.toString()));
  }

  #read(data: RawData): Reading {
    const frame = joinFrame(data);
    const limit = this.#options.maxFrameBytes;
    if (frame.length > limit) return { is: 'too-long', byteCount: frame.length, limit };
    return this.#options.read(frame);
  }
}

/** What a client gets in place of a WebSocket. */
function turnAway(socket: Duplex, { status, retryAfterSeconds }: UpgradeAct): void {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'Connection: close', 'Content-Length: 0'];
  if (status === 301) lines.push('Location: http://127.0.0.1/');
  if (retryAfterSeconds !== undefined) lines.push(`Retry-After: ${retryAfterSeconds}`);
  // Nobody else listens to this socket any more, and the client may be gone already.
  socket.on('error', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n`, () => socket.destroy());
}

function transportOf(client: WebSocket, stream: Duplex): Transport {
  let answersPings = true;
  client.on('ping', (payload) => {
    if (answersPings && client.readyState === client.OPEN) client.pong(payload);
  });
  return {
    disturb(disturbance) {
      if (disturbance.do === 'stop-reading') client.pause();
      else if (disturbance.do === 'read-on') client.resume();
      else if (disturbance.do === 'stop-pongs') answersPings = false;
      else if (disturbance.do === 'pong-on') answersPings = true;
      else if (client.readyState === client.OPEN) stream.write(repeatPing(disturbance.count));
    },
    isOpen: () => client.readyState === client.OPEN,
    close: (code, reason) => client.close(code, reason),
    destroy: () => client.terminate(),
  };
}

/** Text and binary frames are read alike: the real clients that send UTF-8 in binary frames are served too. */
function joinFrame(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

/** Makes the answer to whoever speaks HTTP with a door and wants no WebSocket. */
export function answerPlainHttp(text: string): (request: IncomingMessage, response: ServerResponse) => void {
  return (_request, response) => {
    response.writeHead(426, {
      'content-type': 'text/plain; charset=utf-8',
      upgrade: 'websocket',
      connection: 'Upgrade, close',
    });
    response.end(text);
  };
}
