import type { Clock, Session } from '@tickwire/client';
import { ExecutionEvent, ExecutionType, OrderType, TimeInForce } from '@tickwire/protocol';

/** How long an accepted order may take to be filled or refused, ms. */
const patienceMs = 30_000;

const ends: ReadonlySet<ExecutionType> = new Set([
  ExecutionType.ORDER_FILLED,
  ExecutionType.ORDER_CANCELLED,
  ExecutionType.ORDER_EXPIRED,
  ExecutionType.ORDER_REJECTED,
]);

/** What happens to the orders of a session from now on. */
export interface OrderWatch {
  /**
   * What follows this answer until the order is done, a partial fill on the way too. Nothing follows for an order that
   * waits for a price. Throws when the end does not come in time, and the reason of the signal.
   */
  follow(answer: object): AsyncGenerator<ExecutionEvent, void>;
}

/**
 * Starts listening, until the session ends, before the order is sent: its fill may come together with its acceptance.
 */
export function watchOrders(session: Session, clock: Clock, signal: AbortSignal): OrderWatch {
  const events: ExecutionEvent[] = [];
  let wake = (): void => {};
  session.on(ExecutionEvent, (event) => {
    events.push(event);
    wake();
  });
  return {
    async *follow(answer) {
      const orderId = goesToMarket(answer) ? answer.order?.orderId : undefined;
      if (orderId === undefined) return;
      let isLate = false;
      const interrupt = (): void => wake();
      signal.addEventListener('abort', interrupt);
      const cancel = clock.schedule(patienceMs, () => {
        isLate = true;
        wake();
      });
      try {
        for (;;) {
          for (const event of events.splice(0)) {
            const { executionType } = event;
            const isPart = executionType === ExecutionType.ORDER_PARTIAL_FILL;
            if (event.order?.orderId !== orderId || !(isPart || ends.has(executionType))) continue;
            yield event;
            if (!isPart) return;
          }
          signal.throwIfAborted();
          if (isLate)
            throw new Error(`The order ${orderId} was accepted, and then nothing came for ${patienceMs / 1_000} s.`);
          await new Promise<void>((resolve) => {
            wake = resolve;
            // What came while the last event was printed.
            if (events.length > 0 || isLate || signal.aborted) resolve();
          });
        }
      } finally {
        cancel();
        signal.removeEventListener('abort', interrupt);
      }
    },
  };
}

/** Whether this is the acceptance of an order that does not wait for a price or a session. */
function goesToMarket(answer: object): answer is ExecutionEvent {
  if (!('executionType' in answer) || answer.executionType !== ExecutionType.ORDER_ACCEPTED) return false;
  // Only 2126 has an executionType.
  const { order } = answer as ExecutionEvent;
  if (order === undefined) return false;
  const { orderType, timeInForce } = order;
  if (timeInForce === TimeInForce.MARKET_ON_OPEN) return false;
  const isAtOnce = timeInForce === TimeInForce.IMMEDIATE_OR_CANCEL || timeInForce === TimeInForce.FILL_OR_KILL;
  const isMarket = orderType === OrderType.MARKET || orderType === OrderType.MARKET_RANGE;
  return isMarket || (isAtOnce && orderType === OrderType.LIMIT);
}
