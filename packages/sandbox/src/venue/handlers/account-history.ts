import {
  CashFlowHistoryListReq,
  CashFlowHistoryListRes,
  DealListByPositionIdReq,
  DealListByPositionIdRes,
  DealListReq,
  DealListRes,
  DealOffsetListReq,
  DealOffsetListRes,
  OrderDetailsReq,
  OrderDetailsRes,
  OrderListByPositionIdReq,
  OrderListByPositionIdRes,
  OrderListReq,
  OrderListRes,
  type Request,
} from '@tickwire/protocol';
import { entityNotFound, invalidRequest, orderNotFound, positionNotFound, type Refusal } from '../refusals.ts';
import { type AccountCall, handleAccount } from './account-call.ts';
import { checkSpan } from './time-span.ts';

const longestCashFlowMs = 604_800_000;

interface Span {
  readonly ctidTraderAccountId: number;
  readonly fromTimestamp?: number | undefined;
  readonly toTimestamp?: number | undefined;
}

/** What is wrong with a span whose ends may be left open; an open end reaches to the edge of all times. */
function checkOpenSpan({ ctidTraderAccountId, fromTimestamp, toTimestamp }: Span): Refusal | undefined {
  const from = fromTimestamp ?? Math.min(0, toTimestamp ?? 0);
  return checkSpan(ctidTraderAccountId, from, toTimestamp ?? Math.max(from, 0));
}

/** 2133. */
export const listDeals = handleAccount(DealListReq, ({ engine, payload, answer, refuse }) => {
  const { fromTimestamp, toTimestamp, maxRows = 0 } = payload;
  const refusal = maxRows < 0 ? invalidRequest('maxRows must not be negative') : checkOpenSpan(payload);
  if (refusal !== undefined) return refuse(refusal);
  // Zero is what an absent number looks like to many writers.
  answer(DealListRes, engine.deals({ fromTimestamp, toTimestamp, maxRows: maxRows === 0 ? undefined : maxRows }));
});

/** 2175. */
export const listOrders = handleAccount(OrderListReq, ({ engine, payload, answer, refuse }) => {
  const { fromTimestamp, toTimestamp } = payload;
  const refusal = checkOpenSpan(payload);
  if (refusal !== undefined) return refuse(refusal);
  answer(OrderListRes, engine.orders({ fromTimestamp, toTimestamp }));
});

/** What is wrong with a request for the history of one position. */
function checkPosition<R extends Request>(
  { engine }: AccountCall<R>,
  span: Span & { readonly positionId: number },
): Refusal | undefined {
  const { ctidTraderAccountId, positionId } = span;
  const { order = [] } = engine.orders({ positionId, maxRows: 1 });
  return order.length === 0 ? positionNotFound(ctidTraderAccountId, positionId) : checkOpenSpan(span);
}

/** 2179. */
export const listDealsOfPosition = handleAccount(DealListByPositionIdReq, (call) => {
  const { engine, payload, answer, refuse } = call;
  const { positionId, fromTimestamp, toTimestamp } = payload;
  const refusal = checkPosition(call, payload);
  if (refusal !== undefined) return refuse(refusal);
  answer(DealListByPositionIdRes, engine.deals({ positionId, fromTimestamp, toTimestamp }));
});

/** 2183. */
export const listOrdersOfPosition = handleAccount(OrderListByPositionIdReq, (call) => {
  const { engine, payload, answer, refuse } = call;
  const { positionId, fromTimestamp, toTimestamp } = payload;
  const refusal = checkPosition(call, payload);
  if (refusal !== undefined) return refuse(refusal);
  answer(OrderListByPositionIdRes, engine.orders({ positionId, fromTimestamp, toTimestamp }));
});

/** 2181. */
export const tellOrder = handleAccount(OrderDetailsReq, ({ engine, payload, answer, refuse }) => {
  const { ctidTraderAccountId, orderId } = payload;
  const details = engine.orderDetails(orderId);
  if (details === undefined) return refuse(orderNotFound(ctidTraderAccountId, orderId));
  answer(OrderDetailsRes, details);
});

/** 2185. */
export const listOffsets = handleAccount(DealOffsetListReq, ({ engine, payload, answer, refuse }) => {
  const { ctidTraderAccountId, dealId } = payload;
  const offsets = engine.dealOffsets(dealId);
  if (offsets === undefined) return refuse(entityNotFound(ctidTraderAccountId, `Deal not found with id ${dealId}`));
  answer(DealOffsetListRes, offsets);
});

/** 2143. */
export const listCashFlow = handleAccount(CashFlowHistoryListReq, ({ engine, payload, answer, refuse }) => {
  const { ctidTraderAccountId, fromTimestamp, toTimestamp } = payload;
  const refusal = checkSpan(ctidTraderAccountId, fromTimestamp, toTimestamp, longestCashFlowMs);
  if (refusal !== undefined) return refuse(refusal);
  answer(CashFlowHistoryListRes, engine.cashFlow({ fromTimestamp, toTimestamp }));
});
