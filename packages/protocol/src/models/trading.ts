import {
  DealStatus,
  OrderStatus,
  OrderTriggerMethod,
  OrderType,
  PositionStatus,
  TimeInForce,
  TradeSide,
} from '../enums/trading.ts';
import { bool, double, int64, modelOf, oneOf, optional, stateOf, string, uint32, uint64 } from '../schema/fields.ts';
import { model } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** What orders and positions have in common. */
export const TradeData = model('TradeData', {
  symbolId: int64(1),
  /** Hundredths of a unit: 100_000 is 1 000 units. Zero on a position that is not filled yet, or closed. */
  volume: int64(2),
  tradeSide: oneOf<TradeSide>(3, TradeSide),
  /** Epoch ms: an order's creation, a position's first fill. */
  openTimestamp: optional(int64(4)),
  /** The trader's own mark, given with the order. */
  label: optional(string(5)),
  guaranteedStopLoss: optional(bool(6)),
  /** The trader's own words, given with the order. */
  comment: optional(string(7)),
  /** What one unit is, such as `EUR` or `Oz`. */
  measurementUnits: optional(string(8)),
  /** Epoch ms at which the order or position was done with. */
  closeTimestamp: optional(uint64(9)),
});
export interface TradeData extends Payload<typeof TradeData> {}

/** A position. Ids are unique per broker only. */
export const Position = model('Position', {
  positionId: int64(1),
  tradeData: modelOf<TradeData>(2, TradeData),
  positionStatus: stateOf<PositionStatus>(3, PositionStatus),
  /** Money × 10^moneyDigits: swap charged so far. */
  swap: int64(4),
  /** Price: the volume-weighted average of its fills; 0 while empty. */
  price: optional(double(5)),
  /** Price. */
  stopLoss: optional(double(6)),
  /** Price. */
  takeProfit: optional(double(7)),
  /** Epoch ms. */
  utcLastUpdateTimestamp: optional(int64(8)),
  /** Money × 10^moneyDigits: commission that the balance has not paid yet; negative. */
  commission: optional(int64(9)),
  /** From the base asset to the deposit asset, for the margin. */
  marginRate: optional(double(10)),
  /** Money × 10^moneyDigits: commission for a copied strategy that the balance has not paid yet. */
  mirroringCommission: optional(int64(11)),
  guaranteedStopLoss: optional(bool(12)),
  /** Money × 10^moneyDigits, in the deposit asset. */
  usedMargin: optional(uint64(13)),
  stopLossTriggerMethod: optional(oneOf<OrderTriggerMethod>(14, OrderTriggerMethod), {
    defaultValue: OrderTriggerMethod.TRADE,
  }),
  /** The exponent of this message's money. */
  moneyDigits: optional(uint32(15)),
  trailingStopLoss: optional(bool(16)),
});
export interface Position extends Payload<typeof Position> {}

/** An order. Ids are unique per broker only. */
export const Order = model('Order', {
  orderId: int64(1),
  tradeData: modelOf<TradeData>(2, TradeData),
  orderType: oneOf<OrderType>(3, OrderType),
  orderStatus: stateOf<OrderStatus>(4, OrderStatus),
  /** Epoch ms; GOOD_TILL_DATE orders only. */
  expirationTimestamp: optional(int64(6)),
  /** Price at which it was filled. */
  executionPrice: optional(double(7)),
  /** Hundredths of a unit: how much of it is filled. */
  executedVolume: optional(int64(8)),
  /** Epoch ms. */
  utcLastUpdateTimestamp: optional(int64(9)),
  /** Price from which a MARKET_RANGE order's slippage counts. */
  baseSlippagePrice: optional(double(10)),
  /** Points (10^-digits of price); MARKET_RANGE and STOP_LIMIT orders. */
  slippageInPoints: optional(int64(11)),
  /** True: it closes all or part of `positionId`. */
  closingOrder: optional(bool(12)),
  /** Price of a LIMIT order; on a STOP_LOSS_TAKE_PROFIT order the take profit. */
  limitPrice: optional(double(13)),
  /** Price of a STOP or STOP_LIMIT order; on a STOP_LOSS_TAKE_PROFIT order the stop loss. */
  stopPrice: optional(double(14)),
  /** Price. */
  stopLoss: optional(double(15)),
  /** Price. */
  takeProfit: optional(double(16)),
  /** The trader's own id, at most 50 characters; the request's `clientMsgId` where none was given. */
  clientOrderId: optional(string(17)),
  /** The default differs from the request's: read it only when it is there. */
  timeInForce: optional(oneOf<TimeInForce>(18, TimeInForce), { defaultValue: TimeInForce.IMMEDIATE_OR_CANCEL }),
  positionId: optional(int64(19)),
  /** 1/100000 of a price unit: the stop loss as a distance from the fill, on the losing side. */
  relativeStopLoss: optional(int64(20)),
  /** 1/100000 of a price unit: the take profit as a distance from the fill, on the winning side. */
  relativeTakeProfit: optional(int64(21)),
  /** True: the server made it because the margin ran out. */
  isStopOut: optional(bool(22)),
  trailingStopLoss: optional(bool(23)),
  stopTriggerMethod: optional(oneOf<OrderTriggerMethod>(24, OrderTriggerMethod), {
    defaultValue: OrderTriggerMethod.TRADE,
  }),
});
export interface Order extends Payload<typeof Order> {}

