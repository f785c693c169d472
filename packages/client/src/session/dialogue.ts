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
import type { PaceLimits, PaceView } from './pace.ts';
import { Pacer, type Ticket } from './pacer.ts';
import { PendingRequests } from './pending.ts';
import { rankOf } from './rank.ts';
import type { Redact } from './refusals.ts';
import { describeThrown } from './secret-messages.ts';

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
  /** How fast requests may leave; undefined: as fast as they come. */
  readonly pace: PaceLimits | undefined;
}

/** How the session itself asks. */
export interface AskOptions extends RequestOptions {
  /** The session needs the answer in order to live: nothing goes before it. */
  readonly isOurs?: boolean;
  /** Called when it has been handed to the connection. */
  readonly onSent?: () => void;
}

/** Questions and answers, and events to those who listen, over whichever connection there is. */
export class Dialogue {
  readonly #settings: DialogueSettings;
  readonly #listeners: Listeners;
  readonly #pending: PendingRequests;
  readonly #pacer: Pacer | undefined;
  /** Milliseconds the latest answer took. */
  roundTripMs: number | undefined;
  /** Incoming messages that belonged to nobody. */
  strayMessages = 0;

  constructor(settings: DialogueSettings) {
    this.#settings = settings;
    const { clock, logger, random, redact } = settings;
    this.#listeners = new Listeners((error, payloadType) => {
      logger.error('an event listener threw', { payloadType, error: describeThrown(error, payloadType) });
    });
    const pacer = settings.pace === undefined ? undefined : this.#makePacer(settings.pace);
    this.#pacer = pacer;
    this.#pending = new PendingRequests(
      {
        clock,
        redact,
        withdraw: (id) => pacer?.withdraw(id),
        onAnswered: (request, order, refusal) => pacer?.learn(request, order, refusal),
        onAnsweredLate: (order) => pacer?.confirm(order),
      },
      `${Math.floor(random.next() * 36 ** 6).toString(36)}-`,
    );
  }

  #makePacer(limits: PaceLimits): Pacer {
    return new Pacer(this.#settings.clock, limits, {
      onLeaving: (id, order) => this.#pending.leave(id, order),
      fail: (id, error) => void this.#pending.fail(id, error),
    });
  }

  /** How the pace stands; undefined without one. */
  get pace(): PaceView | undefined {
    return this.#pacer?.view;
  }

  /** A trading command waits for its answer. */
  get hasTradingCommands(): boolean {
    return this.#pending.hasTradingCommands;
  }

  /** Sends a request through `send`, at once or when its turn comes, and waits for its answer. */
  ask<R extends AnyRequest>(
    send: (frame: string | Uint8Array) => boolean,
    request: R,
    payload: Payload<R>,
    options: AskOptions,
  ): Promise<Answer<R>> {
    const { timeoutMs = this.#settings.requestTimeoutMs, signal, maxWaitMs: queueMs = timeoutMs } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (!isDelay(timeoutMs)) return Promise.reject(badOption('timeoutMs', delayRule));
    if (!(queueMs >= 0)) return Promise.reject(badOption('maxWaitMs', 'must be 0 or a positive number'));
    const id = this.#pending.nextId();
    let frame: string | Uint8Array;
    try {
      frame = this.#settings.codec.encode(request, payload, id);
    } catch (error) {
      return Promise.reject(error);
    }
    // Without a pace every request goes by the same number: nobody looks at it.
    const order = this.#pacer === undefined ? 1 : this.#pacer.take(request);
    if (order === 0) return this.#queue({ id, request, frame, send }, { ...options, timeoutMs, queueMs });
    const answer = this.#pending.wait(id, request, { timeoutMs, signal, order, queueMs });
    if (!send(frame)) this.#pending.fail(id, toNotReady(request, 'the connection is closing'));
    // The table says which payload answers this request, and the codec has checked it against the table.
    return answer as Promise<Answer<R>>;
  }

  #queue<R extends AnyRequest>(
    ask: Omit<Ticket, 'rank'> & { readonly request: R },
    options: AskOptions & { readonly timeoutMs: number; readonly queueMs: number },
  ): Promise<Answer<R>> {
    const { timeoutMs, queueMs, signal, isOurs = false } = options;
    const ticket = { ...ask, rank: rankOf(ask.request, isOurs) };
    const refusal = this.#pacer?.refuse(ticket, Math.min(timeoutMs, queueMs));
    if (refusal !== undefined) return Promise.reject(refusal);
    const answer = this.#pending.wait(ask.id, ask.request, { timeoutMs, signal, order: 0, queueMs });
    this.#pacer?.add(ticket);
    // As above.
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
    return typeof clientMsgId === 'string' && this.#pending.failUnreadable(clientMsgId, error);
  }

  /** The connection is gone: fails everything that waits for an answer, or for its turn (`hasLeft` false). */
  failAll(makeError: (request: Request, hasLeft: boolean) => TradingError): void {
    this.#pending.failAll(makeError);
    this.#pacer?.cutOff();
  }

  /** Forgets the listeners. */
  end(): void {
    this.#listeners.clear();
  }
}
