import type { OrderStatus, OrderTriggerMethod, OrderType, TimeInForce, TradeSide } from '@tickwire/protocol';
import type { ForcedOutcome } from './forced-outcome.ts';

/** Where the protection of a position shall be. Prices and distances are in 1/100000. */
export interface Levels {
  readonly stopLoss: number | undefined;
  readonly takeProfit: number | undefined;
  /** Distances from the fill price. */
  readonly relativeStopLoss: number | undefined;
  readonly relativeTakeProfit: number | undefined;
  readonly isGuaranteed: boolean;
  readonly isTrailing: boolean;
}

/** An order. Prices are in 1/100000, volumes in hundredths of a unit, moments in epoch ms. */
export interface OrderRecord {
  readonly orderId: number;
  readonly symbolId: number;
  readonly side: TradeSide;
  readonly type: OrderType;
  status: OrderStatus;
  volume: number;
  executedVolume: number;
  readonly openedAt: number;
  updatedAt: number;
  closedAt: number | undefined;
  /** Assigned when the order is accepted; a netted account may move the order to another position when it fills. */
  positionId: number;
  /** True: it can only reduce its position. */
  readonly isClosing: boolean;
  /** Its position id was made for it, and nothing has been opened under it yet. */
  hasOwnPosition: boolean;
  /** True: the position was named by the request, so the order makes no sense without it. */
  readonly isTargeted: boolean;
  readonly clientOrderId: string | undefined;
  readonly label: string | undefined;
  readonly comment: string | undefined;
  timeInForce: TimeInForce;
  expiresAt: number | undefined;
  /** Of LIMIT orders; of protective orders the take profit. */
  limitPrice: number | undefined;
  /** Of STOP and STOP_LIMIT orders; of protective orders the stop loss. */
  stopPrice: number | undefined;
  readonly basePrice: number | undefined;
  slippageInPoints: number | undefined;
  levels: Levels | undefined;
  triggerMethod: OrderTriggerMethod | undefined;
  /** How many ticks in a row met the trigger. */
  hits: number;
  /** A stop that has been set off, and is now a market or limit order. */
  isTriggered: boolean;
  /** An execution is on its way. */
  isExecuting: boolean;
  /** Average price of its fills. */
  executionPrice: number | undefined;
  readonly isStopOut: boolean;
  /** Protective orders only: follows the price at this distance. */
  trailingDistance: number | undefined;
  /** Protective orders only: fills exactly at its stop. */
  isGuaranteed: boolean;
  /** What its label forces. */
  readonly forced: ForcedOutcome | undefined;
}
