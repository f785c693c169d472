import type { Server, Socket } from 'node:net';
import type { UpgradeAct, Wire } from '../faults/act.ts';
import { systemClock } from '../platform.ts';
import type { Clock, Logger } from '../ports.ts';
import { type Environment, environments } from '../venue/environment.ts';
import type { Reading } from '../venue/reading.ts';
import type { Outlet } from '../venue/session.ts';
import type { Venue } from '../venue/venue.ts';
import { listenOnLoopback, type PortChoice } from './listen.ts';
import type { Ticker } from './ticker.ts';

/** What a {@link Lobby} needs. */
export interface LobbyOptions {
  readonly venue: Venue;
  readonly ticker: Ticker;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A client that has come in. */
export interface Guest {
  /** Hands a frame to the venue. */
  receive(reading: Reading): void;
  /** The transport has failed; its end follows. */
  broke(error: Error): void;
  /** The connection is over. */
  leave(code: number, reason: string): void;
}

/** How long clients have to answer our goodbye when the lobby closes. */
const farewellMs = 250;

/** What stands behind every door: its ports, their sockets, and the clients who have come in through it. */
export class Lobby {
  readonly #options: LobbyOptions;
  readonly #servers: Server[] = [];
  /** Every TCP connection, those in the middle of a handshake included. */
  readonly #sockets = new Set<Socket>();
  readonly #outlets = new Set<Outlet>();
  #onLastGuestGone: (() => void) | undefined;
  #isClosing = false;

  constructor(options: LobbyOptions) {
    this.#options = options;
  }

  /**
   * Starts listening, one port for each environment, and returns the ports. After a failure nothing is left open.
   *
   * @throws SandboxError `PORT_IN_USE`, `PORT_FORBIDDEN`, or `LISTEN_FAILED`.
   */
  async listen(
    createServer: (environment: Environment) => Server,
    choices: Readonly<Record<Environment, PortChoice>>,
  ): Promise<Readonly<Record<Environment, number>>> {
    const ports = { live: 0, demo: 0 };
    try {
      for (const environment of environments) {
        const prepare = () => this.#watch(createServer(environment));
        const listening = await listenOnLoopback(prepare, choices[environment]);
        this.#servers.push(...listening.servers);
        ports[environment] = listening.port;
      }
    } catch (error) {
      await this.close();
      throw error;
    }
    return ports;
  }

  /** Says whether a client that knocks is turned away by a fault, and how. */
  greet(environment: Environment, wire: Wire): UpgradeAct | undefined {
    return this.#options.venue.faults.greet({ environment, wire });
  }

  /**
   * Lets a client in; undefined when it is too late for that, and the connection is gone then.
   *
   * @param at Since when it has been connected. Default: now.
   */
  admit(environment: Environment, outlet: Outlet, at = this.#options.clock.now()): Guest | undefined {
    if (this.#isClosing) {
      outlet.destroy();
      return undefined;
    }
    const { venue, ticker, clock, logger } = this.#options;
    const session = venue.open({ environment, outlet, at });
    this.#outlets.add(outlet);
    logger.info('client connected', { connection: session.id, environment });
    ticker.rearm();
    return {
      receive(reading) {
        const before = session.application;
        venue.receive(session, reading, clock.now());
        if (session.application !== before) ticker.rearm();
        else ticker.hasten(venue.nextMoveAt());
      },
      broke(error) {
        logger.warn('client broke the transport', { connection: session.id, reason: error.message });
      },
      leave: (code, reason) => {
        this.#outlets.delete(outlet);
        venue.leave(session, code, reason);
        const by = session.ending?.by === 'server' ? 'sandbox' : 'client';
        logger.info('connection ended', { connection: session.id, by, code });
        if (this.#outlets.size === 0) this.#onLastGuestGone?.();
      },
    };
  }

  /** Says goodbye to every client, waits a moment for their answers, then ends what is still open. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const closed = this.#servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
    // Through the venue, so that it knows who ended them.
    this.#options.venue.dropClients({ code: 1001, reason: 'Sandbox closed' });
    await this.#waitForFarewells();
    for (const outlet of this.#outlets) outlet.destroy();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  #waitForFarewells(): Promise<void> {
    if (this.#outlets.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      // Sockets live in real time, whatever clock the venue is on.
      const stopWaiting = systemClock.schedule(farewellMs, resolve);
      this.#onLastGuestGone = () => {
        stopWaiting();
        resolve();
      };
    });
  }

  #watch(server: Server): Server {
    return server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }
}
