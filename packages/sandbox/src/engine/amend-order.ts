import {
  type AmendOrderReq,
  ExecutionType,
  OrderTriggerMethod,
  OrderType,
  TimeInForce,
  TradeSide,
} from '@tickwire/protocol';
import { checkLevelDigits, checkLevelDistances, checkLevelSides } from './check-levels.ts';
import { checkGuarantee, isPendingType, mayTrade } from './check-new-order.ts';
import { checkVolume } from './check-volume.ts';
import { type Cause, type Desk, report, symbolOf } from './desk.ts';
import type { OrderRecord } from './order.ts';
import { levelsOf } from './place-order.ts';
import { hasMoreDigits, isTooHigh, toPoints } from './price.ts';
import { priceFor } from './quote.ts';
import * as no from './refusal.ts';
import { toWireOrder } from './wire-order.ts';
import { positionFor } from './wire-position.ts';

/** What an amendment makes of an order: the rest stays. */
type Change = Pick<
  OrderRecord,
  | 'volume'
  | 'limitPrice'
  | 'stopPrice'
  | 'slippageInPoints'
  | 'expiresAt'
  | 'timeInForce'
  | 'levels'
  | 'triggerMethod'
  | 'isGuaranteed'
>;

/** 2109: changes a pending order. Optional fields that are left out are reset. */
export function amendOrder(desk: Desk, request: AmendOrderReq, cause: Cause): void {
  if (!mayTrade(desk)) return no.refuse(desk, no.refusals.noTrading, cause);
  const { orderId } = request;
  const order = desk.state.working.get(orderId);
  if (order === undefined) return no.refuse(desk, no.orderNotFound(orderId), cause);
  if (!isPendingType(order.type) || order.isExecuting) {
    return no.refuse(desk, { ...no.refusals.cannotAmend, orderId }, cause);
  }
  const change = changeOf(order, request);
  const refusal = checkAmendment(desk, order, request, cause.at) ?? checkChange(order, change);
  if (refusal !== undefined) return no.refuse(desk, refusal, cause);
  Object.assign(order, change, { updatedAt: cause.at, hits: 0 });
  report(
    desk,
    {
      executionType: ExecutionType.ORDER_REPLACED,
      position: positionFor(desk, order),
      order: toWireOrder(desk, order),
      isServerEvent: false,
    },
    cause,
  );
}

/** Inferred (PROTOCOL.md): what an order cannot be without – volume, its price, its range – stays when left out. */
function changeOf(order: OrderRecord, request: AmendOrderReq): Change {
  const isLimit = order.type === OrderType.LIMIT;
  const { limitPrice, stopPrice, expirationTimestamp } = request;
  const isDated = expirationTimestamp !== undefined;
  const { GOOD_TILL_DATE, GOOD_TILL_CANCEL } = TimeInForce;
  const undated = order.timeInForce === GOOD_TILL_DATE ? GOOD_TILL_CANCEL : order.timeInForce;
  return {
    volume: request.volume ?? order.volume,
    limitPrice: isLimit && limitPrice !== undefined ? toPoints(limitPrice) : order.limitPrice,
    stopPrice: !isLimit && stopPrice !== undefined ? toPoints(stopPrice) : order.stopPrice,
    slippageInPoints:
      order.type === OrderType.STOP_LIMIT ? (request.slippageInPoints ?? order.slippageInPoints) : undefined,
    expiresAt: expirationTimestamp,
    timeInForce: isDated ? GOOD_TILL_DATE : undated,
    levels: levelsOf(request),
    triggerMethod: isLimit ? undefined : (request.stopTriggerMethod ?? OrderTriggerMethod.TRADE),
    isGuaranteed: false,
  };
}

function checkAmendment(desk: Desk, order: OrderRecord, request: AmendOrderReq, at: number): no.Refusal | undefined {
  const symbol = symbolOf(desk, order.symbolId);
  const { trading } = symbol;
  if (request.volume !== undefined) {
    const refusal = checkVolume(request.volume, trading);
    if (refusal !== undefined) return refusal;
    if (request.volume <= order.executedVolume) return no.volumeTooSmall(request.volume, order.executedVolume);
  }
  const price = checkPrice(desk, order, request);
  if (price !== undefined) return price;
  if (request.expirationTimestamp !== undefined && request.expirationTimestamp <= at) return no.refusals.badExpiry;
  const hasStop = request.stopLoss !== undefined || request.relativeStopLoss !== undefined;
  if (request.trailingStopLoss === true && !hasStop) return no.trailingWithoutStop;
  const guarantee = checkGuarantee(desk, { isAsked: request.guaranteedStopLoss === true, hasStop, symbol });
  if (guarantee !== undefined) return guarantee;
  const { limitPrice, stopPrice } = changeOf(order, request);
  const reference = { trading, side: order.side, price: limitPrice ?? stopPrice ?? 0, isPending: true };
  return (
    checkLevelDigits(request, trading) ?? checkLevelSides(request, reference) ?? checkLevelDistances(request, reference)
  );
}

function checkPrice(desk: Desk, order: OrderRecord, request: AmendOrderReq): no.Refusal | undefined {
  const { digits } = symbolOf(desk, order.symbolId).trading;
  for (const price of [request.limitPrice, request.stopPrice]) {
    if (price === undefined) continue;
    if (hasMoreDigits(price, digits)) return no.tooManyDigits('price', price, digits);
    if (price <= 0) return no.refusals.nonPositivePrice;
    if (isTooHigh(price)) return no.refusals.priceTooHigh;
  }
  const quote = desk.state.quotes.get(order.symbolId);
  if (order.type === OrderType.LIMIT || request.stopPrice === undefined || quote === undefined) return undefined;
  const beyond = toPoints(request.stopPrice) - priceFor(order.side, quote);
  return (order.side === TradeSide.BUY ? beyond : -beyond) < 0 ? no.refusals.badPrice : undefined;
}

function checkChange(order: OrderRecord, change: Change): no.Refusal | undefined {
  const { levels, ...rest } = change;
  const isSame = Object.entries(rest).every(([name, value]) => Object.is(Reflect.get(order, name), value));
  return isSame && JSON.stringify(levels) === JSON.stringify(order.levels) ? no.nothingToAmend : undefined;
}
