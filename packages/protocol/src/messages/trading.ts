import { ExecutionType, OrderTriggerMethod, OrderType, TimeInForce, TradeSide } from '../enums/trading.ts';
import { BonusDepositWithdraw, DepositWithdraw } from '../models/account.ts';
import { Deal, Order, Position } from '../models/trading.ts';
import { bool, double, int32, int64, modelOf, oneOf, optional, stateOf, string } from '../schema/fields.ts';
import { event, request } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** Places an order; answered by execution events (accepted, then filled or rejected), or by one order error. */
export const NewOrderReq = request(
  2106,
  'NewOrderReq',
  {
    ctidTraderAccountId: int64(2),
    symbolId: int64(3),
    /** Any but STOP_LOSS_TAKE_PROFIT, which only the server makes. */
    orderType: oneOf<OrderType>(4, OrderType),
    tradeSide: oneOf<TradeSide>(5, TradeSide),
    /** Hundredths of a unit: 100_000 is 1 000 units. */
    volume: int64(6),
    /** Price; LIMIT orders only. */
    limitPrice: optional(double(7)),
    /** Price; STOP and STOP_LIMIT orders only. */
    stopPrice: optional(double(8)),
    /** Order entities have another default (IMMEDIATE_OR_CANCEL). */
    timeInForce: optional(oneOf<TimeInForce>(9, TimeInForce), { defaultValue: TimeInForce.GOOD_TILL_CANCEL }),
    /** Epoch ms; needed with GOOD_TILL_DATE. */
    expirationTimestamp: optional(int64(10)),
    /** Price; refused on MARKET orders, which take `relativeStopLoss`. */
    stopLoss: optional(double(11)),
    /** Price; refused on MARKET orders, which take `relativeTakeProfit`. */
    takeProfit: optional(double(12)),
    /** At most 512 characters. */
    comment: optional(string(13)),
    /** Price from which the slippage of a MARKET_RANGE order counts. */
    baseSlippagePrice: optional(double(14)),
    /** Points (10^-digits of price); MARKET_RANGE and STOP_LIMIT orders. */
    slippageInPoints: optional(int32(15)),
    /** At most 100 characters. */
    label: optional(string(16)),
    /** A position to add to or to reduce, instead of opening another one. */
    positionId: optional(int64(17)),
    /** At most 50 characters; left out, the server takes `clientMsgId`. */
    clientOrderId: optional(string(18)),
    /** 1/100000 of a price unit from the fill, on the losing side; a multiple of 10^(5 - digits). */
    relativeStopLoss: optional(int64(19)),
    /** 1/100000 of a price unit from the fill, on the winning side; a multiple of 10^(5 - digits). */
    relativeTakeProfit: optional(int64(20)),
    /** Limited-risk accounts must set it. */
    guaranteedStopLoss: optional(bool(21)),
    /** True: the stop loss follows the price. */
    trailingStopLoss: optional(bool(22)),
    /** What sets off a STOP or STOP_LIMIT order. */
    stopTriggerMethod: optional(oneOf<OrderTriggerMethod>(23, OrderTriggerMethod), {
      defaultValue: OrderTriggerMethod.TRADE,
    }),
  },
  [2126, 2132],
  { isTradingCommand: true },
);
export interface NewOrderReq extends Payload<typeof NewOrderReq> {}

/** Cancels a pending order; answered by an execution event (cancelled, or cancel rejected), or by an order error. */
export const CancelOrderReq = request(
  2108,
  'CancelOrderReq',
  {
    ctidTraderAccountId: int64(2),
    orderId: int64(3),
  },
  [2126, 2132],
  { isTradingCommand: true },
);
export interface CancelOrderReq extends Payload<typeof CancelOrderReq> {}

/**
 * Changes a pending order; answered by an execution event (replaced), or by an order error. Optional fields that are
 * left out are reset, so send all that shall stay.
 */
