import { createServer as createHttpServer, type Server } from 'node:http';
import { createJsonCodec } from '@tickwire/protocol';
import type { Environment } from '../venue/environment.ts';
import { type Door, type DoorOptions, tlsOptions } from './door.ts';
import { Lobby } from './lobby.ts';
import { mangleText } from './mangle-frame.ts';
import { readFrame } from './read-frame.ts';
import { shareEvents } from './sharing-encoder.ts';
import { answerPlainHttp, WebSocketEntry } from './websocket-entry.ts';
import { frameText } from './websocket-frame.ts';

const notHereText =
  'This is the JSON door of a Tickwire sandbox. Connect with a WebSocket and send JSON in text frames.\n';

/** Accepts WebSocket clients on loopback, one port for each environment, and carries their JSON frames to the venue. */
export class JsonDoor implements Door {
  readonly #options: DoorOptions;
  readonly #lobby: Lobby;
  readonly #entry: WebSocketEntry;

  constructor(options: DoorOptions) {
    const codec = createJsonCodec();
    this.#options = options;
    this.#lobby = new Lobby(options);
    this.#entry = new WebSocketEntry({
      door: 'json',
      wire: 'json',
      lobby: this.#lobby,
      queue: options.queue,
      logger: options.logger,
      encode: shareEvents((message, payload, clientMsgId) => frameText(codec.encode(message, payload, clientMsgId))),
      mangle: mangleText,
      read: readFrame,
      maxFrameBytes: options.maxFrameBytes,
      maxUnsentBytes: options.maxUnsentBytes,
    });
  }

  async open(): Promise<Readonly<Record<Environment, number>>> {
    const createServer = await this.#chooseServer();
    return this.#lobby.listen((environment) => {
      const server = createServer();
      server.on('upgrade', (request, socket, head) => this.#entry.upgrade(request, socket, head, environment));
      return server;
    }, this.#options.ports);
  }

  close(): Promise<void> {
    return this.#lobby.close();
  }

  async #chooseServer(): Promise<() => Server> {
    const { certificate } = this.#options;
    const answer = answerPlainHttp(notHereText);
    if (certificate === undefined) return () => createHttpServer(answer);
    const { createServer } = await import('node:https');
    return () => createServer(tlsOptions(certificate), answer);
  }
}
