import { type CancelOrderReq, OrderType } from '@tickwire/protocol';
import { mayTrade } from './check-new-order.ts';
import type { Cause, Desk } from './desk.ts';
import { withdrawOrder } from './order-end.ts';
import { cancelProtection } from './protection.ts';
import { orderNotFound, refusals, refuse } from './refusal.ts';

/** 2108: takes back an order that waits; one that is on its way to the market cannot be caught. */
export function cancelOrder(desk: Desk, { orderId }: CancelOrderReq, cause: Cause): void {
  if (!mayTrade(desk)) return refuse(desk, refusals.noTrading, cause);
  const order = desk.state.working.get(orderId);
  if (order === undefined) return refuse(desk, orderNotFound(orderId), cause);
  if (order.isExecuting) return refuse(desk, { ...refusals.cannotCancel, orderId }, cause);
  const position = desk.state.positions.get(order.positionId);
  if (order.type === OrderType.STOP_LOSS_TAKE_PROFIT && position !== undefined) {
    // Inferred (PROTOCOL.md): the protective order can be cancelled like any other, which removes both levels.
    return cancelProtection(desk, position, order, { ...cause, isServerEvent: false });
  }
  withdrawOrder(desk, order, { ...cause, isServerEvent: false });
}
