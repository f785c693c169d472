import type { Clock } from '../ports.ts';

/** How long silence may last, in milliseconds. */
export interface HeartbeatTimes {
  /** We say something at least this often: the server drops us after 60 s without a frame of ours. */
  readonly quietMs: number;
  /** The peer's silence after which we ask for a sign of life below the protocol. */
  readonly probeMs: number;
  /** The peer's silence that means it is gone, once it has shown that it answers such probes. */
  readonly provenSilenceMs: number;
  /** The peer's silence that means it is gone in any case: the server owes a heartbeat every 30 s. */
  readonly longestSilenceMs: number;
}

/** PROTOCOL.md, "Heartbeats and timers". */
const defaultHeartbeat: HeartbeatTimes = {
  quietMs: 10_000,
  probeMs: 5_000,
  provenSilenceMs: 15_000,
  longestSilenceMs: 65_000,
};

/** What the heartbeat may do. */
export interface HeartbeatPort {
  sendHeartbeat(): void;
  probe(): void;
  /** Bytes that have come in so far: a large message on a slow link is a sign of life before it is whole. */
  receivedBytes(): number | undefined;
  /** The peer has not been heard of for `silentMs`. */
  declareDead(silentMs: number): void;
}

/** A timer that fires this much late means that the process slept: the peer is asked before it is judged. */
const oversleptMs = 2_000;

/** Keeps one connection alive, and finds out when the peer is gone. Owns one timer, from `start` to `stop`. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #times: HeartbeatTimes;
  readonly #port: HeartbeatPort;
  #spokeAt: number;
  #heardAt: number;
  #heard = false;
  #ponged = false;
  #provesItself = false;
  #dueAt = 0;
  #bytes: number | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, port: HeartbeatPort, times: HeartbeatTimes = defaultHeartbeat) {
    this.#clock = clock;
    this.#port = port;
    this.#times = times;
    this.#spokeAt = clock.now();
    this.#heardAt = this.#spokeAt;
  }

  /** Begins with the connection just opened. */
  start(): void {
    this.#spokeAt = this.#clock.now();
    this.#heardAt = this.#spokeAt;
    this.#bytes = this.#port.receivedBytes();
    // Peers that answer this can be told dead much sooner later on, also when there never was a silence before.
    this.#port.probe();
    this.#schedule();
  }

  /** Ends it; nothing is sent afterwards. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** We sent something. */
  spoke(): void {
    this.#spokeAt = this.#clock.now();
  }

  /** A frame came in. Costs one store: the moment is stamped by the next tick. */
  heard(): void {
    this.#heard = true;
  }

  /** The peer answered a probe: it does so, hence a later silence is proof. */
  ponged(): void {
    this.#ponged = true;
    this.#provesItself = true;
  }

  /** How long the peer has been silent, in milliseconds; a frame since the last tick counts as just now. */
  get silentMs(): number {
    return this.#heard || this.#ponged ? 0 : this.#clock.now() - this.#heardAt;
  }

  #schedule(): void {
    // Half the shortest limit, so that a moment stamped late is never late by more than that.
    const delayMs = Math.min(
      this.#times.probeMs / 2,
      Math.max(0, this.#spokeAt + this.#times.quietMs - this.#clock.now()),
    );
    this.#dueAt = this.#clock.now() + delayMs;
    this.#cancel = this.#clock.schedule(delayMs, () => this.#tick());
  }

  #tick(): void {
    const now = this.#clock.now();
    const { quietMs, probeMs, provenSilenceMs, longestSilenceMs } = this.#times;
    const overslept = now - this.#dueAt > oversleptMs;
    const bytes = this.#port.receivedBytes();
    if (this.#heard || this.#ponged || bytes !== this.#bytes) this.#heardAt = now;
    this.#bytes = bytes;
    this.#heard = false;
    this.#ponged = false;
    const silentMs = now - this.#heardAt;
    const limitMs = this.#provesItself ? provenSilenceMs : longestSilenceMs;
    if (silentMs >= limitMs && !overslept) {
      this.stop();
      this.#port.declareDead(silentMs);
      return;
    }
    // After a sleep, what the peer sent meanwhile is still to be read: give it one more probe before judging.
    if (overslept && silentMs >= limitMs) this.#heardAt = now - limitMs + probeMs;
    if (now - this.#spokeAt >= quietMs) this.#port.sendHeartbeat();
    if (silentMs >= probeMs) this.#port.probe();
    this.#schedule();
  }
}
