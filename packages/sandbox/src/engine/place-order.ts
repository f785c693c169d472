import {
  AccountType,
  ExecutionType,
  type NewOrderReq,
  OrderStatus,
  OrderTriggerMethod,
  OrderType,
  TimeInForce,
} from '@tickwire/protocol';
import { checkNewOrder, isPendingType, mayTrade } from './check-new-order.ts';
import { type Cause, type Desk, executionTime, report, schedule } from './desk.ts';
import { canAfford, findNetted } from './execution.ts';
import { type ForcedOutcome, readLabel } from './forced-outcome.ts';
import { addWorking } from './holdings.ts';
import type { Levels, OrderRecord } from './order.ts';
import { rejectOrder } from './order-end.ts';
import { countOrder } from './order-ledger.ts';
import type { PositionRecord } from './position.ts';
import { toPoints } from './price.ts';
import { priceFor } from './quote.ts';
import { forcedRefusal, positionNotFound, refusals, refuse, symbolNotFound } from './refusal.ts';
import { toWireOrder } from './wire-order.ts';
import { positionFor } from './wire-position.ts';
import { isWithin } from './worst-price.ts';

/** 2106: accepted at once; a market order is filled or rejected later. The label may force what becomes of it. */
export function placeOrder(desk: Desk, request: NewOrderReq, cause: Cause): void {
  if (!mayTrade(desk)) return refuse(desk, refusals.noTrading, cause);
  countOrder(desk.state, request.clientOrderId ?? cause.clientMsgId, 'received');
  const reading = readLabel(desk.rules.honoursLabels ? request.label : undefined);
  if ('refusal' in reading) return refuse(desk, reading.refusal, cause);
  const { outcome } = reading;
  if (outcome?.isLost === true) return;
  if (outcome?.refuseCode !== undefined) return refuse(desk, forcedRefusal(outcome.refuseCode), cause);
  placeChecked(desk, request, outcome, cause);
}

function placeChecked(desk: Desk, request: NewOrderReq, forced: ForcedOutcome | undefined, cause: Cause): void {
  const symbol = desk.facts.findSymbol(request.symbolId);
  if (symbol === undefined) return refuse(desk, symbolNotFound(request.symbolId), cause);
  const target = findNamed(desk, request);
  if (target === 'missing') return refuse(desk, positionNotFound(request.positionId ?? 0), cause);
  const quote = desk.state.quotes.get(request.symbolId);
  const refusal = checkNewOrder({ desk, request, forced, at: cause.at, symbol, quote, target });
  if (refusal !== undefined) return refuse(desk, refusal, cause);
  const order = createOrder(desk, request, { target, forced }, cause);
  countOrder(desk.state, order.clientOrderId, 'accepted');
  acceptOrder(desk, order, cause);
}

/** The position that the request names, or, in a netted account, the one of its symbol. */
function findNamed(desk: Desk, request: NewOrderReq): PositionRecord | 'missing' | undefined {
  const { positions, trader } = desk.state;
  if (request.positionId !== undefined) {
    const position = positions.get(request.positionId);
    const isRight = position !== undefined && position.volume > 0 && position.symbolId === request.symbolId;
    return isRight ? position : 'missing';
  }
  return trader.accountType === AccountType.NETTED ? findNetted(desk, request.symbolId) : undefined;
}

/** Says that an order is accepted, and sends it to the market if it does not wait for something. */
export function acceptOrder(desk: Desk, order: OrderRecord, cause: Cause): void {
  addWorking(desk.state, order);
  report(
    desk,
    {
      executionType: ExecutionType.ORDER_ACCEPTED,
      position: positionFor(desk, order),
      order: toWireOrder(desk, order),
      isServerEvent: false,
    },
    cause,
  );
  const { rejectCode, delayMs } = order.forced ?? {};
  if (rejectCode !== undefined && delayMs === undefined) return rejectOrder(desk, order, rejectCode, cause);
  if (rejectCode === undefined && !goesToMarket(desk, order, cause.at)) return;
  // The market never sees what the account cannot pay: acceptance and rejection have the same moment (PROTOCOL.md).
  const isAffordable = rejectCode !== undefined || isPendingType(order.type) || canAfford(desk, order, order.volume);
  if (!isAffordable) return rejectOrder(desk, order, 'NOT_ENOUGH_MONEY', cause);
  order.isExecuting = true;
  const dueAt = delayMs === undefined ? executionTime(desk, cause.at) : cause.at + delayMs;
  schedule(desk, { dueAt, clientMsgId: cause.clientMsgId, does: 'execute', orderId: order.orderId });
}

