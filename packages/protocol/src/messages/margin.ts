import { MarginCall } from '../models/account.ts';
import { ExpectedMargin } from '../models/trading.ts';
import { int64, modelOf, optional, repeated, uint32, uint64 } from '../schema/fields.ts';
import { event, request, response } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** Asks how much margin orders of these sizes would tie up; answered with one entry a size, for either side. */
export const ExpectedMarginReq = request(
  2139,
  'ExpectedMarginReq',
  {
    ctidTraderAccountId: int64(2),
    symbolId: int64(3),
    /** Hundredths of a unit: the sizes to try. */
    volume: repeated(int64(4)),
  },
  [2140],
);
export interface ExpectedMarginReq extends Payload<typeof ExpectedMarginReq> {}

/** How much margin orders of the given sizes would tie up. */
export const ExpectedMarginRes = response(2140, 'ExpectedMarginRes', {
  ctidTraderAccountId: int64(2),
  margin: repeated(modelOf<ExpectedMargin>(3, ExpectedMargin)),
  /** The exponent of all money in the list. */
  moneyDigits: optional(uint32(4)),
});
export interface ExpectedMarginRes extends Payload<typeof ExpectedMarginRes> {}

/** A position now ties up another amount of margin. */
export const MarginChangedEvent = event(2141, 'MarginChangedEvent', {
  ctidTraderAccountId: int64(2),
  positionId: uint64(3),
  /** Money × 10^moneyDigits: the new amount. */
  usedMargin: uint64(4),
  /** The exponent of `usedMargin`. */
  moneyDigits: optional(uint32(5)),
});
export interface MarginChangedEvent extends Payload<typeof MarginChangedEvent> {}

/** Asks for the margin levels at which the owner is warned. */
export const MarginCallListReq = request(2167, 'MarginCallListReq', { ctidTraderAccountId: int64(2) }, [2168]);
export interface MarginCallListReq extends Payload<typeof MarginCallListReq> {}

/** The margin levels at which the owner is warned, usually three. It does not say whose they are. */
export const MarginCallListRes = response(2168, 'MarginCallListRes', {
  marginCall: repeated(modelOf<MarginCall>(2, MarginCall)),
});
export interface MarginCallListRes extends Payload<typeof MarginCallListRes> {}

/** Sets the threshold of one margin call; answered without a payload. */
export const MarginCallUpdateReq = request(
  2169,
  'MarginCallUpdateReq',
  {
    ctidTraderAccountId: int64(2),
    marginCall: modelOf<MarginCall>(3, MarginCall),
  },
  [2170],
);
export interface MarginCallUpdateReq extends Payload<typeof MarginCallUpdateReq> {}

/** The threshold was set. */
export const MarginCallUpdateRes = response(2170, 'MarginCallUpdateRes', {});
export interface MarginCallUpdateRes extends Payload<typeof MarginCallUpdateRes> {}

/** The threshold of a margin call was changed, here or elsewhere. */
export const MarginCallUpdateEvent = event(2171, 'MarginCallUpdateEvent', {
  ctidTraderAccountId: int64(2),
  marginCall: modelOf<MarginCall>(3, MarginCall),
});
export interface MarginCallUpdateEvent extends Payload<typeof MarginCallUpdateEvent> {}

/** The account's margin level fell to a margin call; sent at most once in ten minutes. */
export const MarginCallTriggerEvent = event(2172, 'MarginCallTriggerEvent', {
  ctidTraderAccountId: int64(2),
  marginCall: modelOf<MarginCall>(3, MarginCall),
});
export interface MarginCallTriggerEvent extends Payload<typeof MarginCallTriggerEvent> {}
