import type { ExecutionEvent } from '@tickwire/protocol';
import { SandboxError } from '../errors/sandbox-error.ts';
import type { CloseChoice, UpgradeAct } from '../faults/act.ts';
import { Agenda } from '../faults/agenda.ts';
import type { FaultRule } from '../faults/fault-rule.ts';
import { prepareFault } from '../faults/read-fault-rule.ts';
import { type Circumstance, type Hit, RuleBook } from '../faults/rule-book.ts';
import { doDeed } from './deeds.ts';
import { SessionDistortion } from './distortion.ts';
import type { Floor } from './floor.ts';
import type { Reading } from './reading.ts';
import type { Session } from './session.ts';

/** A fault in force. */
export interface ActiveFault {
  /** What takes it away. */
  readonly id: string;
  readonly rule: FaultRule;
  /** How often it has taken hold. */
  readonly hits: number;
}

/** Switches faults on and off. What a fault has begun, such as a delay, runs its course when it is taken away. */
export interface FaultControl {
  /**
   * Lets a fault happen from now on. Returns the id of the rule. Faults are applied in the order they were injected.
   *
   * @throws SandboxError `BAD_FAULT`.
   */
  inject(rule: FaultRule): string;
  /** Takes a fault away. False if there is none of this id. */
  remove(id: string): boolean;
  /** Takes all faults away. */
  clear(): void;
  /** The faults in force. */
  active(): readonly ActiveFault[];
}

/** How faults reach into the venue. */
export interface FaultReach {
  readonly floor: Floor;
  /** Epoch ms of a monotonic moment. */
  readonly epochAt: (at: number) => number;
  /** Does with a frame what the venue does. */
  readonly handle: (session: Session, reading: Reading, at: number) => void;
  /** Ends a connection. */
  readonly close: (session: Session, code: CloseChoice) => void;
}

/** What a {@link FaultDesk} is made from. */
export interface FaultDeskOptions extends FaultReach {
  readonly seed: number;
  readonly onEarlier: (dueAt: number) => void;
}

/** How many execution events of an account are kept for a replay. */
const keptExecutions = 100;

/** Where faults are switched on and off, and what they have put off until later. */
export class FaultDesk implements FaultControl {
  readonly reach: FaultReach;
  readonly agenda: Agenda;
  /** Client order ids of each account, as far as a fault asked about them. */
  readonly seenOrders = new Set<string>();
  readonly #book: RuleBook;
  readonly #rules = new Map<string, FaultRule>();
  readonly #executions = new Map<number, ExecutionEvent[]>();

  constructor({ seed, onEarlier, ...reach }: FaultDeskOptions) {
    this.reach = reach;
    this.agenda = new Agenda(onEarlier);
    this.#book = new RuleBook(seed);
  }

  inject(rule: FaultRule): string {
    const prepared = prepareFault(rule);
    if (typeof prepared === 'string') throw new SandboxError(prepared, { code: 'BAD_FAULT' });
    const id = this.#book.add(prepared);
    this.#rules.set(id, rule);
    for (const session of this.reach.floor.sessions) this.#attach(session);
    return id;
  }

  remove(id: string): boolean {
    this.#rules.delete(id);
    return this.#book.remove(id);
  }

  clear(): void {
    this.#rules.clear();
    this.#book.clear();
  }

  active(): readonly ActiveFault[] {
    return this.#book.list().flatMap(({ id, hits }) => {
      const rule = this.#rules.get(id);
      return rule === undefined ? [] : [{ id, rule, hits }];
    });
  }

  /** Says whether a client that knocks is turned away, and how. */
  greet(circumstance: Omit<Circumstance, 'hook'>): UpgradeAct | undefined {
    if (this.#book.isEmpty) return undefined;
    for (const { act } of this.match({ ...circumstance, hook: 'upgrade' })) {
      if (act.do === 'refuse-upgrade') return act;
    }
    return undefined;
  }

  /** A connection has been opened. */
  welcome(session: Session, at: number): void {
    if (this.#book.isEmpty) return;
    this.#attach(session);
    const { environment } = session;
    for (const hit of this.match({ hook: 'open', environment, wire: session.outlet.wire })) {
      this.#later(session, hit, at, 'at-once');
    }
  }

  /** The rules that take hold now. */
  match(circumstance: Circumstance): readonly Hit[] {
    return this.#book.match(circumstance);
  }

  /** Does what a fault does to a connection, when it is due: after other code has finished, or at once if need be. */
  later(session: Session, hit: Hit, at: number): void {
    this.#later(session, hit, at, 'by-agenda');
  }

  /** The same; without a delay it happens before this returns. */
  soon(session: Session, hit: Hit, at: number): void {
    this.#later(session, hit, at, 'at-once');
  }

  #later(session: Session, hit: Hit, at: number, zeroDelay: 'at-once' | 'by-agenda'): void {
    const { act } = hit;
    if (act.do !== 'later') return;
    const run = (now: number) => {
      if (session.ending === undefined) doDeed(this, { session, deed: act.deed, hit }, now);
    };
    if (act.afterMs === 0 && zeroDelay === 'at-once') run(at);
    else this.agenda.add(at + act.afterMs, run);
  }

  /** Remembers an execution event that went out, once for all connections that are told of it. */
  keepExecution(event: ExecutionEvent): void {
    const kept = this.#executions.get(event.ctidTraderAccountId) ?? [];
    if (kept.includes(event)) return;
    kept.push(event);
    if (kept.length > keptExecutions) kept.shift();
    this.#executions.set(event.ctidTraderAccountId, kept);
  }

  /** The latest execution events of an account, oldest first. */
  latestExecutions(accountId: number, count: number): readonly ExecutionEvent[] {
    return (this.#executions.get(accountId) ?? []).slice(-count);
  }

  /** When something that faults have put off is due; `Infinity`: nothing is. */
  nextDueAt(): number {
    return this.agenda.nextDueAt();
  }

  /** Does what is due of it. */
  runDue(at: number): void {
    this.agenda.runDue(at);
  }

  #attach(session: Session): void {
    session.distortion ??= new SessionDistortion(this, session);
  }
}
