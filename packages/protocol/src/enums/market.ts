/** A day of the week; NONE means on no day. */
export const DayOfWeek = {
  NONE: 0,
  MONDAY: 1,
  TUESDAY: 2,
  WEDNESDAY: 3,
  THURSDAY: 4,
  FRIDAY: 5,
  SATURDAY: 6,
  SUNDAY: 7,
} as const;
export type DayOfWeek = (typeof DayOfWeek)[keyof typeof DayOfWeek];

/** What a symbol's trading commission is counted in: US dollars per million or per lot, a share of the value, or quote currency per lot. */
export const CommissionType = {
  USD_PER_MILLION_USD: 1,
  USD_PER_LOT: 2,
  PERCENTAGE_OF_VALUE: 3,
  QUOTE_CCY_PER_LOT: 4,
} as const;
export type CommissionType = (typeof CommissionType)[keyof typeof CommissionType];

/** Which currency a symbol's least commission is in: a named one (`minCommissionAsset`) or the symbol's quote currency. */
export const MinCommissionType = { CURRENCY: 1, QUOTE_CURRENCY: 2 } as const;
export type MinCommissionType = (typeof MinCommissionType)[keyof typeof MinCommissionType];

/** What the least distances of stop loss and take profit are counted in; a point is 10^-digits of price. */
export const SymbolDistanceType = { SYMBOL_DISTANCE_IN_POINTS: 1, SYMBOL_DISTANCE_IN_PERCENTAGE: 2 } as const;
export type SymbolDistanceType = (typeof SymbolDistanceType)[keyof typeof SymbolDistanceType];

/** What `swapLong` and `swapShort` are counted in: pips, percent a year, or points. */
export const SwapCalculationType = { PIPS: 0, PERCENTAGE: 1, POINTS: 2 } as const;
export type SwapCalculationType = (typeof SwapCalculationType)[keyof typeof SwapCalculationType];

/** What may be traded on a symbol: all, nothing, nothing but what pending orders trigger, or closing only. */
export const TradingMode = {
  ENABLED: 0,
  DISABLED_WITHOUT_PENDINGS_EXECUTION: 1,
  DISABLED_WITH_PENDINGS_EXECUTION: 2,
  CLOSE_ONLY_MODE: 3,
} as const;
export type TradingMode = (typeof TradingMode)[keyof typeof TradingMode];

/** The length of a bar: M minutes, H hours, D a day, W a week, MN a month. The numbers are plain ranks, not minutes. */
export const TrendbarPeriod = {
  M1: 1,
  M2: 2,
  M3: 3,
  M4: 4,
  M5: 5,
  M10: 6,
  M15: 7,
  M30: 8,
  H1: 9,
  H4: 10,
  H12: 11,
  D1: 12,
  W1: 13,
  MN1: 14,
} as const;
export type TrendbarPeriod = (typeof TrendbarPeriod)[keyof typeof TrendbarPeriod];

/** The side of a quote whose history is asked for. */
export const QuoteType = { BID: 1, ASK: 2 } as const;
export type QuoteType = (typeof QuoteType)[keyof typeof QuoteType];
