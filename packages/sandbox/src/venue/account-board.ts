import type { Message } from '@tickwire/protocol';
import { type Account, createAccount } from '../engine/account.ts';
import type { EngineEvent } from '../engine/engine-event.ts';
import { SandboxError } from '../errors/sandbox-error.ts';
import { engineOptions, type TradingRules } from './engine-options.ts';
import { createFacts, type VenueFacts } from './market-facts.ts';
import type { Prices } from './prices.ts';
import { type Outgoing, type Session, send } from './session.ts';
import { Tape } from './tape.ts';
import { findAccount, type TradingAccount, type World } from './world.ts';

/** What an account did, in the order in which it did it. */
export type Events = readonly EngineEvent[];

interface Entry {
  readonly account: TradingAccount;
  readonly engine: Account;
  /** The connections on which the account is authenticated. */
  readonly sessions: Set<Session>;
  /** Ids of the symbols it has something in. */
  held: ReadonlySet<number>;
  /** Ids of the symbols whose prices it is fed. */
  watched: ReadonlySet<number>;
  /** Epoch ms of what it does next by itself. */
  dueAt: number;
}

/** The accounts of an environment at one moment, as plain data. */
export interface AccountsSnapshot {
  /** Each account that anybody has looked at, and the state of its engine as text. */
  readonly accounts: readonly { readonly accountId: number; readonly state: string }[];
  /** Which accounts hear of a symbol's prices, in that order. */
  readonly watchers: readonly { readonly symbolId: number; readonly accountIds: readonly number[] }[];
}

/** What the accounts of an environment are made from. */
export interface AccountBoardOptions {
  readonly world: World;
  readonly prices: Prices;
  readonly rules: TradingRules;
}

/**
 * The accounts of one environment at work: they are fed the prices they wait for, and what they say goes to every
 * connection on which they are authenticated. An account without positions and orders costs nothing.
 */
export class AccountBoard {
  readonly #options: AccountBoardOptions;
  readonly #facts: VenueFacts;
  readonly #tape: Tape;
  readonly #entries = new Map<number, Entry>();
  /** Who is fed the prices of a symbol. */
  readonly #watchers = new Map<number, Set<Entry>>();
  /** Epoch ms of the moment that is being worked on. */
  #now = 0;
  #nextDueAt = Infinity;

  constructor(options: AccountBoardOptions) {
    const { prices, rules } = options;
    this.#options = options;
    this.#tape = new Tape(prices);
    const quoteOf = (symbolId: number) => this.#tape.quoteAt(symbolId, this.#now);
    this.#facts = createFacts({ prices, hours: rules.marketHours, quoteOf });
  }

  /** Lets a connection hear what the account does. */
  join(session: Session, account: TradingAccount): void {
    this.#entryOf(account).sessions.add(session);
  }

  /** Lets a connection hear no more; without an effect if it did not. */
  leave(session: Session, account: TradingAccount): void {
    this.#entries.get(account.ctidTraderAccountId)?.sessions.delete(session);
  }

  /** An account to look at. What was due must have happened: {@link SpotBoard.advance}. */
  look(account: TradingAccount, at: number): Account {
    this.#now = this.#options.prices.epochAt(at);
    return this.#entryOf(account).engine;
  }

  /**
   * Lets an account do something, with a fresh price of this symbol, and tells what came of it. What was due must have
   * happened: {@link SpotBoard.advance}.
   */
  act(
    account: TradingAccount,
    run: (engine: Account, epochMs: number) => Events,
    { at, symbolId }: { readonly at: number; readonly symbolId?: number | undefined },
  ): void {
    const entry = this.#entryOf(account);
    this.#now = this.#options.prices.epochAt(at);
    if (symbolId !== undefined) this.#refresh(entry, symbolId, at);
    this.#tell(entry, run(entry.engine, this.#now), at);
    this.#watchHeld(entry);
  }

