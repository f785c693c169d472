import { ChangeBonusType, ExecutionType } from '@tickwire/protocol';
import { sayTrader } from './cash.ts';
import { type Desk, moneyDigitsOf, report } from './desk.ts';

/** Credit that the broker, or an introducing broker, gives or takes back. It counts for the equity, not for the balance. */
export interface BonusFlow {
  /** Money; negative takes it back, though never more than there is. Default: 0. */
  readonly managerDelta?: number;
  /** The same for the introducing broker. Default: 0. */
  readonly ibDelta?: number;
  /** A remark that the owner sees. */
  readonly note?: string;
}

/** Books a bonus: 2126 type 12, then the account anew. */
export function bookBonus(desk: Desk, bonus: BonusFlow, at: number): void {
  const { managerBonus: manager = 0, ibBonus: ib = 0 } = desk.state.trader;
  const managerDelta = Math.max(bonus.managerDelta ?? 0, -manager);
  const ibDelta = Math.max(bonus.ibDelta ?? 0, -ib);
  const managerBonus = manager + managerDelta;
  const ibBonus = ib + ibDelta;
  desk.state.trader = { ...desk.state.trader, managerBonus, ibBonus };
  const isWithdrawal = managerDelta + ibDelta < 0;
  const bonusDepositWithdraw = {
    operationType: isWithdrawal ? ChangeBonusType.BONUS_WITHDRAW : ChangeBonusType.BONUS_DEPOSIT,
    bonusHistoryId: desk.state.nextBonusId++,
    managerBonus,
    // Inferred (PROTOCOL.md): what is taken back is negative, like money that leaves the account.
    managerDelta,
    ibBonus,
    ibDelta,
    changeBonusTimestamp: at,
    externalNote: bonus.note,
    moneyDigits: moneyDigitsOf(desk),
  };
  const cause = { at, clientMsgId: undefined };
  const executionType = ExecutionType.BONUS_DEPOSIT_WITHDRAW;
  report(desk, { executionType, bonusDepositWithdraw, isServerEvent: true }, cause);
  sayTrader(desk, at);
}
