import { type Facts, TradingError } from '@tickwire/protocol';
import type { Outcome } from './outcome.ts';

interface Details<Code extends string> {
  readonly code: Code;
  readonly facts?: Facts;
  readonly hint?: string;
  readonly cause?: unknown;
}

/** What can be wrong with what we were given before anything goes on the wire. */
export type ConfigErrorCode =
  | 'BAD_OPTION'
  | 'CREDENTIALS_MISSING'
  | 'CREDENTIALS_NOT_FOUND'
  | 'CREDENTIALS_NOT_A_FILE'
  | 'CREDENTIALS_UNREADABLE'
  | 'CREDENTIALS_READABLE_BY_OTHERS'
  | 'CREDENTIALS_TOO_LARGE'
  | 'CREDENTIALS_NOT_JSON'
  | 'CREDENTIALS_BAD_VALUE'
  | 'CREDENTIALS_EMPTY_VALUE'
  | 'ACCOUNT_NOT_COVERED'
  | 'ACCOUNT_AMBIGUOUS'
  | 'ENVIRONMENT_MISMATCH'
  | 'REFRESH_OFF'
  | 'TLS_CHECKS_OFF';

/** Credentials, options or the choice of account do not make sense. Waiting does not cure it. */
export class ConfigError extends TradingError {
  override readonly name = 'ConfigError';
  declare readonly code: ConfigErrorCode;

  constructor(message: string, details: Details<ConfigErrorCode>) {
    super(message, details);
  }
}

/** Why no connection came about. */
export type DialErrorCode =
  | 'DNS_FAILED'
  | 'CONNECTION_REFUSED'
  | 'NETWORK_UNREACHABLE'
  | 'CONNECT_TIMEOUT'
  | 'TLS_UNTRUSTED'
  | 'TLS_FAILED'
  | 'UPGRADE_REFUSED'
  | 'DIAL_FAILED';

/** The server could not be reached. */
export class DialError extends TradingError {
  override readonly name = 'DialError';
  declare readonly code: DialErrorCode;
  /** Trying again without changing something is pointless: an untrusted certificate, a redirect. */
  readonly isFatal: boolean;
  /** The server asked for a pause of this many milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: Details<DialErrorCode> & { isFatal?: boolean; retryAfterMs?: number }) {
    super(message, details);
    this.isFatal = details.isFatal ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The connection was not there, or ended before the answer came. */
export class ConnectionLostError extends TradingError {
  override readonly name = 'ConnectionLostError';
  declare readonly code: 'CONNECTION_LOST' | 'NOT_READY';
  readonly outcome: Outcome;

  constructor(message: string, details: Details<'CONNECTION_LOST' | 'NOT_READY'> & { outcome: Outcome }) {
    super(message, { ...details, facts: { ...details.facts, outcome: details.outcome } });
    this.outcome = details.outcome;
  }
}

/** Something did not happen in its time. */
export class TimeoutError extends TradingError {
  override readonly name = 'TimeoutError';
  declare readonly code: 'REQUEST_TIMEOUT' | 'READY_TIMEOUT';
  readonly outcome: Outcome;

  constructor(message: string, details: Details<'REQUEST_TIMEOUT' | 'READY_TIMEOUT'> & { outcome: Outcome }) {
    super(message, { ...details, facts: { ...details.facts, outcome: details.outcome } });
    this.outcome = details.outcome;
  }
}

/** What every refusal by the server carries. */
export interface Refusal {
  /** The server's own error code; a free string. */
  readonly serverCode: string;
  /** The server's own words, when it gave any. */
  readonly description: string | undefined;
  /** Milliseconds the server asked us to wait, from `retryAfter` or the end of its maintenance. */
  readonly retryAfterMs: number | undefined;
}

/** The server said no, or we spared it saying so (`not-sent`). The families below say to what. */
export abstract class RefusedError extends TradingError {
  /** `unknown` only for order commands whose refusal leaves open what became of them. */
  readonly outcome: Outcome;
  readonly refusal: Refusal;

  constructor(message: string, refusal: Refusal, details: Partial<Details<string>> & { outcome?: Outcome }) {
    super(message, {
      code: refusal.serverCode,
      ...details,
      facts: {
        serverCode: refusal.serverCode,
        ...(refusal.description === undefined ? {} : { description: refusal.description }),
        ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs }),
        ...details.facts,
      },
    });
    this.refusal = refusal;
    this.outcome = details.outcome ?? 'rejected';
  }
}

/** The server refused a request. `code` is the server's error code. */
export class ServerError extends RefusedError {
  override readonly name = 'ServerError';
}

/** The server refused the application or an account. `code` is the server's error code. */
export class AuthorizationError extends RefusedError {
  override readonly name = 'AuthorizationError';
}

/**
 * The tokens are of no use. `code` is the server's error code, or `REFRESH_IN_DOUBT`: a refresh token was spent, the answer
 * never came, and the same token was then refused; only a new login helps.
 */
export class TokenError extends RefusedError {
  override readonly name = 'TokenError';
}

/** What can be wrong with the place where tokens are kept. */
export type TokenStoreErrorCode =
  | 'STORE_BUSY'
  | 'STORE_CONFLICT'
  | 'STORE_EMPTY'
  | 'STORE_SYMLINK'
  | 'STORE_UNWRITABLE';

/** Tokens cannot be read from, or written to, the place where they are kept. Nothing stored is lost by it. */
export class TokenStoreError extends TradingError {
  override readonly name = 'TokenStoreError';
  declare readonly code: TokenStoreErrorCode;

  constructor(message: string, details: Details<TokenStoreErrorCode>) {
    super(message, details);
  }
}

/**
 * Too fast, too many connections, or under maintenance: it works again later. `code` is the server's error code, or
 * `PACE_EXCEEDED`: we did not send it, because its turn would have come too late. With `outcome` `not-sent` the `refusal` is
 * what the server has said before, or would have said, and its `retryAfterMs` how long it would have had to wait.
 */
export class LimitError extends RefusedError {
  override readonly name = 'LimitError';
}

/** The session was closed, by its owner or by an error that waiting cannot cure (then `cause` has it). */
export class ClosedError extends TradingError {
  override readonly name = 'ClosedError';
  declare readonly code: 'SESSION_CLOSED';
  /** Without a request, or when it never left: `not-sent`. */
  readonly outcome: Outcome;

  constructor(options: { request?: string; outcome?: Outcome; cause?: unknown } = {}) {
    const { request, outcome = 'not-sent', cause } = options;
    super(
      request === undefined
        ? 'The session is closed.'
        : outcome === 'not-sent'
          ? `${request} was not sent because the session is closed.`
          : `The session was closed while waiting for an answer to ${request}.`,
      { code: 'SESSION_CLOSED', facts: { ...(request === undefined ? {} : { request }), outcome }, cause },
    );
    this.outcome = outcome;
  }
}
