import type { Environment } from '../credentials/credentials.ts';
import type { SessionAccount } from './status.ts';

/** The accounts a session keeps logged in: unknown until the first login, fewer after a logout. */
export class Roster {
  #accounts: readonly SessionAccount[] | undefined;
  readonly #leaving = new Set<number>();

  /** As the latest login found them; undefined before the first. */
  get known(): readonly SessionAccount[] | undefined {
    return this.#accounts;
  }

  /** Where they live; undefined before the first login, and when there are none. */
  get environment(): Environment | undefined {
    return this.#accounts?.[0]?.environment;
  }

  /** Notes what a login found. */
  note(accounts: readonly SessionAccount[]): void {
    this.#accounts = accounts;
  }

  /** True when one of these is ours and is to stay logged in. */
  wants(accountIds: readonly number[]): boolean {
    const isWanted = ({ accountId }: SessionAccount) => accountIds.includes(accountId) && !this.#leaving.has(accountId);
    return this.#accounts?.some(isWanted) ?? false;
  }

  /**
   * Lets an account go that logs out by itself: the logout completes with the same event as an eviction, and the account is
   * not wanted back. It stays when `answer` rejects.
   */
  leave(leavingId: number, answer: Promise<unknown>, onLeft: () => void): void {
    this.#leaving.add(leavingId);
    answer.then(
      () => {
        this.#accounts = this.#accounts?.filter(({ accountId }) => accountId !== leavingId);
        onLeft();
      },
      () => this.#leaving.delete(leavingId),
    );
  }
}
