import { type ClosePositionReq, OrderStatus, OrderType, TimeInForce, TradingMode } from '@tickwire/protocol';
import { checkPhase, mayTrade } from './check-new-order.ts';
import { checkClosing } from './check-volume.ts';
import { type Cause, type Desk, symbolOf } from './desk.ts';
import type { OrderRecord } from './order.ts';
import { acceptOrder } from './place-order.ts';
import type { PositionRecord } from './position.ts';
import { opposite } from './quote.ts';
import { positionNotFound, type Refusal, refusals, refuse } from './refusal.ts';

/** 2111: a market order against the position. */
export function closePosition(desk: Desk, { positionId, volume }: ClosePositionReq, cause: Cause): void {
  if (!mayTrade(desk)) return refuse(desk, refusals.noTrading, cause);
  const position = desk.state.positions.get(positionId);
  if (position === undefined) return refuse(desk, positionNotFound(positionId), cause);
  const refusal = checkClose(desk, position, volume, cause.at);
  if (refusal !== undefined) return refuse(desk, refusal, cause);
  const order = createClosing(desk, position, { volume, at: cause.at, clientOrderId: cause.clientMsgId });
  position.closingOrderId = order.orderId;
  acceptOrder(desk, order, cause);
}

function checkClose(desk: Desk, position: PositionRecord, volume: number, at: number): Refusal | undefined {
  if (position.volume === 0) return refusals.positionNotOpen;
  if (position.closingOrderId !== undefined) return refusals.pendingExecution;
  const { trading } = symbolOf(desk, position.symbolId);
  const { ENABLED, CLOSE_ONLY_MODE } = TradingMode;
  const mode = trading.tradingMode ?? ENABLED;
  if (mode !== ENABLED && mode !== CLOSE_ONLY_MODE) return refusals.tradingDisabled;
  if (!desk.state.quotes.has(position.symbolId)) return refusals.noQuotes;
  return checkClosing(volume, position.volume, trading) ?? checkPhase(desk, position.symbolId, at);
}

/** What a closing order is made from. */
export interface Closing {
  /** Hundredths of a unit. */
  readonly volume: number;
  /** Epoch ms. */
  readonly at: number;
  readonly clientOrderId: string | undefined;
  /** Default: false. */
  readonly isStopOut?: boolean;
}

/** A market order that closes volume of a position. It is not accepted yet. */
export function createClosing(desk: Desk, position: PositionRecord, closing: Closing): OrderRecord {
  return {
    orderId: desk.state.nextOrderId++,
    symbolId: position.symbolId,
    side: opposite(position.side),
    type: OrderType.MARKET,
    status: OrderStatus.ORDER_STATUS_ACCEPTED,
    volume: closing.volume,
    executedVolume: 0,
    openedAt: closing.at,
    updatedAt: closing.at,
    closedAt: undefined,
    positionId: position.positionId,
    isClosing: true,
    hasOwnPosition: false,
    isTargeted: true,
    clientOrderId: closing.clientOrderId,
    label: undefined,
    comment: undefined,
    timeInForce: TimeInForce.IMMEDIATE_OR_CANCEL,
    expiresAt: undefined,
    limitPrice: undefined,
    stopPrice: undefined,
    basePrice: undefined,
    slippageInPoints: undefined,
    levels: undefined,
    triggerMethod: undefined,
    hits: 0,
    isTriggered: false,
    isExecuting: false,
    executionPrice: undefined,
    isStopOut: closing.isStopOut ?? false,
    trailingDistance: undefined,
    isGuaranteed: false,
    forced: undefined,
  };
}
