import type { Desk } from './desk.ts';

/** Forgets what is older than the history shall reach. Orders that something still has to be done about stay. */
export function trimHistory({ state, rules }: Desk): void {
  const { historyLimit } = rules;
  dropOldest(state.deals, historyLimit);
  dropOldest(state.ledger, historyLimit);
  if (state.done.size <= historyLimit) return;
  const isNeeded = (orderId: number): boolean => state.tasks.some((task) => task.orderId === orderId);
  dropOldest(state.done, historyLimit, isNeeded);
}

function dropOldest<Key>(rows: Map<Key, unknown>, limit: number, isNeeded?: (key: Key) => boolean): void {
  for (const key of rows.keys()) {
    if (rows.size <= limit || isNeeded?.(key) === true) return;
    rows.delete(key);
  }
}
