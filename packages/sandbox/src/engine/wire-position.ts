import { type Position, PositionStatus } from '@tickwire/protocol';
import { type Desk, moneyDigitsOf, symbolOf } from './desk.ts';
import type { OrderRecord } from './order.ts';
import type { PositionRecord } from './position.ts';
import { averagePrice, toPrice } from './price.ts';
import { toDouble } from './rate.ts';

/** A position as it stands in messages: keys as in the captured frames (PROTOCOL.md). */
export function toWirePosition(desk: Desk, position: PositionRecord): Position {
  const { volume } = position;
  const isOpen = volume > 0;
  const protection = position.protectionId === undefined ? undefined : desk.state.working.get(position.protectionId);
  const isDone = !isOpen && protection === undefined;
  return {
    positionId: position.positionId,
    tradeData: {
      symbolId: position.symbolId,
      volume,
      tradeSide: position.side,
      openTimestamp: position.openedAt,
      label: position.label,
      guaranteedStopLoss: position.isGuaranteed,
      comment: position.comment,
      measurementUnits: symbolOf(desk, position.symbolId).trading.measurementUnits,
      closeTimestamp: isDone ? position.updatedAt : undefined,
    },
    positionStatus: statusOf(isOpen, isDone),
    swap: position.swap,
    price: averagePrice(position.cost, volume),
    stopLoss: protection?.stopPrice === undefined ? undefined : toPrice(protection.stopPrice),
    takeProfit: protection?.limitPrice === undefined ? undefined : toPrice(protection.limitPrice),
    utcLastUpdateTimestamp: position.updatedAt,
    commission: position.commission,
    marginRate: isOpen ? toDouble(position.marginRate) : 0,
    mirroringCommission: 0,
    guaranteedStopLoss: position.isGuaranteed,
    usedMargin: position.usedMargin,
    stopLossTriggerMethod: protection?.triggerMethod,
    moneyDigits: moneyDigitsOf(desk),
    trailingStopLoss: position.isProtectable ? protection?.trailingDistance !== undefined : undefined,
  };
}

function statusOf(isOpen: boolean, isDone: boolean): PositionStatus {
  if (isOpen) return PositionStatus.POSITION_STATUS_OPEN;
  // Empty, and its protective order is still there: the server shows it as created (PROTOCOL.md).
  return isDone ? PositionStatus.POSITION_STATUS_CLOSED : PositionStatus.POSITION_STATUS_CREATED;
}

/** The position that an order may open one day, or would have opened: empty, without moments. */
function toUnfilledPosition(desk: Desk, order: OrderRecord, isGone: boolean): Position {
  return {
    positionId: order.positionId,
    tradeData: {
      symbolId: order.symbolId,
      volume: 0,
      tradeSide: order.side,
      label: order.label,
      guaranteedStopLoss: order.levels?.isGuaranteed ?? false,
      comment: order.comment,
      measurementUnits: symbolOf(desk, order.symbolId).trading.measurementUnits,
    },
    positionStatus: isGone ? PositionStatus.POSITION_STATUS_CLOSED : PositionStatus.POSITION_STATUS_CREATED,
    swap: 0,
    price: 0,
    commission: 0,
    marginRate: 0,
    mirroringCommission: 0,
    guaranteedStopLoss: order.levels?.isGuaranteed ?? false,
    usedMargin: 0,
    moneyDigits: moneyDigitsOf(desk),
    trailingStopLoss: order.levels === undefined ? undefined : false,
  };
}

/** The position an order is about: the real one, or the empty one that stands for it. */
export function positionFor(desk: Desk, order: OrderRecord, isGone = false): Position {
  const position = desk.state.positions.get(order.positionId);
  return position === undefined ? toUnfilledPosition(desk, order, isGone) : toWirePosition(desk, position);
}
