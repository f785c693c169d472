import type {
  AmendOrderReq,
  AmendPositionSLTPReq,
  CancelOrderReq,
  ClosePositionReq,
  MarginCall,
  NewOrderReq,
  Trader,
} from '@tickwire/protocol';
import { type AccountOptions, toRules } from './account-options.ts';
import { createState } from './account-state.ts';
import { amendOrder } from './amend-order.ts';
import { amendPosition } from './amend-position.ts';
import { type BonusFlow, bookBonus } from './bonus.ts';
import { expireByHand, fillByHand, type HandError, type HandFill, rejectByHand } from './by-hand.ts';
import { cancelOrder } from './cancel-order.ts';
import { bookCash, type CashFlow, sayTrader } from './cash.ts';
import { closePosition } from './close-position.ts';
import type { Cause, Desk } from './desk.ts';
import type { EngineEvent } from './engine-event.ts';
import { describeOrder, listCashFlow, listDeals, listOffsets, listOrders } from './history.ts';
import { watchMargin } from './margin-watch.ts';
import type { MarketFacts } from './market-facts.ts';
import type { OrderCount } from './order-ledger.ts';
import { findNext, passTime } from './passage.ts';
import { placeOrder } from './place-order.ts';
import type { QuotePrices } from './quote.ts';
import { refusals, refuse } from './refusal.ts';
import { readState, writeState } from './snapshot.ts';
import { expectMargin, listMarginCalls, listUnrealized, reconcile, updateMarginCall } from './standing.ts';
import { stopOutOne } from './stop-out.ts';
import { triggerOrders } from './trigger.ts';
import { trimHistory } from './trim-history.ts';

/** Who sends a command, and when. */
export interface CommandContext {
  /** Epoch ms; a moment before the last one counts as the last one. */
  readonly at: number;
  /** Comes back on every event that the command causes, and names orders that have no `clientOrderId`. */
  readonly clientMsgId?: string | undefined;
  /** False: the token may only look. Default: true. */
  readonly canTrade?: boolean;
}

/** Settings of an account that its broker may change; money moves by {@link Account.deposit} only. */
export type TraderChanges = Partial<Omit<Trader, 'ctidTraderAccountId' | 'balance' | 'balanceVersion' | 'moneyDigits'>>;

type Events = readonly EngineEvent[];

/** What came of something done by hand. */
export interface HandResult {
  /** Also of what fell due before it. */
  readonly events: Events;
  /** Nothing was done, for this reason. */
  readonly error: HandError | undefined;
}

/**
 * One trading account: commands, quotes and time in, events out. The same inputs give the same events. Every call first
 * lets happen what fell due up to its moment, and returns those events too.
 */
export type Account = ReturnType<typeof createAccount>;

/**
 * Makes an account in which nothing has happened yet.
 *
 * @example
 * const account = createAccount({ trader, seed: 7 }, facts);
 * account.onQuote(1, { bid: 103_102, ask: 103_108 }, at);
 * const events = account.place(order, { at, clientMsgId: 'c1' }); // accepted
 * const fills = account.onTime(account.nextDueAt() ?? at); // filled
 */
