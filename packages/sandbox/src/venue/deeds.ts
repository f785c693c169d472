import { AccountsTokenInvalidatedEvent, ExecutionEvent, SpotEvent, SymbolChangedEvent } from '@tickwire/protocol';
import type { Deed } from '../faults/act.ts';
import type { Hit } from '../faults/rule-book.ts';
import type { FaultDesk } from './fault-desk.ts';
import { disconnectAccount, disconnectApplication } from './floor.ts';
import { type Session, send } from './session.ts';

/** What is to happen to which connection, and the rule it comes from. */
export interface DeedOrder<D extends Deed = Deed> {
  readonly session: Session;
  readonly deed: D;
  readonly hit: Hit;
}

/** A flood comes in portions, each so many ms after the one before. */
const portionMs = 10;

/** Does what a fault does to a connection. The connection is open. */
export function doDeed(desk: FaultDesk, { session, deed, hit }: DeedOrder, at: number): void {
  const { reach, agenda } = desk;
  const { floor } = reach;
  switch (deed.do) {
    case 'close':
      return reach.close(session, deed.code);
    case 'close-all':
      for (const one of [...floor.sessions]) reach.close(one, deed.code);
      return;
    case 'end-token':
      return endToken(desk, { session, deed, hit }, at);
    case 'log-out':
      if (session.application !== undefined) disconnectApplication(floor, session, deed.reason, at);
      return;
    case 'end-account':
      for (const accountId of accountsOf(session, hit)) disconnectAccount(floor, session, accountId, at);
      return;
    case 'change-symbol':
      for (const ctidTraderAccountId of accountsOf(session, hit)) {
        send(session, { message: SymbolChangedEvent, payload: { ctidTraderAccountId, symbolId: [deed.symbolId] } }, at);
      }
      return;
    case 'forget-subscriptions':
      return forgetSubscriptions(desk, session, hit);
    case 'replay-executions':
      for (const accountId of accountsOf(session, hit)) {
        for (const payload of desk.latestExecutions(accountId, deed.count))
          send(session, { message: ExecutionEvent, payload }, at);
      }
      return;
    case 'burst':
      return startBurst(desk, { session, deed, hit }, at);
    case 'deafen':
      session.outlet.disturb({ do: 'stop-reading' });
      return agenda.add(at + deed.forMs, () => session.outlet.disturb({ do: 'read-on' }));
    case 'lose':
      session.distortion?.lose(deed.direction, at + deed.forMs);
      return;
    case 'disturb':
      return session.outlet.disturb(deed.disturbance);
  }
}

/** Ids of the accounts on this connection that the rule is for. */
function accountsOf(session: Session, { accounts }: Hit): readonly number[] {
  return [...session.accounts.keys()].filter((accountId) => accounts?.has(accountId) ?? true);
}

function endToken(desk: FaultDesk, { session, deed, hit }: DeedOrder<Deed & { do: 'end-token' }>, at: number): void {
  const ctidTraderAccountIds = accountsOf(session, hit);
  if (ctidTraderAccountIds.length === 0) return;
  const payload = { ctidTraderAccountIds, reason: deed.reason };
  send(session, { message: AccountsTokenInvalidatedEvent, payload }, at);
  for (const accountId of ctidTraderAccountIds) disconnectAccount(desk.reach.floor, session, accountId, at);
}

function forgetSubscriptions({ reach }: FaultDesk, session: Session, hit: Hit): void {
  const { spots, depth } = reach.floor.quotes[session.environment];
  for (const accountId of accountsOf(session, hit)) {
    const account = session.accounts.get(accountId);
    if (account === undefined) continue;
    depth.unsubscribeAll(session, account);
    spots.unsubscribeAll(account);
  }
}

/** Prices that jump about by chance, in portions, for a while. Without a subscription nothing happens. */
function startBurst(desk: FaultDesk, { session, deed, hit }: DeedOrder<Deed & { do: 'burst' }>, at: number): void {
  const account = [...session.accounts.values()].find(({ spots }) => spots.size > 0);
  const [symbolId] = account?.spots.keys() ?? [];
  if (account === undefined || symbolId === undefined) return;
  const { ctidTraderAccountId } = account.account;
  const quote = desk.reach.floor.quotes[session.environment].prices.quoteAt(symbolId, at);
  let bid = Math.max(1_000, quote?.bid ?? 100_000);
  let left = Math.floor((deed.perSecond * deed.forMs) / 1_000);
  const perPortion = Math.ceil((deed.perSecond * portionMs) / 1_000);
  const sendPortion = (dueAt: number, now: number): void => {
    const count = Math.min(left, perPortion);
    left -= count;
    for (let index = 0; index < count; index++) {
      bid = Math.max(1, bid + hit.chance.below(3) - 1);
      send(session, { message: SpotEvent, payload: { ctidTraderAccountId, symbolId, bid, ask: bid + 1 } }, now);
    }
    const nextAt = dueAt + portionMs;
    if (left > 0 && session.ending === undefined) desk.agenda.add(nextAt, (later) => sendPortion(nextAt, later));
  };
  sendPortion(at, at);
}
