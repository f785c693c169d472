import { ExecutionType, OrderStatus, OrderTriggerMethod, OrderType, TimeInForce } from '@tickwire/protocol';
import { findOrder } from './account-state.ts';
import { type Cause, type Desk, report, symbolOf } from './desk.ts';
import { addWorking, removePosition } from './holdings.ts';
import { isMarginByRisk } from './limited-risk.ts';
import { restackMargin } from './margin.ts';
import type { OrderRecord } from './order.ts';
import { retireOrder } from './order-end.ts';
import type { PositionRecord } from './position.ts';
import { roundToDigits } from './price.ts';
import { opposite, signOf } from './quote.ts';
import type { Task } from './task.ts';
import { toWireOrder } from './wire-order.ts';
import { toWirePosition } from './wire-position.ts';

/** Where the protection of an open position shall be. Prices are in 1/100000. */
export interface Protection {
  readonly stopLoss: number | undefined;
  readonly takeProfit: number | undefined;
  /** `undefined`: it does not trail. */
  readonly trailingDistance: number | undefined;
  readonly isGuaranteed: boolean;
  readonly triggerMethod: OrderTriggerMethod;
}

/** An event that the server sends of its own accord, or because of a request. */
export interface Occasion extends Cause {
  readonly isServerEvent: boolean;
}

/** The protective order of a position, while there is one. */
export const protectionOf = (desk: Desk, position: PositionRecord): OrderRecord | undefined =>
  position.protectionId === undefined ? undefined : desk.state.working.get(position.protectionId);

/** After a fill: cancels, changes or creates the protective order so that it fits the position again. */
export function settleProtection(desk: Desk, task: Task & { readonly does: 'protect' }): void {
  const position = desk.state.positions.get(task.positionId);
  if (position === undefined) return;
  const order = findOrder(desk.state, task.orderId);
  const said = desk.events.length;
  adjustProtection(desk, position, order, { at: task.dueAt, clientMsgId: task.clientMsgId, isServerEvent: true });
  // Nobody hears of a silent order, nor of what follows from it.
  if (order?.forced?.isSilent === true) desk.events.length = said;
}

function adjustProtection(
  desk: Desk,
  position: PositionRecord,
  order: OrderRecord | undefined,
  occasion: Occasion,
): void {
  const current = protectionOf(desk, position);
  const isStale = current !== undefined && (position.volume === 0 || current.side === position.side);
  if (isStale) cancelProtection(desk, position, current, occasion);
  if (position.volume === 0) {
    removePosition(desk.state, position);
    return;
  }
  const wanted = order === undefined ? undefined : wantedBy(desk, order, position);
  if (wanted !== undefined) protect(desk, position, wanted, occasion);
  else resizeProtection(desk, position, occasion);
}

/** What the filled order asks for: distances count from its fill price. */
function wantedBy(desk: Desk, order: OrderRecord, position: PositionRecord): Protection | undefined {
  const { levels, executionPrice } = order;
  if (levels === undefined || executionPrice === undefined || order.side !== position.side) return undefined;
  const { digits } = symbolOf(desk, order.symbolId).trading;
  const sign = signOf(order.side);
  const from = (distance: number | undefined, direction: number): number | undefined => {
    if (distance === undefined) return undefined;
    const level = roundToDigits(executionPrice + distance * direction, digits);
    return level > 0 ? level : undefined;
  };
  const stopLoss = levels.stopLoss ?? from(levels.relativeStopLoss, -sign);
  const takeProfit = levels.takeProfit ?? from(levels.relativeTakeProfit, sign);
  if (stopLoss === undefined && takeProfit === undefined) return undefined;
  return {
    stopLoss,
    takeProfit,
    trailingDistance: levels.isTrailing && stopLoss !== undefined ? Math.abs(executionPrice - stopLoss) : undefined,
    isGuaranteed: levels.isGuaranteed,
    triggerMethod: OrderTriggerMethod.TRADE,
  };
}

