import { OrderType, TimeInForce } from '@tickwire/protocol';
import { type Cause, type Desk, symbolOf } from './desk.ts';
import { executeOrder } from './execution.ts';
import type { OrderRecord } from './order.ts';
import { rejectOrder, withdrawOrder } from './order-end.ts';
import { priceFor } from './quote.ts';

/** Why something could not be done by hand. */
export interface HandError {
  readonly code: /** No order has this id. */
    | 'UNKNOWN_ORDER'
    /** The order is filled, rejected, expired or cancelled, or has nothing left to protect. */
    | 'ORDER_IS_DONE'
    /** Protective orders can be filled, nothing else. */
    | 'PROTECTIVE_ORDER'
    /** What is filled in part can be cancelled, but not rejected. */
    | 'PARTLY_FILLED'
    /** Not a whole number of hundredths of a unit, off the symbol's step, or more than is left. */
    | 'BAD_VOLUME'
    /** Not a whole number of 1/100000 above zero and up to ten million. */
    | 'BAD_PRICE'
    /** No price was given, and the symbol has none. */
    | 'NO_QUOTE';
  readonly orderId: number;
}

/** What is filled by hand. */
export interface HandFill {
  /** 1/100000. Default: the market. */
  readonly price?: number;
  /** Hundredths of a unit. Default: all that is left. */
  readonly volume?: number;
}

/** 1/100000. */
const highestPrice = 1_000_000_000_000;

/** Who acts by hand acts for the server: no command caused it. */
const causeAt = (at: number): Cause => ({ at, clientMsgId: undefined });

/** Fills an order that works, whatever the market, its limit or its label say. The account must be able to pay. */
export function fillByHand(desk: Desk, orderId: number, fill: HandFill, at: number): HandError | undefined {
  const order = findWorking(desk, orderId);
  if ('code' in order) return order;
  const isProtective = order.type === OrderType.STOP_LOSS_TAKE_PROFIT;
  if (isProtective && !fitProtection(desk, order)) return { code: 'ORDER_IS_DONE', orderId };
  const left = order.volume - order.executedVolume;
  const { volume = left } = fill;
  const isWhole = isProtective || order.timeInForce === TimeInForce.FILL_OR_KILL;
  const step = Math.max(symbolOf(desk, order.symbolId).trading.stepVolume ?? 1, 1);
  const isPart = volume > 0 && volume < left && volume % step === 0 && !isWhole;
  if (volume !== left && !isPart) return { code: 'BAD_VOLUME', orderId };
  const quote = desk.state.quotes.get(order.symbolId);
  const price = fill.price ?? (quote === undefined ? undefined : priceFor(order.side, quote));
  if (price === undefined) return { code: 'NO_QUOTE', orderId };
  if (!Number.isSafeInteger(price) || price <= 0 || price > highestPrice) return { code: 'BAD_PRICE', orderId };
  executeOrder(desk, order, { ...causeAt(at), price, volume, isServerEvent: isProtective });
  return undefined;
}

/** Whether there is something to protect; the order is as large as that from now on. */
function fitProtection({ state }: Desk, order: OrderRecord): boolean {
  const position = state.positions.get(order.positionId);
  if (position === undefined || position.volume === 0 || position.side === order.side) return false;
  order.volume = position.volume;
  return true;
}

/** Rejects an order of which nothing is filled yet. */
export function rejectByHand(desk: Desk, orderId: number, errorCode: string, at: number): HandError | undefined {
  const order = findWorking(desk, orderId);
  if ('code' in order) return order;
  if (order.type === OrderType.STOP_LOSS_TAKE_PROFIT) return { code: 'PROTECTIVE_ORDER', orderId };
  if (order.executedVolume > 0) return { code: 'PARTLY_FILLED', orderId };
  rejectOrder(desk, order, errorCode, causeAt(at));
  return undefined;
}

/** Lets an order expire, dated or not. */
export function expireByHand(desk: Desk, orderId: number, at: number): HandError | undefined {
  const order = findWorking(desk, orderId);
  if ('code' in order) return order;
  if (order.type === OrderType.STOP_LOSS_TAKE_PROFIT) return { code: 'PROTECTIVE_ORDER', orderId };
  withdrawOrder(desk, order, { ...causeAt(at), isServerEvent: true, isExpiry: true });
  return undefined;
}

function findWorking({ state }: Desk, orderId: number): OrderRecord | HandError {
  const order = state.working.get(orderId);
  if (order !== undefined) return order;
  return { code: state.done.has(orderId) ? 'ORDER_IS_DONE' : 'UNKNOWN_ORDER', orderId };
}
