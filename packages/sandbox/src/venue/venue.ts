import { CommonHeartbeatEvent } from '@tickwire/protocol';
import type { Account } from '../engine/account.ts';
import type { CloseChoice } from '../faults/act.ts';
import type { SymbolChanges } from '../market/symbol-changes.ts';
import type { Events } from './account-board.ts';
import { type Environment, environments } from './environment.ts';
import { FaultDesk } from './fault-desk.ts';
import {
  disconnectAccount,
  disconnectApplication,
  endTokenSessions,
  type Floor,
  forgetAccount,
  type Quotes,
  tellSymbolChanged,
} from './floor.ts';
import { openQuotes } from './open-quotes.ts';
import type { Reading } from './reading.ts';
import { receiveFrame } from './receive.ts';
import { type Arrival, countFrame, createSession, type Ending, type Session, send } from './session.ts';
import { type Ledger, SessionArchive } from './session-archive.ts';
import type { SpotChange } from './spot-board.ts';
import { dueAction, nextDueAt, type Timers } from './timers.ts';
import type { Grant } from './token-book.ts';
import type { VenueOptions } from './venue-options.ts';
import { copyFloor, type FloorParts, openParts, type VenueSnapshot } from './venue-snapshot.ts';
import type { TradingAccount, World } from './world.ts';

/** What a server of this kind says when it closes a connection by itself. */
const goodbye = { code: 1000, reason: 'Bye' };

/** 1012: service restart. */
const restarting = { code: 1012, reason: 'Sandbox starts anew' };

/**
 * The server without its doors: who may log in, what is answered, when a connection has been silent for too long.
 * It has no clock and no sockets; every call says what time it is, in monotonic milliseconds.
 */
export class Venue {
  readonly #timers: Timers;
  readonly #floor: Floor;
  readonly #openParts: (at: number, snapshot?: VenueSnapshot) => FloorParts;
  readonly #openFaults: () => FaultDesk;
  readonly #firstApplications: VenueSnapshot['applications'];
  #faults: FaultDesk;
  readonly #archive = new SessionArchive();
  #nextSessionId = 1;

  constructor(options: VenueOptions) {
    const { world, timers, at, startedAtEpochMs, logger, feed = 'none', play, limits, trading } = options;
    const { onEarlier = () => undefined } = options;
    this.#timers = timers;
    const rules = trading ?? { marketHours: 'schedule' };
    const prices = { seed: world.seed, feed, play, at, startedAtEpochMs };
    this.#openParts = (now, past) =>
      openParts(world, (snapshot) => openQuotes(world, { ...prices, snapshot }, rules), now, past);
    this.#floor = { world, ...this.#openParts(at), sessions: new Set(), limits, logger };
    this.#firstApplications = [...world.applications.values()].map(({ name, isActive }) => ({ name, isActive }));
    const reach = {
      seed: world.seed,
      floor: this.#floor,
      onEarlier,
      epochAt: (moment: number) => startedAtEpochMs + moment - at,
      handle: (session: Session, reading: Reading, moment: number) => this.#handle(session, reading, moment),
      close: (session: Session, code: CloseChoice) => this.#endByFault(session, code),
    };
    this.#openFaults = () => new FaultDesk(reach);
    this.#faults = this.#openFaults();
  }

  get world(): World {
    return this.#floor.world;
  }

  /** What goes wrong on purpose. Another one after a restore or reset. */
  get faults(): FaultDesk {
    return this.#faults;
  }

  /** What all sessions share, for the doors that have none. */
  get floor(): Floor {
    return this.#floor;
  }

  /** Connections that are open, oldest first. */
  get sessions(): ReadonlySet<Session> {
    return this.#floor.sessions;
  }

  /** The latest 1 000 connections that have ended, oldest first. */
  get pastSessions(): readonly Session[] {
    return this.#archive.sessions;
  }

