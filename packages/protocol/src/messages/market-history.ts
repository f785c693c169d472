import { QuoteType, TrendbarPeriod } from '../enums/market.ts';
import { TickData, Trendbar } from '../models/market.ts';
import { bool, int64, modelOf, oneOf, optional, repeated, uint32 } from '../schema/fields.ts';
import { request, response } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** Asks for bars of the past. Draws on the historical budget (documented). */
export const GetTrendbarsReq = request(
  2137,
  'GetTrendbarsReq',
  {
    ctidTraderAccountId: int64(2),
    /** Epoch ms, 0 to 2_147_483_646_000; reported to be ignored when `count` is given. */
    fromTimestamp: optional(int64(3)),
    /** Epoch ms, 0 to 2_147_483_646_000; a bar that opens right then is included. */
    toTimestamp: optional(int64(4)),
    period: oneOf<TrendbarPeriod>(5, TrendbarPeriod),
    symbolId: int64(6),
    /** How many bars, counted back from `toTimestamp`. */
    count: optional(uint32(7)),
  },
  [2138],
  { rate: 'historical' },
);
export interface GetTrendbarsReq extends Payload<typeof GetTrendbarsReq> {}

/** Bars of the past; their order is not documented. */
export const GetTrendbarsRes = response(2138, 'GetTrendbarsRes', {
  ctidTraderAccountId: int64(2),
  period: oneOf<TrendbarPeriod>(3, TrendbarPeriod),
  /** @deprecated The request's `toTimestamp` says the same. */
  timestamp: optional(int64(4), { deprecated: true }),
  trendbar: repeated(modelOf<Trendbar>(5, Trendbar)),
  symbolId: optional(int64(6)),
  /** True: the server cut the answer short; ask again for the rest. */
  hasMore: optional(bool(7)),
});
export interface GetTrendbarsRes extends Payload<typeof GetTrendbarsRes> {}

/**
 * Asks for ticks of the past, one side of the quote, at most a week at a time. Draws on the historical budget
 * (documented).
 */
export const GetTickDataReq = request(
  2145,
  'GetTickDataReq',
  {
    ctidTraderAccountId: int64(2),
    symbolId: int64(3),
    type: oneOf<QuoteType>(4, QuoteType),
    /** Epoch ms, 0 to 2_147_483_646_000. */
    fromTimestamp: optional(int64(5)),
    /** Epoch ms, 0 to 2_147_483_646_000. */
    toTimestamp: optional(int64(6)),
  },
  [2146],
  { rate: 'historical' },
);
export interface GetTickDataReq extends Payload<typeof GetTickDataReq> {}

/** Ticks of the past, newest first; all but the first are differences. */
export const GetTickDataRes = response(2146, 'GetTickDataRes', {
  ctidTraderAccountId: int64(2),
  tickData: repeated(modelOf<TickData>(3, TickData)),
  /** True: the server cut the answer short; ask again up to just before the oldest tick. */
  hasMore: bool(4),
});
export interface GetTickDataRes extends Payload<typeof GetTickDataRes> {}
