import type { Answer, AnyRequest, Incoming, Message, Payload, TradingError } from '@tickwire/protocol';
import { areTlsChecksOff, surroundings, systemClock, systemRandom } from '#platform';
import { dial } from '#websocket';
import type { Credentials, FoundCredentials } from './credentials/credentials.ts';
import { type CredentialQuery, collectCredentials, surveyCredentials } from './credentials/resolve.ts';
import { badOption, delayRule, isDelay } from './errors/bad-option.ts';
import { ClosedError, TimeoutError } from './errors/errors.ts';
import type { ConnectOptions, RequestOptions } from './session/options.ts';
import { SessionCore } from './session/session.ts';
import type { Health, SessionSettings } from './session/shape.ts';
import type { Status } from './session/status.ts';
import type { TokenReport } from './session/token-report.ts';
import { toSettings } from './settings.ts';
import { openTokenKeeping } from './token-keeping.ts';

/** An authenticated session that stays so: it reconnects and logs in again by itself until it is closed. */
export interface Session extends AsyncDisposable {
  /** The latest status. */
  readonly current: Status;
  /** The latest status at once, then each change; ends after `closed`. A slow reader loses the oldest of more than 64. */
  status(): AsyncIterableIterator<Status>;
  /**
   * Sends a request, at once or when its turn comes (see `pace` of {@link ConnectOptions}), and waits for its answer.
   *
   * Rejects with ServerError (or LimitError, TokenError, AuthorizationError) when the server refuses it, TimeoutError or
   * ConnectionLostError when the answer does not come, ConnectionLostError `NOT_READY` when nothing was sent because the
   * session is not ready, LimitError with `outcome` `not-sent` when its turn would come too late, ProtocolError when the
   * payload does not fit the message, ClosedError after the end, and with `signal.reason` when aborted.
   */
  request<R extends AnyRequest>(request: R, payload: Payload<R>, options?: RequestOptions): Promise<Answer<R>>;
  /** Calls `listener` synchronously with each event of that kind. Returns what removes it. */
  on<M extends Message>(message: M, listener: (payload: Payload<M>, incoming: Incoming) => void): () => void;
  /** Figures about the link, for people to look at. */
  health(): Health;
  /** What is known about the tokens: whether they are renewed, when, and what went wrong with that. */
  readonly tokens: TokenReport;
  /**
   * Renews the tokens now, or adopts the ones that another process has just renewed. Resolves when the new pair may be used.
   * Rejects with ConfigError `REFRESH_OFF` when there is no store, with TokenError when the server refuses – `REFRESH_IN_DOUBT`
   * when only a new login helps –, with TokenStoreError when the store cannot be written, and with the errors of a request.
   */
  refreshTokens(): Promise<void>;
  /**
   * Ends the session: nothing stays pending, no timer or socket is left. May be called twice. When a refresh token has just
   * been sent it first waits for the answer, no longer than for any request: that answer must not be lost.
   */
  close(): Promise<void>;
}

/**
 * Connects, authenticates the application and the accounts, and resolves when the session is ready
 * (with `accounts: []`: when the application is authenticated).
 *
 * Until then it retries what waiting can cure, for `readyTimeoutMs`. Rejects with ConfigError, DialError,
 * AuthorizationError, TokenError or LimitError when waiting cannot cure it, with TimeoutError `READY_TIMEOUT` (its `cause`
 * is the last failure) when the time is up, and with `signal.reason` when aborted.
 *
 * @example
 * await using session = await connect({ credentials: 'credentials.json' });
 * const { version } = await session.request(VersionReq, {});
 */
export async function connect(options: ConnectOptions = {}): Promise<Session> {
  options.signal?.throwIfAborted();
  const { accounts, readyTimeoutMs = 60_000 } = options;
  if (readyTimeoutMs !== 0 && !isDelay(readyTimeoutMs))
    throw badOption('readyTimeoutMs', `${delayRule}, or 0 to wait for ever`);
  const given = await options.tokenStore?.read();
  const needsToken = accounts === undefined || accounts.length > 0;
  const credentials = await collectCredentials(
    {
      ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      needsToken: needsToken && given?.tokens === undefined,
      needsAccount: accounts === undefined,
    },
    surroundings(),
  );
  // The files may have taken a while.
  options.signal?.throwIfAborted();
  const platform = { clock: systemClock, random: systemRandom, dial, areTlsChecksOff: areTlsChecksOff() };
  const settings = toSettings(options, credentials, platform);
  const tokens = await openTokenKeeping(options, credentials, given);
  options.signal?.throwIfAborted();
  return openSession({ ...settings, tokens }, { readyTimeoutMs, signal: options.signal });
}

