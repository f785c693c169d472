import {
  type Answer,
  type AnyRequest,
  type Codec,
  CommonHeartbeatEvent,
  type Incoming,
  type Message,
  type Payload,
  type ProtocolError,
  type Request,
  type TradingError,
} from '@tickwire/protocol';
import { badOption, delayRule, isDelay } from '../errors/bad-option.ts';
import { toNotReady } from '../errors/losses.ts';
import type { Clock, Logger, Random } from '../ports.ts';
import { Listeners } from './listeners.ts';
import type { RequestOptions } from './options.ts';
import { PendingRequests } from './pending.ts';
import type { Redact } from './refusals.ts';

/** What a dialogue is made of. */
export interface DialogueSettings {
  readonly codec: Codec;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** For requests that name no time of their own, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Takes our secrets out of what the server says. */
  readonly redact: Redact;
}

/** Questions and answers, and events to those who listen, over whichever connection there is. */
export class Dialogue {
  readonly #settings: DialogueSettings;
  readonly #listeners: Listeners;
  readonly #pending: PendingRequests;
  /** Milliseconds the latest answer took. */
  roundTripMs: number | undefined;
  /** Incoming messages that belonged to nobody. */
  strayMessages = 0;

  constructor(settings: DialogueSettings) {
    this.#settings = settings;
    const { clock, logger, random, redact } = settings;
    this.#listeners = new Listeners((error, payloadType) => {
      logger.error('an event listener threw', { payloadType, error: String(error) });
    });
    this.#pending = new PendingRequests(clock, `${Math.floor(random.next() * 36 ** 6).toString(36)}-`, redact);
  }

  /** A trading command waits for its answer. */
  get hasTradingCommands(): boolean {
    return this.#pending.hasTradingCommands;
  }

  /** Sends a request through `send` and waits for its answer. */
  ask<R extends AnyRequest>(
    send: (frame: string | Uint8Array) => boolean,
    request: R,
    payload: Payload<R>,
    options: RequestOptions,
  ): Promise<Answer<R>> {
    const { timeoutMs = this.#settings.requestTimeoutMs, signal } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (!isDelay(timeoutMs)) return Promise.reject(badOption('timeoutMs', delayRule));
    const id = this.#pending.nextId();
    let frame: string | Uint8Array;
    try {
      frame = this.#settings.codec.encode(request, payload, id);
    } catch (error) {
      return Promise.reject(error);
    }
    const answer = this.#pending.wait(id, request, { timeoutMs, signal });
    if (!send(frame)) this.#pending.fail(id, toNotReady(request, 'the connection is closing'));
    // The table says which payload answers this request, and the codec has checked it against the table.
    return answer as Promise<Answer<R>>;
  }

  /** Calls `listener` with each event of that kind; returns what removes it. */
  on<M extends Message>(message: M, listener: (payload: Payload<M>, incoming: Incoming) => void): () => void {
    return this.#listeners.add(message.payloadType, listener);
  }

  /** Takes a message in: it settles the request it answers, and events go to those who listen, also when they answer one. */
  receive(incoming: Incoming): void {
    const tookMs = this.#pending.settle(incoming);
    if (tookMs !== undefined) this.roundTripMs = tookMs;
    if (tookMs !== undefined && incoming.message?.direction !== 'event') return;
    const isHeard = this.#listeners.deliver(incoming);
    const isExpected = tookMs !== undefined || incoming.payloadType === CommonHeartbeatEvent.payloadType;
    if (!isHeard && !isExpected) this.strayMessages += 1;
  }

  /** Takes an unreadable message in. True when it was the answer to a request, which then fails with the reason. */
  receiveUnreadable(error: ProtocolError): boolean {
    const { clientMsgId } = error.facts;
    this.#settings.logger.warn('unreadable frame', { code: error.code, message: error.message });
    return typeof clientMsgId === 'string' && this.#pending.fail(clientMsgId, error);
  }

  /** Fails everything that waits for an answer. */
  failAll(makeError: (request: Request) => TradingError): void {
    this.#pending.failAll(makeError);
  }

  /** Forgets the listeners. */
  end(): void {
    this.#listeners.clear();
  }
}
