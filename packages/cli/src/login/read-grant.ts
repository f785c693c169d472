import type { ConnectOptions, Environment, Secret, Session } from '@tickwire/client';
import type { CtidTraderAccount } from '@tickwire/protocol';
import type { Context } from '../context.ts';
import type { Money } from '../output/money.ts';
import type { Scope } from './addresses.ts';

/** An account that a token covers. */
export interface GrantedAccount {
  readonly accountId: number;
  readonly traderLogin: number | undefined;
  readonly environment: Environment;
  readonly broker: string | undefined;
  /** Undefined when it was not asked for, or the server did not give it. */
  readonly balance: Money | undefined;
}

/** What the server says about a token. */
export interface Grant {
  /** Undefined when the server did not say. */
  readonly scope: Scope | undefined;
  readonly accounts: readonly GrantedAccount[];
  /** Number of the cTrader ID; undefined when the server did not say. */
  readonly userId: number | undefined;
}

/** How to ask. */
export interface GrantQuery {
  /** Where, and with which application. No account is needed for it. */
  readonly options: ConnectOptions;
  readonly accessToken: Secret;
  /** Costs a login of each account, and a second connection when there are live and demo accounts. */
  readonly withBalances: boolean;
  readonly withUser?: boolean;
  readonly signal: AbortSignal;
}

/** Asks the server what a token is good for. Reads only. Rejects with the errors of connecting and of a request. */
export async function readGrant(context: Context, query: GrantQuery): Promise<Grant> {
  const protocol = await import('@tickwire/protocol');
  const accessToken = query.accessToken.reveal();
  const home = query.options.environment ?? 'live';
  const session = await open(context, query, home);
  try {
    const list = await session.request(protocol.GetAccountListByAccessTokenReq, { accessToken });
    const profile =
      query.withUser === true
        ? await session.request(protocol.GetCtidProfileByTokenReq, { accessToken }).catch(() => undefined)
        : undefined;
    const rows = list.ctidTraderAccount ?? [];
    const balances = query.withBalances ? await readBalances(context, query, { session, home, rows }) : new Map();
    return {
      scope:
        list.permissionScope === undefined ? undefined : scopeOf(list.permissionScope, protocol.ClientPermissionScope),
      accounts: rows.map((row) => toAccount(row, balances.get(row.ctidTraderAccountId))),
      userId: profile?.profile.userId,
    };
  } finally {
    await session.close();
  }
}

const scopeOf = (scope: number, { SCOPE_TRADE }: { readonly SCOPE_TRADE: number }): Scope =>
  scope === SCOPE_TRADE ? 'trading' : 'accounts';

async function open(context: Context, { options, signal }: GrantQuery, environment: Environment): Promise<Session> {
  const { connect } = await context.loadClient();
  return connect({ ...options, environment, accounts: [], signal });
}

const toAccount = (row: CtidTraderAccount, balance: Money | undefined): GrantedAccount => ({
  accountId: row.ctidTraderAccountId,
  traderLogin: row.traderLogin,
  environment: row.isLive === true ? 'live' : 'demo',
  broker: row.brokerTitleShort,
  balance,
});

interface Home {
  readonly session: Session;
  readonly home: Environment;
  readonly rows: readonly CtidTraderAccount[];
}

/** Balances are a convenience: an account whose balance cannot be had is listed without. */
async function readBalances(
  context: Context,
  query: GrantQuery,
  { session, home, rows }: Home,
): Promise<ReadonlyMap<number, Money>> {
  const balances = new Map<number, Money>();
  for (const environment of ['live', 'demo'] as const) {
    const ids = rows.flatMap((row) =>
      (row.isLive === true) === (environment === 'live') ? [row.ctidTraderAccountId] : [],
    );
    if (ids.length === 0) continue;
    const there = environment === home ? session : await open(context, query, environment).catch(() => undefined);
    query.signal.throwIfAborted();
    if (there === undefined) continue;
    try {
      // One after the other: a second takes fifty requests.
      for (const id of ids) {
        const balance = await readBalance(there, id, query).catch(() => undefined);
        query.signal.throwIfAborted();
        if (balance !== undefined) balances.set(id, balance);
      }
    } finally {
      if (there !== session) await there.close();
    }
  }
  return balances;
}

async function readBalance(
  session: Session,
  ctidTraderAccountId: number,
  { accessToken, signal }: GrantQuery,
): Promise<Money> {
  const { AccountAuthReq, AssetListReq, TraderReq, isAlreadyDone } = await import('@tickwire/protocol');
  const login = { ctidTraderAccountId, accessToken: accessToken.reveal() };
  await session.request(AccountAuthReq, login, { signal }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && isAlreadyDone(String(error.code)))) throw error;
  });
  const { trader } = await session.request(TraderReq, { ctidTraderAccountId }, { signal });
  const assets = await session.request(AssetListReq, { ctidTraderAccountId }, { signal }).catch(() => undefined);
  const currency = assets?.asset?.find(({ assetId }) => assetId === trader.depositAssetId)?.name;
  return { amount: trader.balance, digits: trader.moneyDigits ?? 2, currency };
}