/** What a deal that closes volume realised. */
export const ClosePositionDetail = model('ClosePositionDetail', {
  /** The position's average price when the closing order was filled. */
  entryPrice: double(1),
  /** Money × 10^moneyDigits, before swap, commission and fee. */
  grossProfit: int64(2),
  /** Money × 10^moneyDigits: swap of the closed volume. */
  swap: int64(3),
  /** Money × 10^moneyDigits: commission of the closed volume, for opening and closing together. */
  commission: int64(4),
  /** Money × 10^moneyDigits: the account's balance afterwards. */
  balance: int64(5),
  /** From the quote asset to the deposit asset, at the time of the deal. */
  quoteToDepositConversionRate: optional(double(6)),
  /** Hundredths of a unit. */
  closedVolume: optional(int64(7)),
  balanceVersion: optional(int64(8)),
  /** The exponent of this message's money. */
  moneyDigits: optional(uint32(9)),
  /** Money × 10^moneyDigits: charged when the quote asset is not the deposit asset. */
  pnlConversionFee: optional(int64(10)),
});
export interface ClosePositionDetail extends Payload<typeof ClosePositionDetail> {}

/** One execution of an order, or the failed attempt at one. */
export const Deal = model('Deal', {
  dealId: int64(1),
  orderId: int64(2),
  positionId: int64(3),
  /** Hundredths of a unit: sent for execution. */
  volume: int64(4),
  /** Hundredths of a unit. */
  filledVolume: int64(5),
  symbolId: int64(6),
  /** Epoch ms at which it was sent for execution. */
  createTimestamp: int64(7),
  /** Epoch ms. */
  executionTimestamp: int64(8),
  /** Epoch ms. */
  utcLastUpdateTimestamp: optional(int64(9)),
  /** Price; absent when nothing was filled. */
  executionPrice: optional(double(10)),
  tradeSide: oneOf<TradeSide>(11, TradeSide),
  dealStatus: stateOf<DealStatus>(12, DealStatus),
  /** From the base asset to the deposit asset, for the margin. */
  marginRate: optional(double(13)),
  /** Money × 10^moneyDigits: for this deal alone; negative. */
  commission: optional(int64(14)),
  /** From the base asset to US dollars, at the time of the deal. */
  baseToUsdConversionRate: optional(double(15)),
  /** Present when the deal closed volume. */
  closePositionDetail: optional(modelOf<ClosePositionDetail>(16, ClosePositionDetail)),
  /** The exponent of `commission`; `closePositionDetail` has its own. */
  moneyDigits: optional(uint32(17)),
});
export interface Deal extends Payload<typeof Deal> {}

/** The part of a deal that was matched against another one, opening against closing. */
export const DealOffset = model('DealOffset', {
  dealId: int64(1),
  /** Hundredths of a unit: the matched part. */
  volume: int64(2),
  /** Epoch ms. */
  executionTimestamp: optional(int64(3)),
  /** Price. */
  executionPrice: optional(double(4)),
});
export interface DealOffset extends Payload<typeof DealOffset> {}

/** What a position would bring if it were closed now, in the deposit asset. */
export const PositionUnrealizedPnL = model('PositionUnrealizedPnL', {
  positionId: int64(1),
  /** Money × 10^moneyDigits of the response around it. */
  grossUnrealizedPnL: int64(2),
  /** Money × 10^moneyDigits of the response around it; the commission of closing is not taken off. */
  netUnrealizedPnL: int64(3),
});
export interface PositionUnrealizedPnL extends Payload<typeof PositionUnrealizedPnL> {}

/** The margin an order of a given size would tie up. */
export const ExpectedMargin = model('ExpectedMargin', {
  /** Hundredths of a unit. */
  volume: int64(1),
  /** Money × 10^moneyDigits of the response around it. */
  buyMargin: int64(2),
  /** Money × 10^moneyDigits of the response around it. */
  sellMargin: int64(3),
});
export interface ExpectedMargin extends Payload<typeof ExpectedMargin> {}
