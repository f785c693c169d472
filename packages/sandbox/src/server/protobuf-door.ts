import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createProtobufCodec } from '@tickwire/protocol';
import { systemClock } from '../platform.ts';
import type { Environment } from '../venue/environment.ts';
import { ClientConnection, type Transport } from './client-connection.ts';
import { type Door, type DoorOptions, tlsOptions } from './door.ts';
import { environmentOfSocket } from './environment-of.ts';
import { FrameSplitter } from './frame-splitter.ts';
import { frameLength } from './length-frame.ts';
import { Lobby } from './lobby.ts';
import { mangleBinary, mangleLength } from './mangle-frame.ts';
import { readProtobufFrame } from './read-protobuf-frame.ts';
import { type EncodeFrame, shareEvents } from './sharing-encoder.ts';
import { sniffHttp } from './sniff-http.ts';
import { answerPlainHttp, WebSocketEntry } from './websocket-entry.ts';
import { frameBinary } from './websocket-frame.ts';

/** What the Protobuf door needs. */
export interface ProtobufDoorOptions extends DoorOptions {
  /** How long a connection may be open without showing what it speaks, in ms of the clock. */
  readonly silenceMs: number;
}

/** How long a client may keep its side of a TCP connection open after we have ended ours. */
const lingerMs = 5_000;

/** What the close codes of WebSocket say about an end without a code, and about one without a goodbye. */
const noCode = 1005;
const noGoodbye = 1006;

const notHereText =
  'This is the Protobuf door of a Tickwire sandbox. Connect with TCP and send messages with their length in front, ' +
  'or with a WebSocket and send them in binary frames.\n';

/**
 * Accepts clients on loopback, one port for each environment: TCP clients whose messages have their length in front, and
 * WebSocket clients, told apart by their first bytes. A length that reads `GET ` would be one of more than a gigabyte.
 */
export class ProtobufDoor implements Door {
  readonly #options: ProtobufDoorOptions;
  readonly #lobby: Lobby;
  readonly #entry: WebSocketEntry;
  readonly #encode: EncodeFrame;
  /** Ends the wait for a connection to show what it is. */
  readonly #waits = new Map<Duplex, () => void>();

  constructor(options: ProtobufDoorOptions) {
    const codec = createProtobufCodec();
    this.#options = options;
    this.#lobby = new Lobby(options);
    this.#encode = shareEvents((message, payload, id) => frameLength(codec.encode(message, payload, id)));
    this.#entry = new WebSocketEntry({
      door: 'protobuf',
      wire: 'protobuf-websocket',
      lobby: this.#lobby,
      queue: options.queue,
      logger: options.logger,
      encode: shareEvents((message, payload, id) => frameBinary(codec.encode(message, payload, id))),
      mangle: mangleBinary,
      read: readProtobufFrame,
      maxFrameBytes: options.maxFrameBytes,
      maxUnsentBytes: options.maxUnsentBytes,
    });
  }

  async open(): Promise<Readonly<Record<Environment, number>>> {
    const createServer = await this.#chooseServer();
    return this.#lobby.listen((environment) => {
      const http = this.#makeHttp(environment);
      return createServer((socket) => this.#welcome(socket, environment, http));
    }, this.#options.ports);
  }

  close(): Promise<void> {
    return this.#lobby.close();
  }

  async #chooseServer(): Promise<(welcome: (socket: Socket) => void) => Server> {
    const { certificate } = this.#options;
    if (certificate === undefined) return (welcome) => createTcpServer({ noDelay: true }, welcome);
    const { createServer } = await import('node:tls');
    return (welcome) => createServer({ ...tlsOptions(certificate), noDelay: true }, welcome);
  }

  /** An HTTP server that listens nowhere and is given its connections. */
  #makeHttp(environment: Environment): HttpServer {
    const server = createHttpServer(answerPlainHttp(notHereText));
    return server.on('upgrade', (request, socket, head) => {
      this.#stopWaiting(socket);
      this.#entry.upgrade(request, socket, head, environment);
    });
  }

  #welcome(socket: Socket, byPort: Environment, http: HttpServer): void {
    const { clock, silenceMs } = this.#options;
    const connectedAt = clock.now();
    // Whoever serves the connection later has a listener of its own.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#stopWaiting(socket));
    this.#waits.set(socket, silenceMs === Infinity ? () => undefined : clock.schedule(silenceMs, () => hangUp(socket)));
    sniffHttp(socket, (isHttp, head) => {
      if (isHttp) {
        http.emit('connection', socket);
      } else {
        this.#stopWaiting(socket);
        this.#serveFrames(socket, environmentOfSocket(socket, byPort), connectedAt);
      }
      socket.unshift(head);
    });
  }

  #stopWaiting(socket: Duplex): void {
    this.#waits.get(socket)?.();
    this.#waits.delete(socket);
  }

  #serveFrames(socket: Socket, environment: Environment, connectedAt: number): void {
    if (this.#lobby.greet(environment, 'protobuf-tcp') !== undefined) return hangUp(socket);
    const { maxFrameBytes: limit, maxUnsentBytes } = this.#options;
    const outlet = new ClientConnection({
      door: 'protobuf',
      wire: 'protobuf-tcp',
      stream: socket,
      transport: transportOf(socket),
      encode: this.#encode,
      mangle: mangleLength,
      queue: this.#options.queue,
      logger: this.#options.logger,
      maxUnsentBytes,
    });
    const guest = this.#lobby.admit(environment, outlet, connectedAt);
    if (guest === undefined) return;
    const splitter = new FrameSplitter(limit, {
      receive: (frame) => guest.receive(readProtobufFrame(frame)),
      refuse: (length) => guest.receive({ is: 'too-long', byteCount: length, limit }),
    });
    socket.on('data', (chunk: Buffer) => splitter.push(chunk));
    socket.on('error', (error) => guest.broke(error));
    socket.on('close', (hadError) => guest.leave(hadError ? noGoodbye : noCode, ''));
  }
}

/** TCP has no close codes: the end is a FIN after the last byte. */
function transportOf(socket: Socket): Transport {
  return {
    isOpen: () => socket.writable,
    close: () => hangUp(socket),
    destroy: () => socket.destroy(),
    disturb(disturbance) {
      if (disturbance.do === 'stop-reading') socket.pause();
      else if (disturbance.do === 'read-on') socket.resume();
    },
  };
}

function hangUp(socket: Socket): void {
  socket.end();
  // Sockets live in real time, whatever clock the venue is on.
  const stopWaiting = systemClock.schedule(lingerMs, () => socket.destroy());
  socket.once('close', stopWaiting);
}
