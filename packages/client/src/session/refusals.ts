import { findServerError, isRateLimit, type Message, type Request } from '@tickwire/protocol';
import {
  AuthorizationError,
  LimitError,
  type Refusal,
  type RefusedError,
  ServerError,
  TokenError,
} from '../errors/errors.ts';

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
  RefreshTokenReq: 'the token refresh',
};

/** How a request is called in a sentence. */
export const speakOf = (request: Message): string => spokenNames[request.name] ?? request.name;

/** How texts of the server are cleaned before they are shown. */
export type Redact = (text: string | undefined) => string | undefined;

/** Turns an error payload into the error that the caller of `request` gets. `wallNow` is epoch milliseconds. */
export function toRefusedError(request: Request, payload: ErrorPayload, wallNow: number, redact: Redact): RefusedError {
  const refusal = toRefusal(payload, wallNow, redact);
  const { serverCode } = refusal;
  const entry = findServerError(serverCode, refusal.description);
  const outcome = request.isTradingCommand && isUndecided(serverCode) ? 'unknown' : 'rejected';
  const details = {
    outcome,
    facts: { request: request.name },
    ...(entry === undefined ? {} : { hint: entry.nextStep }),
  } as const;
  const message = `The server refused ${speakOf(request)}: ${describeRefusal(refusal)}.`;
  return new (chooseClass(request, serverCode))(message, refusal, details);
}

/** A refusal that answers no request: the server says it to the connection. */
export function toUnaskedRefusal(payload: ErrorPayload, wallNow: number, redact: Redact): RefusedError {
  const refusal = toRefusal(payload, wallNow, redact);
  const hint = findServerError(refusal.serverCode, refusal.description)?.nextStep;
  const Class = chooseClass(undefined, refusal.serverCode);
  return new Class(`The server refuses to go on: ${describeRefusal(refusal)}.`, refusal, {
    outcome: 'rejected',
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The server's own word leaves open what became of an order: only reading the account tells. */
const isUndecided = (serverCode: string): boolean =>
  serverCode === 'UNKNOWN_ERROR' || findServerError(serverCode)?.retry === 'reconcile-first';

function chooseClass(request: Request | undefined, serverCode: string) {
  if (tokenCodes.has(serverCode)) return TokenError;
  if (isRateLimit(serverCode) || laterCodes.has(serverCode)) return LimitError;
  return request?.name === 'ApplicationAuthReq' || request?.name === 'AccountAuthReq'
    ? AuthorizationError
    : ServerError;
}

function toRefusal(payload: ErrorPayload, wallNow: number, redact: Redact): Refusal {
  return {
    serverCode: payload.errorCode,
    description: redact(payload.description),
    retryAfterMs: askedPauseMs(payload, wallNow),
  };
}

const describeRefusal = ({ serverCode, description }: Refusal): string =>
  description ? `${serverCode} (${description.replace(/\.$/, '')})` : serverCode;

/** Epoch seconds stay below this for the next three thousand years; epoch milliseconds passed it in 1973. */
const secondsBelow = 100_000_000_000;

/** Milliseconds to wait, from either field; the unit of the maintenance end is told by its size. */
function askedPauseMs(payload: ErrorPayload, wallNow: number): number | undefined {
  if (payload.retryAfter !== undefined) return payload.retryAfter * 1_000;
  const end = payload.maintenanceEndTimestamp;
  if (end === undefined || end <= 0) return undefined;
  return Math.max(0, (end < secondsBelow ? end * 1_000 : end) - wallNow);
}
