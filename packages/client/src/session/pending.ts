import {
  CommonErrorRes,
  ErrorRes,
  ExecutionEvent,
  ExecutionType,
  type Incoming,
  OrderErrorEvent,
  type Request,
  type TradingError,
} from '@tickwire/protocol';
import { TimeoutError } from '../errors/errors.ts';
import { toNeverSent } from '../errors/too-fast.ts';
import type { Clock } from '../ports.ts';
import { type ErrorPayload, type Redact, speakOf, toRefusedError } from './refusals.ts';

interface Entry {
  readonly request: Request;
  readonly askedAt: number;
  readonly timeoutMs: number;
  sentAt: number;
  /** Its number among the requests that left; 0 while it has not. */
  order: number;
  deadlineAt: number;
  readonly resolve: (payload: object) => void;
  readonly reject: (reason: unknown) => void;
  readonly signal: AbortSignal | undefined;
  readonly onAbort: (() => void) | undefined;
}

/** How one request waits for its answer. */
export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Its number among the requests that left; 0: it waits for its turn. */
  readonly order: number;
  /** How long it may wait for its turn, in milliseconds. */
  readonly queueMs: number;
}

/** Who is told what becomes of requests. */
export interface PendingPort {
  readonly clock: Clock;
  readonly redact: Redact;
  /** It will not be sent any more. */
  withdraw(id: string): void;
  /** The server has spoken about the request that left as number `order`, with a refusal or without one. */
  onAnswered(request: Request, order: number, refusal: ErrorPayload | undefined): void;
  /** The same, when nobody waits for it any more. */
  onAnsweredLate(order: number): void;
}

/** So many answers are still recognized after nobody waits for them any more. */
const mostForsaken = 1_000;

const refusedExecutions: ReadonlySet<number> = new Set([
  ExecutionType.ORDER_REJECTED,
  ExecutionType.ORDER_CANCEL_REJECTED,
]);

/** The refusal in a message, if it is one that may answer `request` (PROTOCOL.md, "Error carriers"). */
function findRefusal(request: Request, { payloadType, payload }: Incoming): ErrorPayload | undefined {
  switch (payloadType) {
    case ErrorRes.payloadType:
    case CommonErrorRes.payloadType:
      // The table says that the carriers share these fields, and the codec has checked them; so below.
      return payload as ErrorPayload;
    case OrderErrorEvent.payloadType:
      return request.answers.includes(payloadType) ? (payload as ErrorPayload) : undefined;
    case ExecutionEvent.payloadType: {
      const { executionType, errorCode } = payload as ExecutionEvent;
      if (!request.answers.includes(payloadType) || !refusedExecutions.has(executionType)) return undefined;
      return {
        errorCode:
          errorCode ?? (executionType === ExecutionType.ORDER_REJECTED ? 'ORDER_REJECTED' : 'ORDER_CANCEL_REJECTED'),
      };
    }
    default:
      return undefined;
  }
}

/**
 * The answers we are owed. Each entry settles exactly once: by its answer, an error carrier, its deadline, its signal,
 * or the end of the connection. One timer serves all deadlines.
 */
export class PendingRequests {
  readonly #port: PendingPort;
  readonly #clock: Clock;
  readonly #prefix: string;
  readonly #entries = new Map<string, Entry>();
  /** Requests that left and that nobody waits for any more, with their numbers. */
  readonly #forsaken = new Map<string, number>();
  #count = 0;
  #cancelSweep: (() => void) | undefined;
  #sweepAt = Number.POSITIVE_INFINITY;

  /** `prefix` tells our ids from those of other clients on the same account, whose events reach us too. */
  constructor(port: PendingPort, prefix: string) {
    this.#port = port;
    this.#clock = port.clock;
    this.#prefix = prefix;
  }

  /** How many answers are owed. */
  get size(): number {
    return this.#entries.size;
  }

  /** A trading command waits for its answer. */
  get hasTradingCommands(): boolean {
    for (const { request } of this.#entries.values()) if (request.isTradingCommand) return true;
    return false;
  }

  /** A fresh `clientMsgId`, well below the 50 characters a client order id may have. */
  nextId(): string {
    this.#count += 1;
    return this.#prefix + this.#count;
  }

  /** Waits for the answer to a request that is about to be sent, or queued, under `id`. Queue time counts. */
  wait(id: string, request: Request, options: WaitOptions): Promise<object> {
    const { timeoutMs, signal, order, queueMs } = options;
    return new Promise((resolve, reject) => {
      const askedAt = this.#clock.now();
      const onAbort = signal === undefined ? undefined : () => this.#forsake(id)?.reject(signal.reason);
      if (onAbort !== undefined) signal?.addEventListener('abort', onAbort, { once: true });
      const deadlineAt = askedAt + (order === 0 ? Math.min(queueMs, timeoutMs) : timeoutMs);
      const sentAt = askedAt;
      this.#entries.set(id, {
        request,
        askedAt,
        timeoutMs,
        sentAt,
        order,
        deadlineAt,
        resolve,
        reject,
        signal,
        onAbort,
      });
      if (deadlineAt < this.#sweepAt) this.#sweepNext(deadlineAt);
    });
  }

