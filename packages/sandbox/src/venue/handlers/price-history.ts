import {
  GetTickDataReq,
  GetTickDataRes,
  GetTrendbarsReq,
  GetTrendbarsRes,
  QuoteType,
  type TickData,
} from '@tickwire/protocol';
import type { Tick } from '../../market/feed.ts';
import { invalidRequest, symbolNotFound } from '../refusals.ts';
import { handle } from './handler.ts';
import { isPeriod } from './live-bars.ts';
import { checkSpan } from './time-span.ts';

/** So many bars in one answer; the newest of what was asked for. */
const barsInPage = 14_000;
/** So many ticks in one answer, and those of the same millisecond as the last of them. */
const ticksInPage = 10_000;
const longestTickSpanMs = 7 * 86_400_000;

const quoteTypes = new Set<number>(Object.values(QuoteType));

/** 2137: bars that open from `fromTimestamp` to `toTimestamp`, both included, or so many up to the latter. */
export const tellBars = handle(GetTrendbarsReq, ({ floor, session, payload, at, answer, refuse }) => {
  const { ctidTraderAccountId, symbolId, period, fromTimestamp, count = 0 } = payload;
  const { prices } = floor.quotes[session.environment];
  const now = prices.epochAt(at);
  const toTimestamp = payload.toTimestamp ?? now;
  if (!isPeriod(period)) return refuse(invalidRequest(`Unknown period ${period}`));
  if (!prices.symbols.has(symbolId)) return refuse(symbolNotFound(ctidTraderAccountId, symbolId));
  const isCounted = count > 0;
  const from = isCounted ? undefined : fromTimestamp;
  const refusal = checkSpan(ctidTraderAccountId, from ?? 0, toTimestamp);
  if (refusal !== undefined) return refuse(refusal);
  const wanted = isCounted ? count : Infinity;
  const bars = prices.market(symbolId).trendbars(symbolId, period, {
    ...(from === undefined ? {} : { from }),
    to: toTimestamp + 1,
    count: Math.min(wanted, barsInPage + 1),
    asOf: now,
  });
  const hasMore = bars.length > barsInPage;
  answer(GetTrendbarsRes, {
    ctidTraderAccountId,
    period,
    timestamp: toTimestamp,
    trendbar: hasMore ? bars.slice(-barsInPage) : bars,
    symbolId,
    hasMore,
  });
});

/** 2145: ticks of one side, newest first, each told from the one before it. */
export const tellTicks = handle(GetTickDataReq, ({ floor, session, payload, at, answer, refuse }) => {
  const { ctidTraderAccountId, symbolId, type } = payload;
  const { prices } = floor.quotes[session.environment];
  const now = prices.epochAt(at);
  const toTimestamp = payload.toTimestamp ?? now;
  const fromTimestamp = payload.fromTimestamp ?? Math.max(0, toTimestamp - longestTickSpanMs);
  if (!quoteTypes.has(type)) return refuse(invalidRequest(`Unknown quote type ${type}`));
  if (!prices.symbols.has(symbolId)) return refuse(symbolNotFound(ctidTraderAccountId, symbolId));
  const refusal = checkSpan(ctidTraderAccountId, fromTimestamp, toTimestamp, longestTickSpanMs);
  if (refusal !== undefined) return refuse(refusal);
  const side = type === QuoteType.BID ? 'bid' : 'ask';
  const ticks = prices.market(symbolId).ticks(symbolId, side, fromTimestamp, Math.min(toTimestamp, now) + 1);
  answer(GetTickDataRes, { ctidTraderAccountId, ...cutPage(ticks) });
});

function cutPage(ticks: Iterable<Tick>): { readonly tickData: readonly TickData[]; readonly hasMore: boolean } {
  const tickData: TickData[] = [];
  let before: Tick = { at: 0, price: 0 };
  for (const tick of ticks) {
    // The next page ends just before the last tick of this one, so ticks of one millisecond stay together.
    if (tickData.length >= ticksInPage && tick.at !== before.at) return { tickData, hasMore: true };
    tickData.push({ timestamp: tick.at - before.at, tick: tick.price - before.price });
    before = tick;
  }
  return { tickData, hasMore: false };
}
