import {
  AccountType,
  type Deal,
  DealStatus,
  ExecutionType,
  OrderStatus,
  OrderType,
  TimeInForce,
} from '@tickwire/protocol';
import { baseToUsd, commissionFor } from './commission.ts';
import { type Cause, type Desk, moneyDigitsOf, rateOf, report, schedule, symbolOf } from './desk.ts';
import { forcedRoom } from './forced-fill.ts';
import { removePosition } from './holdings.ts';
import { guaranteedStopOf, riskOfOrder } from './limited-risk.ts';
import { exposureOn, marginFor, restackMargin, sayMargins, totalMargin } from './margin.ts';
import type { OrderRecord } from './order.ts';
import { rejectOrder, retireOrder, withdrawOrder } from './order-end.ts';
import type { PositionRecord } from './position.ts';
import { applyFill, type Fill, type FillResult } from './position-fill.ts';
import { costOf, toPrice } from './price.ts';
import { equityOf } from './profit.ts';
import { divideRounded, toDouble } from './rate.ts';
import { toWireOrder } from './wire-order.ts';
import { toWirePosition } from './wire-position.ts';

/** An order that meets the market. */
export interface Meeting extends Cause {
  /** 1/100000. */
  readonly price: number;
  /** True: the server made the order. */
  readonly isServerEvent: boolean;
  /** Hundredths of a unit: this much shall be filled, however much the market has. */
  readonly volume?: number;
}

/** The open position that an order would change. */
function findTarget(desk: Desk, order: OrderRecord): PositionRecord | undefined {
  const { positions, trader } = desk.state;
  const own = positions.get(order.positionId);
  if (own !== undefined && own.volume > 0) return own;
  if (order.isClosing || order.isTargeted || trader.accountType !== AccountType.NETTED) return undefined;
  return findNetted(desk, order.symbolId);
}

/** The one open position of a symbol in a netted account. */
export function findNetted(desk: Desk, symbolId: number): PositionRecord | undefined {
  for (const position of desk.state.positions.values()) {
    if (position.symbolId === symbolId && position.volume > 0) return position;
  }
  return undefined;
}

/** Fills as much of the order as the market and the account allow now, and ends it where nothing more shall come. */
export function executeOrder(desk: Desk, order: OrderRecord, meeting: Meeting): void {
  const target = findTarget(desk, order);
  if (target === undefined && (order.isClosing || order.isTargeted)) {
    endUnfilled(desk, order, 'POSITION_NOT_FOUND', meeting);
    return;
  }
  const left = order.volume - order.executedVolume;
  const offered = meeting.volume ?? Math.min(liquidityFor(desk, order), forcedRoom(desk, order));
  const volume = Math.min(left, roomIn(desk, order, target), offered);
  const isAllOrNothing = order.timeInForce === TimeInForce.FILL_OR_KILL;
  if (volume > 0 && (volume === left || !isAllOrNothing)) {
    if (!canAfford(desk, order, volume)) {
      endUnfilled(desk, order, 'NOT_ENOUGH_MONEY', meeting);
      return;
    }
    fillOrder(desk, order, { volume, price: meeting.price, at: meeting.at }, meeting);
  }
  const isStillThere = order.status === OrderStatus.ORDER_STATUS_ACCEPTED;
  if (isStillThere && (endsWithRest(order) || (volume > 0 && volume === roomIn(desk, order, target)))) {
    withdrawOrder(desk, order, { ...meeting, isServerEvent: false });
  }
}

/** An order that can only reduce fills no more than there is. */
function roomIn({ state }: Desk, order: OrderRecord, target: PositionRecord | undefined): number {
  if (target === undefined || target.side === order.side) return Number.POSITIVE_INFINITY;
  const mayTurn = state.trader.accountType === AccountType.NETTED && !order.isClosing;
  return mayTurn ? Number.POSITIVE_INFINITY : target.volume;
}

/** Inferred (PROTOCOL.md): what the server does by itself always finds the other side. */
function liquidityFor(desk: Desk, order: OrderRecord): number {
  if (order.type === OrderType.STOP_LOSS_TAKE_PROFIT || order.isStopOut) return Number.POSITIVE_INFINITY;
  return desk.state.quotes.get(order.symbolId)?.left ?? Number.POSITIVE_INFINITY;
}

const endsWithRest = ({ type, timeInForce }: OrderRecord): boolean =>
  timeInForce === TimeInForce.IMMEDIATE_OR_CANCEL ||
  timeInForce === TimeInForce.FILL_OR_KILL ||
  type === OrderType.MARKET ||
  type === OrderType.MARKET_RANGE;

/** Inferred (PROTOCOL.md): an order that was filled in part is cancelled where another one would be rejected. */
function endUnfilled(desk: Desk, order: OrderRecord, errorCode: string, cause: Cause): void {
  if (order.executedVolume === 0) rejectOrder(desk, order, errorCode, cause);
  else withdrawOrder(desk, order, { at: cause.at, clientMsgId: cause.clientMsgId, isServerEvent: true });
}

