import { ChangeBalanceType, ExecutionType, TraderUpdatedEvent } from '@tickwire/protocol';
import { type Desk, emit, moneyDigitsOf, report } from './desk.ts';
import { changeBalance } from './position-fill.ts';
import { equityOf } from './profit.ts';

/** Money that enters or leaves an account outside trading. */
export interface CashFlow {
  /** Money; negative leaves the account. */
  readonly delta: number;
  /** Default: a plain deposit or withdrawal, by the sign of `delta`. */
  readonly type?: ChangeBalanceType;
  /** A remark that the owner sees. */
  readonly note?: string;
}

/** Books a cash flow: 2126 type 10, then the account anew. */
export function bookCash(desk: Desk, cash: CashFlow, at: number): void {
  const { delta } = cash;
  const plain = delta < 0 ? ChangeBalanceType.BALANCE_WITHDRAW : ChangeBalanceType.BALANCE_DEPOSIT;
  const { balance, balanceVersion } = changeBalance(desk, delta);
  const depositWithdraw = {
    operationType: cash.type ?? plain,
    balanceHistoryId: desk.state.nextCashFlowId++,
    balance,
    // Inferred (PROTOCOL.md): what leaves the account is negative.
    delta,
    changeBalanceTimestamp: at,
    externalNote: cash.note,
    balanceVersion,
    equity: equityOf(desk),
    moneyDigits: moneyDigitsOf(desk),
  };
  desk.state.cashFlow.push(depositWithdraw);
  const cause = { at, clientMsgId: undefined };
  report(desk, { executionType: ExecutionType.DEPOSIT_WITHDRAW, depositWithdraw, isServerEvent: true }, cause);
  sayTrader(desk, at);
}

/**
 * Says what the account is now. Inferred (PROTOCOL.md): cash and changed settings bring it, closed positions do not –
 * none was seen among the captured closes.
 */
export function sayTrader(desk: Desk, at: number): void {
  const { trader } = desk.state;
  const payload = { ctidTraderAccountId: trader.ctidTraderAccountId, trader };
  emit(desk, TraderUpdatedEvent, payload, { at, clientMsgId: undefined });
}
