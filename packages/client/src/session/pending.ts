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
import type { Clock } from '../ports.ts';
import { type ErrorPayload, type Redact, speakOf, toRefusedError } from './refusals.ts';

interface Entry {
  readonly request: Request;
  readonly sentAt: number;
  readonly deadlineAt: number;
  readonly timeoutMs: number;
  readonly resolve: (payload: object) => void;
  readonly reject: (reason: unknown) => void;
  readonly signal: AbortSignal | undefined;
  readonly onAbort: (() => void) | undefined;
}

/** How one request waits for its answer. */
export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

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
  readonly #clock: Clock;
  readonly #prefix: string;
  readonly #redact: Redact;
  readonly #entries = new Map<string, Entry>();
  #count = 0;
  #cancelSweep: (() => void) | undefined;
  #sweepAt = Number.POSITIVE_INFINITY;

  /** `prefix` tells our ids from those of other clients on the same account, whose events reach us too. */
  constructor(clock: Clock, prefix: string, redact: Redact) {
    this.#clock = clock;
    this.#prefix = prefix;
    this.#redact = redact;
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

  /** Waits for the answer to a request that is about to be sent under `id`. */
  wait(id: string, request: Request, options: WaitOptions): Promise<object> {
    const { timeoutMs, signal } = options;
    return new Promise((resolve, reject) => {
      const sentAt = this.#clock.now();
      const onAbort = signal === undefined ? undefined : () => this.#take(id)?.reject(signal.reason);
      if (onAbort !== undefined) signal?.addEventListener('abort', onAbort, { once: true });
      const deadlineAt = sentAt + timeoutMs;
      this.#entries.set(id, { request, sentAt, deadlineAt, timeoutMs, resolve, reject, signal, onAbort });
      if (deadlineAt < this.#sweepAt) this.#sweepNext(deadlineAt);
    });
  }

  /**
   * Gives an incoming message to the request that waits for it. Returns the milliseconds the answer took, or undefined
   * when nobody waits for it: an event, a foreign client's answer, or a second answer.
   */
  settle(incoming: Incoming): number | undefined {
    const { clientMsgId, payloadType } = incoming;
    const entry = clientMsgId === undefined ? undefined : this.#entries.get(clientMsgId);
    if (entry === undefined || clientMsgId === undefined) return undefined;
    const refusal = findRefusal(entry.request, incoming);
    if (refusal === undefined && !entry.request.answers.includes(payloadType)) return undefined;
    this.#take(clientMsgId);
    if (refusal === undefined) entry.resolve(incoming.payload);
    else entry.reject(toRefusedError(entry.request, refusal, this.#clock.wallNow(), this.#redact));
    return this.#clock.now() - entry.sentAt;
  }

  /** Fails the request that waits under `id`: its answer came, but cannot be read. False when nobody waits for it. */
  fail(id: string, error: TradingError): boolean {
    const entry = this.#take(id);
    entry?.reject(error);
    return entry !== undefined;
  }

  /** Fails everything that waits. Called when a connection ends. */
  failAll(makeError: (request: Request) => TradingError): void {
    for (const id of [...this.#entries.keys()]) {
      const entry = this.#take(id);
      entry?.reject(makeError(entry.request));
    }
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
    this.#sweepAt = Number.POSITIVE_INFINITY;
  }

  #take(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    if (entry.onAbort !== undefined) entry.signal?.removeEventListener('abort', entry.onAbort);
    return entry;
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
      if (entry.deadlineAt <= now) this.#take(id)?.reject(toTimeoutError(entry));
      else nextAt = Math.min(nextAt, entry.deadlineAt);
    }
    if (nextAt !== Number.POSITIVE_INFINITY) this.#sweepNext(nextAt);
  }
}

function toTimeoutError({ request, timeoutMs }: Entry): TimeoutError {
  return new TimeoutError(`The server did not answer ${speakOf(request)} within ${timeoutMs / 1_000} s.`, {
    code: 'REQUEST_TIMEOUT',
    outcome: 'unknown',
    facts: { request: request.name, timeoutMs },
    hint: request.isTradingCommand
      ? 'read the account again before you send it once more'
      : 'try again, or give it a longer timeout',
  });
}
