import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answerText } from '../http/answers.ts';
import type { HttpResponse, RequestHead } from '../http/exchange.ts';
import { type Router, serveFound } from '../http/router.ts';
import { systemClock } from '../platform.ts';
import type { Clock, Logger } from '../ports.ts';
import type { ServerCertificate } from './certificate.ts';
import { tlsOptions } from './door.ts';
import { listenOnLoopback, type PortChoice } from './listen.ts';
import { readBody } from './read-body.ts';

/** What the HTTP door needs. */
export interface HttpDoorOptions {
  readonly router: Router;
  /** Dates the requests. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly port: PortChoice;
  /** The door speaks TLS if there is one. */
  readonly certificate: ServerCertificate | undefined;
  /** Called after each request, which may have changed what the venue waits for. */
  readonly onServed?: () => void;
  /** Has the last word on every answer, given the address that was asked for. Default: it goes out as it is. */
  readonly dress?: (target: string, answer: HttpResponse) => HttpResponse;
  /** How long a request may take to come in, in real ms. Default 10 000. */
  readonly patienceMs?: number;
}

const defaultPatienceMs = 10_000;
/** How long a client may keep its side of a connection open after we have ended ours. */
const lingerMs = 1_000;
const maxHeaderBytes = 16 * 1024;
const defaultMaxBodyBytes = 64 * 1024;

/** Serves HTTP on loopback: one port for both environments. What it serves is the router's business. */
export class HttpDoor {
  readonly #options: HttpDoorOptions;
  #servers: readonly Server[] = [];
  readonly #sockets = new Set<Socket>();

  constructor(options: HttpDoorOptions) {
    this.#options = options;
  }

  /**
   * Starts listening and returns the port.
   *
   * @throws SandboxError `PORT_IN_USE`, `PORT_FORBIDDEN`, or `LISTEN_FAILED`.
   */
  async open(): Promise<number> {
    const createServer = await this.#chooseServer();
    const { port, servers } = await listenOnLoopback(() => this.#prepare(createServer()), this.#options.port);
    this.#servers = servers;
    return port;
  }

  /** Stops listening and ends every connection. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  async #chooseServer(): Promise<() => Server> {
    const { certificate, patienceMs = defaultPatienceMs } = this.#options;
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    const limits = {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: patienceMs,
      requestTimeout: patienceMs,
      connectionsCheckingInterval: Math.min(1_000, patienceMs / 2),
      // The router answers a request without a host itself, in a sentence.
      requireHostHeader: false,
    };
    if (certificate === undefined) return () => createHttpServer(limits, serve);
    const { createServer } = await import('node:https');
    return () => createServer({ ...limits, ...tlsOptions(certificate), handshakeTimeout: patienceMs }, serve);
  }

  #prepare(server: Server): Server {
    server.on('clientError', refuseUnreadable);
    return server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { logger, onServed } = this.#options;
    try {
      const { answer, route } = await this.#answer(request);
      onServed?.();
      // The address that was asked for may hold secrets; that of the route never does.
      logger.info('http request answered', { method: request.method ?? '', route, status: answer.status });
      this.#write(request, response, answer);
    } catch (error) {
      if (request.errored !== null || response.destroyed) return;
      logger.error('an http request failed in the sandbox', {
        reason: error instanceof Error ? error.name : 'unknown',
      });
      const failure = answerText(500, 'The sandbox has failed on this request; that is a defect of its own.');
      this.#write(request, response, failure);
    }
  }

  #write({ method, url = '' }: IncomingMessage, response: ServerResponse, answer: HttpResponse): void {
    const { dress = (_, plain) => plain } = this.#options;
    const { status, headers, body } = dress(url, answer);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(method === 'HEAD' ? undefined : body);
  }

  async #answer(request: IncomingMessage): Promise<{ readonly answer: HttpResponse; readonly route: string }> {
    const { router, clock } = this.#options;
    const found = router.find(readHead(request));
    if ('status' in found) return { answer: found, route: 'none' };
    const { path: route, maxBodyBytes = defaultMaxBodyBytes } = found.route;
    const body = await readBody(request, maxBodyBytes);
    if (body !== 'too-long') return { answer: await serveFound(found, body, clock.now()), route };
    return { answer: answerText(413, `The body of this request is longer than ${maxBodyBytes} bytes.`), route };
  }
}

function readHead(request: IncomingMessage): RequestHead {
  const { method = '', url: target = '', headersDistinct, socket } = request;
  const headers = Object.fromEntries(
    // What is there twice is as good as unreadable, so that nobody reads another one than we do.
    Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
  );
  return { method, target, headers, door: { port: socket.localPort ?? 0, isTls: 'encrypted' in socket } };
}

const unreadable: Readonly<Record<string, readonly [status: string, sentence: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    `The head of this request is longer than ${maxHeaderBytes} bytes.`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'This request took too long to come in.'],
};

/** Answers what Node's parser cannot make a request of, and ends the connection. */
function refuseUnreadable(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, sentence] = unreadable[error.code ?? ''] ?? [
    '400 Bad Request',
    'This is no HTTP request that can be read.',
  ];
  const text = `${sentence}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\n` +
      `connection: close\r\n\r\n${text}`,
  );
  // The client may keep its side open; sockets live in real time, whatever clock the venue is on.
  const stopWaiting = systemClock.schedule(lingerMs, () => socket.destroy());
  socket.once('close', stopWaiting);
}
