import { ExecutionEvent, NewOrderReq } from '@tickwire/protocol';
import type { Heard, Loose, Stage } from './case.ts';

/** Ids of what a market order has led to. */
export interface Opened {
  readonly orderId: number;
  readonly positionId: number;
  readonly dealId: number;
}

/** A market order for one mini lot of EURUSD. */
export const marketOrder = { symbolId: 1, orderType: 1, tradeSide: 1, volume: 1_000_000 };

/** Longer than any fill takes, and the protection after it. */
export const fillMs = 1_000;

/** Opens a position and waits until it is there. */
export async function openPosition({ ask, pass, player }: Stage, changes: Loose = {}): Promise<Opened> {
  await ask(NewOrderReq, { ...marketOrder, ...changes }, 'open');
  await pass(fillMs);
  const filled = (player.transcript as readonly Heard[])
    .filter(({ payloadType, clientMsgId }) => payloadType === ExecutionEvent.payloadType && clientMsgId === 'open')
    .map(({ payload }) => payload as ExecutionEvent)
    .find(({ deal }) => deal !== undefined);
  const { orderId = 0, positionId = 0, dealId = 0 } = filled?.deal ?? {};
  if (dealId === 0) throw new Error(`The position was not opened: ${JSON.stringify(player.transcript)}`);
  return { orderId, positionId, dealId };
}

/** Places an order that waits, and returns its id. */
export async function placeWaiting({ ask, player }: Stage, changes: Loose = {}): Promise<number> {
  await ask(NewOrderReq, { ...marketOrder, orderType: 2, limitPrice: 0.5, ...changes }, 'waiting');
  const accepted = (player.transcript as readonly Heard[]).find(({ clientMsgId }) => clientMsgId === 'waiting');
  const { order } = (accepted?.payload ?? {}) as Partial<ExecutionEvent>;
  if (order === undefined) throw new Error(`The order was not placed: ${JSON.stringify(player.transcript)}`);
  return order.orderId;
}
