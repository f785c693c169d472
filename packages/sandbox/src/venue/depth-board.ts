import { DepthEvent, type DepthQuote, type Payload } from '@tickwire/protocol';
import { compareDepth, type DepthChange, type DepthLevel } from '../market/depth.ts';
import type { Prices } from './prices.ts';
import { type AccountSession, type Session, send } from './session.ts';

interface Book {
  /** As the subscribers know it. */
  levels: readonly DepthLevel[];
  /** By account id. */
  readonly subscribers: Map<number, Set<Session>>;
}

/** Who wants the order books of one environment; they are sent whole at first, then what changes. */
export class DepthBoard {
  readonly #prices: Prices;
  /** Only symbols that somebody is subscribed to. */
  readonly #books = new Map<number, Book>();

  constructor(prices: Prices) {
    this.#prices = prices;
  }

  /** Adds an account of a connection to those who hear about a book. The symbol must exist. */
  subscribe(session: Session, account: AccountSession, symbolId: number, at: number): void {
    let book = this.#books.get(symbolId);
    if (book === undefined) {
      book = { levels: this.#draw(symbolId, this.#prices.epochAt(at)), subscribers: new Map() };
      this.#books.set(symbolId, book);
    }
    const accountId = account.account.ctidTraderAccountId;
    const group = book.subscribers.get(accountId);
    if (group === undefined) book.subscribers.set(accountId, new Set([session]));
    else group.add(session);
    account.depth.add(symbolId);
  }

  /** Takes an account of a connection from those who hear about a book; without an effect if it is none of them. */
  unsubscribe(session: Session, account: AccountSession, symbolId: number): void {
    const book = this.#books.get(symbolId);
    if (book === undefined || !account.depth.delete(symbolId)) return;
    const accountId = account.account.ctidTraderAccountId;
    const group = book.subscribers.get(accountId);
    group?.delete(session);
    if (group?.size === 0) book.subscribers.delete(accountId);
    if (book.subscribers.size === 0) this.#books.delete(symbolId);
  }

  /** Takes an account of a connection off the board. */
  unsubscribeAll(session: Session, account: AccountSession): void {
    for (const symbolId of [...account.depth]) this.unsubscribe(session, account, symbolId);
  }

  /** Sends the whole book to one subscriber. */
  sendBook(session: Session, account: AccountSession, symbolId: number, at: number): void {
    const book = this.#books.get(symbolId);
    if (book === undefined || book.levels.length === 0) return;
    const change = { set: book.levels, deleted: [] };
    const payload = depthPayload(account.account.ctidTraderAccountId, symbolId, change);
    send(session, { message: DepthEvent, payload }, at);
  }

  /** The price of a symbol has changed: tells the subscribers what is different in its book. */
  refresh(symbolId: number, changedAtMs: number, at: number): void {
    const book = this.#books.get(symbolId);
    if (book === undefined) return;
    const levels = this.#draw(symbolId, changedAtMs);
    const change = compareDepth(book.levels, levels);
    book.levels = levels;
    if (change.set.length === 0 && change.deleted.length === 0) return;
    for (const [accountId, sessions] of book.subscribers) {
      const payload = depthPayload(accountId, symbolId, change);
      for (const session of sessions) send(session, { message: DepthEvent, payload }, at);
    }
  }

  #draw(symbolId: number, epochMs: number): readonly DepthLevel[] {
    return this.#prices.market(symbolId).depthAt(symbolId, epochMs);
  }
}

function depthPayload(
  ctidTraderAccountId: number,
  symbolId: number,
  { set, deleted }: DepthChange,
): Payload<typeof DepthEvent> {
  return {
    ctidTraderAccountId,
    symbolId,
    ...(set.length === 0 ? {} : { newQuotes: set.map(toDepthQuote) }),
    ...(deleted.length === 0 ? {} : { deletedQuotes: deleted }),
  };
}

function toDepthQuote({ id, side, price, size }: DepthLevel): DepthQuote {
  return side === 'bid' ? { id, size, bid: price } : { id, size, ask: price };
}
