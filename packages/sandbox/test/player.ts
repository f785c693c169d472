import {
  AccountAuthReq,
  ApplicationAuthReq,
  createJsonCodec,
  createProtobufCodec,
  type Fields,
  type Incoming,
  type Message,
  VersionReq,
} from '@tickwire/protocol';
import { ManualClock, until } from '@tickwire/testkit';
import { createSandbox, type Sandbox } from '../src/index.ts';
import { SocketClient } from './socket-client.ts';
import { TcpClient } from './tcp-client.ts';

/** One way to a sandbox: what goes in is written loosely, what comes out is decoded. */
export interface Way {
  send(message: Message, payload: Readonly<Record<string, unknown>>, clientMsgId: string | undefined): void;
  readonly incoming: readonly Incoming[];
  isOver(): boolean;
}

const json = createJsonCodec();
const protobuf = createProtobufCodec();

/** By JSON over WebSocket. */
export async function openJson(sandbox: Sandbox): Promise<Way> {
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  return {
    send: ({ payloadType }, payload, clientMsgId) => client.send({ payloadType, clientMsgId, payload }),
    get incoming() {
      return client.buffers.map((frame) => json.decode(frame));
    },
    isOver: () => client.closed !== undefined,
  };
}

/** By Protobuf over TCP. */
export async function openTcp(sandbox: Sandbox): Promise<Way> {
  const client = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  return {
    send: (...message) => client.send(writeLoosely(...message)),
    get incoming() {
      return client.frames.map((frame) => protobuf.decode(frame));
    },
    isOver: () => client.isClosed,
  };
}

/** By Protobuf over WebSocket. */
export async function openBinary(sandbox: Sandbox): Promise<Way> {
  const client = await SocketClient.open(sandbox.endpoints.demo.protobuf.replace('tcp:', 'ws:'));
  return {
    send: (...message) => client.socket.send(writeLoosely(...message)),
    get incoming() {
      return client.buffers.map((frame) => protobuf.decode(frame));
    },
    isOver: () => client.closed !== undefined,
  };
}

/** Every field may be missing, and a text may stand where a number belongs. */
function writeLoosely(
  message: Message,
  payload: Readonly<Record<string, unknown>>,
  id: string | undefined,
): Uint8Array {
  const fields: Fields = Object.fromEntries(
    Object.entries(message.fields).map(([name, { label, ...field }]) => [
      name,
      typeof payload[name] === 'string'
        ? { number: field.number, kind: 'string', label: 'optional' }
        : { ...field, label: label === 'repeated' ? label : 'optional' },
    ]),
  );
  return protobuf.encode({ ...message, fields }, payload, id);
}

/** Drives one connection and writes down what comes back: after each step everything up to the answer of a fence. */
export class Player {
  readonly sandbox: Sandbox;
  readonly #way: Way;
  #fences = 0;
  readonly transcript: object[] = [];

  constructor(sandbox: Sandbox, way: Way) {
    this.sandbox = sandbox;
    this.#way = way;
  }

  /** Sends a message and waits for all that it causes. */
  async ask(message: Message, payload: Readonly<Record<string, unknown>> = {}, clientMsgId?: string): Promise<void> {
    this.#way.send(message, payload, clientMsgId);
    await this.settle();
  }

  async settle(): Promise<void> {
    const fence = `fence ${this.#fences++}`;
    this.#way.send(VersionReq, {}, fence);
    await until(() => this.#way.isOver() || this.#way.incoming.some((one) => one.clientMsgId === fence), {
      what: fence,
    });
    this.transcript.length = 0;
    for (const { message, ...rest } of this.#way.incoming) {
      if (!rest.clientMsgId?.startsWith('fence')) this.transcript.push({ name: message?.name, ...rest });
    }
  }

  async logIn(account = 'demo'): Promise<void> {
    const { clientId, clientSecret, accessToken } = this.sandbox.credentials('demo');
    await this.ask(ApplicationAuthReq, { clientId, clientSecret }, 'app');
    const { ctidTraderAccountId } = this.sandbox.account(account);
    await this.ask(AccountAuthReq, { ctidTraderAccountId, accessToken }, 'account');
  }

  get codes(): readonly unknown[] {
    return this.transcript.flatMap((one) => ('payload' in one ? [Object(one.payload).errorCode] : [])).filter(Boolean);
  }
}

/** What one connection does. */
export type Play = (player: Player) => Promise<void>;

/** Plays against a sandbox of its own. */
export async function perform(play: Play, open: (sandbox: Sandbox) => Promise<Way>): Promise<Player> {
  const accounts = { off: { isDisabled: true } };
  await using sandbox = await createSandbox({ clock: new ManualClock(), limits: 'none', world: { accounts } });
  const player = new Player(sandbox, await open(sandbox));
  await play(player);
  await player.settle();
  return player;
}
