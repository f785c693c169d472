import type { Desktop, LocalAnswer, LocalRequest } from '../context.ts';
import { LoginError } from '../errors.ts';
import { callbackPath, callbackPorts, redirectUriFor } from './addresses.ts';
import { type Arrival, type CallbackReader, readArrival } from './callback.ts';
import { type CallbackPage, showPage } from './callback-page.ts';

/** Waits on this machine for the browser to come back, once. */
export interface CallbackServer {
  readonly port: number;
  readonly redirectUri: string;
  /** The first answer to this login. */
  readonly arrived: Promise<Exclude<Arrival, { is: 'foreign' }>>;
  /** Shows the browser that came how it went. */
  show(page: 'done' | 'refused' | 'failed'): void;
  /** Stops listening; a browser that still waits sees that it failed. */
  close(): Promise<void>;
}

/**
 * Listens on the first free port of `ports`, or only on `port`. `onTaken` is told of each port that somebody else has.
 * Throws LoginError `PORT_TAKEN`.
 */
export async function openCallbackServer(
  desktop: Desktop,
  reader: CallbackReader,
  { port: only, onTaken }: { readonly port: number | undefined; readonly onTaken: (port: number) => void },
): Promise<CallbackServer> {
  const ports = only === undefined ? callbackPorts : [only];
  for (const port of ports) {
    const visit = new Visit(desktop, reader, port);
    const server = await desktop.listen(port, (request) => visit.answer(request));
    if (server === undefined) {
      onTaken(port);
      continue;
    }
    return {
      port,
      redirectUri: redirectUriFor(port),
      arrived: visit.arrived,
      show: (page) => visit.show(page),
      close() {
        visit.show('failed');
        return server.close();
      },
    };
  }
  throw new LoginError(
    ports.length === 1
      ? `Another program has port ${ports[0]} of this machine.`
      : `Other programs have the ports ${ports.join(', ')} of this machine.`,
    {
      code: 'PORT_TAKEN',
      facts: { ports },
      hint: 'end the other program, or register http://localhost:PORT/callback with another port and add --port PORT',
    },
  );
}

/** The one visit that counts. */
class Visit {
  readonly arrived: CallbackServer['arrived'];
  readonly #desktop: Desktop;
  readonly #reader: CallbackReader;
  readonly #port: number;
  readonly #shown: Promise<CallbackPage>;
  #arrive: (arrival: Exclude<Arrival, { is: 'foreign' }>) => void = () => {};
  #show: (page: CallbackPage) => void = () => {};
  #hasArrived = false;

  constructor(desktop: Desktop, reader: CallbackReader, port: number) {
    this.#desktop = desktop;
    this.#reader = reader;
    this.#port = port;
    this.arrived = new Promise((resolve) => {
      this.#arrive = resolve;
    });
    this.#shown = new Promise((resolve) => {
      this.#show = resolve;
    });
  }

  show(page: CallbackPage): void {
    this.#show(page);
  }

  async answer(request: LocalRequest): Promise<LocalAnswer> {
    return showPage(await this.#choosePage(request), this.#desktop.makeKey());
  }

  #choosePage({ method, host, target }: LocalRequest): CallbackPage | Promise<CallbackPage> {
    // A name of somebody else that points to this machine gets nothing.
    if (!['localhost', '127.0.0.1', '[::1]'].some((name) => host === `${name}:${this.#port}`)) return 'bad-host';
    const end = target.indexOf('?');
    const path = end < 0 ? target : target.slice(0, end);
    if (path !== callbackPath) return 'not-found';
    if (method !== 'GET') return 'bad-method';
    const arrival = readArrival(new URLSearchParams(end < 0 ? '' : target.slice(end)), this.#reader);
    if (arrival.is === 'foreign') return 'foreign';
    if (this.#hasArrived) return 'used';
    this.#hasArrived = true;
    this.#arrive(arrival);
    return this.#shown;
  }
}
