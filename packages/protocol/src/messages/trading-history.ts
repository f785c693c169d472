import { DepositWithdraw } from '../models/account.ts';
import { Deal, DealOffset, Order } from '../models/trading.ts';
import { bool, int32, int64, modelOf, optional, repeated } from '../schema/fields.ts';
import { request, response } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** Asks for the account's deals. Counted against the historical budget, which is assumed, not documented. */
export const DealListReq = request(
  2133,
  'DealListReq',
  {
    ctidTraderAccountId: int64(2),
    /** Epoch ms, 0 to 2_147_483_646_000. */
    fromTimestamp: optional(int64(3)),
    /** Epoch ms, 0 to 2_147_483_646_000. */
    toTimestamp: optional(int64(4)),
    maxRows: optional(int32(5)),
  },
  [2134],
  { rate: 'historical' },
);
export interface DealListReq extends Payload<typeof DealListReq> {}

/** The account's deals; their order is not documented. */
export const DealListRes = response(2134, 'DealListRes', {
  ctidTraderAccountId: int64(2),
  deal: repeated(modelOf<Deal>(3, Deal)),
  /** True: the server cut the answer short; ask again for the rest. */
  hasMore: bool(4),
});
export interface DealListRes extends Payload<typeof DealListRes> {}

/** Asks for the account's orders, done ones too. Counted against the historical budget, as reported by users. */
export const OrderListReq = request(
  2175,
  'OrderListReq',
  {
    ctidTraderAccountId: int64(2),
    /** Epoch ms, 0 to 2_147_483_646_000. */
    fromTimestamp: optional(int64(3)),
    /** Epoch ms, 0 to 2_147_483_646_000. */
    toTimestamp: optional(int64(4)),
  },
  [2176],
  { rate: 'historical' },
);
export interface OrderListReq extends Payload<typeof OrderListReq> {}

/** The account's orders; their order is not documented. */
export const OrderListRes = response(2176, 'OrderListRes', {
  ctidTraderAccountId: int64(2),
  order: repeated(modelOf<Order>(3, Order)),
  /** True: the server cut the answer short; ask again for the rest. */
  hasMore: bool(4),
});
export interface OrderListRes extends Payload<typeof OrderListRes> {}

/** Asks for the deals of one position. */
export const DealListByPositionIdReq = request(
  2179,
  'DealListByPositionIdReq',
  {
    ctidTraderAccountId: int64(2),
    positionId: int64(3),
    /** Epoch ms. Best left out: 0 has been refused. */
    fromTimestamp: optional(int64(4)),
    /** Epoch ms. */
    toTimestamp: optional(int64(5)),
  },
  [2180],
);
export interface DealListByPositionIdReq extends Payload<typeof DealListByPositionIdReq> {}

/** The deals of one position, newest first. */
export const DealListByPositionIdRes = response(2180, 'DealListByPositionIdRes', {
  ctidTraderAccountId: int64(2),
  deal: repeated(modelOf<Deal>(3, Deal)),
  /** True: the server cut the answer short; ask again for the rest. */
  hasMore: bool(4),
});
export interface DealListByPositionIdRes extends Payload<typeof DealListByPositionIdRes> {}

/** Asks for one order and the deals that filled it. */
export const OrderDetailsReq = request(
  2181,
  'OrderDetailsReq',
  {
    ctidTraderAccountId: int64(2),
    orderId: int64(3),
  },
  [2182],
);
export interface OrderDetailsReq extends Payload<typeof OrderDetailsReq> {}

/** One order and the deals that filled it. */
export const OrderDetailsRes = response(2182, 'OrderDetailsRes', {
  ctidTraderAccountId: int64(2),
  order: modelOf<Order>(3, Order),
  deal: repeated(modelOf<Deal>(4, Deal)),
});
export interface OrderDetailsRes extends Payload<typeof OrderDetailsRes> {}

/** Asks for the orders of one position. */
export const OrderListByPositionIdReq = request(
  2183,
  'OrderListByPositionIdReq',
  {
    ctidTraderAccountId: int64(2),
    positionId: int64(3),
    /** Epoch ms, compared with the order's last update. */
    fromTimestamp: optional(int64(4)),
    /** Epoch ms, compared with the order's last update. */
    toTimestamp: optional(int64(5)),
  },
  [2184],
);
export interface OrderListByPositionIdReq extends Payload<typeof OrderListByPositionIdReq> {}

/** The orders of one position, newest first. */
export const OrderListByPositionIdRes = response(2184, 'OrderListByPositionIdRes', {
  ctidTraderAccountId: int64(2),
  order: repeated(modelOf<Order>(3, Order)),
  /** True: the server cut the answer short; ask again for the rest. */
  hasMore: bool(4),
});
export interface OrderListByPositionIdRes extends Payload<typeof OrderListByPositionIdRes> {}

/** Asks which deals a deal was matched against. */
export const DealOffsetListReq = request(
  2185,
  'DealOffsetListReq',
  {
    ctidTraderAccountId: int64(2),
    dealId: int64(3),
  },
  [2186],
);
export interface DealOffsetListReq extends Payload<typeof DealOffsetListReq> {}

/** The deals that a deal was matched against. */
export const DealOffsetListRes = response(2186, 'DealOffsetListRes', {
  ctidTraderAccountId: int64(2),
  /** The deals that closed it. */
  offsetBy: repeated(modelOf<DealOffset>(3, DealOffset)),
  /** The deals that it closed. */
  offsetting: repeated(modelOf<DealOffset>(4, DealOffset)),
});
export interface DealOffsetListRes extends Payload<typeof DealOffsetListRes> {}

/**
 * Asks for deposits and withdrawals, at most a week at a time. Counted against the historical budget, which is assumed,
 * not documented.
 */
export const CashFlowHistoryListReq = request(
  2143,
  'CashFlowHistoryListReq',
  {
    ctidTraderAccountId: int64(2),
    /** Epoch ms, 0 to 2_147_483_646_000. */
    fromTimestamp: int64(3),
    /** Epoch ms, at most 604_800_000 after `fromTimestamp`. */
    toTimestamp: int64(4),
  },
  [2144],
  { rate: 'historical' },
);
export interface CashFlowHistoryListReq extends Payload<typeof CashFlowHistoryListReq> {}

/** Deposits and withdrawals of the week asked for. */
export const CashFlowHistoryListRes = response(2144, 'CashFlowHistoryListRes', {
  ctidTraderAccountId: int64(2),
  depositWithdraw: repeated(modelOf<DepositWithdraw>(3, DepositWithdraw)),
});
export interface CashFlowHistoryListRes extends Payload<typeof CashFlowHistoryListRes> {}
