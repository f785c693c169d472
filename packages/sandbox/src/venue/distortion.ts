import { CommonHeartbeatEvent, ExecutionEvent, type Message, NewOrderReq, type Request } from '@tickwire/protocol';
import type { AnswerChange, Damage } from '../faults/act.ts';
import type { Hit } from '../faults/rule-book.ts';
import { changeRows, type RowMemory } from './change-rows.ts';
import { refuseFalsely } from './false-refusal.ts';
import type { FaultDesk } from './fault-desk.ts';
import type { Reading } from './reading.ts';
import { type Distortion, deliver, type Outgoing, type Session } from './session.ts';

type ReadableMessage = Extract<Reading, { is: 'message' }>;

/** A request whose answers are tampered with. */
interface Mark {
  readonly clientMsgId: string | undefined;
  readonly answers: ReadonlySet<number>;
  change: AnswerChange;
}

/** A message on its way out. */
interface Parcel {
  readonly outgoing: Outgoing<Message>;
  readonly damage: Damage | undefined;
  readonly times: number;
}

/** A message that waits for others to go first. */
interface HeldParcel {
  readonly parcel: Parcel;
  left: number;
}

/** Refusals may answer every request. */
const refusalTypes: readonly number[] = [2142, 2132, 50];

/** Requests whose answers are still tampered with are remembered; beyond this many, the oldest are let go. */
const rememberedMarks = 1_000;

/** The longest that a message waits for others. */
const longestHoldMs = 1_000;

const unknownId = 'tickwire-unknown-id';

/** Applies the rules to what comes in and goes out on one connection. */
export class SessionDistortion implements Distortion {
  readonly #desk: FaultDesk;
  readonly #session: Session;
  #marks: readonly Mark[] = [];
  #held: readonly HeldParcel[] = [];
  #lastClientMsgId: string | undefined;
  #losesInUntil = -Infinity;
  #losesOutUntil = -Infinity;
  readonly #rows: RowMemory = new Map();

  constructor(desk: FaultDesk, session: Session) {
    this.#desk = desk;
    this.#session = session;
  }

  lose(direction: 'both' | 'in' | 'out', until: number): void {
    const { outlet } = this.#session;
    if (direction !== 'out') {
      this.#losesInUntil = Math.max(this.#losesInUntil, until);
      outlet.disturb({ do: 'stop-reading' });
    }
    if (direction !== 'in') {
      this.#losesOutUntil = Math.max(this.#losesOutUntil, until);
      this.#session.isLost = true;
      outlet.disturb({ do: 'stop-pongs' });
    }
    // Another loss may last longer.
    this.#desk.agenda.add(until, () => {
      if (direction !== 'out' && until === this.#losesInUntil) outlet.disturb({ do: 'read-on' });
      if (direction === 'in' || until !== this.#losesOutUntil || !this.#session.isLost) return;
      this.#session.isLost = false;
      outlet.disturb({ do: 'pong-on' });
    });
  }

