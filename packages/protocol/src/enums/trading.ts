/** The direction of an order, a deal or a position. */
export const TradeSide = { BUY: 1, SELL: 2 } as const;
export type TradeSide = (typeof TradeSide)[keyof typeof TradeSide];

/**
 * The kind of an order. STOP_LOSS_TAKE_PROFIT is made by the server alone: it carries the protection of a position.
 */
export const OrderType = {
  MARKET: 1,
  LIMIT: 2,
  STOP: 3,
  STOP_LOSS_TAKE_PROFIT: 4,
  /** A market order that fills only within `slippageInPoints` of `baseSlippagePrice`. */
  MARKET_RANGE: 5,
  STOP_LIMIT: 6,
} as const;
export type OrderType = (typeof OrderType)[keyof typeof OrderType];

/** How long an order stays alive; GOOD_TILL_DATE needs an `expirationTimestamp`. */
export const TimeInForce = {
  GOOD_TILL_DATE: 1,
  GOOD_TILL_CANCEL: 2,
  IMMEDIATE_OR_CANCEL: 3,
  FILL_OR_KILL: 4,
  MARKET_ON_OPEN: 5,
} as const;
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce];

/** Where an order stands. An expired or cancelled order may still have been filled in part. */
export const OrderStatus = {
  ORDER_STATUS_ACCEPTED: 1,
  ORDER_STATUS_FILLED: 2,
  ORDER_STATUS_REJECTED: 3,
  ORDER_STATUS_EXPIRED: 4,
  ORDER_STATUS_CANCELLED: 5,
} as const;
export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];

/**
 * Which side of the quote sets off a stop. TRADE is the side the order would trade at (ask for buying, bid for selling),
 * OPPOSITE the other one; the DOUBLE kinds wait for a second tick in a row.
 */
export const OrderTriggerMethod = { TRADE: 1, OPPOSITE: 2, DOUBLE_TRADE: 3, DOUBLE_OPPOSITE: 4 } as const;
export type OrderTriggerMethod = (typeof OrderTriggerMethod)[keyof typeof OrderTriggerMethod];

/** What an execution event reports. */
export const ExecutionType = {
  /** An order passed the checks; a market order's fill or rejection follows. */
  ORDER_ACCEPTED: 2,
  ORDER_FILLED: 3,
  /** An order, or the protection of a position, was changed and kept its id. */
  ORDER_REPLACED: 4,
  ORDER_CANCELLED: 5,
  ORDER_EXPIRED: 6,
  /** An accepted order was refused after all; `errorCode` says why. */
  ORDER_REJECTED: 7,
  /** An order could not be cancelled; `errorCode` says why. */
  ORDER_CANCEL_REJECTED: 8,
  SWAP: 9,
  DEPOSIT_WITHDRAW: 10,
  ORDER_PARTIAL_FILL: 11,
  BONUS_DEPOSIT_WITHDRAW: 12,
} as const;
export type ExecutionType = (typeof ExecutionType)[keyof typeof ExecutionType];

/**
 * Where a position stands. CREATED is an empty one: it waits for its first fill, or for its protective order to be
 * cancelled after the last.
 */
export const PositionStatus = {
  POSITION_STATUS_OPEN: 1,
  POSITION_STATUS_CLOSED: 2,
  POSITION_STATUS_CREATED: 3,
  POSITION_STATUS_ERROR: 4,
} as const;
export type PositionStatus = (typeof PositionStatus)[keyof typeof PositionStatus];

/** How an execution ended. */
export const DealStatus = {
  FILLED: 2,
  PARTIALLY_FILLED: 3,
  /** The liquidity provider refused it. */
  REJECTED: 4,
  /** The server refused it, for want of margin or of a price. */
  INTERNALLY_REJECTED: 5,
  /** The liquidity provider could not make sense of it. */
  ERROR: 6,
  /** The liquidity provider did not answer in time. */
  MISSED: 7,
} as const;
export type DealStatus = (typeof DealStatus)[keyof typeof DealStatus];
