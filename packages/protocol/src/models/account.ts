import {
  AccessRights,
  AccountType,
  ChangeBalanceType,
  ChangeBonusType,
  LimitedRiskMarginCalculationStrategy,
  NotificationType,
  StopOutStrategy,
  TotalMarginCalculationType,
} from '../enums/account.ts';
import { bool, double, int64, oneOf, optional, string, uint32, uint64 } from '../schema/fields.ts';
import { model } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** The owner of an access token; personal details are withheld upstream. */
export const CtidProfile = model('CtidProfile', {
  userId: int64(1),
});
export interface CtidProfile extends Payload<typeof CtidProfile> {}

/** One of the accounts an access token covers. */
export const CtidTraderAccount = model('CtidTraderAccount', {
  /** The account's key in every request; not the login number that users see. */
  ctidTraderAccountId: uint64(1),
  /** True: the account lives on the live host; false: on the demo host. It cannot be reached on the other one. */
  isLive: optional(bool(2)),
  /** The login number that users see; unique per broker only. */
  traderLogin: optional(int64(3)),
  /** Epoch ms. */
  lastClosingDealTimestamp: optional(int64(4)),
  /** Epoch ms of the last deposit or withdrawal. */
  lastBalanceUpdateTimestamp: optional(int64(5)),
  brokerTitleShort: optional(string(6)),
});
export interface CtidTraderAccount extends Payload<typeof CtidTraderAccount> {}

/** A trading account: balance, leverage and rules. Equity and free margin are not on it; they must be worked out. */
export const Trader = model('Trader', {
  ctidTraderAccountId: int64(1),
  /** Money × 10^moneyDigits, in the deposit asset; moves only when a position is closed or cash comes or goes. */
  balance: int64(2),
  /** Grows by one with every change of the balance. */
  balanceVersion: optional(int64(3)),
  /** Money × 10^moneyDigits: the broker's bonus. */
  managerBonus: optional(int64(4)),
  /** Money × 10^moneyDigits: the introducing broker's bonus. */
  ibBonus: optional(int64(5)),
  /** Money × 10^moneyDigits. */
  nonWithdrawableBonus: optional(int64(6)),
  accessRights: optional(oneOf<AccessRights>(7, AccessRights), { defaultValue: AccessRights.FULL_ACCESS }),
  /** The asset all money of the account is in. */
  depositAssetId: int64(8),
  /** True: a daily rollover commission is charged instead of swaps. */
  swapFree: optional(bool(9)),
  /** Leverage × 100: 10_000 is 1:100. */
  leverageInCents: optional(uint32(10)),
  totalMarginCalculationType: optional(oneOf<TotalMarginCalculationType>(11, TotalMarginCalculationType)),
  /** The most that the owner may choose as leverage; seen on the scale of `leverageInCents`. */
  maxLeverage: optional(uint32(12)),
  /** @deprecated Read `isLimitedRisk` and `limitedRiskMarginCalculationStrategy`. */
  frenchRisk: optional(bool(13), { deprecated: true }),
  /** The login number that users see; unique per broker only. */
  traderLogin: optional(int64(14)),
  accountType: optional(oneOf<AccountType>(15, AccountType), { defaultValue: AccountType.HEDGED }),
  brokerName: optional(string(16)),
  /** Epoch ms; history does not reach further back. */
  registrationTimestamp: optional(int64(17)),
  /** True: every position must have a guaranteed stop loss. */
  isLimitedRisk: optional(bool(18)),
  limitedRiskMarginCalculationStrategy: optional(
    oneOf<LimitedRiskMarginCalculationStrategy>(19, LimitedRiskMarginCalculationStrategy),
    { defaultValue: LimitedRiskMarginCalculationStrategy.ACCORDING_TO_LEVERAGE },
  ),
  /** The exponent of this message's money: balance and the three bonuses. */
  moneyDigits: optional(uint32(20)),
  /** True: a stop-out closes whole positions; false: parts of them; absent: as the broker decides. */
  fairStopOut: optional(bool(21)),
  stopOutStrategy: optional(oneOf<StopOutStrategy>(22, StopOutStrategy), {
    defaultValue: StopOutStrategy.MOST_MARGIN_USED_FIRST,
  }),
});
export interface Trader extends Payload<typeof Trader> {}

/** Money that entered or left an account outside trading. */
export const DepositWithdraw = model('DepositWithdraw', {
  operationType: oneOf<ChangeBalanceType>(1, ChangeBalanceType),
  balanceHistoryId: int64(2),
  /** Money × 10^moneyDigits: the balance afterwards. */
  balance: int64(3),
  /** Money × 10^moneyDigits. */
  delta: int64(4),
  /** Epoch ms. */
  changeBalanceTimestamp: int64(5),
  /** The broker's remark; the owner sees it too. */
  externalNote: optional(string(6)),
  balanceVersion: optional(int64(7)),
  /** Money × 10^moneyDigits: the equity afterwards. */
  equity: optional(int64(8)),
  /** The exponent of this message's money. */
  moneyDigits: optional(uint32(9)),
});
export interface DepositWithdraw extends Payload<typeof DepositWithdraw> {}

/** Bonus money that was given to an account or taken back. */
export const BonusDepositWithdraw = model('BonusDepositWithdraw', {
  operationType: oneOf<ChangeBonusType>(1, ChangeBonusType),
  bonusHistoryId: int64(2),
  /** Money × 10^moneyDigits: the broker's bonus afterwards. */
  managerBonus: int64(3),
  /** Money × 10^moneyDigits. */
  managerDelta: int64(4),
  /** Money × 10^moneyDigits: the introducing broker's bonus afterwards. */
  ibBonus: int64(5),
  /** Money × 10^moneyDigits. */
  ibDelta: int64(6),
  /** Epoch ms. */
  changeBonusTimestamp: int64(7),
  /** The broker's remark; the owner sees it too. */
  externalNote: optional(string(8)),
  introducingBrokerId: optional(int64(9)),
  /** The exponent of this message's money. */
  moneyDigits: optional(uint32(10)),
});
export interface BonusDepositWithdraw extends Payload<typeof BonusDepositWithdraw> {}

/** A margin level at which the owner wants to be warned. */
export const MarginCall = model('MarginCall', {
  /** Which of the account's three margin calls this is. */
  marginCallType: oneOf<NotificationType>(1, NotificationType),
  /** The margin level that sets it off. */
  marginLevelThreshold: double(2),
  /** Epoch ms. */
  utcLastUpdateTimestamp: optional(int64(3)),
});
export interface MarginCall extends Payload<typeof MarginCall> {}