  receive(reading: Reading, at: number): void {
    const { reach } = this.#desk;
    if (at < this.#losesInUntil) return;
    if (reading.is !== 'message') return reach.handle(this.#session, reading, at);
    const { clientMsgId } = reading;
    if (this.#marks.length > 0) this.#marks = this.#marks.filter((mark) => mark.clientMsgId !== clientMsgId);
    const accountId = accountOf(reading.body.ok ? reading.body.payload : {});
    const hits = this.#match('inbound', reading.payloadType, accountId);
    if (hits.length === 0) reach.handle(this.#session, reading, at);
    else this.#obey(hits, reading, at);
  }

  send<M extends Message>({ message, payload, clientMsgId }: Outgoing<M>, at: number): void {
    if (at < this.#losesOutUntil) return;
    const outgoing: Outgoing<Message> = { message, payload, clientMsgId };
    const mark = this.#marks.find((one) => one.clientMsgId === clientMsgId && one.answers.has(message.payloadType));
    if (mark === undefined) return this.#pass(outgoing, 1, at);
    const { change } = mark;
    switch (change.is) {
      case 'withheld':
        return;
      case 'late':
        return this.#desk.agenda.add(at + change.ms, (now) => this.#pass(outgoing, 1, now));
      case 'repeated':
        return this.#pass(outgoing, change.times, at);
      case 'refused':
        mark.change = { is: 'withheld' };
        return this.#pass(refuseFalsely(change.refusal, clientMsgId, payload, this.#desk.reach.epochAt(at)), 1, at);
    }
  }

  #match(hook: 'inbound' | 'outbound', payloadType: number, accountId: number | undefined): readonly Hit[] {
    const { environment, outlet } = this.#session;
    return this.#desk.match({ hook, environment, wire: outlet.wire, payloadType, accountId });
  }

  /** What the rules make of a request. The first that keeps it from being carried out is the last to be heard. */
  #obey(hits: readonly Hit[], reading: ReadableMessage, at: number): void {
    const { reach, agenda } = this.#desk;
    const { clientMsgId } = reading;
    let delayMs = 0;
    const changes: AnswerChange[] = [];
    for (const { act } of hits) {
      switch (act.do) {
        case 'swallow':
          return;
        case 'close-unhandled':
          return reach.close(this.#session, act.code);
        case 'refuse':
          return this.#refuse(act.refusal, reading, at);
        case 'refuse-repeated-order':
          if (this.#isRepeatedOrder(reading)) {
            const description = 'A client order id was used twice';
            const refusal = { carrier: 'OrderErrorEvent', errorCode: 'INVALID_REQUEST', description } as const;
            return this.#refuse(refusal, reading, at);
          }
          break;
        case 'handle-late':
          delayMs += act.ms;
          break;
        case 'change-answers':
          changes.push(act.change);
          break;
        default:
      }
    }
    const carryOut = (now: number): void => {
      if (this.#session.ending !== undefined) return;
      for (const change of changes) this.#mark(reading, change);
      reach.handle(this.#session, reading, now);
      // Without an id an answer is recognised only while it is made.
      if (clientMsgId === undefined) this.#marks = this.#marks.filter((mark) => mark.clientMsgId !== undefined);
      for (const hit of hits) this.#desk.soon(this.#session, hit, now);
    };
    if (delayMs > 0) agenda.add(at + delayMs, carryOut);
    else carryOut(at);
  }

  #mark({ message, clientMsgId }: ReadableMessage, change: AnswerChange): void {
    const answers = new Set([...(message === undefined ? [] : answersOf(message)), ...refusalTypes]);
    this.#marks = [...this.#marks.slice(1 - rememberedMarks), { clientMsgId, answers, change }];
  }

  #refuse(refusal: Parameters<typeof refuseFalsely>[0], { body, clientMsgId }: ReadableMessage, at: number): void {
    const request = body.ok ? body.payload : {};
    this.#session.lastOutboundAt = at;
    this.#pass(refuseFalsely(refusal, clientMsgId, request, this.#desk.reach.epochAt(at)), 1, at);
  }

  #isRepeatedOrder({ body, payloadType }: ReadableMessage): boolean {
    if (payloadType !== NewOrderReq.payloadType || !body.ok || !('clientOrderId' in body.payload)) return false;
    const key = `${accountOf(body.payload)}/${String(body.payload.clientOrderId)}`;
    if (this.#desk.seenOrders.has(key)) return true;
    this.#desk.seenOrders.add(key);
    return false;
  }

  /** What the rules make of a message that is going out. */
  #pass(first: Outgoing<Message>, firstTimes: number, at: number): void {
    if (this.#session.ending !== undefined || at < this.#losesOutUntil) return;
    const hits = this.#match('outbound', first.message.payloadType, accountOf(first.payload));
    let outgoing = first;
    let times = firstTimes;
    let damage: Damage | undefined;
    let delayMs = 0;
    let distance = 0;
    for (const hit of hits) {
      const { act, chance } = hit;
      if (act.do === 'drop' || (act.do === 'drop-unless' && !isOfKind(act.kind, outgoing.message))) return;
      if (act.do === 'repeat') times *= act.times;
      if (act.do === 'delay') delayMs += act.ms + (act.jitterMs === 0 ? 0 : chance.below(act.jitterMs + 1));
      if (act.do === 'hold') distance += act.distance;
      if (act.do === 'damage') damage = act.damage;
      if (act.do === 'change-id') outgoing = this.#changeId(outgoing, act.id);
      if (act.do === 'change-rows')
        outgoing = changeRows(outgoing, act.change, this.#rows, this.#desk.reach.epochAt(at));
      this.#desk.later(this.#session, hit, at);
    }
    const parcel = { outgoing, damage, times };
    if (delayMs > 0) this.#desk.agenda.add(at + delayMs, (now) => this.#emit(parcel, now));
    else if (distance > 0) this.#hold(parcel, distance, at);
    else this.#emit(parcel, at);
  }

  #hold(parcel: Parcel, left: number, at: number): void {
    const held = { parcel, left };
    this.#held = [...this.#held, held];
    this.#desk.agenda.add(at + longestHoldMs, () => {
      if (!this.#held.includes(held)) return;
      this.#held = this.#held.filter((one) => one !== held);
      this.#put(parcel);
    });
  }

  /** Sends a message, and those that have waited for it. */
  #emit(parcel: Parcel, at: number): void {
    if (at < this.#losesOutUntil) return;
    this.#put(parcel);
    if (this.#held.length === 0) return;
    for (const held of this.#held) held.left--;
    const freed = this.#held.filter((held) => held.left <= 0);
    this.#held = this.#held.filter((held) => held.left > 0);
    for (const held of freed) this.#put(held.parcel);
  }

  #put({ outgoing, damage, times }: Parcel): void {
    if (outgoing.message === ExecutionEvent) {
      // The payload belongs to the message it comes with.
      this.#desk.keepExecution(outgoing.payload as ExecutionEvent);
    }
    if (outgoing.clientMsgId !== undefined) this.#lastClientMsgId = outgoing.clientMsgId;
    for (let count = 0; count < times; count++) deliver(this.#session, outgoing, damage);
  }

  #changeId(outgoing: Outgoing<Message>, id: 'missing' | 'unknown' | 'previous'): Outgoing<Message> {
    if (outgoing.clientMsgId === undefined) return outgoing;
    const { message, payload } = outgoing;
    if (id === 'missing') return { message, payload };
    return { message, payload, clientMsgId: id === 'unknown' ? unknownId : (this.#lastClientMsgId ?? unknownId) };
  }
}

function accountOf(payload: object): number | undefined {
  const accountId = 'ctidTraderAccountId' in payload ? payload.ctidTraderAccountId : undefined;
  return typeof accountId === 'number' ? accountId : undefined;
}

function answersOf(message: Message): readonly number[] {
  return isRequest(message) ? message.answers : [];
}

function isRequest(message: Message): message is Request {
  return message.direction === 'request';
}

function isOfKind(kind: 'answer' | 'execution', message: Message): boolean {
  if (message === CommonHeartbeatEvent) return true;
  return kind === 'execution' ? message === ExecutionEvent : message.direction === 'response';
}