/** Gives a position this protection in place of any other: 2 ACCEPTED where there was none, else 4 REPLACED. */
export function protect(desk: Desk, position: PositionRecord, wanted: Protection, occasion: Occasion): void {
  const current = protectionOf(desk, position);
  const order = current ?? createProtection(desk, position, wanted, occasion.at);
  order.volume = position.volume;
  order.limitPrice = wanted.takeProfit;
  order.stopPrice = wanted.stopLoss;
  order.trailingDistance = wanted.trailingDistance;
  order.isGuaranteed = wanted.isGuaranteed;
  order.triggerMethod = wanted.triggerMethod;
  order.hits = 0;
  position.isProtectable = true;
  position.isGuaranteed = wanted.isGuaranteed;
  setGuaranteed(desk, position, wanted.isGuaranteed ? wanted.stopLoss : undefined);
  const { ORDER_ACCEPTED, ORDER_REPLACED } = ExecutionType;
  sayProtection(desk, current === undefined ? ORDER_ACCEPTED : ORDER_REPLACED, { position, order }, occasion);
}

/** Makes the protective order as large as its position: 4 REPLACED. */
function resizeProtection(desk: Desk, position: PositionRecord, occasion: Occasion): void {
  const order = protectionOf(desk, position);
  if (order === undefined || order.volume === position.volume) return;
  order.volume = position.volume;
  sayProtection(desk, ExecutionType.ORDER_REPLACED, { position, order }, occasion);
}

/** Takes the protection away: 5 CANCELLED. */
export function cancelProtection(desk: Desk, position: PositionRecord, order: OrderRecord, occasion: Occasion): void {
  retireOrder(desk, order, OrderStatus.ORDER_STATUS_CANCELLED);
  order.closedAt = occasion.at;
  position.protectionId = undefined;
  position.isGuaranteed = false;
  setGuaranteed(desk, position, undefined);
  sayProtection(desk, ExecutionType.ORDER_CANCELLED, { position, order }, occasion);
}

/** The event that follows says what margin the position ties up now. */
function setGuaranteed(desk: Desk, position: PositionRecord, stop: number | undefined): void {
  position.guaranteedStop = stop;
  if (isMarginByRisk(desk) && position.volume > 0) restackMargin(desk, position);
}

interface Pair {
  readonly position: PositionRecord;
  readonly order: OrderRecord;
}

function sayProtection(desk: Desk, executionType: ExecutionType, { position, order }: Pair, occasion: Occasion): void {
  order.updatedAt = occasion.at;
  // A closed position keeps the moment at which it was closed (PROTOCOL.md).
  if (position.volume > 0) position.updatedAt = occasion.at;
  report(
    desk,
    {
      executionType,
      position: toWirePosition(desk, position),
      order: toWireOrder(desk, order),
      isServerEvent: occasion.isServerEvent,
    },
    occasion,
  );
}

function createProtection(desk: Desk, position: PositionRecord, wanted: Protection, at: number): OrderRecord {
  const order: OrderRecord = {
    orderId: desk.state.nextOrderId++,
    symbolId: position.symbolId,
    side: opposite(position.side),
    type: OrderType.STOP_LOSS_TAKE_PROFIT,
    status: OrderStatus.ORDER_STATUS_ACCEPTED,
    volume: position.volume,
    executedVolume: 0,
    openedAt: at,
    updatedAt: at,
    closedAt: undefined,
    positionId: position.positionId,
    isClosing: true,
    hasOwnPosition: false,
    isTargeted: true,
    clientOrderId: position.clientOrderId,
    label: undefined,
    comment: undefined,
    timeInForce: TimeInForce.GOOD_TILL_CANCEL,
    expiresAt: undefined,
    limitPrice: wanted.takeProfit,
    stopPrice: wanted.stopLoss,
    basePrice: undefined,
    slippageInPoints: undefined,
    levels: undefined,
    triggerMethod: wanted.triggerMethod,
    hits: 0,
    isTriggered: false,
    isExecuting: false,
    executionPrice: undefined,
    isStopOut: false,
    trailingDistance: wanted.trailingDistance,
    isGuaranteed: wanted.isGuaranteed,
    forced: undefined,
  };
  addWorking(desk.state, order);
  position.protectionId = order.orderId;
  return order;
}
