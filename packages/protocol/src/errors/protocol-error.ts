import { TradingError, type TradingErrorOptions } from './trading-error.ts';

/** Why a message could not be written or read. */
export type ProtocolErrorCode =
  /** What the caller wants to send does not fit the message: unknown key, missing key, wrong type, unsafe integer. */
  | 'BAD_PAYLOAD'
  /** The frame is not one JSON object with a numeric `payloadType`. */
  | 'BAD_FRAME'
  /** The frame's payload lacks a required field or has a value of the wrong type. */
  | 'BAD_FIELD'
  /** An integer is larger than 2^53 - 1; it is refused, because a number would round it. */
  | 'INTEGER_TOO_LARGE';

/** A message that breaks the protocol, whichever side wrote it. */
export class ProtocolError extends TradingError {
  override readonly name = 'ProtocolError';
  declare readonly code: ProtocolErrorCode;
  /** What it proves about a request: refused while writing, nothing left; unreadable as an answer, nobody can tell. */
  readonly outcome: 'not-sent' | 'unknown';

  constructor(
    message: string,
    options: TradingErrorOptions & { readonly code: ProtocolErrorCode; readonly outcome: 'not-sent' | 'unknown' },
  ) {
    super(message, options);
    this.outcome = options.outcome;
  }
}
