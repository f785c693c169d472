import type { Request, TradingError } from '@tickwire/protocol';
import type { CloseReport } from '../ports.ts';
import { ConnectionLostError, DialError } from './errors.ts';

/** A request that was refused locally because the session is not ready; nothing was sent. */
export function toNotReady(request: Request, state: string): ConnectionLostError {
  return new ConnectionLostError(`${request.name} was not sent because the session is not ready (${state}).`, {
    code: 'NOT_READY',
    outcome: 'not-sent',
    facts: { request: request.name, state },
    hint: 'wait until the status is ready, then send it',
  });
}

/** A request whose answer did not come before the connection ended. */
export function toLostAnswer(
  spokenName: string,
  request: Request,
  cause: TradingError | undefined,
): ConnectionLostError {
  return new ConnectionLostError(`Connection lost while waiting for an answer to ${spokenName}.`, {
    code: 'CONNECTION_LOST',
    outcome: 'unknown',
    facts: { request: request.name },
    hint: request.isTradingCommand
      ? 'read the account again before you send it once more'
      : 'ask again when the session is ready',
    cause,
  });
}

/** A request that was still waiting for its turn when the connection ended; nothing was sent. */
export function toLostTurn(request: Request, cause: TradingError | undefined): ConnectionLostError {
  return new ConnectionLostError(`Connection lost before ${request.name} was sent.`, {
    code: 'CONNECTION_LOST',
    outcome: 'not-sent',
    facts: { request: request.name },
    hint: 'send it when the session is ready',
    cause,
  });
}

/** A connection that ended by itself. `during` says what was being done, when it matters. */
export function toEndedConnection(host: string, close: CloseReport, during: string | undefined): ConnectionLostError {
  const how =
    close.code === 1006
      ? 'ended without a goodbye'
      : `was closed by the server (code ${close.code}${close.reason === '' ? '' : `, ${close.reason}`})`;
  return new ConnectionLostError(
    `The connection to ${host} ${how}${during === undefined ? '' : ` while ${during} was pending`}.`,
    {
      code: 'CONNECTION_LOST',
      outcome: 'unknown',
      facts: { host, closeCode: close.code, closeReason: close.reason },
      hint: 'check the network connection; if it goes on, run tickwire explain CONNECTIONS_LIMIT_EXCEEDED',
    },
  );
}

/** A peer that has fallen silent. */
export function toSilentPeer(host: string, silentMs: number): ConnectionLostError {
  return new ConnectionLostError(
    `Nothing has come from ${host} for ${Math.round(silentMs / 1_000)} s; the connection is dead.`,
    {
      code: 'CONNECTION_LOST',
      outcome: 'unknown',
      facts: { host, silentMs: Math.round(silentMs) },
    },
  );
}

/** The server cut the application off (2148). */
export function toCutOff(host: string, reason: string | undefined): ConnectionLostError {
  return new ConnectionLostError(
    `${host} has ended all sessions of the application${reason === undefined || reason === '' ? '' : ` (${reason})`}.`,
    {
      code: 'CONNECTION_LOST',
      outcome: 'unknown',
      facts: { host, ...(reason === undefined ? {} : { reason }) },
      hint: "if it happens again, look at the application's state on the portal",
    },
  );
}

/** Dialing threw instead of reporting: the address or the platform cannot be used for it. Waiting does not cure it. */
export function toUnusableTransport(host: string, cause: unknown): DialError {
  return new DialError(`No connection to ${host} can be made here.`, {
    code: 'DIAL_FAILED',
    facts: { host },
    hint: 'check the endpoint',
    isFatal: true,
    cause,
  });
}
