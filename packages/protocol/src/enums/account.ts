/** What the owner may do with an account: everything, only close, only look (NO_TRADING), or nothing at all (NO_LOGIN). */
export const AccessRights = { FULL_ACCESS: 0, CLOSE_ONLY: 1, NO_TRADING: 2, NO_LOGIN: 3 } as const;
export type AccessRights = (typeof AccessRights)[keyof typeof AccessRights];

/** How positions of one symbol live together: HEDGED keeps any number, NETTED merges them into one. */
export const AccountType = { HEDGED: 0, NETTED: 1, SPREAD_BETTING: 2 } as const;
export type AccountType = (typeof AccountType)[keyof typeof AccountType];

/** How opposite positions of one symbol share margin: the larger side (MAX), both sides (SUM), or their difference (NET). */
export const TotalMarginCalculationType = { MAX: 0, SUM: 1, NET: 2 } as const;
export type TotalMarginCalculationType = (typeof TotalMarginCalculationType)[keyof typeof TotalMarginCalculationType];

/** What the margin of a limited-risk account follows; GSL stands for its guaranteed stop losses. */
export const LimitedRiskMarginCalculationStrategy = {
  ACCORDING_TO_LEVERAGE: 0,
  ACCORDING_TO_GSL: 1,
  ACCORDING_TO_GSL_AND_LEVERAGE: 2,
} as const;
export type LimitedRiskMarginCalculationStrategy =
  (typeof LimitedRiskMarginCalculationStrategy)[keyof typeof LimitedRiskMarginCalculationStrategy];

/** Which position a stop-out closes first: the one that ties up most margin, or the one that loses most. */
export const StopOutStrategy = { MOST_MARGIN_USED_FIRST: 0, MOST_LOSING_FIRST: 1 } as const;
export type StopOutStrategy = (typeof StopOutStrategy)[keyof typeof StopOutStrategy];

/** The three margin calls an account has; they differ only in their threshold. */
export const NotificationType = {
  MARGIN_LEVEL_THRESHOLD_1: 61,
  MARGIN_LEVEL_THRESHOLD_2: 62,
  MARGIN_LEVEL_THRESHOLD_3: 63,
} as const;
export type NotificationType = (typeof NotificationType)[keyof typeof NotificationType];

/** Whether a bonus came in or was taken back. */
export const ChangeBonusType = { BONUS_DEPOSIT: 0, BONUS_WITHDRAW: 1 } as const;
export type ChangeBonusType = (typeof ChangeBonusType)[keyof typeof ChangeBonusType];

/** Why money entered (DEPOSIT) or left (WITHDRAW) an account outside trading; IB stands for introducing broker. */
export const ChangeBalanceType = {
  BALANCE_DEPOSIT: 0,
  BALANCE_WITHDRAW: 1,
  BALANCE_DEPOSIT_STRATEGY_COMMISSION_INNER: 3,
  BALANCE_WITHDRAW_STRATEGY_COMMISSION_INNER: 4,
  BALANCE_DEPOSIT_IB_COMMISSIONS: 5,
  BALANCE_WITHDRAW_IB_SHARED_PERCENTAGE: 6,
  BALANCE_DEPOSIT_IB_SHARED_PERCENTAGE_FROM_SUB_IB: 7,
  BALANCE_DEPOSIT_IB_SHARED_PERCENTAGE_FROM_BROKER: 8,
  /** A reward for traded volume. */
  BALANCE_DEPOSIT_REBATE: 9,
  BALANCE_WITHDRAW_REBATE: 10,
  BALANCE_DEPOSIT_STRATEGY_COMMISSION_OUTER: 11,
  BALANCE_WITHDRAW_STRATEGY_COMMISSION_OUTER: 12,
  BALANCE_WITHDRAW_BONUS_COMPENSATION: 13,
  BALANCE_WITHDRAW_IB_SHARED_PERCENTAGE_TO_BROKER: 14,
  BALANCE_DEPOSIT_DIVIDENDS: 15,
  /** Holders of short positions pay the dividend. */
  BALANCE_WITHDRAW_DIVIDENDS: 16,
  /** The price of a guaranteed stop loss. */
  BALANCE_WITHDRAW_GSL_CHARGE: 17,
  /** The daily fee that swap-free accounts pay instead of swaps. */
  BALANCE_WITHDRAW_ROLLOVER: 18,
  BALANCE_DEPOSIT_NONWITHDRAWABLE_BONUS: 19,
  BALANCE_WITHDRAW_NONWITHDRAWABLE_BONUS: 20,
  BALANCE_DEPOSIT_SWAP: 21,
  BALANCE_WITHDRAW_SWAP: 22,
  BALANCE_DEPOSIT_MANAGEMENT_FEE: 27,
  /** Servers since 7.1 use BALANCE_WITHDRAW_COPY_FEE instead. */
  BALANCE_WITHDRAW_MANAGEMENT_FEE: 28,
  BALANCE_DEPOSIT_PERFORMANCE_FEE: 29,
  /** Sub-accounts belong to cTrader Copy. */
  BALANCE_WITHDRAW_FOR_SUBACCOUNT: 30,
  BALANCE_DEPOSIT_TO_SUBACCOUNT: 31,
  BALANCE_WITHDRAW_FROM_SUBACCOUNT: 32,
  BALANCE_DEPOSIT_FROM_SUBACCOUNT: 33,
  BALANCE_WITHDRAW_COPY_FEE: 34,
  BALANCE_WITHDRAW_INACTIVITY_FEE: 35,
  /** From another account on the same server. */
  BALANCE_DEPOSIT_TRANSFER: 36,
  BALANCE_WITHDRAW_TRANSFER: 37,
  BALANCE_DEPOSIT_CONVERTED_BONUS: 38,
  /** Brings a negative balance back to zero, where the broker offers that. */
  BALANCE_DEPOSIT_NEGATIVE_BALANCE_PROTECTION: 39,
} as const;
export type ChangeBalanceType = (typeof ChangeBalanceType)[keyof typeof ChangeBalanceType];
