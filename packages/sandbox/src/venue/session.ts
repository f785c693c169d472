import type { Message, Payload, TrendbarPeriod } from '@tickwire/protocol';
import type { Damage, Disturbance, Wire } from '../faults/act.ts';
import type { Environment } from './environment.ts';
import { Pace } from './pace.ts';
import type { Reading } from './reading.ts';
import type { Application, TradingAccount } from './world.ts';

/** How the venue speaks to one client. The door that carries the connection supplies it. */
export interface Outlet {
  /** Which door the client came through. */
  readonly door: string;
  /** How messages travel on it. */
  readonly wire: Wire;
  /**
   * Sends one message, its bytes damaged if that is asked for. The same payload object may be sent to many sessions and
   * is never changed afterwards.
   */
  send<M extends Message>(message: M, payload: Payload<M>, clientMsgId: string | undefined, damage?: Damage): void;
  /** Does something to the connection itself, as far as its transport can. */
  disturb(disturbance: Disturbance): void;
  /** Says goodbye with a WebSocket close code and reason. */
  close(code: number, reason: string): void;
  /** Drops the connection with no goodbye. */
  destroy(): void;
}

/** A wish for the prices of one symbol. */
export interface SpotSubscriber {
  readonly session: Session;
  readonly withTimestamp: boolean;
  /** The live bars that ride on the prices. */
  readonly periods: Set<TrendbarPeriod>;
}

/** One account authenticated on one connection. */
export interface AccountSession {
  readonly account: TradingAccount;
  /** The token it was authenticated with; when that dies, so does this. */
  readonly accessToken: string;
  /** False: the token may only look. */
  readonly canTrade: boolean;
  /** By symbol id. */
  readonly spots: Map<number, SpotSubscriber>;
  /** Ids of the symbols whose book is subscribed to. */
  readonly depth: Set<number>;
}

/** How a connection ended. */
export interface Ending {
  readonly by: 'server' | 'client';
  readonly code: number;
  readonly reason: string;
}

/** Stands between the venue and a connection that faults may happen to. */
export interface Distortion {
  receive(reading: Reading, at: number): void;
  send<M extends Message>(outgoing: Outgoing<M>, at: number): void;
  /** Loses what goes one way, or both, until that moment. */
  lose(direction: 'both' | 'in' | 'out', until: number): void;
}

/** One connection, as the venue sees it. All moments are monotonic ms. */
export interface Session {
  readonly id: number;
  readonly environment: Environment;
  readonly outlet: Outlet;
  readonly openedAt: number;
  /** The application logged in on this connection. */
  application: Application | undefined;
  /** Since when no application is logged in. */
  unauthorizedSince: number;
  /** Accounts authenticated on this connection, by id. */
  readonly accounts: Map<number, AccountSession>;
  lastInboundAt: number;
  lastOutboundAt: number;
  /** How fast it asks. */
  readonly pace: Pace;
  /** The operator has been warned that this client sends secrets from elsewhere. */
  hasShownForeignSecret: boolean;
  /** Undefined as long as no fault has been injected. */
  distortion: Distortion | undefined;
  /** A fault has cut it off without telling anyone, so no timer ends it. */
  isLost: boolean;
  /** Set once the connection is over. */
  ending: Ending | undefined;
  /** How many frames of each payload type came in; 0 counts those without a readable one, see {@link countFrame}. */
  readonly received: Map<number, number>;
  /** How many frames of each payload type went out. */
  readonly sent: Map<number, number>;
}

/** What a door says about a new connection. */
export interface Arrival {
  readonly environment: Environment;
  readonly outlet: Outlet;
  readonly at: number;
}

/** A connection on which nothing has happened yet. */
export function createSession(id: number, { environment, outlet, at }: Arrival): Session {
  return {
    id,
    environment,
    outlet,
    openedAt: at,
    application: undefined,
    unauthorizedSince: at,
    accounts: new Map(),
    lastInboundAt: at,
    lastOutboundAt: at,
    pace: new Pace(),
    hasShownForeignSecret: false,
    distortion: undefined,
    isLost: false,
    ending: undefined,
    received: new Map(),
    sent: new Map(),
  };
}

/** What goes out in one frame. */
export interface Outgoing<M extends Message> {
  readonly message: M;
  readonly payload: Payload<M>;
  readonly clientMsgId?: string | undefined;
}

/** Sends a message on this connection; after its end, nothing happens. */
export function send<M extends Message>(session: Session, outgoing: Outgoing<M>, at: number): void {
  if (session.ending !== undefined) return;
  session.lastOutboundAt = at;
  if (session.distortion === undefined) deliver(session, outgoing);
  else session.distortion.send(outgoing, at);
}

/** Puts a message on the wire, past all faults but damage to its bytes; after the connection's end, nothing happens. */
export function deliver<M extends Message>(session: Session, outgoing: Outgoing<M>, damage?: Damage): void {
  if (session.ending !== undefined) return;
  const { message, payload, clientMsgId } = outgoing;
  countFrame(session.sent, message.payloadType);
  session.outlet.send(message, payload, clientMsgId, damage);
}

/** So many payload types are counted each by itself: far more than there are, and few enough for one that invents them. */
const countedTypes = 1_000;

/** Adds frames to the count of a payload type; beyond a thousand types, the others count as unreadable (0). */
export function countFrame(counts: Map<number, number>, payloadType: number, frames = 1): void {
  const key = counts.size < countedTypes || counts.has(payloadType) ? payloadType : 0;
  counts.set(key, (counts.get(key) ?? 0) + frames);
}
