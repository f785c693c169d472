import { OrderType, TimeInForce } from '@tickwire/protocol';
import { checkPhase } from './check-new-order.ts';
import type { Desk } from './desk.ts';
import { executeOrder } from './execution.ts';
import { fillPrice } from './forced-fill.ts';
import { watchMargin } from './margin-watch.ts';
import type { OrderRecord } from './order.ts';
import { rejectOrder, withdrawOrder } from './order-end.ts';
import type { PositionRecord } from './position.ts';
import { settleProtection } from './protection.ts';
import { priceFor } from './quote.ts';
import { chargeSwap } from './swap.ts';
import type { Task } from './task.ts';
import { isWithin, worstPrice } from './worst-price.ts';

/** The next thing that happens by itself. */
type Happening = { readonly dueAt: number } & (
  | { readonly what: 'task'; readonly task: Task }
  | { readonly what: 'expiry'; readonly order: OrderRecord }
  | { readonly what: 'swap'; readonly position: PositionRecord }
);

/** Lets time pass up to this moment (epoch ms): what falls due happens in order, each thing at its own moment. */
export function passTime(desk: Desk, at: number): void {
  for (;;) {
    const next = findNext(desk);
    if (next === undefined || next.dueAt > at) break;
    const dueAt = Math.max(next.dueAt, desk.state.now);
    desk.state.now = dueAt;
    happen(desk, next, dueAt);
    // Protection moves neither margin nor equity.
    if (next.what !== 'expiry' && (next.what !== 'task' || next.task.does !== 'protect')) watchMargin(desk, dueAt);
  }
  desk.state.now = Math.max(desk.state.now, at);
}

/** What comes next; of things due at one moment, tasks come before expiries, and those before swaps. */
export function findNext({ state }: Desk): Happening | undefined {
  const [task] = state.tasks;
  let next: Happening | undefined = task === undefined ? undefined : { dueAt: task.dueAt, what: 'task', task };
  for (const order of state.working.values()) {
    const { expiresAt } = order;
    const isDated = order.timeInForce === TimeInForce.GOOD_TILL_DATE && expiresAt !== undefined && !order.isExecuting;
    if (isDated && expiresAt < (next?.dueAt ?? Number.POSITIVE_INFINITY)) {
      next = { dueAt: expiresAt, what: 'expiry', order };
    }
  }
  for (const position of state.positions.values()) {
    const dueAt = position.volume > 0 ? position.nextSwapAt : undefined;
    if (dueAt !== undefined && dueAt < (next?.dueAt ?? Number.POSITIVE_INFINITY)) {
      next = { dueAt, what: 'swap', position };
    }
  }
  return next;
}

function happen(desk: Desk, next: Happening, at: number): void {
  switch (next.what) {
    case 'task':
      desk.state.tasks.shift();
      return runTask(desk, next.task, at);
    case 'expiry':
      return withdrawOrder(desk, next.order, { at, clientMsgId: undefined, isServerEvent: true, isExpiry: true });
    case 'swap':
      return chargeSwap(desk, next.position, at);
  }
}

function runTask(desk: Desk, task: Task, at: number): void {
  if (task.does === 'protect') return settleProtection(desk, task);
  const order = desk.state.working.get(task.orderId);
  if (order === undefined) return;
  order.isExecuting = false;
  const cause = { at, clientMsgId: task.clientMsgId };
  if (order.forced?.rejectCode === undefined) reachMarket(desk, order, cause);
  else rejectOrder(desk, order, order.forced.rejectCode, cause);
}

/** An order that was accepted a moment ago meets the quote of now. */
function reachMarket(
  desk: Desk,
  order: OrderRecord,
  cause: { readonly at: number; readonly clientMsgId: string | undefined },
): void {
  const quote = desk.state.quotes.get(order.symbolId);
  const closed = checkPhase(desk, order.symbolId, cause.at);
  const isLimit = order.type === OrderType.LIMIT;
  if (quote === undefined || closed !== undefined) {
    // A limit order waits for the next session; a market order cannot.
    if (!isLimit) rejectOrder(desk, order, closed?.errorCode ?? 'MARKET_CLOSED', cause);
    else if (isAtOnce(order)) withdrawOrder(desk, order, { ...cause, isServerEvent: false });
    return;
  }
  const price = priceFor(order.side, quote);
  const isRanged = order.type === OrderType.MARKET_RANGE;
  if ((isRanged || isLimit) && !isWithin(order.side, price, worstPrice(desk, order))) {
    // Inferred (PROTOCOL.md): a market order out of its range is cancelled, not rejected.
    if (isRanged || isAtOnce(order)) withdrawOrder(desk, order, { ...cause, isServerEvent: false });
    return;
  }
  executeOrder(desk, order, { ...cause, isServerEvent: false, price: fillPrice(desk, order, price) });
}

const isAtOnce = ({ timeInForce }: OrderRecord): boolean =>
  timeInForce === TimeInForce.IMMEDIATE_OR_CANCEL || timeInForce === TimeInForce.FILL_OR_KILL;