  /** Epoch ms of the next thing that happens by itself; `Infinity`: nothing in sight. */
  get nextAt(): number {
    return Math.min(this.#tape.nextAt, this.#nextDueAt);
  }

  /** Lets everything happen up to this moment (epoch ms), in the order of time. */
  passTime(until: number, at: number): void {
    while (this.nextAt <= until) {
      const moment = this.nextAt;
      this.#now = moment;
      if (this.#tape.nextAt === moment) for (const symbolId of this.#tape.take(until)) this.#feed(symbolId, at);
      if (this.#nextDueAt > moment) continue;
      for (const entry of this.#entries.values()) {
        if (entry.dueAt <= moment) this.#tell(entry, entry.engine.onTime(moment), at);
      }
    }
    this.#now = until;
  }

  /** The price of a symbol was set by hand, at this moment (epoch ms). */
  takePush(symbolId: number, epochMs: number, at: number): void {
    this.#now = epochMs;
    if (this.#tape.refresh(symbolId, epochMs)) this.#feed(symbolId, at);
  }

  /** All accounts, for {@link restore}. What was due must have happened: {@link SpotBoard.advance}. */
  snapshot(): AccountsSnapshot {
    return {
      accounts: [...this.#entries].map(([accountId, { engine }]) => ({ accountId, state: engine.snapshot() })),
      watchers: [...this.#watchers].map(([symbolId, entries]) => ({
        symbolId,
        accountIds: [...entries].map(({ account }) => account.ctidTraderAccountId),
      })),
    };
  }

  /** Brings back what {@link snapshot} wrote down. Nothing was done before. */
  restore({ accounts, watchers }: AccountsSnapshot, epochMs: number): void {
    this.#now = epochMs;
    for (const { accountId, state } of accounts) this.#entryById(accountId).engine.restore(state);
    // In the order in which they came, for that is the order in which they hear of one price.
    for (const { symbolId, accountIds } of watchers) {
      this.#watchers.set(symbolId, new Set(accountIds.map((accountId) => this.#entryById(accountId))));
      this.#tape.watch(symbolId, epochMs);
    }
    for (const entry of this.#entries.values()) {
      this.#watchHeld(entry);
      this.#setDue(entry);
    }
  }

  #entryById(accountId: number): Entry {
    const account = findAccount(this.#options.world, accountId);
    if (account !== undefined) return this.#entryOf(account);
    throw new SandboxError(`The snapshot has an account ${accountId}, which this sandbox has not.`, {
      code: 'BAD_SNAPSHOT',
      facts: { accountId },
    });
  }

  #entryOf(account: TradingAccount): Entry {
    const accountId = account.ctidTraderAccountId;
    let entry = this.#entries.get(accountId);
    if (entry === undefined) {
      const { world, rules } = this.#options;
      const engine = createAccount(engineOptions(world, account, rules), this.#facts);
      entry = { account, engine, sessions: new Set(), held: new Set(), watched: new Set(), dueAt: Infinity };
      this.#entries.set(accountId, entry);
    }
    return entry;
  }

  #feed(symbolId: number, at: number): void {
    const quote = this.#tape.quoteAt(symbolId, this.#now);
    if (quote === undefined) return;
    // A copy: who is done with the symbol leaves meanwhile.
    for (const entry of [...(this.#watchers.get(symbolId) ?? [])]) {
      this.#tell(entry, entry.engine.onQuote(symbolId, quote, this.#now), at);
    }
  }

  /** Feeds the price of now to an account that does not get it anyway. */
  #refresh(entry: Entry, symbolId: number, at: number): void {
    if (entry.watched.has(symbolId) || !this.#options.prices.symbols.has(symbolId)) return;
    const quote = this.#tape.quoteAt(symbolId, this.#now);
    if (quote !== undefined) this.#tell(entry, entry.engine.onQuote(symbolId, quote, this.#now), at);
  }

  #tell(entry: Entry, events: Events, at: number): void {
    for (const event of events) {
      // Message and payload of an event belong together; the union of all kinds of events hides that.
      for (const session of entry.sessions) send(session, event as Outgoing<Message>, at);
    }
    if (events.length > 0) this.#watchHeld(entry);
    // Also without an event: what happens to orders may be kept silent.
    this.#setDue(entry);
  }

  #setDue(entry: Entry): void {
    const dueAt = entry.engine.nextDueAt() ?? Infinity;
    if (dueAt === entry.dueAt) return;
    entry.dueAt = dueAt;
    this.#nextDueAt = Infinity;
    for (const one of this.#entries.values()) this.#nextDueAt = Math.min(this.#nextDueAt, one.dueAt);
  }

  /** Feeds an account the symbols it has something in, and those by which their profit is converted. */
  #watchHeld(entry: Entry): void {
    const held = entry.engine.held();
    if (hasSameKeys(held, entry.held)) return;
    // By id: what happens next must not depend on which came first.
    entry.held = new Set([...held.keys()].sort((one, other) => one - other));
    const wanted = new Set<number>();
    const deposit = entry.engine.trader().depositAssetId;
    for (const symbolId of entry.held) {
      wanted.add(symbolId);
      const { quoteAssetId } = this.#options.prices.symbols.symbol(symbolId).light;
      for (const conversionId of this.#facts.conversionSymbols(quoteAssetId, deposit)) wanted.add(conversionId);
    }
    for (const symbolId of entry.watched) if (!wanted.has(symbolId)) this.#release(entry, symbolId);
    for (const symbolId of wanted) {
      const watchers = this.#watchers.get(symbolId);
      if (watchers === undefined) this.#watchers.set(symbolId, new Set([entry]));
      else watchers.add(entry);
      this.#tape.watch(symbolId, this.#now);
    }
    entry.watched = wanted;
  }

  #release(entry: Entry, symbolId: number): void {
    const watchers = this.#watchers.get(symbolId);
    watchers?.delete(entry);
    if (watchers?.size !== 0) return;
    this.#watchers.delete(symbolId);
    this.#tape.unwatch(symbolId);
  }
}

function hasSameKeys(held: ReadonlyMap<number, number>, known: ReadonlySet<number>): boolean {
  if (held.size !== known.size) return false;
  for (const symbolId of held.keys()) if (!known.has(symbolId)) return false;
  return true;
}
