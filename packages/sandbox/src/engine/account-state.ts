import { type Deal, type DepositWithdraw, type MarginCall, NotificationType, type Trader } from '@tickwire/protocol';
import type { AccountOptions } from './account-options.ts';
import type { OrderRecord } from './order.ts';
import type { OrderCount } from './order-ledger.ts';
import type { PositionRecord } from './position.ts';
import type { Quote } from './quote.ts';
import type { Task } from './task.ts';

/** A margin call and what has become of it. */
interface MarginCallRecord {
  call: MarginCall;
  /** The margin level is below it. */
  isBelow: boolean;
  /** Epoch ms. */
  triggeredAt: number | undefined;
}

/** Everything there is to know of one account: plain data, changed in place, by one thread. */
export interface AccountState {
  /** Its balance is kept up to date. */
  trader: Trader;
  nextOrderId: number;
  nextPositionId: number;
  nextDealId: number;
  nextCashFlowId: number;
  nextBonusId: number;
  /** State of the random number generator. */
  random: number;
  /** Epoch ms: time never goes back. */
  now: number;
  readonly quotes: Map<number, Quote>;
  /** With volume, or waiting for their protective order to be cancelled. */
  readonly positions: Map<number, PositionRecord>;
  /** Accepted and not done, protective orders too. */
  readonly working: Map<number, OrderRecord>;
  /** How many positions and working orders there are in each symbol that has any. */
  readonly held: Map<number, number>;
  /** Filled, rejected, expired and cancelled, in that order of events. */
  readonly done: Map<number, OrderRecord>;
  readonly deals: Map<number, Deal>;
  readonly cashFlow: DepositWithdraw[];
  /** By `clientOrderId`. */
  readonly ledger: Map<string, OrderCount>;
  /** In the order in which they are due. */
  readonly tasks: Task[];
  readonly marginCalls: MarginCallRecord[];
}

/** The state of an account in which nothing has happened yet. */
export function createState(options: AccountOptions): AccountState {
  const { trader, seed = 1, firstId = 1, marginCallLevels = [100, 75, 60] } = options;
  return {
    trader: { ...trader, balanceVersion: trader.balanceVersion ?? 0, moneyDigits: trader.moneyDigits ?? 2 },
    nextOrderId: firstId,
    nextPositionId: firstId,
    nextDealId: firstId,
    nextCashFlowId: firstId,
    nextBonusId: firstId,
    random: seed >>> 0,
    now: 0,
    quotes: new Map(),
    positions: new Map(),
    working: new Map(),
    held: new Map(),
    done: new Map(),
    deals: new Map(),
    cashFlow: [],
    ledger: new Map(),
    tasks: [],
    marginCalls: Object.values(NotificationType).map((marginCallType, index) => ({
      call: { marginCallType, marginLevelThreshold: marginCallLevels[index] ?? 0 },
      isBelow: false,
      triggeredAt: undefined,
    })),
  };
}

/** The order with this id, whether it is done or not. */
export const findOrder = (state: AccountState, orderId: number): OrderRecord | undefined =>
  state.working.get(orderId) ?? state.done.get(orderId);
