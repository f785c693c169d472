interface Handlers {
  onOpen(): void;
  onFrame(frame: Uint8Array): void;
  onPong(): void;
  onClosed(close: { code: number; reason: string; wasClean: boolean }, error: Error | undefined): void;
}

interface JsonMessage {
  readonly payloadType: number;
  readonly clientMsgId?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** The server's end of one dialed connection, driven by a test. */
export class MemoryLink {
  readonly url: string;
  /** Every message the client sent, parsed, in order. */
  readonly sent: JsonMessage[] = [];
  /** How often the client pinged. */
  pings = 0;
  /** How the client left: by a goodbye, by dropping the connection, or not yet. */
  left: { readonly how: 'goodbye'; readonly code: number } | { readonly how: 'dropped' } | undefined;
  readonly #handlers: Handlers;
  #isOver = false;
  #takes = true;
  #holdsOn = false;

  constructor(url: string, handlers: Handlers) {
    this.url = url;
    this.#handlers = handlers;
  }

  /** The latest message of a type; throws when there is none. */
  last(payloadType: number): JsonMessage {
    const found = this.sent.findLast((message) => message.payloadType === payloadType);
    if (found === undefined) throw new Error(`the client sent no ${payloadType}`);
    return found;
  }

  /** Accepts the connection. */
  open(): void {
    this.#handlers.onOpen();
  }

  /** Sends one message to the client. */
  say(payloadType: number, payload?: object, clientMsgId?: string): void {
    this.sayText(JSON.stringify({ payloadType, clientMsgId, payload }));
  }

  /** Sends any text to the client. */
  sayText(text: string): void {
    if (!this.#isOver) this.#handlers.onFrame(new TextEncoder().encode(text));
  }

  /** Answers the latest request of a type. */
  answer(requestType: number, payloadType: number, payload?: object): void {
    this.say(payloadType, payload, this.last(requestType).clientMsgId);
  }

  /** Takes no more messages, as a socket that is closing. */
  stopTaking(): void {
    this.#takes = false;
  }

  /** Does not notice that the client has left, as a peer far away. */
  holdOn(): void {
    this.#holdsOn = true;
  }

  /** Answers a ping. */
  pong(): void {
    this.#handlers.onPong();
  }

  /** Ends the connection from the server's side; `error` when it never opened. */
  close(code = 1000, reason = 'Bye', error?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#handlers.onClosed({ code, reason, wasClean: code !== 1006 }, error);
  }

  /** The client's end. */
  wire() {
    return {
      send: (frame: string | Uint8Array) => {
        if (this.#isOver || !this.#takes) return false;
        const text = typeof frame === 'string' ? frame : new TextDecoder().decode(frame);
        // Our own encoder wrote it.
        this.sent.push(JSON.parse(text) as JsonMessage);
        return true;
      },
      receivedBytes: () => undefined,
      ping: () => {
        this.pings += 1;
      },
      close: (code: number) => {
        this.left ??= { how: 'goodbye', code };
        this.close(code, '');
      },
      destroy: () => {
        this.left ??= { how: 'dropped' };
        if (!this.#holdsOn) this.close(1006, '');
      },
    };
  }
}

/** Connections without sockets: each dial appears in `links`, and the test plays the server. */
export function createMemoryDial() {
  const links: MemoryLink[] = [];
  return {
    links,
    /** The newest connection; throws when nothing was dialed. */
    get link(): MemoryLink {
      const link = links.at(-1);
      if (link === undefined) throw new Error('nothing was dialed');
      return link;
    },
    dial: (target: { readonly url: string }, handlers: Handlers) => {
      const link = new MemoryLink(target.url, handlers);
      links.push(link);
      return link.wire();
    },
  };
}