  /** A client has connected. */
  open(arrival: Arrival): Session {
    const session = createSession(this.#nextSessionId++, arrival);
    this.#floor.sessions.add(session);
    this.faults.welcome(session, arrival.at);
    return session;
  }

  /** A frame has come in. Frames of a connection that has ended are ignored. */
  receive(session: Session, reading: Reading, at: number): void {
    if (session.ending !== undefined) return;
    session.lastInboundAt = at;
    countFrame(session.received, reading.is === 'message' ? reading.payloadType : 0);
    if (session.distortion === undefined) this.#handle(session, reading, at);
    else session.distortion.receive(reading, at);
  }

  /** The client has gone. Without an effect when the venue has ended the connection itself. */
  leave(session: Session, code: number, reason: string): void {
    this.#end(session, { by: 'client', code, reason });
  }

  /** Does everything that is due. */
  tick(at: number): void {
    this.faults.runDue(at);
    for (const session of this.#floor.sessions) {
      const action = dueAction(session, this.#timers, at);
      if (action === 'close') this.#close(session, goodbye);
      else if (action === 'heartbeat') send(session, { message: CommonHeartbeatEvent, payload: {} }, at);
    }
    for (const grant of this.#floor.tokens.takeExpired(at)) {
      endTokenSessions(this.#floor, grant.accessToken, 'Access token is expired', at);
    }
    for (const environment of environments) this.#floor.quotes[environment].spots.advance(at);
  }

  /** When {@link tick} next has something to do if nothing else happens; `Infinity`: nothing in sight. */
  nextDueAt(): number {
    let dueAt = this.nextMoveAt();
    for (const session of this.#floor.sessions) dueAt = Math.min(dueAt, nextDueAt(session, this.#timers));
    // Tokens that nobody uses expire unseen.
    if (this.#floor.sessions.size > 0) dueAt = Math.min(dueAt, this.#floor.tokens.nextExpiryAt());
    return Math.min(dueAt, this.faults.nextDueAt());
  }

  /**
   * When the next price is due to a subscriber or to an account that waits for it, or an account does something by
   * itself; `Infinity`: nothing in sight. A request may bring it forward.
   */
  nextMoveAt(): number {
    let moveAt = Infinity;
    for (const environment of environments) {
      const { spots, accounts, prices } = this.#floor.quotes[environment];
      const accountAt = accounts.nextAt;
      moveAt = Math.min(moveAt, spots.nextMoveAt(), accountAt === Infinity ? Infinity : prices.monotonicAt(accountAt));
    }
    return moveAt;
  }

  /** The prices of an environment, and who hears about them. */
  quotes(environment: Environment): Pick<Quotes, 'prices' | 'spots'> {
    return this.#floor.quotes[environment];
  }

  /** Changes what the details of a symbol say, and tells every account that is logged in (2120). */
  changeSymbol(environment: Environment, symbolId: number, changes: SymbolChanges, at: number): void {
    const { prices, spots } = this.#floor.quotes[environment];
    spots.advance(at);
    prices.change(symbolId, changes, at);
    spots.replan(symbolId, at);
    tellSymbolChanged(this.#floor, environment, [symbolId], at);
  }

  /** An account as it is at this moment. */
  look(account: TradingAccount, at: number): Account {
    const { spots, accounts } = this.#floor.quotes[account.environment];
    spots.advance(at);
    return accounts.look(account, at);
  }

  /** Lets an account do something at this moment, and tells what came of it to all who are logged in to it. */
  act(account: TradingAccount, run: (engine: Account, epochMs: number) => Events, at: number): void {
    const { spots, accounts } = this.#floor.quotes[account.environment];
    spots.advance(at);
    accounts.act(account, run, { at });
  }

  /** The current tokens of a grant; undefined when there is none of this name, or it was revoked. */
  grant(name: string): Grant | undefined {
    return this.#floor.tokens.named(name);
  }

  /** Every grant that has tokens. */
  get grants(): readonly Grant[] {
    return this.#floor.tokens.grants;
  }

  /** Lets an access token expire now. Returns whether there was such a token. */
  expireToken(accessToken: string, at: number): boolean {
    const grant = this.#floor.tokens.expire(accessToken, at);
    if (grant !== undefined) this.tick(at);
    return grant !== undefined;
  }

  /** Takes a pair of tokens away, named by either of them. Returns whether there was such a token. */
  revokeToken(token: string, at: number): boolean {
    const grant = this.#floor.tokens.revoke(token);
    if (grant !== undefined) endTokenSessions(this.#floor, grant.accessToken, 'Access token was revoked', at);
    return grant !== undefined;
  }

  /** Ends an account on every connection (2164). Returns on how many. */
  disconnectAccount(accountId: number, at: number): number {
    const sessions = [...this.#floor.sessions].filter((session) => session.accounts.has(accountId));
    for (const session of sessions) disconnectAccount(this.#floor, session, accountId, at);
    return sessions.length;
  }

  /** Logs every application out (2148); connections stay open for another login. Returns how many were logged in. */
  disconnectClients(reason: string, at: number): number {
    const sessions = [...this.#floor.sessions].filter((session) => session.application !== undefined);
    for (const session of sessions) disconnectApplication(this.#floor, session, reason, at);
    return sessions.length;
  }

  /** Ends every connection, with a goodbye or, by `'destroy'`, without one. Returns how many there were. */
  dropClients(how: { readonly code: number; readonly reason: string } | 'destroy'): number {
    const sessions = [...this.#floor.sessions];
    for (const session of sessions) {
      if (how !== 'destroy') this.#close(session, how);
      else this.#destroy(session);
    }
    return sessions.length;
  }

  /** Sets prices of a symbol and tells its subscribers. Returns how many frames went out. */
  pushSpot(environment: Environment, change: SpotChange, at: number): number {
    return this.#floor.quotes[environment].spots.push(change, at);
  }

  /** Writes down everything that does not follow from the seed and the options. */
  snapshot(at: number): VenueSnapshot {
    return copyFloor(this.#floor, at);
  }

  /**
   * Goes back to a snapshot of a venue of the same world. Every connection ends, as when a server restarts.
   *
   * @throws SandboxError `BAD_SNAPSHOT`; nothing has changed then.
   */
  restore(snapshot: VenueSnapshot, at: number): void {
    const parts = this.#openParts(at, snapshot);
    // Read before anything changes, for it may be unreadable.
    const applications = snapshot.applications.map(({ name, isActive }) => ({ name, isActive }));
    this.#goOnWith(parts, applications);
  }

  /** Goes back to the start, counts included. Every connection ends, as when a server restarts. */
  reset(at: number): void {
    this.#goOnWith(this.#openParts(at), this.#firstApplications);
    this.#archive.clear();
    this.#nextSessionId = 1;
  }

  #goOnWith(parts: FloorParts, applications: VenueSnapshot['applications']): void {
    this.dropClients(restarting);
    Object.assign(this.#floor, parts);
    this.#faults = this.#openFaults();
    for (const { name, isActive } of applications) {
      const application = this.#floor.world.applications.get(name);
      if (application !== undefined) application.isActive = isActive;
    }
  }

  /** All frames since the start, by payload type. */
  countFrames(): Ledger {
    return this.#archive.countFrames(this.#floor.sessions);
  }

  #handle(session: Session, reading: Reading, at: number): void {
    if (receiveFrame(this.#floor, session, reading, at) === 'end') this.#close(session, goodbye);
  }

  #endByFault(session: Session, code: CloseChoice): void {
    if (code === 'none') this.#destroy(session);
    else this.#close(session, { code, reason: '' });
  }

  #destroy(session: Session): void {
    if (this.#end(session, { by: 'server', code: 1006, reason: '' })) session.outlet.destroy();
  }

  #close(session: Session, { code, reason }: { readonly code: number; readonly reason: string }): void {
    if (this.#end(session, { by: 'server', code, reason })) session.outlet.close(code, reason);
  }

  #end(session: Session, ending: Ending): boolean {
    if (session.ending !== undefined) return false;
    for (const accountId of [...session.accounts.keys()]) forgetAccount(this.#floor, session, accountId);
    session.ending = ending;
    this.#floor.sessions.delete(session);
    this.#archive.add(session);
    return true;
  }
}