export const AmendOrderReq = request(
  2109,
  'AmendOrderReq',
  {
    ctidTraderAccountId: int64(2),
    orderId: int64(3),
    /** Hundredths of a unit. */
    volume: optional(int64(4)),
    /** Price; LIMIT orders only. */
    limitPrice: optional(double(5)),
    /** Price; STOP and STOP_LIMIT orders only. */
    stopPrice: optional(double(6)),
    /** Epoch ms; GOOD_TILL_DATE orders. */
    expirationTimestamp: optional(int64(7)),
    /** Price. */
    stopLoss: optional(double(8)),
    /** Price. */
    takeProfit: optional(double(9)),
    /** Points (10^-digits of price); MARKET_RANGE and STOP_LIMIT orders. */
    slippageInPoints: optional(int32(10)),
    /** 1/100000 of a price unit from the fill, on the losing side; a multiple of 10^(5 - digits). */
    relativeStopLoss: optional(int64(11)),
    /** 1/100000 of a price unit from the fill, on the winning side; a multiple of 10^(5 - digits). */
    relativeTakeProfit: optional(int64(12)),
    guaranteedStopLoss: optional(bool(13)),
    /** True: the stop loss follows the price. */
    trailingStopLoss: optional(bool(14)),
    /** What sets off a STOP or STOP_LIMIT order. */
    stopTriggerMethod: optional(oneOf<OrderTriggerMethod>(15, OrderTriggerMethod), {
      defaultValue: OrderTriggerMethod.TRADE,
    }),
  },
  [2126, 2132],
  { isTradingCommand: true },
);
export interface AmendOrderReq extends Payload<typeof AmendOrderReq> {}

/**
 * Sets the protection of a position; answered by an execution event (replaced, accepted or cancelled), or by an order
 * error. A level that is left out is removed.
 */
export const AmendPositionSLTPReq = request(
  2110,
  'AmendPositionSLTPReq',
  {
    ctidTraderAccountId: int64(2),
    positionId: int64(3),
    /** Price; left out, the stop loss is removed. */
    stopLoss: optional(double(4)),
    /** Price; left out, the take profit is removed. */
    takeProfit: optional(double(5)),
    guaranteedStopLoss: optional(bool(7)),
    /** True: the stop loss follows the price. Left out, it stays as it was. */
    trailingStopLoss: optional(bool(8)),
    /** What sets off the stop loss. */
    stopLossTriggerMethod: optional(oneOf<OrderTriggerMethod>(9, OrderTriggerMethod), {
      defaultValue: OrderTriggerMethod.TRADE,
    }),
  },
  [2126, 2132],
  { isTradingCommand: true },
);
export interface AmendPositionSLTPReq extends Payload<typeof AmendPositionSLTPReq> {}

/** Closes all or part of a position; answered by execution events (accepted, then filled), or by an order error. */
export const ClosePositionReq = request(
  2111,
  'ClosePositionReq',
  {
    ctidTraderAccountId: int64(2),
    positionId: int64(3),
    /** Hundredths of a unit: how much of it to close. */
    volume: int64(4),
  },
  [2126, 2132],
  { isTradingCommand: true },
);
export interface ClosePositionReq extends Payload<typeof ClosePositionReq> {}

/**
 * Something happened to an order, a position or the balance. It answers the five trading commands, often several times,
 * and also arrives unasked, for every account that is logged in.
 */
export const ExecutionEvent = event(2126, 'ExecutionEvent', {
  ctidTraderAccountId: int64(2),
  executionType: stateOf<ExecutionType>(3, ExecutionType),
  position: optional(modelOf<Position>(4, Position)),
  order: optional(modelOf<Order>(5, Order)),
  deal: optional(modelOf<Deal>(6, Deal)),
  bonusDepositWithdraw: optional(modelOf<BonusDepositWithdraw>(7, BonusDepositWithdraw)),
  depositWithdraw: optional(modelOf<DepositWithdraw>(8, DepositWithdraw)),
  /** Why an accepted order, or the cancelling of one, was refused; no description comes with it. */
  errorCode: optional(string(9)),
  /** True: the server did it by its own rules (protection, stop-out), no request asked for it. */
  isServerEvent: optional(bool(10)),
});
export interface ExecutionEvent extends Payload<typeof ExecutionEvent> {}

/** A trading command was refused before it had any effect. */
export const OrderErrorEvent = event(2132, 'OrderErrorEvent', {
  ctidTraderAccountId: int64(5),
  /** A name from either error table, or another one. */
  errorCode: string(2),
  /** May be 0 where there is none. */
  orderId: optional(int64(3)),
  /** May be 0 where there is none. */
  positionId: optional(int64(6)),
  description: optional(string(7)),
});
export interface OrderErrorEvent extends Payload<typeof OrderErrorEvent> {}

/** A trailing stop loss followed the price; it may come many times a minute. */
export const TrailingSLChangedEvent = event(2107, 'TrailingSLChangedEvent', {
  ctidTraderAccountId: int64(2),
  positionId: int64(3),
  /** The protective order of the position. */
  orderId: int64(4),
  /** Price: the new stop loss. */
  stopPrice: double(5),
  /** Epoch ms. */
  utcLastUpdateTimestamp: int64(6),
});
export interface TrailingSLChangedEvent extends Payload<typeof TrailingSLChangedEvent> {}
