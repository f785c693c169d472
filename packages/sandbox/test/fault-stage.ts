import {
  AccountAuthReq,
  ApplicationAuthReq,
  createJsonCodec,
  createProtobufCodec,
  type Incoming,
  type Message,
  SubscribeSpotsReq,
  VersionReq,
} from '@tickwire/protocol';
import { ManualClock, until } from '@tickwire/testkit';
import { createSandbox, type FaultRule, type Sandbox, type Wire } from '../src/index.ts';
import { SocketClient } from './socket-client.ts';
import { TcpClient } from './tcp-client.ts';

/** What came of a connection. */
export interface SeenEnd {
  /** Undefined on TCP. */
  readonly code: number | undefined;
}

/** A client on any wire: it sends what is right and keeps what it gets, right or wrong. */
export interface StageClient {
  send(message: Message, payload?: object, clientMsgId?: string): void;
  /** What came, without what carries it. */
  readonly bodies: readonly Uint8Array[];
  readonly end: SeenEnd | undefined;
  readonly error: Error | undefined;
  /** The same messages as far as they can be read. */
  readonly incoming: readonly Incoming[];
  /** The WebSocket, if there is one. */
  readonly web: SocketClient | undefined;
}

const json = createJsonCodec();
const protobuf = createProtobufCodec();

/** Connects a client; it may not get far. */
export function connectClient(sandbox: Sandbox, wire: Wire): StageClient {
  const { json: jsonUrl, protobuf: tcpUrl } = sandbox.endpoints.demo;
  const codec = wire === 'json' ? json : protobuf;
  const web =
    wire === 'protobuf-tcp'
      ? undefined
      : new SocketClient(wire === 'json' ? jsonUrl : tcpUrl.replace('tcp:', 'ws:'), { maxPayload: 128 * 1024 * 1024 });
  const tcp = wire === 'protobuf-tcp' ? new TcpClient(tcpUrl) : undefined;
  const bodies = (): readonly Uint8Array[] => web?.buffers ?? tcp?.frames ?? [];
  return {
    web,
    send(message, payload = {}, clientMsgId) {
      const frame = codec.encode(message, payload, clientMsgId);
      if (tcp !== undefined && typeof frame !== 'string') tcp.send(frame);
      else web?.socket.send(frame);
    },
    get bodies() {
      return bodies();
    },
    get end() {
      if (web?.closed !== undefined) return { code: web.closed.code };
      return tcp?.isClosed === true || tcp?.hasEnded === true ? { code: undefined } : undefined;
    },
    get error() {
      return web?.error ?? tcp?.error;
    },
    get incoming() {
      return bodies().flatMap((body) => {
        try {
          return [codec.decode(body)];
        } catch {
          return [];
        }
      });
    },
  };
}

/** One sandbox on a clock of its own, and one client. */
export class Stage {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  readonly wire: Wire;
  readonly client: StageClient;
  #fences = 0;

  constructor(parts: { sandbox: Sandbox; clock: ManualClock; wire: Wire; client: StageClient }) {
    this.sandbox = parts.sandbox;
    this.clock = parts.clock;
    this.wire = parts.wire;
    this.client = parts.client;
  }

  get accountId(): number {
    return this.sandbox.credentials('demo').accountId;
  }

  inject(rule: FaultRule): string {
    return this.sandbox.faults.inject(rule);
  }

  /** Sends a message and waits until everything it causes at once is there. */
  async ask(message: Message, payload: object = {}, clientMsgId?: string): Promise<readonly Incoming[]> {
    const before = this.client.incoming.length;
    this.client.send(message, payload, clientMsgId);
    await this.settle();
    return this.client.incoming.slice(before).filter((one) => !(one.clientMsgId ?? '').startsWith('fence'));
  }

  /** Waits until what is under way has arrived. */
  async settle(): Promise<void> {
    const fence = `fence ${this.#fences++}`;
    this.client.send(VersionReq, {}, fence);
    await until(() => this.client.end ?? this.client.incoming.some((one) => one.clientMsgId === fence), {
      what: fence,
    });
  }

  /** Sends a message that ends the connection, and returns how. */
  async askToDeath(message: Message, payload: object = {}, clientMsgId?: string): Promise<SeenEnd> {
    this.client.send(message, payload, clientMsgId);
    return this.waitForEnd();
  }

  waitForEnd(): Promise<SeenEnd> {
    return until(() => this.client.end, { what: 'the connection to end' });
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  get credentials() {
    return this.sandbox.credentials('demo');
  }

  logInApplication(): Promise<readonly Incoming[]> {
    const { clientId, clientSecret } = this.credentials;
    return this.ask(ApplicationAuthReq, { clientId, clientSecret }, 'app');
  }

  logInAccount(): Promise<readonly Incoming[]> {
    const { accountId, accessToken } = this.credentials;
    return this.ask(AccountAuthReq, { ctidTraderAccountId: accountId, accessToken }, 'account');
  }

  async logIn(): Promise<void> {
    await this.logInApplication();
    await this.logInAccount();
  }

  async subscribe(...symbolId: readonly number[]): Promise<readonly Incoming[]> {
    return this.ask(SubscribeSpotsReq, { ctidTraderAccountId: this.accountId, symbolId }, 'subscribe');
  }

  push(bid: number, symbolId = 1): void {
    this.sandbox.pushSpot({ environment: 'demo', symbolId, bid, ask: bid + 10 });
  }
}

/** Opens a stage, plays, and closes it. */
export async function onStage(
  wire: Wire,
  faults: readonly FaultRule[],
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const clock = new ManualClock();
  await using sandbox = await createSandbox({ clock, faults, limits: 'none' });
  const client = connectClient(sandbox, wire);
  await play(new Stage({ sandbox, clock, wire, client: await opened(client, faults) }));
}

/** Waits for the handshake, unless it is to fail. */
async function opened(client: StageClient, faults: readonly FaultRule[]): Promise<StageClient> {
  const isDoomed = faults.length > 0;
  const { web } = client;
  if (web !== undefined && !isDoomed) await until(() => web.socket.readyState === web.socket.OPEN, { what: 'open' });
  return client;
}