  /** The request that was queued under `id` leaves now, as number `order`. */
  leave(id: string, order: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.order = order;
    entry.sentAt = this.#clock.now();
    entry.deadlineAt = entry.askedAt + entry.timeoutMs;
    if (entry.deadlineAt < this.#sweepAt) this.#sweepNext(entry.deadlineAt);
  }

  /**
   * Gives an incoming message to the request that waits for it. Returns the milliseconds the answer took, or undefined
   * when nobody waits for it: an event, a foreign client's answer, or a second answer.
   */
  settle(incoming: Incoming): number | undefined {
    const { clientMsgId, payloadType } = incoming;
    if (clientMsgId === undefined) return undefined;
    const entry = this.#entries.get(clientMsgId);
    // What has not left cannot have been answered.
    if (entry === undefined || entry.order === 0) return this.#settleForsaken(clientMsgId);
    const refusal = findRefusal(entry.request, incoming);
    if (refusal === undefined && !entry.request.answers.includes(payloadType)) return undefined;
    this.#take(clientMsgId);
    this.#port.onAnswered(entry.request, entry.order, refusal);
    if (refusal === undefined) entry.resolve(incoming.payload);
    else entry.reject(toRefusedError(entry.request, refusal, this.#clock.wallNow(), this.#port.redact));
    return this.#clock.now() - entry.sentAt;
  }

  /** Fails the request that waits under `id`: its answer came, but cannot be read. False when nobody waits for it. */
  failUnreadable(id: string, error: TradingError): boolean {
    const entry = this.#forsake(id);
    this.#settleForsaken(id);
    entry?.reject(error);
    return entry !== undefined;
  }

  /** Fails the request that waits under `id`, for its answer or for its turn. False when nobody waits for it. */
  fail(id: string, error: TradingError): boolean {
    const entry = this.#take(id);
    entry?.reject(error);
    return entry !== undefined;
  }

  /** Fails everything that waits. Called when a connection ends. */
  failAll(makeError: (request: Request, hasLeft: boolean) => TradingError): void {
    for (const id of [...this.#entries.keys()]) {
      const entry = this.#take(id);
      entry?.reject(makeError(entry.request, entry.order > 0));
    }
    this.#forsaken.clear();
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
    this.#sweepAt = Number.POSITIVE_INFINITY;
  }

  #take(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    if (entry.order === 0) this.#port.withdraw(id);
    if (entry.onAbort !== undefined) entry.signal?.removeEventListener('abort', entry.onAbort);
    return entry;
  }

  /** Stops waiting for an answer that may still come. */
  #forsake(id: string): Entry | undefined {
    const entry = this.#take(id);
    if (entry === undefined || entry.order === 0) return entry;
    this.#forsaken.set(id, entry.order);
    if (this.#forsaken.size > mostForsaken) {
      for (const oldest of this.#forsaken.keys()) {
        this.#forsaken.delete(oldest);
        break;
      }
    }
    return entry;
  }

  #settleForsaken(id: string): undefined {
    const order = this.#forsaken.get(id);
    if (order === undefined) return;
    this.#forsaken.delete(id);
    this.#port.onAnsweredLate(order);
  }

  #sweepNext(at: number): void {
    this.#cancelSweep?.();
    this.#sweepAt = at;
    this.#cancelSweep = this.#clock.schedule(Math.max(0, at - this.#clock.now()), () => this.#sweep());
  }

  #sweep(): void {
    this.#cancelSweep = undefined;
    this.#sweepAt = Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    let nextAt = Number.POSITIVE_INFINITY;
    for (const [id, entry] of this.#entries) {
      if (entry.deadlineAt <= now) this.#forsake(id)?.reject(toTimeoutError(entry, now));
      else nextAt = Math.min(nextAt, entry.deadlineAt);
    }
    if (nextAt !== Number.POSITIVE_INFINITY) this.#sweepNext(nextAt);
  }
}

function toTimeoutError({ request, timeoutMs, order, askedAt }: Entry, now: number): TradingError {
  if (order === 0) return toNeverSent(request, now - askedAt);
  return new TimeoutError(`The server did not answer ${speakOf(request)} within ${timeoutMs / 1_000} s.`, {
    code: 'REQUEST_TIMEOUT',
    outcome: 'unknown',
    facts: { request: request.name, timeoutMs },
    hint: request.isTradingCommand
      ? 'read the account again before you send it once more'
      : 'try again, or give it a longer timeout',
  });
}
