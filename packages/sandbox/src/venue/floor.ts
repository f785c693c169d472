import {
  AccountDisconnectEvent,
  AccountsTokenInvalidatedEvent,
  ClientDisconnectEvent,
  SymbolChangedEvent,
} from '@tickwire/protocol';
import type { Logger } from '../ports.ts';
import type { AccountBoard } from './account-board.ts';
import type { DepthBoard } from './depth-board.ts';
import type { Environment } from './environment.ts';
import type { Limits } from './limits.ts';
import type { Prices } from './prices.ts';
import { type Session, send } from './session.ts';
import type { SpotBoard } from './spot-board.ts';
import type { TokenBook } from './token-book.ts';
import type { World } from './world.ts';

/** The prices of one environment, who hears about them, and the accounts that trade at them. */
export interface Quotes {
  readonly prices: Prices;
  readonly spots: SpotBoard;
  readonly depth: DepthBoard;
  readonly accounts: AccountBoard;
}

/** What all sessions share: the world, its tokens, its prices, and who is connected. */
export interface Floor {
  readonly world: World;
  /** Another one after a restore or reset. */
  tokens: TokenBook;
  /** Others after a restore or reset. */
  quotes: Readonly<Record<Environment, Quotes>>;
  readonly sessions: Set<Session>;
  /** Undefined: none. */
  readonly limits: Limits | undefined;
  readonly logger: Logger;
}

/** Ends an account on a connection without a word, subscriptions included. */
export function forgetAccount(floor: Floor, session: Session, accountId: number): void {
  const account = session.accounts.get(accountId);
  if (account === undefined) return;
  const { spots, depth, accounts } = floor.quotes[session.environment];
  accounts.leave(session, account.account);
  depth.unsubscribeAll(session, account);
  spots.unsubscribeAll(account);
  session.accounts.delete(accountId);
}

/** Ends an account on a connection and tells the client (2164). */
export function disconnectAccount(floor: Floor, session: Session, accountId: number, at: number): void {
  forgetAccount(floor, session, accountId);
  send(session, { message: AccountDisconnectEvent, payload: { ctidTraderAccountId: accountId } }, at);
}

/** Tells every connection that used a token that it is dead (2147), and ends the accounts it stood for (2164 each). */
export function endTokenSessions(floor: Floor, accessToken: string, reason: string, at: number): void {
  for (const session of floor.sessions) {
    const accountIds = [...session.accounts]
      .filter(([, account]) => account.accessToken === accessToken)
      .map(([accountId]) => accountId);
    if (accountIds.length === 0) continue;
    send(
      session,
      { message: AccountsTokenInvalidatedEvent, payload: { ctidTraderAccountIds: accountIds, reason } },
      at,
    );
    for (const accountId of accountIds) disconnectAccount(floor, session, accountId, at);
  }
}

/** Tells every account of an environment that what it knows of some symbols is out of date (2120). */
export function tellSymbolChanged(
  floor: Floor,
  environment: Environment,
  symbolId: readonly number[],
  at: number,
): void {
  for (const session of floor.sessions) {
    if (session.environment !== environment) continue;
    for (const ctidTraderAccountId of session.accounts.keys()) {
      send(session, { message: SymbolChangedEvent, payload: { ctidTraderAccountId, symbolId } }, at);
    }
  }
}

/** Logs the application out on a connection, all its accounts with it, and tells the client (2148). */
export function disconnectApplication(floor: Floor, session: Session, reason: string, at: number): void {
  for (const accountId of [...session.accounts.keys()]) forgetAccount(floor, session, accountId);
  session.application = undefined;
  session.unauthorizedSince = at;
  send(session, { message: ClientDisconnectEvent, payload: { reason } }, at);
}