/**
 * Finds credentials as {@link connect} does, without connecting: values, `TICKWIRE_*` variables, then files.
 * Throws ConfigError when something required is missing or cannot be used.
 */
export function resolveCredentials(query: CredentialQuery = {}): Promise<Credentials> {
  return collectCredentials(query, surroundings());
}

/**
 * Finds what there is of credentials, complete or not, and the file that a login belongs in.
 * Throws ConfigError when something that is there cannot be used.
 */
export function findCredentials(
  query: Pick<CredentialQuery, 'credentials' | 'profile'> = {},
): Promise<FoundCredentials> {
  return surveyCredentials(query, surroundings());
}

function openSession(
  settings: SessionSettings,
  limits: { readonly readyTimeoutMs: number; readonly signal: AbortSignal | undefined },
): Promise<Session> {
  const { readyTimeoutMs, signal } = limits;
  const { clock } = settings;
  return new Promise((resolve, reject) => {
    let lastError: TradingError | undefined;
    let cancelDeadline: (() => void) | undefined;
    let isSettled = false;
    const settle = (act: () => void) => {
      if (isSettled) return;
      isSettled = true;
      cancelDeadline?.();
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    const giveUp = (reason: unknown) =>
      settle(() => {
        core.close().then(() => reject(reason), reject);
      });
    const onAbort = () => giveUp(signal?.reason);
    const isGoal = (status: Status) =>
      status.at === 'ready' || (status.at === 'application-authorized' && settings.wanted.length === 0);
    const core = new SessionCore({
      ...settings,
      onStatus(status) {
        if (status.at === 'waiting') lastError = status.error;
        if (isGoal(status)) settle(() => resolve(toSession(core)));
        if (status.at === 'closed') giveUp(status.error ?? new ClosedError());
        // Last, because it is the caller's and may throw.
        settings.onStatus?.(status);
      },
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    if (readyTimeoutMs > 0) {
      cancelDeadline = clock.schedule(readyTimeoutMs, () =>
        giveUp(toReadyTimeout(readyTimeoutMs, core.current.at, lastError)),
      );
    }
    core.open();
  });
}

/** What a session that is not ready is waiting for, in words. */
const pendingSteps: Readonly<Record<Status['at'], string>> = {
  idle: 'It has not begun',
  dialing: 'The connection is still being made',
  connected: 'Application authentication has no answer yet',
  'authorizing-application': 'Application authentication has no answer yet',
  'application-authorized': 'The account list has no answer yet',
  'authorizing-accounts': 'Account authentication has no answer yet',
  ready: 'It is ready only now',
  waiting: 'The next attempt is still to come',
  closed: 'It is closed',
};

function toReadyTimeout(timeoutMs: number, at: Status['at'], cause: TradingError | undefined): TimeoutError {
  const why = cause === undefined ? `${pendingSteps[at]}.` : cause.message;
  return new TimeoutError(`The session did not get ready within ${timeoutMs / 1_000} s: ${why}`, {
    code: 'READY_TIMEOUT',
    outcome: 'not-sent',
    facts: { timeoutMs, at, ...(cause === undefined ? {} : { lastCode: cause.code }) },
    hint: cause?.hint ?? 'check the network connection and the endpoint, or allow it more time',
    cause,
  });
}

function toSession(core: SessionCore): Session {
  return {
    get current() {
      return core.current;
    },
    status: () => core.status(),
    request: (request, payload, options) => core.request(request, payload, options),
    on: (message, listener) => core.on(message, listener),
    health: () => core.health(),
    get tokens() {
      return core.tokens;
    },
    refreshTokens: () => core.refreshTokens(),
    close: () => core.close(),
    [Symbol.asyncDispose]: () => core.close(),
  };
}
