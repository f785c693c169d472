import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { until } from '@tickwire/testkit';

/** A plain TCP client that cuts what it receives into messages, four bytes of length in front of each. */
export class TcpClient {
  readonly socket: Socket;
  readonly frames: Uint8Array[] = [];
  /** The server has ended its side in good order. */
  hasEnded = false;
  isClosed = false;
  error: Error | undefined;
  #rest = Buffer.alloc(0);

  constructor(url: string, options: ConnectionOptions = {}) {
    const { protocol, hostname, port } = new URL(url);
    const address = { host: hostname, port: Number(port) };
    this.socket = protocol === 'tls:' ? connectTls({ ...address, ...options }) : connectTcp(address);
    this.socket.on('data', (chunk) => this.#receive(Buffer.from(chunk)));
    this.socket.on('end', () => {
      this.hasEnded = true;
    });
    this.socket.on('close', () => {
      this.isClosed = true;
    });
    this.socket.on('error', (error) => {
      this.error = error;
    });
  }

  /** Connects, or throws what went wrong. */
  static async open(url: string, options: ConnectionOptions = {}): Promise<TcpClient> {
    const client = new TcpClient(url, options);
    let isReady = false;
    client.socket.once(url.startsWith('tls:') ? 'secureConnect' : 'connect', () => {
      isReady = true;
    });
    await until(() => isReady || client.error, { what: `a connection to ${url}` });
    if (client.error !== undefined) throw client.error;
    return client;
  }

  /** Sends one message. */
  send(message: Uint8Array): void {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(message.length);
    this.socket.write(Buffer.concat([length, message]));
  }

  /** Waits for this many messages and takes them. */
  async take(count: number): Promise<readonly Uint8Array[]> {
    await until(() => this.frames.length >= count, { what: `${count} messages (there are ${this.frames.length})` });
    return this.frames.splice(0, count);
  }

  /** Waits until the connection is over. */
  async waitForEnd(): Promise<void> {
    await until(() => this.isClosed, { what: 'the connection to end' });
  }

  #receive(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 4 && this.#rest.length >= 4 + this.#rest.readUInt32BE(0)) {
      const end = 4 + this.#rest.readUInt32BE(0);
      this.frames.push(this.#rest.subarray(4, end));
      this.#rest = this.#rest.subarray(end);
    }
  }
}
