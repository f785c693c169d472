import { ChangeBalanceType, MarginCallTriggerEvent } from '@tickwire/protocol';
import { bookCash } from './cash.ts';
import { type Desk, emit } from './desk.ts';
import { totalMargin } from './margin.ts';
import { equityOf } from './profit.ts';
import { isBelowStopOut, stopOut } from './stop-out.ts';

/** A margin call is sent at most once in this time (PROTOCOL.md). */
const marginCallPauseMs = 600_000;

/** Looks at the margin level after anything that may have moved it: warns, then closes. */
export function watchMargin(desk: Desk, at: number): void {
  if (desk.state.positions.size > 0) {
    const used = totalMargin(desk);
    const equity = equityOf(desk);
    triggerMarginCalls(desk, { used, equity }, at);
    if (isBelowStopOut(desk, { used, equity })) stopOut(desk, at);
  }
  protectBalance(desk, at);
}

/** Money: what the margin level is made of. */
interface MarginLevel {
  readonly used: number;
  readonly equity: number;
}

/** Inferred (PROTOCOL.md): a margin call is triggered when the level falls to its threshold, not while it stays there. */
function triggerMarginCalls(desk: Desk, { used, equity }: MarginLevel, at: number): void {
  const { ctidTraderAccountId } = desk.state.trader;
  for (const record of desk.state.marginCalls) {
    const { call, triggeredAt } = record;
    const wasBelow = record.isBelow;
    record.isBelow = used > 0 && equity * 100 <= call.marginLevelThreshold * used;
    if (!record.isBelow || wasBelow) continue;
    if (triggeredAt !== undefined && at - triggeredAt < marginCallPauseMs) continue;
    record.triggeredAt = at;
    emit(desk, MarginCallTriggerEvent, { ctidTraderAccountId, marginCall: call }, { at, clientMsgId: undefined });
  }
}

/** Brings a negative balance back to zero once nothing is open any more. */
function protectBalance(desk: Desk, at: number): void {
  const { trader, positions } = desk.state;
  if (!desk.rules.hasNegativeBalanceProtection || trader.balance >= 0) return;
  for (const position of positions.values()) if (position.volume > 0) return;
  const type = ChangeBalanceType.BALANCE_DEPOSIT_NEGATIVE_BALANCE_PROTECTION;
  bookCash(desk, { delta: -trader.balance, type }, at);
}
