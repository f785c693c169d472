// Checked by the compiler alone: a wrong type is a compile error, and so is an expected error that does not come.
import { expectTypeOf } from 'vitest';
import type {
  Answer,
  AnyMessage,
  AnyRequest,
  ClosePositionReq,
  DepthEvent,
  ErrorRes,
  ExecutionEvent,
  GetTrendbarsReq,
  GetTrendbarsRes,
  Message,
  Payload,
  Position,
  PositionStatus,
  ReconcileReq,
  ReconcileRes,
  Request,
  TradeData,
  Trendbar,
  VersionReq,
} from '../src/index.ts';
import {
  CommonHeartbeatEvent,
  NewOrderReq,
  OrderType,
  SpotEvent,
  TradeSide,
  TrendbarPeriod,
  VersionRes,
} from '../src/index.ts';

// A payload has the declared keys, required or not, readonly, with plain values.
expectTypeOf<Payload<typeof VersionRes>>().branded.toEqualTypeOf<{ readonly version: string }>();
expectTypeOf<keyof VersionReq>().toEqualTypeOf<never>();
expectTypeOf<keyof CommonHeartbeatEvent>().toEqualTypeOf<never>();
expectTypeOf<NewOrderReq['volume']>().toEqualTypeOf<number>();
expectTypeOf<NewOrderReq['tradeSide']>().toEqualTypeOf<TradeSide>();
expectTypeOf<NewOrderReq['orderType']>().toEqualTypeOf<OrderType>();
expectTypeOf<NewOrderReq['limitPrice']>().toEqualTypeOf<number | undefined>();
expectTypeOf<NewOrderReq['trailingStopLoss']>().toEqualTypeOf<boolean | undefined>();
expectTypeOf<NewOrderReq['label']>().toEqualTypeOf<string | undefined>();
expectTypeOf<TradeSide>().toEqualTypeOf<1 | 2>();

// Lists may be absent, models nest, states are their enumeration.
expectTypeOf<ReconcileRes['position']>().toEqualTypeOf<readonly Position[] | undefined>();
expectTypeOf<SpotEvent['trendbar']>().toEqualTypeOf<readonly Trendbar[] | undefined>();
expectTypeOf<DepthEvent['deletedQuotes']>().toEqualTypeOf<readonly number[] | undefined>();
expectTypeOf<ExecutionEvent['position']>().toEqualTypeOf<Position | undefined>();
expectTypeOf<Position['tradeData']>().toEqualTypeOf<TradeData>();
expectTypeOf<Position['positionStatus']>().toEqualTypeOf<PositionStatus>();

// The answer of a request is the payload of its regular answer; refusals are not part of it.
expectTypeOf<Answer<typeof VersionReq>>().branded.toEqualTypeOf<VersionRes>();
expectTypeOf<Answer<typeof ReconcileReq>>().branded.toEqualTypeOf<ReconcileRes>();
expectTypeOf<Answer<typeof GetTrendbarsReq>>().branded.toEqualTypeOf<GetTrendbarsRes>();
expectTypeOf<Answer<typeof NewOrderReq>>().branded.toEqualTypeOf<ExecutionEvent>();
expectTypeOf<Answer<typeof ClosePositionReq>>().branded.toEqualTypeOf<ExecutionEvent>();
expectTypeOf<Answer<Request>>().toEqualTypeOf<object>();
expectTypeOf<Answer<typeof VersionReq | typeof ReconcileReq>>().toEqualTypeOf<
  Answer<typeof VersionReq> | Answer<typeof ReconcileReq>
>();

// Constants keep their literal types and fit the general ones.
expectTypeOf<(typeof NewOrderReq)['payloadType']>().toEqualTypeOf<2106>();
expectTypeOf<(typeof NewOrderReq)['name']>().toEqualTypeOf<'NewOrderReq'>();
expectTypeOf<(typeof NewOrderReq)['answers'][number]>().toEqualTypeOf<2126 | 2132>();
expectTypeOf<Extract<AnyMessage, { readonly payloadType: 2142 }>>().toEqualTypeOf<typeof ErrorRes>();
expectTypeOf<typeof NewOrderReq>().toExtend<AnyRequest>();
expectTypeOf<typeof SpotEvent>().not.toExtend<AnyRequest>();
export const anything: readonly Message[] = [NewOrderReq, VersionRes, SpotEvent, CommonHeartbeatEvent];
export const anyRequest: Request = NewOrderReq;

export const order: NewOrderReq = {
  ctidTraderAccountId: 1,
  symbolId: 1,
  orderType: OrderType.LIMIT,
  tradeSide: TradeSide.BUY,
  volume: 100_000,
  limitPrice: 1.1,
};

// @ts-expect-error volume is required
export const withoutVolume: NewOrderReq = { ctidTraderAccountId: 1, symbolId: 1, orderType: 1, tradeSide: 1 };

// @ts-expect-error 3 is no trade side
export const wrongSide: NewOrderReq = { ...order, tradeSide: 3 };

// @ts-expect-error the payload type is implied, not a key of the payload
export const withType: VersionRes = { payloadType: 2105, version: '1' };

// @ts-expect-error payloads are read-only
order.volume = 1;

export const bars: GetTrendbarsReq = { ctidTraderAccountId: 1, period: TrendbarPeriod.H1, symbolId: 1 };