/**
 * Whether the account has the margin for this volume. Inferred (PROTOCOL.md): the margin of all positions afterwards,
 * plus the commission, must not be more than the equity; what does not raise the margin is always affordable.
 */
export function canAfford(desk: Desk, order: OrderRecord, volume: number): boolean {
  const target = findTarget(desk, order);
  const isOpposite = target !== undefined && target.side !== order.side;
  const opening = isOpposite ? Math.max(0, volume - target.volume) : volume;
  if (opening === 0) return true;
  const symbol = symbolOf(desk, order.symbolId);
  const marginRate = rateOf(desk, symbol.baseAssetId, desk.state.trader.depositAssetId);
  const usdRate = baseToUsd(desk, symbol);
  const exposureBefore = exposureOn(desk, order.symbolId, order.side);
  const risk = riskOfOrder(desk, order, opening);
  const margin = marginFor(desk, { symbol, volume: opening, exposureBefore, marginRate, usdRate, risk });
  const without = isOpposite ? { without: target.positionId } : {};
  const after = totalMargin(desk, { symbolId: order.symbolId, side: order.side, margin, ...without });
  if (after <= totalMargin(desk)) return true;
  const commission = commissionFor(desk, symbol, opening, { baseToDeposit: marginRate, baseToUsd: usdRate });
  return after <= equityOf(desk) + commission;
}

/** Fills volume of an order and says so. */
function fillOrder(desk: Desk, order: OrderRecord, fill: Fill, meeting: Meeting): void {
  const quote = desk.state.quotes.get(order.symbolId);
  if (quote?.left !== undefined) quote.left = Math.max(0, quote.left - fill.volume);
  const target = findTarget(desk, order);
  const result = applyFill(desk, order, target, fill);
  const { position } = result;
  order.positionId = position.positionId;
  order.hasOwnPosition = false;
  const sent = order.volume - order.executedVolume;
  countFill(desk, order, fill);
  const deal = makeDeal(desk, order, { sent, fill, result });
  if (order.levels !== undefined) position.isProtectable = true;
  if (order.orderId === position.protectionId) position.protectionId = undefined;
  position.guaranteedStop = guaranteedStopOf(order, fill.price)?.stop ?? position.guaranteedStop;
  const changed = restackMargin(desk, position);
  const isComplete = order.status === OrderStatus.ORDER_STATUS_FILLED;
  report(
    desk,
    {
      executionType: isComplete ? ExecutionType.ORDER_FILLED : ExecutionType.ORDER_PARTIAL_FILL,
      position: toWirePosition(desk, position),
      order: toWireOrder(desk, order),
      deal,
      isServerEvent: meeting.isServerEvent,
    },
    meeting,
  );
  sayMargins(desk, changed, fill.at);
  followUp(desk, order, position, meeting);
}

function countFill(desk: Desk, order: OrderRecord, { volume, price, at }: Fill): void {
  const before = costOf(order.executionPrice ?? 0, order.executedVolume);
  order.executedVolume += volume;
  order.executionPrice = Number(divideRounded(before + costOf(price, volume), BigInt(order.executedVolume)));
  order.updatedAt = at;
  if (order.executedVolume < order.volume) return;
  order.closedAt = at;
  retireOrder(desk, order, OrderStatus.ORDER_STATUS_FILLED);
}

interface Dealing {
  readonly sent: number;
  readonly fill: Fill;
  readonly result: FillResult;
}

function makeDeal(desk: Desk, order: OrderRecord, { sent, fill, result }: Dealing): Deal {
  const deal: Deal = {
    dealId: desk.state.nextDealId++,
    orderId: order.orderId,
    positionId: order.positionId,
    volume: sent,
    filledVolume: fill.volume,
    symbolId: order.symbolId,
    createTimestamp: order.openedAt,
    executionTimestamp: fill.at,
    utcLastUpdateTimestamp: fill.at,
    executionPrice: toPrice(fill.price),
    tradeSide: order.side,
    dealStatus: fill.volume === sent ? DealStatus.FILLED : DealStatus.PARTIALLY_FILLED,
    marginRate: toDouble(result.marginRate),
    commission: result.commission,
    baseToUsdConversionRate: toDouble(result.usdRate),
    closePositionDetail: result.closeDetail,
    moneyDigits: moneyDigitsOf(desk),
  };
  desk.state.deals.set(deal.dealId, deal);
  return deal;
}

/** What the server does about the protective order comes a little later (PROTOCOL.md). */
function followUp(desk: Desk, order: OrderRecord, position: PositionRecord, { at, clientMsgId }: Cause): void {
  const isEmpty = position.volume === 0;
  if (isEmpty && position.protectionId === undefined) {
    removePosition(desk.state, position);
    return;
  }
  if (position.protectionId === undefined && (order.levels === undefined || isEmpty)) return;
  const { positionId } = position;
  const dueAt = at + desk.rules.protectionDelayMs;
  schedule(desk, { dueAt, clientMsgId, does: 'protect', positionId, orderId: order.orderId });
}
