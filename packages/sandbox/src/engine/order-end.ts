import { DealStatus, ExecutionType, OrderStatus } from '@tickwire/protocol';
import { baseToUsd } from './commission.ts';
import { type Cause, type Desk, moneyDigitsOf, rateOf, report, symbolOf } from './desk.ts';
import { removeWorking } from './holdings.ts';
import type { OrderRecord } from './order.ts';
import { toDouble } from './rate.ts';
import { toWireOrder } from './wire-order.ts';
import { positionFor } from './wire-position.ts';

/** The order is done with: it moves from the working orders to the history. */
export function retireOrder(desk: Desk, order: OrderRecord, status: OrderStatus): void {
  const { done, positions } = desk.state;
  order.status = status;
  order.isExecuting = false;
  removeWorking(desk.state, order);
  done.set(order.orderId, order);
  const position = positions.get(order.positionId);
  if (position?.closingOrderId === order.orderId) position.closingOrderId = undefined;
}

/** How an order ends that nothing more will be filled of. */
export interface Withdrawal extends Cause {
  /** True: no request asked for it. */
  readonly isServerEvent: boolean;
  /** Default: cancelled. */
  readonly isExpiry?: boolean;
}

/** Cancels an order, or lets it expire. What was filled of it stays. */
export function withdrawOrder(desk: Desk, order: OrderRecord, how: Withdrawal): void {
  const { isExpiry = false, isServerEvent, at } = how;
  retireOrder(desk, order, isExpiry ? OrderStatus.ORDER_STATUS_EXPIRED : OrderStatus.ORDER_STATUS_CANCELLED);
  order.updatedAt = at;
  order.closedAt = at;
  report(
    desk,
    {
      executionType: isExpiry ? ExecutionType.ORDER_EXPIRED : ExecutionType.ORDER_CANCELLED,
      position: positionFor(desk, order, true),
      order: toWireOrder(desk, order),
      isServerEvent,
    },
    how,
  );
}

/** Refuses an order that was accepted before. It leaves a deal without a price, and gets no closing moment. */
export function rejectOrder(desk: Desk, order: OrderRecord, errorCode: string, cause: Cause): void {
  const { at } = cause;
  const { symbolId, side, volume, orderId, positionId } = order;
  const symbol = symbolOf(desk, symbolId);
  retireOrder(desk, order, OrderStatus.ORDER_STATUS_REJECTED);
  order.updatedAt = at;
  const deal = {
    dealId: desk.state.nextDealId++,
    orderId,
    positionId,
    volume,
    filledVolume: 0,
    symbolId,
    createTimestamp: order.openedAt,
    executionTimestamp: at,
    utcLastUpdateTimestamp: at,
    tradeSide: side,
    dealStatus: DealStatus.INTERNALLY_REJECTED,
    marginRate: toDouble(rateOf(desk, symbol.baseAssetId, desk.state.trader.depositAssetId)),
    commission: 0,
    baseToUsdConversionRate: toDouble(baseToUsd(desk, symbol)),
    moneyDigits: moneyDigitsOf(desk),
  };
  desk.state.deals.set(deal.dealId, deal);
  report(
    desk,
    {
      executionType: ExecutionType.ORDER_REJECTED,
      position: positionFor(desk, order, true),
      order: toWireOrder(desk, order),
      deal,
      errorCode,
      isServerEvent: false,
    },
    cause,
  );
}
