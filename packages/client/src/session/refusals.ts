import { findServerError, isRateLimit, type Message, type TradingError } from '@tickwire/protocol';
import { AuthorizationError, LimitError, type Refusal, ServerError, TokenError } from '../errors/errors.ts';

/** The fields that the three error carriers 2142, 2132 and 50 have in common or alone. */
export interface ErrorPayload {
  readonly errorCode: string;
  readonly description?: string;
  /** Seconds in 2142, milliseconds in 50 (PROTOCOL.md, "Error carriers"). */
  readonly maintenanceEndTimestamp?: number;
  /** Seconds. */
  readonly retryAfter?: number;
}

const tokenCodes: ReadonlySet<string> = new Set(['CH_ACCESS_TOKEN_INVALID', 'OA_AUTH_TOKEN_EXPIRED']);
const laterCodes: ReadonlySet<string> = new Set(['SERVER_IS_UNDER_MAINTENANCE', 'CONNECTIONS_LIMIT_EXCEEDED']);

/** What the login steps are called when people read about them; other requests go by their name. */
const spokenNames: Readonly<Record<string, string>> = {
  ApplicationAuthReq: 'application authentication',
  AccountAuthReq: 'account authentication',
  GetAccountListByAccessTokenReq: 'the account list',
};

/** How a request is called in a sentence. */
export const speakOf = (request: Message): string => spokenNames[request.name] ?? request.name;

/** Turns an error payload into the error that the caller of `request` gets. `wallNow` is epoch milliseconds. */
export function toRefusedError(request: Message, payload: ErrorPayload, wallNow: number): TradingError {
  const refusal: Refusal = {
    serverCode: payload.errorCode,
    description: payload.description,
    retryAfterMs: askedPauseMs(payload, wallNow),
  };
  const words = payload.description ? ` (${payload.description.replace(/\.$/, '')})` : '';
  const message = `The server refused ${speakOf(request)}: ${payload.errorCode}${words}.`;
  const hint = findServerError(payload.errorCode, payload.description)?.nextStep;
  const details = { facts: { request: request.name }, ...(hint === undefined ? {} : { hint }) };
  if (tokenCodes.has(payload.errorCode)) return new TokenError(message, refusal, details);
  if (isRateLimit(payload.errorCode) || laterCodes.has(payload.errorCode)) {
    return new LimitError(message, refusal, details);
  }
  return request.name === 'ApplicationAuthReq' || request.name === 'AccountAuthReq'
    ? new AuthorizationError(message, refusal, details)
    : new ServerError(message, refusal, details);
}

/** Epoch seconds stay below this for the next three thousand years; epoch milliseconds passed it in 1973. */
const secondsBelow = 100_000_000_000;

/** Milliseconds to wait, from either field; the unit of the maintenance end is told by its size. */
function askedPauseMs(payload: ErrorPayload, wallNow: number): number | undefined {
  if (payload.retryAfter !== undefined) return payload.retryAfter * 1_000;
  const end = payload.maintenanceEndTimestamp;
  if (end === undefined || end <= 0) return undefined;
  return Math.max(0, (end < secondsBelow ? end * 1_000 : end) - wallNow);
}
