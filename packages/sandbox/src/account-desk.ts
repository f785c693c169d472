import type { ChangeBalanceType, Order, Position, PositionUnrealizedPnL, Trader } from '@tickwire/protocol';
import type { Account, HandResult, TraderChanges } from './engine/account.ts';
import type { BonusFlow } from './engine/bonus.ts';
import type { HandError, HandFill } from './engine/by-hand.ts';
import type { OrderCount } from './engine/order-ledger.ts';
import { SandboxError } from './errors/sandbox-error.ts';
import { explainHandError } from './explain-hand-error.ts';
import type { Clock } from './ports.ts';
import type { Ticker } from './server/ticker.ts';
import type { Events } from './venue/account-board.ts';
import type { Venue } from './venue/venue.ts';
import type { TradingAccount } from './venue/world.ts';

/** What is open and what waits in an account. */
export interface AccountStanding {
  readonly positions: readonly Position[];
  /** Protective orders too. */
  readonly orders: readonly Order[];
  /** What each position would bring now. */
  readonly unrealized: readonly PositionUnrealizedPnL[];
}

/** How money comes or goes. */
export interface CashOptions {
  /** A remark that the owner sees. */
  readonly note?: string;
  /** Default: a plain deposit or withdrawal. */
  readonly type?: ChangeBalanceType;
}

interface Parts {
  readonly venue: Venue;
  readonly clock: Clock;
  readonly ticker: Ticker;
}

/** One account of a running sandbox, from its broker's side. Get it by `sandbox.desk('demo')`. */
export class AccountDesk {
  readonly #account: TradingAccount;
  readonly #parts: Parts;

  constructor(account: TradingAccount, parts: Parts) {
    this.#account = account;
    this.#parts = parts;
  }

  /** The account as TraderRes 2122 shows it. */
  trader(): Trader {
    return this.#look().trader();
  }

  /** What is open and what waits. */
  state(): AccountStanding {
    const engine = this.#look();
    const { position = [], order = [] } = engine.reconcile(true);
    const { positionUnrealizedPnL = [] } = engine.unrealizedPnL();
    return { positions: position, orders: order, unrealized: positionUnrealizedPnL };
  }

  /**
   * Money comes in: 2126 type 10 and 2123 to all who are logged in to the account.
   *
   * @param amount In 10^-moneyDigits of the deposit currency, so 100_00 is a hundred euros or dollars.
   * @throws SandboxError `BAD_OPTION` for an amount that is no positive whole number, or that makes the balance more than
   * 10^15, or less than that below zero.
   */
  deposit(amount: number, options: CashOptions = {}): void {
    this.#book(checkAmount(amount), options);
  }

  /** Money goes out, more than there is too: as {@link AccountDesk.deposit}. */
  withdraw(amount: number, options: CashOptions = {}): void {
    this.#book(-checkAmount(amount), options);
  }

  /**
   * Credit comes or goes: 2126 type 12 and 2123 to all who are logged in to the account.
   *
   * @throws SandboxError `BAD_OPTION` for an amount that is no whole number, or that makes the bonus more than 10^15.
   */
  giveBonus(bonus: BonusFlow): void {
    const { managerDelta = 0, ibDelta = 0 } = bonus;
    for (const amount of [managerDelta, ibDelta]) if (amount !== 0) checkAmount(Math.abs(amount));
    const { managerBonus = 0, ibBonus = 0 } = this.trader();
    checkTotal(managerBonus + managerDelta);
    checkTotal(ibBonus + ibDelta);
    this.#act((engine, at) => engine.giveBonus(bonus, at));
  }

  /**
   * Changes leverage, access rights and the like: 2123 to all who are logged in to the account.
   *
   * @throws SandboxError `BAD_OPTION` for a leverage that is no positive whole number of hundredths.
   */
  update(changes: TraderChanges): void {
    const { leverageInCents = 1 } = changes;
    if (!Number.isSafeInteger(leverageInCents) || leverageInCents < 1) {
      throw new SandboxError(`The leverage is ${leverageInCents} hundredths, but it must be a positive whole number.`, {
        code: 'BAD_OPTION',
        facts: { leverageInCents: String(leverageInCents) },
        hint: 'give it in hundredths, 1:100 as 10000',
      });
    }
    this.#act((engine, at) => engine.updateTrader(changes, at));
  }

  /**
   * Fills an order that works, in whole or in part, whatever the market says.
   *
   * @throws SandboxError `NOT_IN_WORLD` for an unknown order, `NOT_POSSIBLE` for one that is done, `BAD_OPTION` for a bad
   * price or volume.
   */
  fillOrder(orderId: number, fill: HandFill = {}): void {
    this.#byHand((engine, at) => engine.fill(orderId, fill, at));
  }

  /**
   * Rejects an order that works and is not filled in part.
   *
   * @param errorCode As in messages, such as `NOT_ENOUGH_MONEY`; any other word may stand there too.
   * @throws SandboxError `NOT_IN_WORLD` or `NOT_POSSIBLE`.
   */
  rejectOrder(orderId: number, errorCode: string): void {
    this.#byHand((engine, at) => engine.rejectOrder(orderId, errorCode, at));
  }

  /** Lets an order that works expire, dated or not. @throws SandboxError `NOT_IN_WORLD` or `NOT_POSSIBLE`. */
  expireOrder(orderId: number): void {
    this.#byHand((engine, at) => engine.expireOrder(orderId, at));
  }

  /** How often new orders came with each `clientOrderId`, a missing one standing for the message's `clientMsgId`. */
  orderLedger(): Readonly<Record<string, OrderCount>> {
    return Object.fromEntries(this.#look().orderLedger());
  }

  #byHand(run: (engine: Account, epochMs: number) => HandResult): void {
    let error: HandError | undefined;
    this.#act((engine, epochMs) => {
      const result = run(engine, epochMs);
      error = result.error;
      return result.events;
    });
    if (error !== undefined) throw explainHandError(error);
  }

  #book(delta: number, options: CashOptions): void {
    checkTotal(Math.abs(this.trader().balance + delta));
    this.#act((engine, at) => engine.deposit({ delta, ...options }, at));
  }

  #look() {
    const { venue, clock } = this.#parts;
    return venue.look(this.#account, clock.now());
  }

  #act(run: (engine: Account, epochMs: number) => Events): void {
    const { venue, clock, ticker } = this.#parts;
    venue.act(this.#account, run, clock.now());
    ticker.hasten(venue.nextMoveAt());
  }
}

/** Sums of several such amounts still fit into messages. */
const mostMoney = 1e15;

function checkTotal(total: number): void {
  if (total <= mostMoney) return;
  throw new SandboxError(`The account would then hold ${total}, but there is room for 10^15 of the smallest unit.`, {
    code: 'BAD_OPTION',
    facts: { total: String(total) },
  });
}

function checkAmount(amount: number): number {
  if (Number.isSafeInteger(amount) && amount > 0) return amount;
  throw new SandboxError(`The amount is ${amount}, but money is a positive whole number of the smallest unit.`, {
    code: 'BAD_OPTION',
    facts: { amount: String(amount) },
    hint: 'give it in cents, a hundred dollars as 10000',
  });
}
