import type { AccountState } from './account-state.ts';

/** How often new orders (2106) came with one `clientOrderId`. */
export interface OrderCount {
  /** All of them, also those that were refused or that a label had swallowed. */
  readonly received: number;
  readonly accepted: number;
}

/** Counts a new order; one without an id is not counted. */
export function countOrder({ ledger }: AccountState, clientOrderId: string | undefined, what: keyof OrderCount): void {
  if (clientOrderId === undefined) return;
  const { received = 0, accepted = 0 } = ledger.get(clientOrderId) ?? {};
  ledger.set(clientOrderId, { received, accepted, [what]: (what === 'received' ? received : accepted) + 1 });
}

/** Whether an order with this id was accepted before. */
export const isKnownOrder = ({ ledger }: AccountState, clientOrderId: string | undefined): boolean =>
  clientOrderId !== undefined && (ledger.get(clientOrderId)?.accepted ?? 0) > 0;
