import { type Order, OrderType, TimeInForce } from '@tickwire/protocol';
import { type Desk, symbolOf } from './desk.ts';
import type { OrderRecord } from './order.ts';
import { toPrice } from './price.ts';

const priceOrNone = (points: number | undefined): number | undefined =>
  points === undefined ? undefined : toPrice(points);

/** The order as it stands in messages: keys as in the captured frames (PROTOCOL.md). */
export function toWireOrder(desk: Desk, order: OrderRecord): Order {
  const { levels } = order;
  return {
    orderId: order.orderId,
    tradeData: {
      symbolId: order.symbolId,
      volume: order.volume,
      tradeSide: order.side,
      openTimestamp: order.openedAt,
      label: order.label,
      guaranteedStopLoss: order.isGuaranteed || (levels?.isGuaranteed ?? false),
      comment: order.comment,
      measurementUnits: symbolOf(desk, order.symbolId).trading.measurementUnits,
      closeTimestamp: order.closedAt,
    },
    orderType: order.type,
    orderStatus: order.status,
    expirationTimestamp: order.timeInForce === TimeInForce.GOOD_TILL_DATE ? order.expiresAt : undefined,
    executionPrice: priceOrNone(order.executionPrice),
    executedVolume: order.executedVolume,
    utcLastUpdateTimestamp: order.updatedAt,
    baseSlippagePrice: priceOrNone(order.basePrice),
    slippageInPoints: order.slippageInPoints,
    closingOrder: order.isClosing,
    limitPrice: priceOrNone(order.limitPrice),
    stopPrice: priceOrNone(order.stopPrice),
    stopLoss: priceOrNone(levels?.stopLoss),
    takeProfit: priceOrNone(levels?.takeProfit),
    clientOrderId: order.clientOrderId,
    timeInForce: order.timeInForce,
    positionId: order.positionId,
    relativeStopLoss: levels?.relativeStopLoss,
    relativeTakeProfit: levels?.relativeTakeProfit,
    isStopOut: order.isStopOut ? true : undefined,
    trailingStopLoss: trailingOf(order),
    stopTriggerMethod: order.triggerMethod,
  };
}

/** Said only where protection is involved. */
function trailingOf(order: OrderRecord): boolean | undefined {
  if (order.type === OrderType.STOP_LOSS_TAKE_PROFIT) return order.trailingDistance !== undefined;
  return order.levels?.isTrailing;
}
