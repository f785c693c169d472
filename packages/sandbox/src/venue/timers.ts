import type { Session } from './session.ts';

/** How long the venue waits, in milliseconds. `Infinity` switches a timer off. */
export interface Timers {
  /** From connect to application authentication; heartbeats do not help. Default 30 000. */
  readonly applicationAuthMs: number;
  /** From the client's last frame, once the application is authenticated, to the close. Default 60 000. */
  readonly idleMs: number;
  /** From the server's own last frame on a connection to its heartbeat. Default 30 000. */
  readonly heartbeatMs: number;
}

/** What was measured on the real server (PROTOCOL.md, "Heartbeats and timers"). */
export const defaultTimers: Timers = { applicationAuthMs: 30_000, idleMs: 60_000, heartbeatMs: 30_000 };

/** What a connection is due for, if anything. A close that is due hides a heartbeat that is due too. */
export function dueAction(session: Session, timers: Timers, at: number): 'close' | 'heartbeat' | undefined {
  if (at >= closeAt(session, timers)) return 'close';
  if (at >= session.lastOutboundAt + timers.heartbeatMs) return 'heartbeat';
  return undefined;
}

/** When this connection is next due for something, if nothing happens on it until then. */
export function nextDueAt(session: Session, timers: Timers): number {
  return Math.min(closeAt(session, timers), session.lastOutboundAt + timers.heartbeatMs);
}

function closeAt(session: Session, timers: Timers): number {
  if (session.isLost) return Infinity;
  return session.application === undefined
    ? session.unauthorizedSince + timers.applicationAuthMs
    : session.lastInboundAt + timers.idleMs;
}
