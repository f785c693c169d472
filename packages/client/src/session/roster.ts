import type { Environment } from '../credentials/credentials.ts';
import { RefusedError } from '../errors/errors.ts';
import type { SessionAccount } from './status.ts';

/** The accounts a session keeps logged in: unknown until the first login, fewer after a logout. */
export class Roster {
  #accounts: readonly SessionAccount[] | undefined;
  readonly #leaving = new Set<number>();
  readonly #evicted = new Set<number>();

  /** As the latest login found them; undefined before the first. */
  get known(): readonly SessionAccount[] | undefined {
    return this.#accounts;
  }

  /** Where they live; undefined before the first login, and when there are none. */
  get environment(): Environment | undefined {
    return this.#accounts?.[0]?.environment;
  }

  /** The accounts that the server took away and that are to come back. */
  get evicted(): readonly SessionAccount[] {
    return (this.#accounts ?? []).filter(({ accountId }) => this.#evicted.has(accountId));
  }

  /** Notes what a login found. */
  note(accounts: readonly SessionAccount[]): void {
    this.#accounts = accounts;
  }

  /** A new connection starts from nothing: evictions belonged to the old one. */
  startOver(): void {
    this.#evicted.clear();
  }

  /** The server took accounts away. Those that are leaving by themselves are not missed. */
  evict(accountIds: readonly number[]): void {
    for (const accountId of accountIds) if (!this.#leaving.has(accountId)) this.#evicted.add(accountId);
  }

  /** An account is back. */
  restore(accountId: number): void {
    this.#evicted.delete(accountId);
  }

  /** An account will not come back. */
  drop(accountId: number): void {
    this.#evicted.delete(accountId);
    this.#accounts = this.#accounts?.filter((account) => account.accountId !== accountId);
  }

  /**
   * Lets an account go that logs out by itself: the logout completes with the same event as an eviction, and the account is
   * not wanted back. It stays when the logout was refused, or never sent.
   */
  leave(
    accountId: number,
    answer: Promise<unknown>,
    { wasSent, onLeft }: { readonly wasSent: () => boolean; readonly onLeft: () => void },
  ): void {
    this.#leaving.add(accountId);
    const finish = () => {
      this.drop(accountId);
      onLeft();
    };
    answer.then(finish, (error: unknown) => {
      if (error instanceof RefusedError || !wasSent()) this.#leaving.delete(accountId);
      else finish();
    });
  }
}
