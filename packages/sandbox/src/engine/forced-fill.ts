import { type Desk, symbolOf } from './desk.ts';
import type { OrderRecord } from './order.ts';
import { pointSize, toPoints } from './price.ts';
import { signOf } from './quote.ts';
import { isWithin, worstPrice } from './worst-price.ts';

/** The price (1/100000) at which an order is filled when the market is at `price`: its label may force another. */
export function fillPrice(desk: Desk, order: OrderRecord, price: number): number {
  const { forced, side } = order;
  if (forced?.price !== undefined) return toPoints(forced.price);
  if (forced?.slipPoints === undefined) return price;
  const size = pointSize(symbolOf(desk, order.symbolId).trading.digits);
  const slipped = Math.max(size, price + signOf(side) * forced.slipPoints * size);
  const worst = worstPrice(desk, order);
  // No order slips beyond its own limit.
  return worst === undefined || isWithin(side, slipped, worst) ? slipped : worst;
}

/** How much more of an order the market may fill: a label may hold it back. */
export function forcedRoom(desk: Desk, order: OrderRecord): number {
  const percent = order.forced?.filledPercent;
  if (percent === undefined) return Number.POSITIVE_INFINITY;
  const step = Math.max(symbolOf(desk, order.symbolId).trading.stepVolume ?? 1, 1);
  // Hundredths of steps stay exact: volumes are below 2^53 / 100.
  const share = Math.max(Math.round((order.volume * percent) / (100 * step)), 1) * step;
  return Math.max(share - order.executedVolume, 0);
}
