import type { RefreshTokenRes, TradingError } from '@tickwire/protocol';
import type { Credentials } from '../credentials/credentials.ts';
import { ConfigError, TokenError } from '../errors/errors.ts';
import { nextPauseMs } from '../link/backoff.ts';
import { Secret } from '../secret.ts';
import { isSetBack, type RefreshPort, refreshStored } from '../tokens/refresh.ts';
import { saveReceived } from '../tokens/save-received.ts';
import { planRefresh } from '../tokens/schedule.ts';
import type { StoredTokens } from '../tokens/stored-tokens.ts';
import { Alarm } from './alarm.ts';
import { carefulExchange } from './careful-exchange.ts';
import { judgeLoss } from './judgement.ts';
import type { TokenKeeperPort, TokenKeeping } from './token-keeping.ts';
import type { TokenReport } from './token-report.ts';

/** Pauses after a refresh that failed. */
const retryPauses = { minMs: 1_000, capMs: 600_000 };

/** Keeps a session's tokens alive: renews them in time or when the server says so, and takes over what others renewed. */
export class TokenKeeper {
  readonly #port: TokenKeeperPort;
  readonly #alarm: Alarm;
  readonly #ending = new AbortController();
  #credentials: Credentials;
  #stored: StoredTokens | undefined;
  /** Milliseconds from issue to end, of a pair that was received here. */
  #wholeLifeMs: number | undefined;
  #renewing: Promise<void> | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #spending: Promise<void> | undefined;
  #isReady = false;
  #isUnsaved = false;
  #hasOpenIntent = false;
  #failures = 0;
  #error: TradingError | undefined;
  /** The refresh token that the server will not have, and what it said. */
  #dead: { readonly refreshToken: string; readonly error: TradingError } | undefined;
  #unwatch: (() => void) | undefined;

  constructor(port: TokenKeeperPort) {
    this.#port = port;
    this.#alarm = new Alarm(port.clock, () => this.#refreshByPlan());
    this.#credentials = port.credentials;
    const { tokens } = port;
    if (tokens.store === undefined) return;
    const { state, store } = tokens;
    if (state.tokens !== undefined) this.#use(state.tokens);
    this.#hasOpenIntent = state.intent?.state === 'sent';
    this.#unwatch = store.watch?.(() => void this.#look());
  }

  /** With the newest tokens. */
  get credentials(): Credentials {
    return this.#credentials;
  }

  get report(): TokenReport {
    const { tokens } = this.#port;
    return {
      refresh: tokens.store === undefined ? 'off' : 'on',
      reason: tokens.store === undefined ? tokens.reason : undefined,
      store: tokens.store?.name,
      generation: this.#stored?.generation,
      expiresAt: this.#stored?.expiresAt,
      refreshAt: this.#alarm.dueAt,
      isUnsaved: this.#isUnsaved,
      error: this.#error,
    };
  }

  /** A renewal is under way: who wants to log in waits for this, which never rejects. Undefined: nothing is. */
  get settling(): Promise<void> | undefined {
    return this.#renewing?.catch(() => {});
  }

