import { type Codec, CommonHeartbeatEvent, type Incoming, ProtocolError, type TradingError } from '@tickwire/protocol';
import { toSilentPeer } from '../errors/losses.ts';
import type { Clock, CloseReport, Dial, DialTarget, Wire } from '../ports.ts';
import { Heartbeat } from '../wire/heartbeat.ts';

/** What a connection tells the session. Nothing comes after `onClosed`. */
export interface ConnectionHandlers {
  onOpened(): void;
  onMessage(incoming: Incoming): void;
  /** A frame that cannot be read. The connection goes on, unless there are too many of them. */
  onBadFrame(error: ProtocolError): void;
  /** The connection is not usable any more, but still there: hang it up. */
  onBroken(error: TradingError): void;
  onClosed(close: CloseReport, error: Error | undefined): void;
}

/** More unreadable frames than this within a minute, and the peer does not speak our protocol. */
const badFramesAllowed = 10;
const badFrameWindowMs = 60_000;

/** One dialed connection from dial to close: frames in and out, heartbeat, bad frames. Used once. */
export class Connection {
  readonly #codec: Codec;
  readonly #clock: Clock;
  readonly #handlers: ConnectionHandlers;
  readonly #heartbeat: Heartbeat;
  readonly #heartbeatFrame: string | Uint8Array;
  readonly #wire: Wire;
  readonly #badFrameTimes: number[] = [];
  #isOpen = false;
  #isReleased = false;
  #finish: () => void = () => {};

  /** Settles when the transport is gone, also after a release. */
  readonly closed: Promise<void>;
  /** Epoch milliseconds of our last heartbeat. */
  lastHeartbeatAt: number | undefined;

  constructor(target: DialTarget, ports: { codec: Codec; clock: Clock; dial: Dial }, handlers: ConnectionHandlers) {
    const { codec, clock, dial } = ports;
    this.#codec = codec;
    this.#clock = clock;
    this.#handlers = handlers;
    this.#heartbeatFrame = codec.encode(CommonHeartbeatEvent, {});
    this.#heartbeat = new Heartbeat(clock, {
      sendHeartbeat: () => this.#sendHeartbeat(),
      probe: () => this.#wire.ping(),
      receivedBytes: () => this.#wire.receivedBytes(),
      declareDead: (silentMs) => this.#handlers.onBroken(toSilentPeer(new URL(target.url).host, silentMs)),
    });
    this.closed = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#wire = dial(
      target,
      {
        onOpen: () => this.#open(),
        onFrame: (frame) => this.#receive(frame),
        onPong: () => this.#pong(),
        onClosed: (close, error) => this.#end(close, error),
      },
      clock,
    );
  }

  /** How long ago the peer was last heard of, in milliseconds, to within one heartbeat tick. */
  get silentMs(): number {
    return this.#heartbeat.silentMs;
  }

  /** Hands a frame to the transport. False: nothing was taken, and nothing will leave. */
  send(frame: string | Uint8Array): boolean {
    if (!this.#wire.send(frame)) return false;
    this.#heartbeat.spoke();
    return true;
  }

  /** Lets go of the connection: says goodbye when there is somebody to say it to, and tells nobody anything any more. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#heartbeat.stop();
    if (this.#isOpen) this.#wire.close(1000, '');
    else this.#wire.destroy();
  }

  #sendHeartbeat(): void {
    this.send(this.#heartbeatFrame);
    this.lastHeartbeatAt = this.#clock.wallNow();
  }

  #open(): void {
    if (this.#isReleased) return this.#wire.destroy();
    this.#isOpen = true;
    this.#heartbeat.start();
    this.#handlers.onOpened();
  }

  #pong(): void {
    this.#heartbeat.ponged();
  }

  #receive(frame: Uint8Array): void {
    if (this.#isReleased) return;
    this.#heartbeat.heard();
    let incoming: Incoming;
    try {
      incoming = this.#codec.decode(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#receiveBadFrame(error);
      return;
    }
    this.#handlers.onMessage(incoming);
  }

  #receiveBadFrame(error: ProtocolError): void {
    const now = this.#clock.now();
    const times = this.#badFrameTimes;
    times.push(now);
    while ((times[0] ?? now) <= now - badFrameWindowMs) times.shift();
    if (times.length > badFramesAllowed) this.#handlers.onBroken(error);
    else this.#handlers.onBadFrame(error);
  }

  #end(close: CloseReport, error: Error | undefined): void {
    this.#heartbeat.stop();
    this.#isOpen = false;
    this.#finish();
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#handlers.onClosed(close, error);
  }
}
