import type { AccountState } from './account-state.ts';
import type { OrderRecord } from './order.ts';
import type { PositionRecord } from './position.ts';

type Held = Pick<AccountState, 'held'>;

/** A position is there. It must not have been before. */
export function addPosition(state: Held & Pick<AccountState, 'positions'>, position: PositionRecord): void {
  state.positions.set(position.positionId, position);
  hold(state, position.symbolId);
}

/** A position is gone; without an effect if it was already. */
export function removePosition(state: Held & Pick<AccountState, 'positions'>, position: PositionRecord): void {
  if (state.positions.delete(position.positionId)) release(state, position.symbolId);
}

/** An order works. It must not have done so before. */
export function addWorking(state: Held & Pick<AccountState, 'working'>, order: OrderRecord): void {
  state.working.set(order.orderId, order);
  hold(state, order.symbolId);
}

/** An order works no more; without an effect if it did not. */
export function removeWorking(state: Held & Pick<AccountState, 'working'>, order: OrderRecord): void {
  if (state.working.delete(order.orderId)) release(state, order.symbolId);
}

/** What {@link AccountState.held} has to be with these positions and working orders. */
export function countHeld(things: readonly { readonly symbolId: number }[]): Map<number, number> {
  const held = new Map<number, number>();
  for (const { symbolId } of things) hold({ held }, symbolId);
  return held;
}

function hold({ held }: Held, symbolId: number): void {
  held.set(symbolId, (held.get(symbolId) ?? 0) + 1);
}

function release({ held }: Held, symbolId: number): void {
  const left = (held.get(symbolId) ?? 0) - 1;
  if (left > 0) held.set(symbolId, left);
  else held.delete(symbolId);
}
