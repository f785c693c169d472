import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../platform.ts';
import type { Clock, Logger } from '../ports.ts';
import { type Environment, environments } from '../venue/environment.ts';
import type { Reading } from '../venue/reading.ts';
import type { Venue } from '../venue/venue.ts';
import type { ServerCertificate } from './certificate.ts';
import { environmentOf } from './environment-of.ts';
import { FlushQueue, JsonConnection } from './json-connection.ts';
import { listenOnLoopback, type PortChoice } from './listen.ts';
import { readFrame } from './read-frame.ts';
import { createSharingEncoder } from './text-frame.ts';
import type { Ticker } from './ticker.ts';

/** What the JSON door needs. */
export interface JsonDoorOptions {
  readonly venue: Venue;
  readonly ticker: Ticker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ports: Readonly<Record<Environment, PortChoice>>;
  /** Larger frames are answered with FRAME_TOO_LONG. */
  readonly maxFrameBytes: number;
  /** The door speaks TLS if there is one. */
  readonly certificate: ServerCertificate | undefined;
}

/** Larger frames are not even received: the connection ends with 1009. */
const hardFrameLimitBytes = 16 * 1024 * 1024;

/** How long clients have to answer our goodbye when the door closes. */
const farewellMs = 250;

const notHereText =
  'This is the JSON door of a Tickwire sandbox. Connect with a WebSocket and send JSON in text frames.\n';

/** Accepts WebSocket clients on loopback, one port for each environment, and carries their JSON frames to the venue. */
export class JsonDoor {
  readonly #options: JsonDoorOptions;
  readonly #upgrader: WebSocketServer;
  readonly #encode = createSharingEncoder();
  readonly #queue = new FlushQueue();
  readonly #servers: Server[] = [];
  /** Every TCP connection, those in the middle of a handshake included. */
  readonly #sockets = new Set<Socket>();
  readonly #clients = new Set<WebSocket>();
  #onLastClientGone: (() => void) | undefined;
  #isClosing = false;

  constructor(options: JsonDoorOptions) {
    this.#options = options;
    this.#upgrader = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: Math.max(hardFrameLimitBytes, options.maxFrameBytes),
    });
  }

  /**
   * Starts listening and returns the ports. After a failure nothing is left open.
   *
   * @throws SandboxError `PORT_IN_USE`, `PORT_FORBIDDEN`, or `LISTEN_FAILED`.
   */
  async open(): Promise<Readonly<Record<Environment, number>>> {
    const createServer = await chooseServer(this.#options.certificate);
    const ports = { live: 0, demo: 0 };
    try {
      for (const environment of environments) {
        const choice = this.#options.ports[environment];
        const listening = await listenOnLoopback(
          () => this.#prepare(createServer(answerPlainHttp), environment),
          choice,
        );
        this.#servers.push(...listening.servers);
        ports[environment] = listening.port;
      }
    } catch (error) {
      await this.close();
      throw error;
    }
    return ports;
  }

  /** Says goodbye to every client, waits a moment for their answers, then ends what is still open. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const closed = this.#servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
    for (const client of this.#clients) client.close(1001, 'Sandbox closed');
    await this.#waitForFarewells();
    for (const client of this.#clients) client.terminate();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  #waitForFarewells(): Promise<void> {
    if (this.#clients.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      // Sockets live in real time, whatever clock the venue is on.
      const stopWaiting = systemClock.schedule(farewellMs, resolve);
      this.#onLastClientGone = () => {
        stopWaiting();
        resolve();
      };
    });
  }

  #prepare(server: Server, byPort: Environment): Server {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => {
      this.#upgrader.handleUpgrade(request, socket, head, (client) => {
        this.#admit(client, socket, environmentOf(request, byPort));
      });
    });
    return server;
  }

  #admit(client: WebSocket, stream: Duplex, environment: Environment): void {
    if (this.#isClosing) return client.terminate();
    const { venue, ticker, clock, logger } = this.#options;
    const outlet = new JsonConnection({ client, stream, encode: this.#encode, queue: this.#queue });
    const session = venue.open({ environment, outlet, at: clock.now() });
    this.#clients.add(client);
    logger.info('client connected', { connection: session.id, environment });
    client.on('message', (data) => {
      const before = session.application;
      venue.receive(session, this.#read(data), clock.now());
      if (session.application !== before) ticker.rearm();
    });
    client.on('error', (error) => {
      logger.warn('client broke the transport', { connection: session.id, reason: error.message });
    });
    client.on('close', (code, reason) => {
      this.#clients.delete(client);
      venue.leave(session, code, reason.toString());
      logger.info('connection ended', { connection: session.id, by: session.ending?.by, code });
      if (this.#clients.size === 0) this.#onLastClientGone?.();
    });
    ticker.rearm();
  }

  #read(data: RawData): Reading {
    const frame = joinFrame(data);
    const limit = this.#options.maxFrameBytes;
    if (frame.length > limit) return { is: 'too-long', byteCount: frame.length, limit };
    return readFrame(frame);
  }
}

/** Text and binary frames are read alike: the real clients that send UTF-8 in binary frames are served too. */
function joinFrame(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

type CreateServer = (answer: (request: IncomingMessage, response: ServerResponse) => void) => Server;

async function chooseServer(certificate: ServerCertificate | undefined): Promise<CreateServer> {
  if (certificate === undefined) return createHttpServer;
  const { createServer } = await import('node:https');
  const { key, cert } = certificate;
  return (answer) => createServer({ key, cert, minVersion: 'TLSv1.2' }, answer);
}

function answerPlainHttp(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, {
    'content-type': 'text/plain; charset=utf-8',
    upgrade: 'websocket',
    connection: 'Upgrade, close',
  });
  response.end(notHereText);
}
