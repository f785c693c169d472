import type {
  CashFlowHistoryListRes,
  Deal,
  DealListRes,
  DealOffsetListRes,
  Order,
  OrderDetailsRes,
  OrderListRes,
  Payload,
} from '@tickwire/protocol';
import { findOrder } from './account-state.ts';
import type { Desk } from './desk.ts';
import { offsetsOf } from './offsets.ts';
import type { OrderRecord } from './order.ts';
import { toWireOrder } from './wire-order.ts';

/** Which part of a history is asked for. Both ends belong to it. */
export interface Window {
  /** Epoch ms. Default: the beginning. */
  readonly fromTimestamp?: number | undefined;
  /** Epoch ms. Default: now. */
  readonly toTimestamp?: number | undefined;
  /** Default: 1000, which is also the most. */
  readonly maxRows?: number | undefined;
  readonly positionId?: number | undefined;
}

/** Inferred (PROTOCOL.md): where the server cuts its answers is not known. */
const rowLimit = 1_000;

/** Histories may lag behind what happens; a done order comes back as it ended. */
const isListed = ({ state, rules }: Desk, since: number): boolean => since + rules.historyLagMs <= state.now;

const listedSince = ({ state }: Desk, order: OrderRecord): number =>
  state.working.has(order.orderId) ? order.openedAt : order.updatedAt;

const isWithinWindow = (at: number, { fromTimestamp = 0, toTimestamp = Number.MAX_SAFE_INTEGER }: Window): boolean =>
  at >= fromTimestamp && at <= toTimestamp;

interface Page<Row> {
  readonly rows: Row[];
  readonly hasMore: boolean;
}

/** Newest first, one row more than wanted to know whether there are more. */
function takeNewest<Row>(all: Iterable<Row>, isWanted: (row: Row) => boolean, maxRows: number | undefined): Page<Row> {
  const rows = [...all].filter(isWanted).reverse();
  const limit = Math.min(maxRows ?? rowLimit, rowLimit);
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** 2134 and 2180: deals, newest first. */
export function listDeals(desk: Desk, window: Window = {}): Payload<typeof DealListRes> {
  const { state } = desk;
  const { positionId } = window;
  const isWanted = (deal: Deal): boolean =>
    isListed(desk, deal.executionTimestamp) &&
    (positionId === undefined || deal.positionId === positionId) &&
    isWithinWindow(deal.executionTimestamp, window);
  const { rows, hasMore } = takeNewest(state.deals.values(), isWanted, window.maxRows);
  return { ctidTraderAccountId: state.trader.ctidTraderAccountId, deal: rows, hasMore };
}

/** 2176 and 2184: orders that are done and that wait, by their last update, newest first. */
export function listOrders(desk: Desk, window: Window = {}): Payload<typeof OrderListRes> {
  const { state } = desk;
  const { positionId } = window;
  const isWanted = (order: OrderRecord): boolean =>
    isListed(desk, listedSince(desk, order)) &&
    (positionId === undefined || order.positionId === positionId) &&
    isWithinWindow(order.updatedAt, window);
  const all = [...state.done.values(), ...state.working.values()].sort((one, other) => one.updatedAt - other.updatedAt);
  const { rows, hasMore } = takeNewest(all, isWanted, window.maxRows);
  const order: Order[] = rows.map((row) => toWireOrder(desk, row));
  return { ctidTraderAccountId: state.trader.ctidTraderAccountId, order, hasMore };
}

/** 2182: one order and its deals, oldest first; `undefined`: there is no such order, or not yet. */
export function describeOrder(desk: Desk, orderId: number): Payload<typeof OrderDetailsRes> | undefined {
  const order = findOrder(desk.state, orderId);
  if (order === undefined || !isListed(desk, listedSince(desk, order))) return undefined;
  const deal = [...desk.state.deals.values()].filter((one) => one.orderId === orderId);
  const { ctidTraderAccountId } = desk.state.trader;
  return { ctidTraderAccountId, order: toWireOrder(desk, order), deal };
}

/** 2186: what a deal was matched against; `undefined`: there is no such deal, or not yet. */
export function listOffsets(desk: Desk, dealId: number): Payload<typeof DealOffsetListRes> | undefined {
  const { state } = desk;
  const deal = state.deals.get(dealId);
  if (deal === undefined || !isListed(desk, deal.executionTimestamp)) return undefined;
  const deals = [...state.deals.values()].filter(
    (one) => one.positionId === deal.positionId && isListed(desk, one.executionTimestamp),
  );
  return { ctidTraderAccountId: state.trader.ctidTraderAccountId, ...offsetsOf(deals, dealId) };
}

/** 2144: deposits and withdrawals, oldest first. */
export function listCashFlow({ state }: Desk, window: Window = {}): Payload<typeof CashFlowHistoryListRes> {
  const depositWithdraw = state.cashFlow.filter((one) => isWithinWindow(one.changeBalanceTimestamp, window));
  return { ctidTraderAccountId: state.trader.ctidTraderAccountId, depositWithdraw };
}
