import type { RateClass, Request } from '@tickwire/protocol';
import { Budget } from './budget.ts';
import { Lane } from './lane.ts';
import { Penalty } from './penalty.ts';
import { Rank } from './rank.ts';

/** How fast requests may leave (PROTOCOL.md, "Limits"). */
export interface PaceLimits {
  /** Requests in any sliding second, historical ones not counted. */
  readonly ordinaryPerSecond: number;
  /** Historical requests in any sliding second. */
  readonly historicalPerSecond: number;
  /** Milliseconds that a second is counted longer, for clocks that do not run alike. */
  readonly marginMs: number;
  /** Requests that may wait at once. */
  readonly mostQueued: number;
}

/** How one budget stands. */
export interface BudgetView {
  /** Requests that wait for their turn. */
  readonly queued: number;
  /** Milliseconds that one more, behind all of them, would have to wait at least. */
  readonly waitMs: number;
}

/** How the pace stands. */
export interface PaceView extends Readonly<Record<RateClass, BudgetView>> {
  /** Payload types that the server does not take for the time being, and for how many milliseconds more. */
  readonly blocked: readonly { readonly payloadType: number; readonly leftMs: number }[];
}

/** What names a place in the queue. */
export interface Waiting {
  readonly request: Request;
  readonly rank: Rank;
}

/**
 * Decides which request may leave when. Pure: no timer and no clock; moments are monotonic ms and must not go back.
 *
 * Ranks are strict: as long as a better one waits for the same budget, a worse one does not leave, and may thus see its
 * deadline pass. Within a rank requests leave in the order in which they came, except that those of a blocked type are
 * passed by the others. Every request that leaves gets a number, from 1 on.
 */
export class Pace<Ticket extends Waiting> {
  readonly #limits: PaceLimits;
  readonly #budgets: Readonly<Record<RateClass, Budget>>;
  /** By rank. */
  readonly #lanes: readonly Lane<Ticket>[];
  readonly #blocks = new Map<number, Penalty>();
  #latestOrder = 0;
  #queued = 0;

  constructor(limits: PaceLimits) {
    this.#limits = limits;
    const spanMs = 1_000 + limits.marginMs;
    const ordinary = new Budget(limits.ordinaryPerSecond, spanMs);
    const historical = new Budget(limits.historicalPerSecond, spanMs);
    this.#budgets = { ordinary, historical };
    this.#lanes = Object.values(Rank).map((rank) => new Lane(rank === Rank.HISTORY ? historical : ordinary));
  }

  /** Requests that wait. */
  get queued(): number {
    return this.#queued;
  }

  /** As many wait as may. */
  get isFull(): boolean {
    return this.#queued >= this.#limits.mostQueued;
  }

