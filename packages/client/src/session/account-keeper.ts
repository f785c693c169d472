import type { AccountAuthReq, Answer } from '@tickwire/protocol';
import type { Credentials } from '../credentials/credentials.ts';
import { TokenError } from '../errors/errors.ts';
import { type BackoffLimits, nextPauseMs } from '../link/backoff.ts';
import type { Clock, Logger, Random } from '../ports.ts';
import { acceptAlreadyDone, revealToken } from './authorize.ts';
import { judgeLoss } from './judgement.ts';
import type { Roster } from './roster.ts';

/** Where the keeper gets the access token from. */
interface TokenSource {
  /** With the newest tokens. */
  readonly credentials: Credentials;
  /** There while the tokens are being renewed; never rejects. */
  readonly settling: Promise<void> | undefined;
  /** The server has refused this token. Resolves when there is another one. */
  renew(refused: Credentials['accessToken'], cause: TokenError): Promise<void>;
}

/** What the keeper needs from the session. */
export interface KeeperPort {
  readonly clock: Clock;
  readonly random: Random;
  readonly backoff: BackoffLimits;
  readonly logger: Logger;
  readonly roster: Roster;
  readonly tokens: TokenSource;
  authorize(payload: AccountAuthReq): Promise<Answer<typeof AccountAuthReq>>;
  /** Accounts are being logged in again. */
  onRestoring(): void;
  /** All that can be logged in is; `lastError` when no account is left at all. */
  onRestored(lastError: unknown): void;
}

/** An account that stayed in this long starts again without a pause when it is taken away. */
const steadyAfterMs = 30_000;

/**
 * Logs accounts in again that the server took away, on the connection that is there, while the others go on (P4).
 * The first attempt follows at once, the next ones after growing pauses. Belongs to one connection.
 */
export class AccountKeeper {
  readonly #port: KeeperPort;
  #attempt = 0;
  #pardons = 0;
  #restoredAt = Number.NEGATIVE_INFINITY;
  #isBusy = false;
  #isStopped = false;
  #cancelPause: (() => void) | undefined;

  constructor(port: KeeperPort) {
    this.#port = port;
  }

  /** Brings back whatever the roster says is missing. */
  keep(): void {
    if (this.#isBusy || this.#isStopped || this.#port.roster.evicted.length === 0) return;
    this.#isBusy = true;
    const { clock, random, backoff } = this.#port;
    if (clock.now() - this.#restoredAt >= steadyAfterMs) this.#attempt = 0;
    this.#port.onRestoring();
    if (this.#attempt > 0 && this.#pardons > 0) {
      this.#pardons -= 1;
      this.#attempt = 0;
    }
    if (this.#attempt === 0) return this.#tryNow();
    this.#cancelPause = clock.schedule(nextPauseMs(this.#attempt - 1, backoff, random), () => this.#tryNow());
  }

  /**
   * Other tokens are in use: every account is authenticated with them. What the server takes away because of that, before or
   * after, comes back without a pause.
   */
  authorizeAgain(): void {
    const { roster } = this.#port;
    this.#attempt = 0;
    this.#pardons = 1;
    roster.evict((roster.known ?? []).map(({ accountId }) => accountId));
    this.keep();
  }

  /** The connection is gone, or the session. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelPause?.();
    this.#cancelPause = undefined;
  }

  #tryNow(): void {
    this.#attempt += 1;
    const attempts = this.#port.roster.evicted.map(({ accountId }) => this.#logIn(accountId));
    void Promise.all(attempts).then((errors) => this.#finish(errors.find((error) => error !== undefined)));
  }

  async #logIn(accountId: number): Promise<unknown> {
    const { roster, logger } = this.#port;
    try {
      await this.#authorize(accountId);
      return undefined;
    } catch (cause) {
      const { error, isFatal } = judgeLoss(cause);
      logger.warn('account not logged in again', { accountId, code: error.code, isFatal });
      if (isFatal) roster.drop(accountId);
      else roster.evict([accountId]);
      return error;
    }
  }

  async #authorize(accountId: number): Promise<void> {
    const { tokens, roster } = this.#port;
    // The token we have may be the one that is being replaced. The account may leave by itself in the meantime.
    if (tokens.settling !== undefined) await tokens.settling;
    if (this.#isStopped || !roster.evicted.some((account) => account.accountId === accountId)) return;
    const { credentials } = tokens;
    try {
      await this.#ask(accountId, credentials);
    } catch (error) {
      if (!(error instanceof TokenError) || this.#isStopped) throw error;
      await tokens.renew(credentials.accessToken, error);
      await this.#ask(accountId, tokens.credentials);
    }
  }

  #ask(accountId: number, credentials: Credentials): Promise<void> {
    const accessToken = revealToken(credentials);
    // What happens to the account from here on is news, not the reason for this attempt.
    this.#port.roster.restore(accountId);
    return acceptAlreadyDone(this.#port.authorize({ ctidTraderAccountId: accountId, accessToken }));
  }

  #finish(lastError: unknown): void {
    this.#isBusy = false;
    if (this.#isStopped) return;
    this.#restoredAt = this.#port.clock.now();
    if (this.#port.roster.evicted.length > 0) this.keep();
    else this.#port.onRestored(lastError);
  }
}
