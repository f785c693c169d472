import { Trader } from '../models/account.ts';
import { Order, Position, PositionUnrealizedPnL } from '../models/trading.ts';
import { bool, int64, modelOf, optional, repeated, uint32 } from '../schema/fields.ts';
import { event, request, response } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** Asks for an account's balance, leverage and rules. */
export const TraderReq = request(2121, 'TraderReq', { ctidTraderAccountId: int64(2) }, [2122]);
export interface TraderReq extends Payload<typeof TraderReq> {}

/** An account's balance, leverage and rules. */
export const TraderRes = response(2122, 'TraderRes', {
  ctidTraderAccountId: int64(2),
  trader: modelOf<Trader>(3, Trader),
});
export interface TraderRes extends Payload<typeof TraderRes> {}

/** Something about the account changed; it carries the whole account anew. */
export const TraderUpdatedEvent = event(2123, 'TraderUpdatedEvent', {
  ctidTraderAccountId: int64(2),
  trader: modelOf<Trader>(3, Trader),
});
export interface TraderUpdatedEvent extends Payload<typeof TraderUpdatedEvent> {}

/** Asks for all open positions and pending orders: the truth to compare with after a reconnect. */
export const ReconcileReq = request(
  2124,
  'ReconcileReq',
  {
    ctidTraderAccountId: int64(2),
    /** True: also lists the STOP_LOSS_TAKE_PROFIT orders; else read their levels from the positions. */
    returnProtectionOrders: optional(bool(3)),
  },
  [2125],
);
export interface ReconcileReq extends Payload<typeof ReconcileReq> {}

/** All open positions and pending orders. */
export const ReconcileRes = response(2125, 'ReconcileRes', {
  ctidTraderAccountId: int64(2),
  position: repeated(modelOf<Position>(3, Position)),
  order: repeated(modelOf<Order>(4, Order)),
});
export interface ReconcileRes extends Payload<typeof ReconcileRes> {}

/** Asks what each open position would bring if it were closed now. */
export const GetPositionUnrealizedPnLReq = request(
  2187,
  'GetPositionUnrealizedPnLReq',
  { ctidTraderAccountId: int64(2) },
  [2188],
);
export interface GetPositionUnrealizedPnLReq extends Payload<typeof GetPositionUnrealizedPnLReq> {}

/** What each open position would bring if it were closed now. */
export const GetPositionUnrealizedPnLRes = response(2188, 'GetPositionUnrealizedPnLRes', {
  ctidTraderAccountId: int64(2),
  positionUnrealizedPnL: repeated(modelOf<PositionUnrealizedPnL>(3, PositionUnrealizedPnL)),
  /** The exponent of all money in the list. */
  moneyDigits: uint32(4),
});
export interface GetPositionUnrealizedPnLRes extends Payload<typeof GetPositionUnrealizedPnLRes> {}