  /** Lets a request leave at once, and gives its number; 0: it has to wait, for others or for the budget. */
  take(request: Request, now: number): number {
    const budget = this.#budgets[request.rate];
    if (this.#queued > 0 || !budget.hasRoom(now) || this.#isBlocked(request.payloadType, now)) return 0;
    return this.#leave(budget, now);
  }

  /** Until when the server will not take the request at all, because of its type or of its whole budget; undefined: it will. */
  blockedUntil({ payloadType, rate }: Request, now: number): number | undefined {
    const untilAt = Math.max(this.#blockOf(payloadType), this.#budgets[rate].pause.untilAt);
    return untilAt > now ? untilAt : undefined;
  }

  /** Whether the server does not take the type of this request for the time being. */
  isTypeBlocked({ payloadType }: Request, now: number): boolean {
    return this.#isBlocked(payloadType, now);
  }

  /** Milliseconds that a request would have to wait at least, were it to queue up now. */
  waitMs({ payloadType, rate }: Request, rank: Rank, now: number): number {
    const budget = this.#budgets[rate];
    let ahead = 0;
    for (const lane of this.#lanes.slice(0, rank + 1)) {
      if (lane.budget !== budget) continue;
      for (const [type, count] of lane.waiting())
        if (type === payloadType || !this.#isBlocked(type, now)) ahead += count;
    }
    return Math.max(0, budget.earliestAt(ahead, now) - now, this.#blockOf(payloadType) - now);
  }

  /** Queues up. */
  add(ticket: Ticket): void {
    this.#laneOf(ticket).add(ticket.request.payloadType, ticket);
    this.#queued += 1;
  }

  /** Leaves the queue unsent. */
  remove(ticket: Ticket): void {
    const lane = this.#laneOf(ticket);
    this.#queued -= lane.size;
    lane.remove(ticket.request.payloadType, ticket);
    this.#queued += lane.size;
  }

  /** Takes out of the queue what may leave now, with its number. */
  next(now: number): { readonly ticket: Ticket; readonly order: number } | undefined {
    if (this.#queued === 0) return undefined;
    for (const lane of this.#lanes) {
      if (lane.size === 0 || !lane.budget.hasRoom(now)) continue;
      const ticket = lane.shift((payloadType) => this.#isBlocked(payloadType, now));
      if (ticket === undefined) continue;
      this.#queued -= 1;
      return { ticket, order: this.#leave(lane.budget, now) };
    }
    return undefined;
  }

  /** When `next` will give something at the latest; Infinity when nothing waits. */
  nextAt(now: number): number {
    let nextAt = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes) {
      if (lane.size === 0) continue;
      const roomAt = lane.budget.roomAt(now);
      for (const [payloadType] of lane.waiting())
        nextAt = Math.min(nextAt, Math.max(roomAt, this.#blockOf(payloadType)));
    }
    return nextAt;
  }

  /** The server has answered number `order`, and so has everything before it by now. */
  confirm(order: number, now: number): void {
    this.#budgets.ordinary.confirm(order, now);
    this.#budgets.historical.confirm(order, now);
  }

  /** The connection is gone, and with it what had not arrived: it still counts for a second. */
  cutOff(now: number): void {
    this.confirm(this.#latestOrder, now);
  }

  /** The server has refused number `order` because its type is blocked. */
  block({ payloadType }: Request, order: number, askedMs: number, now: number): void {
    let penalty = this.#blocks.get(payloadType);
    if (penalty === undefined) {
      penalty = new Penalty();
      this.#blocks.set(payloadType, penalty);
    }
    penalty.impose(order, this.#latestOrder, askedMs, now);
  }

  /** The server has refused number `order` because there were too many of its budget. */
  pause({ rate }: Request, order: number, askedMs: number, now: number): void {
    this.#budgets[rate].pause.impose(order, this.#latestOrder, askedMs, now);
  }

  /** The server has let number `order` through. */
  lift({ payloadType, rate }: Request, order: number): void {
    this.#blocks.get(payloadType)?.lift(order);
    this.#budgets[rate].pause.lift(order);
  }

  /** The trading commands that wait and that the server will not take: they are not to wait for that. */
  blockedCommands(now: number): readonly Ticket[] {
    const lane = this.#lanes[Rank.TRADING];
    if (lane === undefined || lane.size === 0) return [];
    const isPaused = lane.budget.pause.untilAt > now;
    return [...lane.waiting()].flatMap(([type]) => (isPaused || this.#isBlocked(type, now) ? lane.of(type) : []));
  }

  /** How it stands. */
  view(now: number): PaceView {
    return {
      ordinary: this.#viewOf(this.#budgets.ordinary, now),
      historical: this.#viewOf(this.#budgets.historical, now),
      blocked: [...this.#blocks]
        .filter(([, { untilAt }]) => untilAt > now)
        .map(([payloadType, { untilAt }]) => ({ payloadType, leftMs: untilAt - now })),
    };
  }

  #viewOf(budget: Budget, now: number): BudgetView {
    const lanes = this.#lanes.filter((lane) => lane.budget === budget);
    const queued = lanes.reduce((sum, lane) => sum + lane.size, 0);
    return { queued, waitMs: Math.max(0, budget.earliestAt(queued, now) - now) };
  }

  #leave(budget: Budget, now: number): number {
    this.#latestOrder += 1;
    budget.take(this.#latestOrder, now);
    return this.#latestOrder;
  }

  #isBlocked(payloadType: number, now: number): boolean {
    return this.#blocks.size > 0 && this.#blockOf(payloadType) > now;
  }

  #blockOf(payloadType: number): number {
    return this.#blocks.get(payloadType)?.untilAt ?? Number.NEGATIVE_INFINITY;
  }

  #laneOf({ rank }: Ticket): Lane<Ticket> {
    const lane = this.#lanes[rank];
    if (lane === undefined) throw new RangeError(`no lane for rank ${rank}`);
    return lane;
  }
}
