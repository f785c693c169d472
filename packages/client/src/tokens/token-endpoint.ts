import { findServerError, isRateLimit } from '@tickwire/protocol';
import { parseJson } from '@tickwire/protocol/internal';
import {
  AuthorizationError,
  ConnectionLostError,
  LimitError,
  type Refusal,
  type RefusedError,
  TimeoutError,
  TokenError,
} from '../errors/errors.ts';
import type { Outcome } from '../errors/outcome.ts';
import type { Clock, HttpAnswer, SendForm } from '../ports.ts';
import { Secret } from '../secret.ts';
import { usualLifeSeconds } from './schedule.ts';
import type { FreshTokens } from './stored-tokens.ts';

/** The token endpoint of the real server (PROTOCOL.md, "Tokens"). */
export const defaultTokenEndpoint = 'https://openapi.ctrader.com/apps/token';

/** How to reach the token endpoint. */
export interface EndpointOptions {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly endpoint: string;
  /** Extra certificate authorities to trust, PEM. */
  readonly ca?: string | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly sendForm: SendForm;
  readonly signal?: AbortSignal | undefined;
}

/** What the endpoint is given, and how that is called in sentences. */
export interface TokenRequest {
  /** `the token refresh`: completes "The server refused …". */
  readonly called: string;
  readonly form: Readonly<Record<string, string>>;
  /** What stands in the form and must not be seen. */
  readonly secret: Secret;
  /** What to do when no answer came. */
  readonly retryHint: string;
  /** What to do when it is refused. Default: what is known about the server's code. */
  readonly refusalHint?: string;
}

/** Asks for a pair. Neither its errors nor their causes hold the form or the address it was sent to. */
export async function askForTokens(options: EndpointOptions, request: TokenRequest): Promise<FreshTokens> {
  const { clientId, clientSecret } = options;
  const form = { ...request.form, client_id: clientId, client_secret: clientSecret.reveal() };
  return readAnswer(await post(options, request, form), request, [request.secret, clientSecret]);
}

async function post(
  options: EndpointOptions,
  { called, retryHint }: TokenRequest,
  form: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  const { endpoint, ca, timeoutMs, clock, sendForm, signal } = options;
  const { host } = new URL(endpoint);
  const deadline = new AbortController();
  const cancel = clock.schedule(timeoutMs, () => deadline.abort());
  const ends = signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, signal]);
  try {
    return await sendForm(endpoint, form, ends, ca);
  } catch (cause) {
    signal?.throwIfAborted();
    if (deadline.signal.aborted) {
      throw new TimeoutError(`${host} did not answer ${called} within ${timeoutMs / 1_000} s.`, {
        code: 'REQUEST_TIMEOUT',
        outcome: 'unknown',
        facts: { host, timeoutMs },
        hint: retryHint,
      });
    }
    throw toLost(host, called, cause);
  } finally {
    cancel();
  }
}

/** Failures before there was a connection: nothing has left. */
const unsentCodes: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);

/** `fetch` wraps the system's error; its code is kept, the error itself is not: it may hold what was sent. */
function toLost(host: string, called: string, cause: unknown): ConnectionLostError {
  const inner: unknown = cause instanceof Error ? (cause.cause ?? cause) : undefined;
  const code = inner instanceof Error && 'code' in inner && typeof inner.code === 'string' ? inner.code : undefined;
  const outcome: Outcome = code !== undefined && unsentCodes.has(code) ? 'not-sent' : 'unknown';
  return new ConnectionLostError(
    `${called.charAt(0).toUpperCase()}${called.slice(1)} did not get through to ${host}${code === undefined ? '' : ` (${code})`}.`,
    {
      code: 'CONNECTION_LOST',
      outcome,
      facts: { host, ...(code === undefined ? {} : { systemCode: code }) },
      hint: 'check the network connection and the token endpoint',
    },
  );
}

/** Refusals come with status 200 as well (PROTOCOL.md, "Tokens"); pairs come in both spellings at once. */
function readAnswer(
  { status, text, retryAfter }: HttpAnswer,
  request: TokenRequest,
  secrets: readonly Secret[],
): FreshTokens {
  const parsed = parseJson(text);
  const isObject = parsed.ok && typeof parsed.value === 'object' && parsed.value !== null;
  const entries = new Map<string, unknown>(isObject ? Object.entries(parsed.value) : []);
  const word = (...keys: readonly string[]) =>
    keys.map((key) => entries.get(key)).find((value): value is string => typeof value === 'string' && value !== '');
  const [accessToken, refreshToken] = [word('accessToken', 'access_token'), word('refreshToken', 'refresh_token')];
  if (accessToken !== undefined && refreshToken !== undefined) {
    const seconds = [entries.get('expiresIn'), entries.get('expires_in')].find((value) => Number.isSafeInteger(value));
    const expiresInSeconds = typeof seconds === 'number' && seconds > 0 ? seconds : usualLifeSeconds;
    return { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken), expiresInSeconds };
  }
  const errorCode = word('errorCode', 'error');
  const description = secrets.reduce<string | undefined>(
    (words, secret) => words?.replaceAll(secret.reveal(), '[secret]'),
    word('description', 'error_description'),
  );
  const pauseSeconds = Number(retryAfter);
  const retryAfterMs = retryAfter !== undefined && pauseSeconds >= 0 ? pauseSeconds * 1_000 : undefined;
  if (status === 429 || (errorCode !== undefined && isRateLimit(errorCode))) {
    throw toLimit(request, { serverCode: errorCode ?? 'HTTP_429', description, retryAfterMs });
  }
  if (errorCode !== undefined && status < 500)
    throw toRefused(request, { serverCode: errorCode, description, retryAfterMs });
  throw new ConnectionLostError(
    `The token endpoint answered with something that is no pair of tokens (status ${status}).`,
    {
      code: 'CONNECTION_LOST',
      outcome: 'unknown',
      facts: { status },
      hint: 'check the token endpoint',
    },
  );
}

const describe = ({ serverCode, description }: Refusal): string =>
  description === undefined ? serverCode : `${serverCode} (${description.replace(/\.$/, '')})`;

function toLimit({ called }: TokenRequest, refusal: Refusal): LimitError {
  return new LimitError(`The server refused ${called} for now: ${describe(refusal)}.`, refusal, {
    hint: 'wait a minute',
  });
}

const tokenCodes: ReadonlySet<string> = new Set(['ACCESS_DENIED', 'CH_ACCESS_TOKEN_INVALID', 'invalid_grant']);

function toRefused({ called, refusalHint }: TokenRequest, refusal: Refusal): RefusedError {
  const entry = findServerError(refusal.serverCode, refusal.description);
  const Class = tokenCodes.has(refusal.serverCode) ? TokenError : AuthorizationError;
  return new Class(`The server refused ${called}: ${describe(refusal)}.`, refusal, {
    hint: refusalHint ?? entry?.nextStep ?? 'log in again: tickwire login',
  });
}