function goesToMarket(desk: Desk, order: OrderRecord, at: number): boolean {
  const isOpen = desk.facts.phase(order.symbolId, at) === 'open';
  if (order.type === OrderType.STOP || order.type === OrderType.STOP_LIMIT) return false;
  if (order.type !== OrderType.LIMIT) return isOpen;
  const { IMMEDIATE_OR_CANCEL, FILL_OR_KILL } = TimeInForce;
  if (order.timeInForce === IMMEDIATE_OR_CANCEL || order.timeInForce === FILL_OR_KILL) return true;
  const quote = desk.state.quotes.get(order.symbolId);
  return isOpen && quote !== undefined && isWithin(order.side, priceFor(order.side, quote), order.limitPrice);
}

const pointsOrNone = (price: number | undefined): number | undefined =>
  price === undefined ? undefined : toPoints(price);

/** What an order is about, besides what the request says. */
interface Intent {
  readonly target: PositionRecord | undefined;
  readonly forced: ForcedOutcome | undefined;
}

function createOrder(
  desk: Desk,
  request: NewOrderReq,
  { target, forced }: Intent,
  { at, clientMsgId }: Cause,
): OrderRecord {
  const type = request.orderType;
  const isStop = type === OrderType.STOP || type === OrderType.STOP_LIMIT;
  const isRanged = type === OrderType.MARKET_RANGE || type === OrderType.STOP_LIMIT;
  const timeInForce = timeInForceOf(request);
  return {
    orderId: desk.state.nextOrderId++,
    symbolId: request.symbolId,
    side: request.tradeSide,
    type,
    status: OrderStatus.ORDER_STATUS_ACCEPTED,
    volume: request.volume,
    executedVolume: 0,
    openedAt: at,
    updatedAt: at,
    closedAt: undefined,
    positionId: target?.positionId ?? desk.state.nextPositionId++,
    // Inferred (PROTOCOL.md): an order that names a position of the other side closes it.
    isClosing: request.positionId !== undefined && target !== undefined && target.side !== request.tradeSide,
    hasOwnPosition: target === undefined,
    isTargeted: request.positionId !== undefined,
    clientOrderId: request.clientOrderId ?? clientMsgId,
    label: request.label,
    comment: request.comment,
    timeInForce,
    expiresAt: timeInForce === TimeInForce.GOOD_TILL_DATE ? request.expirationTimestamp : undefined,
    limitPrice: type === OrderType.LIMIT ? pointsOrNone(request.limitPrice) : undefined,
    stopPrice: isStop ? pointsOrNone(request.stopPrice) : undefined,
    basePrice: type === OrderType.MARKET_RANGE ? pointsOrNone(request.baseSlippagePrice) : undefined,
    slippageInPoints: isRanged ? request.slippageInPoints : undefined,
    levels: levelsOf(request),
    triggerMethod: isStop ? (request.stopTriggerMethod ?? OrderTriggerMethod.TRADE) : undefined,
    hits: 0,
    isTriggered: false,
    isExecuting: false,
    executionPrice: undefined,
    isStopOut: false,
    trailingDistance: undefined,
    isGuaranteed: false,
    forced,
  };
}

/** Market orders are shown as immediate-or-cancel whatever the default of the request is (PROTOCOL.md). */
function timeInForceOf({ orderType, timeInForce }: NewOrderReq): TimeInForce {
  if (isPendingType(orderType)) return timeInForce ?? TimeInForce.GOOD_TILL_CANCEL;
  const { FILL_OR_KILL, MARKET_ON_OPEN, IMMEDIATE_OR_CANCEL } = TimeInForce;
  return timeInForce === FILL_OR_KILL || timeInForce === MARKET_ON_OPEN ? timeInForce : IMMEDIATE_OR_CANCEL;
}

/** The protection that an order asks for; `undefined` when it asks for none. Absolute levels win over distances. */
export function levelsOf(
  request: Pick<
    NewOrderReq,
    'stopLoss' | 'takeProfit' | 'relativeStopLoss' | 'relativeTakeProfit' | 'guaranteedStopLoss' | 'trailingStopLoss'
  >,
): Levels | undefined {
  const { stopLoss, takeProfit, relativeStopLoss, relativeTakeProfit } = request;
  const asked = [stopLoss, takeProfit, relativeStopLoss, relativeTakeProfit];
  if (asked.every((level) => level === undefined)) return undefined;
  return {
    stopLoss: pointsOrNone(stopLoss),
    takeProfit: pointsOrNone(takeProfit),
    relativeStopLoss,
    relativeTakeProfit,
    isGuaranteed: request.guaranteedStopLoss ?? false,
    isTrailing: request.trailingStopLoss ?? false,
  };
}
