import { OrderTriggerMethod, OrderType, TradeSide, TradingMode, TrailingSLChangedEvent } from '@tickwire/protocol';
import { type Desk, emit, symbolOf } from './desk.ts';
import { executeOrder } from './execution.ts';
import { fillPrice } from './forced-fill.ts';
import { chargeGuarantee } from './guarantee-charge.ts';
import type { OrderRecord } from './order.ts';
import { roundToDigits, toPrice } from './price.ts';
import { opposite, priceFor, type QuotePrices } from './quote.ts';
import { isWithin, worstPrice } from './worst-price.ts';

/** A tick that orders look at. */
export interface Tick extends QuotePrices {
  readonly symbolId: number;
  /** Epoch ms. */
  readonly at: number;
}

/** Lets every waiting order of the symbol look at a new quote, oldest first. */
export function triggerOrders(desk: Desk, tick: Tick): void {
  const { state, facts } = desk;
  if (facts.phase(tick.symbolId, tick.at) !== 'open') return;
  const { tradingMode } = symbolOf(desk, tick.symbolId).trading;
  if (tradingMode === TradingMode.DISABLED_WITHOUT_PENDINGS_EXECUTION) return;
  const waiting = [...state.working.values()].filter((one) => one.symbolId === tick.symbolId && !one.isExecuting);
  for (const order of waiting) {
    // An earlier one of this tick may have ended it.
    if (!state.working.has(order.orderId)) continue;
    if (order.type === OrderType.STOP_LOSS_TAKE_PROFIT) triggerProtection(desk, order, tick);
    else triggerPending(desk, order, tick);
  }
}

function triggerPending(desk: Desk, order: OrderRecord, tick: Tick): void {
  if (!isReady(desk, order, tick)) return;
  // Inferred (PROTOCOL.md): the event of a triggered order belongs to no command any more, so it has no clientMsgId.
  const price = fillPrice(desk, order, priceFor(order.side, tick));
  executeOrder(desk, order, { at: tick.at, clientMsgId: undefined, isServerEvent: false, price });
}

/** Whether an order that rests can be filled at this quote. Stops remember what they have seen. */
function isReady(desk: Desk, order: OrderRecord, tick: Tick): boolean {
  // A forced delay counts from acceptance, however the order comes to be filled.
  if (tick.at < order.openedAt + (order.forced?.delayMs ?? 0)) return false;
  switch (order.type) {
    case OrderType.LIMIT:
      return isWithin(order.side, priceFor(order.side, tick), order.limitPrice);
    case OrderType.STOP:
      return order.isTriggered || isSetOff(order, tick);
    case OrderType.STOP_LIMIT:
      if (!order.isTriggered && !isSetOff(order, tick)) return false;
      return isWithin(order.side, priceFor(order.side, tick), worstPrice(desk, order));
    default:
      // A market order that waits for the opening, or for more liquidity.
      return true;
  }
}

/** Counts the tick, and tells whether the stop goes off. */
function isSetOff(order: OrderRecord, tick: Tick): boolean {
  const { triggerMethod = OrderTriggerMethod.TRADE, side, stopPrice } = order;
  const { OPPOSITE, DOUBLE_OPPOSITE, DOUBLE_TRADE } = OrderTriggerMethod;
  const isOpposite = triggerMethod === OPPOSITE || triggerMethod === DOUBLE_OPPOSITE;
  const price = priceFor(isOpposite ? opposite(side) : side, tick);
  const isHit = stopPrice !== undefined && (side === TradeSide.BUY ? price >= stopPrice : price <= stopPrice);
  order.hits = isHit ? order.hits + 1 : 0;
  const isDouble = triggerMethod === DOUBLE_TRADE || triggerMethod === DOUBLE_OPPOSITE;
  if (order.hits < (isDouble ? 2 : 1)) return false;
  order.isTriggered = true;
  return true;
}

function triggerProtection(desk: Desk, order: OrderRecord, tick: Tick): void {
  const position = desk.state.positions.get(order.positionId);
  if (position === undefined || position.volume === 0 || position.side === order.side) return;
  const market = priceFor(order.side, tick);
  const isProfit = isWithin(order.side, market, order.limitPrice);
  if (!isProfit && !isSetOff(order, tick)) {
    trail(desk, order, tick);
    return;
  }
  order.volume = position.volume;
  // A guaranteed stop fills at its level however far the market has jumped.
  const guaranteed = isProfit || !order.isGuaranteed ? undefined : order.stopPrice;
  const price = guaranteed ?? market;
  executeOrder(desk, order, { at: tick.at, clientMsgId: undefined, isServerEvent: true, price });
  if (guaranteed !== undefined) chargeGuarantee(desk, order.symbolId, order.executedVolume, tick.at);
}

/** Moves a trailing stop after a better price, never back; only 2107 tells (PROTOCOL.md). */
function trail(desk: Desk, order: OrderRecord, tick: Tick): void {
  const { trailingDistance, stopPrice } = order;
  if (trailingDistance === undefined || stopPrice === undefined) return;
  const direction = order.side === TradeSide.SELL ? -1 : 1;
  const { digits } = symbolOf(desk, order.symbolId).trading;
  const wanted = roundToDigits(priceFor(order.side, tick) + direction * trailingDistance, digits);
  if ((wanted - stopPrice) * direction >= 0) return;
  order.stopPrice = wanted;
  order.updatedAt = tick.at;
  order.hits = 0;
  emit(
    desk,
    TrailingSLChangedEvent,
    {
      ctidTraderAccountId: desk.state.trader.ctidTraderAccountId,
      positionId: order.positionId,
      orderId: order.orderId,
      stopPrice: toPrice(wanted),
      utcLastUpdateTimestamp: tick.at,
    },
    { at: tick.at, clientMsgId: undefined },
  );
}
