import { OrderType, TradeSide } from '@tickwire/protocol';
import { type Desk, symbolOf } from './desk.ts';
import type { OrderRecord } from './order.ts';
import { pointSize } from './price.ts';

/** Whether a price is at the limit or better for this side. */
export const isWithin = (side: TradeSide, price: number, limit: number | undefined): boolean =>
  limit !== undefined && (side === TradeSide.BUY ? price <= limit : price >= limit);

/** The worst price at which an order may be filled; `undefined`: any will do. */
export function worstPrice(desk: Desk, order: OrderRecord): number | undefined {
  switch (order.type) {
    case OrderType.LIMIT:
      return order.limitPrice;
    case OrderType.STOP_LIMIT:
      return rangeLimit(desk, order, order.stopPrice);
    case OrderType.MARKET_RANGE:
      return rangeLimit(desk, order, order.basePrice);
    default:
      return undefined;
  }
}

/** As far from its base as the slippage of an order allows. */
function rangeLimit(desk: Desk, order: OrderRecord, base: number | undefined): number | undefined {
  if (base === undefined) return undefined;
  const range = (order.slippageInPoints ?? 0) * pointSize(symbolOf(desk, order.symbolId).trading.digits);
  return order.side === TradeSide.BUY ? base + range : base - range;
}
