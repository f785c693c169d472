import { type CancelOrderReq, ExecutionType, OrderType } from '@tickwire/protocol';
import { mayTrade } from './check-new-order.ts';
import { type Cause, type Desk, report } from './desk.ts';
import type { OrderRecord } from './order.ts';
import { withdrawOrder } from './order-end.ts';
import { cancelProtection } from './protection.ts';
import { orderNotFound, refusals, refuse } from './refusal.ts';
import { toWireOrder } from './wire-order.ts';
import { positionFor } from './wire-position.ts';

/** 2108: takes back an order that waits; one that is on its way to the market cannot be caught. */
export function cancelOrder(desk: Desk, { orderId }: CancelOrderReq, cause: Cause): void {
  if (!mayTrade(desk)) return refuse(desk, refusals.noTrading, cause);
  const order = desk.state.working.get(orderId);
  if (order === undefined) return refuse(desk, orderNotFound(orderId), cause);
  if (order.isExecuting || order.forced?.isCancelRejected === true) return rejectCancel(desk, order, cause);
  const position = desk.state.positions.get(order.positionId);
  if (order.type === OrderType.STOP_LOSS_TAKE_PROFIT && position !== undefined) {
    // Inferred (PROTOCOL.md): the protective order can be cancelled like any other, which removes both levels.
    return cancelProtection(desk, position, order, { ...cause, isServerEvent: false });
  }
  withdrawOrder(desk, order, { ...cause, isServerEvent: false });
}

/** Inferred (PROTOCOL.md): the order is known and working, so the answer is 8 CANCEL_REJECTED and not 2132. */
function rejectCancel(desk: Desk, order: OrderRecord, cause: Cause): void {
  report(
    desk,
    {
      executionType: ExecutionType.ORDER_CANCEL_REJECTED,
      position: positionFor(desk, order),
      order: toWireOrder(desk, order),
      errorCode: 'UNABLE_TO_CANCEL_ORDER',
      isServerEvent: false,
    },
    cause,
  );
}
