import type { Grant } from './venue/token-book.ts';
import type { World } from './venue/world.ts';

/** A grant as it may be shown: without its tokens. */
export interface GrantView {
  readonly grant: string;
  readonly owner: string;
  readonly application: string;
  readonly scope: 'view' | 'trade';
  /** Names of the accounts that it covers. */
  readonly accounts: readonly string[];
  /** The end of the access token, enough to tell it from others: `…1a2b`. */
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Epoch ms from which the access token is refused. */
  readonly expiresAt: number;
  readonly isExpired: boolean;
}

/** Shows a grant. Its moments are monotonic; `now` and `wallNow` are the same moment. */
export function viewGrant(
  { consent, accessToken, refreshToken, expiresAt }: Grant,
  world: World,
  { now, wallNow }: { readonly now: number; readonly wallNow: number },
): GrantView {
  const { name: grant, owner, application, scope, accountIds } = consent;
  const covered = [...world.accounts.values()].filter((account) => accountIds.has(account.ctidTraderAccountId));
  return {
    grant,
    owner,
    application,
    scope,
    accounts: covered.map(({ name }) => name),
    accessToken: mask(accessToken),
    refreshToken: mask(refreshToken),
    expiresAt: Math.floor(wallNow + expiresAt - now),
    isExpired: now >= expiresAt,
  };
}

const mask = (token: string): string => `…${token.slice(-4)}`;
