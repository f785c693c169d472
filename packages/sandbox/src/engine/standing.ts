import {
  type ExpectedMarginRes,
  type GetPositionUnrealizedPnLRes,
  type MarginCall,
  type MarginCallListRes,
  MarginCallUpdateEvent,
  OrderType,
  type Payload,
  type ReconcileRes,
  TradeSide,
} from '@tickwire/protocol';
import { baseToUsd } from './commission.ts';
import { type Desk, emit, moneyDigitsOf, rateOf } from './desk.ts';
import { exposureOn, marginFor } from './margin.ts';
import { unrealized } from './profit.ts';
import { toWireOrder } from './wire-order.ts';
import { toWirePosition } from './wire-position.ts';

/** 2125: open positions and waiting orders; protective orders only when they are asked for. */
export function reconcile(desk: Desk, returnProtectionOrders = false): Payload<typeof ReconcileRes> {
  const { positions, working, trader } = desk.state;
  const open = [...positions.values()].filter((position) => position.volume > 0);
  const waiting = [...working.values()].filter(
    (order) => returnProtectionOrders || order.type !== OrderType.STOP_LOSS_TAKE_PROFIT,
  );
  return {
    ctidTraderAccountId: trader.ctidTraderAccountId,
    position: open.map((position) => toWirePosition(desk, position)),
    order: waiting.map((order) => toWireOrder(desk, order)),
  };
}

/** 2188: what each open position would bring now. */
export function listUnrealized(desk: Desk): Payload<typeof GetPositionUnrealizedPnLRes> {
  const open = [...desk.state.positions.values()].filter((position) => position.volume > 0);
  return {
    ctidTraderAccountId: desk.state.trader.ctidTraderAccountId,
    positionUnrealizedPnL: open.map((position) => unrealized(desk, position)),
    moneyDigits: moneyDigitsOf(desk),
  };
}

/** 2140: the margin of orders of these sizes, on top of what is open; `undefined`: there is no such symbol. */
export function expectMargin(
  desk: Desk,
  symbolId: number,
  volumes: readonly number[],
): Payload<typeof ExpectedMarginRes> | undefined {
  const symbol = desk.facts.findSymbol(symbolId);
  if (symbol === undefined) return undefined;
  const { ctidTraderAccountId, depositAssetId } = desk.state.trader;
  const marginRate = rateOf(desk, symbol.baseAssetId, depositAssetId);
  const usdRate = baseToUsd(desk, symbol);
  const marginOn = (side: TradeSide, volume: number): number =>
    marginFor(desk, {
      symbol,
      volume,
      exposureBefore: exposureOn(desk, symbolId, side),
      marginRate,
      usdRate,
      risk: undefined,
    });
  const margin = volumes.map((volume) => ({
    volume,
    buyMargin: marginOn(TradeSide.BUY, volume),
    sellMargin: marginOn(TradeSide.SELL, volume),
  }));
  return { ctidTraderAccountId, margin, moneyDigits: moneyDigitsOf(desk) };
}

/** 2168: the three margin calls. */
export const listMarginCalls = ({ state }: Desk): Payload<typeof MarginCallListRes> => ({
  marginCall: state.marginCalls.map(({ call }) => call),
});

/** 2169: sets the threshold of one margin call, and tells everyone (2171). */
export function updateMarginCall(desk: Desk, call: MarginCall, at: number): void {
  for (const record of desk.state.marginCalls) {
    if (record.call.marginCallType !== call.marginCallType) continue;
    const { marginCallType, marginLevelThreshold } = call;
    record.call = { marginCallType, marginLevelThreshold, utcLastUpdateTimestamp: at };
    record.isBelow = false;
    const { ctidTraderAccountId } = desk.state.trader;
    emit(desk, MarginCallUpdateEvent, { ctidTraderAccountId, marginCall: record.call }, { at, clientMsgId: undefined });
  }
}