export function createAccount(options: AccountOptions, facts: MarketFacts) {
  const desk: Desk = { state: createState(options), rules: toRules(options), facts, events: [] };

  /** Runs one input at its moment and hands out what came of it. */
  const run = (at: number, act: (at: number) => void): Events => {
    passTime(desk, at);
    act(desk.state.now);
    trimHistory(desk);
    const { events } = desk;
    desk.events = [];
    return events;
  };
  const byHand = (at: number, act: (at: number) => HandError | undefined): HandResult => {
    let error: HandError | undefined;
    const events = run(at, (now) => {
      error = act(now);
      if (error === undefined) watchMargin(desk, now);
    });
    return { events, error };
  };
  const command = <R>(act: (desk: Desk, request: R, cause: Cause) => void) => {
    return (request: R, { at, clientMsgId, canTrade = true }: CommandContext): Events =>
      run(at, (now) => {
        const cause = { at: now, clientMsgId };
        if (canTrade) act(desk, request, cause);
        else refuse(desk, refusals.noTrading, cause);
      });
  };

  return {
    /** 2106. */
    place: command<NewOrderReq>(placeOrder),
    /** 2108. */
    cancel: command<CancelOrderReq>(cancelOrder),
    /** 2109. */
    amendOrder: command<AmendOrderReq>(amendOrder),
    /** 2110. */
    amendPosition: command<AmendPositionSLTPReq>(amendPosition),
    /** 2111. */
    closePosition: command<ClosePositionReq>(closePosition),
    /** A new quote, in 1/100000; whoever waits for it acts at once. */
    onQuote(symbolId: number, { bid, ask }: QuotePrices, at: number): Events {
      return run(at, (now) => {
        desk.state.quotes.set(symbolId, { bid, ask, left: desk.rules.liquidityPerTick });
        if (desk.state.working.size > 0) triggerOrders(desk, { symbolId, bid, ask, at: now });
        watchMargin(desk, now);
      });
    },
    /** Time passes up to `at`, epoch ms. */
    onTime: (at: number): Events => run(at, () => {}),
    /** When something happens next without further input, epoch ms; `undefined`: nothing does. */
    nextDueAt: (): number | undefined => findNext(desk)?.dueAt,
    /** Money comes or goes. */
    deposit: (cash: CashFlow, at: number): Events =>
      run(at, (now) => {
        bookCash(desk, cash, now);
        watchMargin(desk, now);
      }),
    /** Credit comes or goes: 2126 type 12. */
    giveBonus: (bonus: BonusFlow, at: number): Events =>
      run(at, (now) => {
        bookBonus(desk, bonus, now);
        watchMargin(desk, now);
      }),
    /** Fills an order that works, by hand; `price` in 1/100000. */
    fill: (orderId: number, fill: HandFill, at: number) => byHand(at, (now) => fillByHand(desk, orderId, fill, now)),
    /** Rejects an order that works, by hand. */
    rejectOrder: (orderId: number, errorCode: string, at: number) =>
      byHand(at, (now) => rejectByHand(desk, orderId, errorCode, now)),
    /** Lets an order that works expire, by hand. */
    expireOrder: (orderId: number, at: number) => byHand(at, (now) => expireByHand(desk, orderId, now)),
    /** Closes the position that a stop-out would close first, whatever the margin level; then what follows from it. */
    stopOut: (at: number): Events =>
      run(at, (now) => {
        stopOutOne(desk, now);
        watchMargin(desk, now);
      }),
    /** The broker changes leverage, access rights and the like: 2123. */
    updateTrader: (changes: TraderChanges, at: number): Events =>
      run(at, (now) => {
        desk.state.trader = { ...desk.state.trader, ...changes };
        sayTrader(desk, now);
      }),
    /** 2169; unknown types change nothing. */
    updateMarginCall: (call: MarginCall, at: number): Events => run(at, (now) => updateMarginCall(desk, call, now)),
    /** How many positions and working orders there are in each symbol that has any; kept up to date. */
    held: (): ReadonlyMap<number, number> => desk.state.held,
    /** The account as 2122 shows it. */
    trader: (): Trader => desk.state.trader,
    reconcile: (returnProtectionOrders?: boolean) => reconcile(desk, returnProtectionOrders),
    deals: (window?: Parameters<typeof listDeals>[1]) => listDeals(desk, window),
    orders: (window?: Parameters<typeof listOrders>[1]) => listOrders(desk, window),
    orderDetails: (orderId: number) => describeOrder(desk, orderId),
    dealOffsets: (dealId: number) => listOffsets(desk, dealId),
    cashFlow: (window?: Parameters<typeof listCashFlow>[1]) => listCashFlow(desk, window),
    /** How often new orders came with each `clientOrderId`, a missing one standing for the message's `clientMsgId`. */
    orderLedger: (): ReadonlyMap<string, OrderCount> => desk.state.ledger,
    unrealizedPnL: () => listUnrealized(desk),
    expectedMargin: (symbolId: number, volumes: readonly number[]) => expectMargin(desk, symbolId, volumes),
    marginCalls: () => listMarginCalls(desk),
    /** Everything there is to know of the account, as text for {@link Account.restore}. */
    snapshot: (): string => writeState(desk.state),
    /** Goes back to a snapshot of the same account. */
    restore: (snapshot: string): void => {
      desk.state = readState(snapshot);
      desk.events = [];
    },
  };
}
