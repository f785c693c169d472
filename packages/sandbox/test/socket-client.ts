import { until } from '@tickwire/testkit';
import { type ClientOptions, WebSocket } from 'ws';

/** How a connection ended for the client. */
export interface SeenClose {
  readonly code: number;
  readonly reason: string;
}

/** A plain WebSocket client that keeps what it receives as text. */
export class SocketClient {
  readonly socket: WebSocket;
  readonly frames: string[] = [];
  /** The same as bytes. */
  readonly buffers: Uint8Array[] = [];
  /** Whether each frame came as a binary one. */
  readonly kinds: boolean[] = [];
  closed: SeenClose | undefined;
  error: Error | undefined;

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.socket.on('message', (data, isBinary) => {
      this.frames.push(Buffer.isBuffer(data) ? data.toString() : 'not a buffer');
      this.buffers.push(Buffer.isBuffer(data) ? data : Buffer.alloc(0));
      this.kinds.push(isBinary);
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    this.socket.on('error', (error) => {
      this.error = error;
    });
  }

  /** Connects, or throws what went wrong. */
  static async open(url: string, options: ClientOptions = {}): Promise<SocketClient> {
    const client = new SocketClient(url, options);
    await until(() => client.socket.readyState === WebSocket.OPEN || client.error, { what: `a connection to ${url}` });
    if (client.error !== undefined) throw client.error;
    return client;
  }

  send(frame: string | object): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Waits for this many frames and takes them. */
  async take(count: number): Promise<readonly string[]> {
    await until(() => this.frames.length >= count, { what: `${count} frames (there are ${this.frames.length})` });
    return this.frames.splice(0, count);
  }

  /** Sends one frame and returns the next one that comes. */
  async ask(frame: string | object): Promise<string> {
    this.send(frame);
    const [answer = ''] = await this.take(1);
    return answer;
  }

  async waitForClose(): Promise<SeenClose> {
    return until(() => this.closed, { what: 'the connection to end' });
  }
}
