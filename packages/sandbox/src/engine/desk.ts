import {
  type BonusDepositWithdraw,
  type Deal,
  ExecutionEvent,
  type ExecutionType,
  type Message,
  type Order,
  type Payload,
  type Position,
} from '@tickwire/protocol';
import type { AccountRules } from './account-options.ts';
import { type AccountState, findOrder } from './account-state.ts';
import type { EngineEvent, EngineEventOf } from './engine-event.ts';
import type { EngineSymbol, MarketFacts } from './market-facts.ts';
import { nextRandom } from './random.ts';
import { type Rate, unity } from './rate.ts';
import type { Task } from './task.ts';

/** Where one account is worked on: its state, its rules, the world around it, and what it has to say. */
export interface Desk {
  state: AccountState;
  readonly rules: AccountRules;
  readonly facts: MarketFacts;
  /** In the order in which they happened. */
  events: EngineEvent[];
}

/** When something happens, and whose command caused it. */
export interface Cause {
  /** Epoch ms. */
  readonly at: number;
  readonly clientMsgId: string | undefined;
}

/** What an execution event says, besides the account. */
export interface Report {
  readonly executionType: ExecutionType;
  readonly position?: Position | undefined;
  readonly order?: Order | undefined;
  readonly deal?: Deal | undefined;
  readonly depositWithdraw?: Payload<typeof ExecutionEvent>['depositWithdraw'];
  readonly bonusDepositWithdraw?: BonusDepositWithdraw;
  readonly errorCode?: string | undefined;
  readonly isServerEvent: boolean;
}

/** Says something. */
export function emit<M extends Message>(desk: Desk, message: M, payload: Payload<M>, { at, clientMsgId }: Cause): void {
  const event: EngineEventOf<M> = { message, payload, at, clientMsgId };
  // Only messages of the union are emitted by the engine; the compiler cannot see that through the type parameter.
  desk.events.push(event as unknown as EngineEvent);
}

/** Says what became of an order or position; nothing of a silent order. */
export function report(desk: Desk, what: Report, cause: Cause): void {
  if (what.order !== undefined && isSilent(desk, what.order)) return;
  emit(desk, ExecutionEvent, { ctidTraderAccountId: desk.state.trader.ctidTraderAccountId, ...what }, cause);
}

/** Whether the label of an order forbids all talk of it. */
const isSilent = ({ state }: Desk, { orderId }: Order): boolean => findOrder(state, orderId)?.forced?.isSilent === true;

/** Puts something off. Tasks of one moment run in the order in which they came. */
export function schedule(desk: Desk, task: Task): void {
  const { tasks } = desk.state;
  let index = tasks.length;
  while (index > 0 && (tasks[index - 1]?.dueAt ?? 0) > task.dueAt) index--;
  tasks.splice(index, 0, task);
}

/** When an order that is accepted at this moment reaches the market. */
export function executionTime(desk: Desk, at: number): number {
  const { fromMs, toMs } = desk.rules.fillDelay;
  if (fromMs === toMs) return at + fromMs;
  const [random, next] = nextRandom(desk.state.random);
  desk.state.random = next;
  return at + fromMs + Math.floor(random * (toMs - fromMs + 1));
}

/** The symbol of an order or position that exists. */
export function symbolOf(desk: Desk, symbolId: number): EngineSymbol {
  const symbol = desk.facts.findSymbol(symbolId);
  if (symbol === undefined) throw new RangeError(`Symbol ${symbolId} has orders or positions, but it is gone.`);
  return symbol;
}

/** The rate between two assets; 1 while nobody knows it, which orders are kept from by `NO_QUOTES`. */
export const rateOf = (desk: Desk, fromAssetId: number, toAssetId: number): Rate =>
  fromAssetId === toAssetId ? unity : (desk.facts.rate(fromAssetId, toAssetId) ?? unity);

/** The decimals of the account's money. */
export const moneyDigitsOf = (desk: Desk): number => desk.state.trader.moneyDigits ?? 2;
