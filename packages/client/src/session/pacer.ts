import { isRateLimit, type Request, type TradingError } from '@tickwire/protocol';
import { toNotReady } from '../errors/losses.ts';
import { toBlocked, toFullQueue, toTooFast } from '../errors/too-fast.ts';
import type { Clock } from '../ports.ts';
import { Pace, type PaceLimits, type PaceView, type Waiting } from './pace.ts';
import type { ErrorPayload } from './refusals.ts';

/** A request that waits for its turn. */
export interface Ticket extends Waiting {
  readonly id: string;
  readonly frame: string | Uint8Array;
  /** Hands it to the connection; false: nothing was taken. */
  readonly send: (frame: string | Uint8Array) => boolean;
}

/** Who is told what becomes of those that wait. */
export interface PacerPort {
  /** It is about to be sent, as number `order`. */
  onLeaving(id: string, order: number): void;
  /** It is not sent. */
  fail(id: string, error: TradingError): void;
}

/** Sends requests when {@link Pace} says so. Owns one timer, which is set only while something waits. */
export class Pacer {
  readonly #clock: Clock;
  readonly #port: PacerPort;
  readonly #pace: Pace<Ticket>;
  readonly #tickets = new Map<string, Ticket>();
  #cancelTimer: (() => void) | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, limits: PaceLimits, port: PacerPort) {
    this.#clock = clock;
    this.#port = port;
    this.#pace = new Pace(limits);
  }

  get view(): PaceView {
    return this.#pace.view(this.#clock.now());
  }

  /** The number under which a request may be sent at once; 0: it has to wait. */
  take(request: Request): number {
    return this.#pace.take(request, this.#clock.now());
  }

  /** Why a request should not even begin to wait; it may for less than `allowedMs`. */
  refuse({ request, rank }: Waiting, allowedMs: number): TradingError | undefined {
    const now = this.#clock.now();
    const blocked = request.isTradingCommand ? this.#explainBlock(request, now) : undefined;
    if (blocked !== undefined) return blocked;
    const waitMs = this.#pace.waitMs(request, rank, now);
    if (waitMs > 0 && waitMs >= allowedMs) return toTooFast(request, waitMs);
    return this.#pace.isFull ? toFullQueue(request, this.#pace.queued, waitMs) : undefined;
  }

  /** Puts a request into the queue; it may leave within this call. */
  add(ticket: Ticket): void {
    this.#tickets.set(ticket.id, ticket);
    this.#pace.add(ticket);
    this.#pump();
  }

  /** Takes a request out of the queue, if it is there. */
  withdraw(id: string): void {
    const ticket = this.#tickets.get(id);
    if (ticket === undefined) return;
    this.#tickets.delete(id);
    this.#pace.remove(ticket);
    if (this.#pace.queued === 0) this.#setTimer(Number.POSITIVE_INFINITY);
  }

  /** The server has answered number `order`. */
  confirm(order: number): void {
    this.#pace.confirm(order, this.#clock.now());
    if (this.#pace.queued > 0) this.#pump();
  }

  /** The server has answered number `order`, with a refusal or without one, which tells how fast we may go. */
  learn(request: Request, order: number, refusal: ErrorPayload | undefined): void {
    const isTooFast = refusal !== undefined && isRateLimit(refusal.errorCode);
    if (!isTooFast) this.#pace.lift(request, order);
    else this.#heed(request, order, refusal);
    this.confirm(order);
  }

  /** The connection is gone, and everything that waited for it. What was sent over it counts on. */
  cutOff(): void {
    for (const id of [...this.#tickets.keys()]) this.withdraw(id);
    this.#pace.cutOff(this.#clock.now());
  }

  #heed(request: Request, order: number, { errorCode, retryAfter = 0 }: ErrorPayload): void {
    const now = this.#clock.now();
    if (errorCode === 'BLOCKED_PAYLOAD_TYPE') this.#pace.block(request, order, retryAfter * 1_000, now);
    else this.#pace.pause(request, order, retryAfter * 1_000, now);
    for (const ticket of this.#pace.blockedCommands(now)) {
      const error = this.#explainBlock(ticket.request, now);
      if (error !== undefined) this.#port.fail(ticket.id, error);
    }
  }

  #explainBlock(request: Request, now: number): TradingError | undefined {
    const untilAt = this.#pace.blockedUntil(request, now);
    if (untilAt === undefined) return undefined;
    const isTypeBlocked = this.#pace.isTypeBlocked(request, now);
    return toBlocked(request, isTypeBlocked ? 'BLOCKED_PAYLOAD_TYPE' : 'REQUEST_FREQUENCY_EXCEEDED', untilAt - now);
  }

  #pump(): void {
    for (;;) {
      const next = this.#pace.next(this.#clock.now());
      if (next === undefined) break;
      const { id, request, frame, send } = next.ticket;
      this.#tickets.delete(id);
      this.#port.onLeaving(id, next.order);
      if (!send(frame)) this.#port.fail(id, toNotReady(request, 'the connection is closing'));
    }
    this.#setTimer(this.#pace.nextAt(this.#clock.now()));
  }

  #setTimer(at: number): void {
    if (at === this.#timerAt) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerAt = at;
    if (at === Number.POSITIVE_INFINITY) return;
    // Never too early, and never at this very moment: what could leave now has left.
    this.#cancelTimer = this.#clock.schedule(Math.max(1, Math.ceil(at - this.#clock.now())), () => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#cancelTimer = undefined;
      this.#pump();
    });
  }
}