  /** The server has refused this access token. Resolves when there is another one; rejects with why there is none. */
  async renew(refused: Secret | undefined, cause: TradingError): Promise<void> {
    if (this.#port.tokens.store === undefined || refused === undefined) throw cause;
    if (refused.reveal() !== this.#credentials.accessToken?.reveal()) return;
    await this.#refresh(true);
    if (refused.reveal() === this.#credentials.accessToken?.reveal()) throw cause;
  }

  /** Renews now. Rejects with ConfigError `REFRESH_OFF` without a store. */
  async refreshNow(): Promise<void> {
    const { tokens } = this.#port;
    if (tokens.store === undefined) {
      throw new ConfigError(tokens.reason, {
        code: 'REFRESH_OFF',
        hint: 'keep the tokens in a credentials.json, or give a tokenStore',
      });
    }
    this.#dead = undefined;
    await this.#refresh(true);
  }

  /** The session is ready: the tokens have passed a login. */
  becomeReady(): void {
    this.#isReady = true;
    const { store } = this.#port.tokens;
    if (store !== undefined && this.#stored !== undefined && !this.#isUnsaved) {
      store.confirm?.(this.#stored.generation).catch((error: unknown) => this.#note(error));
    }
    this.#plan();
  }

  /** The connection is gone. */
  becomeIdle(): void {
    this.#isReady = false;
    this.#alarm.cancel();
  }

  /** Tokens came over the session without our asking: its owner has sent the request. */
  receive({ accessToken, refreshToken, expiresIn }: RefreshTokenRes): void {
    if (this.#spending !== undefined) return;
    const pair = { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken) };
    this.#credentials = { ...this.#credentials, ...pair };
    if (this.#port.tokens.store === undefined) return;
    this.#isUnsaved = true;
    const port = this.#makeRefreshPort(this.#port.tokens, true);
    this.#ended = saveReceived(port, { ...pair, expiresInSeconds: expiresIn }).catch((error: unknown) =>
      this.#note(error),
    );
  }

  /** Begins no renewal any more. While a refresh token is being spent it says when that is over: the answer must not be lost. */
  windUp(): Promise<void> | undefined {
    this.#ending.abort();
    return this.#spending;
  }

  /** Lets go of everything. Resolves when nothing is being saved any more. */
  async stop(): Promise<void> {
    this.becomeIdle();
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#ending.abort();
    // Whoever only waits for a turn is not waited for: nothing of it has begun.
    if (this.#spending !== undefined || this.#isUnsaved) await this.#ended;
  }

  /** The tokens in use, as a store would hold them. */
  get #known(): StoredTokens | undefined {
    const { accessToken, refreshToken } = this.#credentials;
    if (accessToken === undefined || refreshToken === undefined) return undefined;
    const { expiresAt, generation = 0 } = this.#stored ?? {};
    return { accessToken, refreshToken, expiresAt, generation };
  }

  /** One renewal at a time, whoever wants it. */
  #refresh(isUrgent: boolean): Promise<void> {
    this.#renewing ??= this.#start(isUrgent).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  #start(isUrgent: boolean): Promise<void> {
    const { tokens } = this.#port;
    if (tokens.store === undefined) return Promise.resolve();
    const isDead = this.#dead !== undefined && this.#dead.refreshToken === this.#credentials.refreshToken?.reveal();
    if (isDead && this.#dead !== undefined) return this.#lookForOther(this.#dead.error);
    return new Promise((resolve, reject) => {
      const known = this.#known;
      const port = this.#makeRefreshPort(tokens, isUrgent, resolve);
      const run = refreshStored(port, known).then(
        () => this.#finish(undefined),
        (error: unknown) => {
          this.#finish(error);
          reject(error);
        },
      );
      this.#ended = run;
    });
  }

  /** The refresh token is known to be dead; only somebody else's login can help. */
  async #lookForOther(error: TradingError): Promise<void> {
    if (!(await this.#look())) throw error;
  }

  #makeRefreshPort(
    tokens: Exclude<TokenKeeping, { store: undefined }>,
    isUrgent: boolean,
    onUsable: () => void = () => {},
  ): RefreshPort {
    return {
      ...this.#port,
      store: tokens.store,
      hash: tokens.hash,
      signal: this.#ending.signal,
      exchange: carefulExchange(tokens.exchange ?? this.#port.overConnection, {
        ...this.#port,
        isUrgent,
        signal: this.#ending.signal,
        onSpending: (spent) => {
          this.#spending = spent;
        },
        onSpent: (fresh) => {
          this.#spending = undefined;
          if (fresh === undefined) return;
          this.#isUnsaved = true;
          this.#wholeLifeMs = fresh.expiresInSeconds * 1_000;
        },
      }),
      onTokens: (stored, trouble) => {
        this.#isUnsaved = trouble !== undefined;
        this.#error = trouble;
        this.#adopt(stored);
        onUsable();
      },
    };
  }

  #finish(error: unknown): void {
    if (error === undefined) {
      this.#failures = 0;
      this.#hasOpenIntent = false;
      this.#dead = undefined;
    } else {
      this.#failures += 1;
      this.#isUnsaved = false;
      this.#note(error);
      const refreshToken = this.#credentials.refreshToken?.reveal();
      if (error instanceof TokenError && refreshToken !== undefined) this.#dead = { refreshToken, error };
      else this.#hasOpenIntent = true;
    }
    this.#plan();
  }

  #note(error: unknown): void {
    const { error: known } = judgeLoss(error);
    this.#error = known;
    this.#port.logger.warn('trouble with the tokens', { code: known.code, message: known.message });
  }

  /** Reads the store; true when it has other tokens than we use. */
  async #look(): Promise<boolean> {
    const { store } = this.#port.tokens;
    if (store === undefined || this.#isUnsaved || this.#ending.signal.aborted) return false;
    try {
      const { tokens } = await store.read();
      const isOther = tokens !== undefined && tokens.accessToken.reveal() !== this.#credentials.accessToken?.reveal();
      // While a renewal is under way it is the one that says what to use.
      if (!isOther || tokens === undefined || this.#spending !== undefined) return false;
      if (this.#stored !== undefined && isSetBack(tokens, this.#stored)) return false;
      this.#wholeLifeMs = undefined;
      this.#adopt(tokens);
      return true;
    } catch (error) {
      this.#note(error);
      return false;
    }
  }

  #adopt(tokens: StoredTokens): void {
    if (this.#ending.signal.aborted) return;
    const isOther = tokens.accessToken.reveal() !== this.#credentials.accessToken?.reveal();
    this.#use(tokens);
    this.#plan();
    if (isOther) this.#port.onRenewed();
  }

  #use(tokens: StoredTokens): void {
    const { accessToken, refreshToken } = tokens;
    this.#stored = tokens;
    this.#credentials = { ...this.#credentials, accessToken, refreshToken };
  }

  #plan(): void {
    const { clock, random, tokens } = this.#port;
    this.#alarm.cancel();
    if (this.#isReady && tokens.store !== undefined && this.#dead === undefined) {
      const { expiresAt } = this.#stored ?? {};
      const leftMs = expiresAt === undefined ? undefined : expiresAt - clock.wallNow();
      const planMs = leftMs === undefined ? undefined : planRefresh({ leftMs, wholeMs: this.#wholeLifeMs }, random);
      if (this.#failures > 0) this.#alarm.set(nextPauseMs(this.#failures - 1, retryPauses, random));
      else if (this.#hasOpenIntent) this.#alarm.set(nextPauseMs(0, retryPauses, random));
      else if (planMs !== undefined) this.#alarm.set(planMs);
    }
    this.#tell();
  }

  #tell(): void {
    try {
      this.#port.onReport?.(this.report);
    } catch (error) {
      this.#port.logger.error('a token listener threw', { error: String(error) });
    }
  }

  #refreshByPlan(): void {
    if (!this.#isReady) return;
    this.#refresh(false).catch(() => {
      // It is on record, and planned again.
    });
  }
}
