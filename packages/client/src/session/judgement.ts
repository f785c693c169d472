import { isCuredByWaiting, TradingError } from '@tickwire/protocol';
import { ClosedError, ConfigError, DialError, RefusedError, TokenError } from '../errors/errors.ts';
import { toEndedConnection } from '../errors/losses.ts';
import type { CloseReport } from '../ports.ts';
import type { Status } from './status.ts';

/** What a loss means for what comes next. */
export interface Judgement {
  readonly error: TradingError;
  /** Waiting does not cure it: wrong credentials, a dead token, an untrusted certificate. */
  readonly isFatal: boolean;
  /** Milliseconds the server asked us to stay away. */
  readonly askedMs: number;
}

/** Judges whatever ended a connection or a login. */
export function judgeLoss(cause: unknown): Judgement {
  if (cause instanceof RefusedError) {
    const { serverCode, description, retryAfterMs = 0 } = cause.refusal;
    const isFatal = cause instanceof TokenError || !isCuredByWaiting(serverCode, description);
    return { error: cause, isFatal, askedMs: retryAfterMs };
  }
  if (cause instanceof DialError) return { error: cause, isFatal: cause.isFatal, askedMs: cause.retryAfterMs ?? 0 };
  if (cause instanceof TradingError) return { error: cause, isFatal: cause instanceof ConfigError, askedMs: 0 };
  // Nothing else is thrown on purpose; a defect of ours must end the session instead of looping.
  return { error: new ClosedError({ cause }), isFatal: true, askedMs: 0 };
}

/** Says why a connection that had been open is gone, and what was being waited for. */
export function explainClose(
  host: string,
  close: CloseReport,
  phase: Status['at'],
  isLoggingIn: boolean,
): TradingError {
  switch (phase) {
    case 'connected':
    case 'authorizing-application':
      return toEndedConnection(host, close, 'application authentication');
    case 'application-authorized':
      return toEndedConnection(host, close, isLoggingIn ? 'the account list' : undefined);
    case 'authorizing-accounts':
      return toEndedConnection(host, close, 'account authentication');
    case 'idle':
    case 'dialing':
    case 'ready':
    case 'waiting':
    case 'closed':
      return toEndedConnection(host, close, undefined);
  }
}
