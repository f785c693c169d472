import { type Facts, TradingError } from '@tickwire/protocol';

/** The command line asks for something that makes no sense. */
export class UsageError extends TradingError {
  override readonly name = 'UsageError';

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, { ...options, code: 'BAD_USAGE' });
  }
}

/** What the command line names does not exist. */
export class NotFoundError extends TradingError {
  override readonly name = 'NotFoundError';
  declare readonly code: 'UNKNOWN_MESSAGE' | 'UNKNOWN_ERROR_CODE';

  constructor(
    message: string,
    options: { readonly code: 'UNKNOWN_MESSAGE' | 'UNKNOWN_ERROR_CODE'; readonly hint?: string },
  ) {
    super(message, options);
  }
}

/** How a login can come to nothing. */
export type LoginErrorCode =
  | 'CONSENT_REFUSED'
  | 'LOGIN_TIMEOUT'
  | 'PORT_TAKEN'
  | 'NO_ACCOUNT_GRANTED'
  | 'ACCOUNT_NOT_GRANTED';

/** A login came to nothing; what was stored before is as it was. */
export class LoginError extends TradingError {
  override readonly name = 'LoginError';
  declare readonly code: LoginErrorCode;

  constructor(
    message: string,
    options: { readonly code: LoginErrorCode; readonly hint: string; readonly facts?: Facts },
  ) {
    super(message, options);
  }
}

/** A trading command left, and no answer proves what became of it. `cause` is how the waiting ended. */
export class UnknownOutcomeError extends TradingError {
  override readonly name = 'UnknownOutcomeError';
  declare readonly code: 'OUTCOME_UNKNOWN';

  constructor(options: { readonly request: string; readonly cause: Error }) {
    super(`${options.request} was sent, but no answer says what became of it. ${options.cause.message}`, {
      code: 'OUTCOME_UNKNOWN',
      facts: { request: options.request, outcome: 'unknown' },
      hint: 'look at the account with `tickwire request ReconcileReq` before you send anything again',
      cause: options.cause,
    });
  }
}
