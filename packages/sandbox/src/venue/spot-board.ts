import { type Payload, SpotEvent } from '@tickwire/protocol';
import { SandboxError } from '../errors/sandbox-error.ts';
import { type AccountSession, type Session, type SpotSubscriber, send } from './session.ts';
import { tradableSymbols } from './symbols.ts';

/** A change of one price, or of both. In 1/100000 of the quote currency, as on the wire. */
export interface SpotChange {
  readonly symbolId: number;
  readonly bid?: number;
  readonly ask?: number;
  /** Epoch ms. */
  readonly timestamp: number;
}

interface Spot {
  bid: number;
  ask: number;
  timestamp: number;
  /** By account id. */
  readonly subscribers: Map<number, Set<SpotSubscriber>>;
}

/** The last price of every symbol of one environment, and who wants to hear about changes. */
export class SpotBoard {
  readonly #spots = new Map<number, Spot>();

  constructor(startedAtEpochMs: number) {
    for (const { symbolId, firstBid, firstAsk } of tradableSymbols) {
      this.#spots.set(symbolId, { bid: firstBid, ask: firstAsk, timestamp: startedAtEpochMs, subscribers: new Map() });
    }
  }

  /** Whether the symbol exists. */
  has(symbolId: number): boolean {
    return this.#spots.has(symbolId);
  }

  /** Adds an account of a connection to those who hear about a symbol. The symbol must exist. */
  subscribe(session: Session, account: AccountSession, symbolId: number, withTimestamp: boolean): void {
    const { subscribers } = this.#spot(symbolId);
    const subscriber = { session, withTimestamp };
    const accountId = account.account.ctidTraderAccountId;
    const group = subscribers.get(accountId);
    if (group === undefined) subscribers.set(accountId, new Set([subscriber]));
    else group.add(subscriber);
    account.spots.set(symbolId, subscriber);
  }

  /** Takes an account of a connection from those who hear about a symbol; without an effect if it is none of them. */
  unsubscribe(account: AccountSession, symbolId: number): void {
    const subscriber = account.spots.get(symbolId);
    if (subscriber === undefined) return;
    account.spots.delete(symbolId);
    const { subscribers } = this.#spot(symbolId);
    const accountId = account.account.ctidTraderAccountId;
    const group = subscribers.get(accountId);
    group?.delete(subscriber);
    if (group?.size === 0) subscribers.delete(accountId);
  }

  /** Takes an account of a connection off the board. */
  unsubscribeAll(account: AccountSession): void {
    for (const symbolId of [...account.spots.keys()]) this.unsubscribe(account, symbolId);
  }

  /** Sends the last known price, both sides, to one subscriber. */
  sendLast(account: AccountSession, symbolId: number, at: number): void {
    const subscriber = account.spots.get(symbolId);
    if (subscriber === undefined) return;
    const { bid, ask, timestamp } = this.#spot(symbolId);
    const payload = spotPayload(account.account.ctidTraderAccountId, { symbolId, bid, ask, timestamp }, subscriber);
    send(subscriber.session, { message: SpotEvent, payload }, at);
  }

  /**
   * Sets prices and tells the subscribers what has changed. Returns how many frames went out.
   *
   * @throws SandboxError `NOT_IN_WORLD` for an unknown symbol, `BAD_OPTION` for a price that is no positive whole
   * number, or when neither side is given.
   */
  push(change: SpotChange, at: number): number {
    const spot = this.#spot(change.symbolId);
    spot.bid = readPrice(change, 'bid') ?? spot.bid;
    spot.ask = readPrice(change, 'ask') ?? spot.ask;
    if (change.bid === undefined && change.ask === undefined) {
      throw new SandboxError(`The new price of symbol ${change.symbolId} has neither bid nor ask.`, {
        code: 'BAD_OPTION',
      });
    }
    spot.timestamp = change.timestamp;
    let sent = 0;
    for (const [accountId, group] of spot.subscribers) {
      // One payload object for all who may share it: the doors encode an object only once.
      let plain: Payload<typeof SpotEvent> | undefined;
      let stamped: Payload<typeof SpotEvent> | undefined;
      for (const subscriber of group) {
        const payload = subscriber.withTimestamp
          ? (stamped ??= spotPayload(accountId, change, subscriber))
          : (plain ??= spotPayload(accountId, change, subscriber));
        send(subscriber.session, { message: SpotEvent, payload }, at);
        sent++;
      }
    }
    return sent;
  }

  #spot(symbolId: number): Spot {
    const spot = this.#spots.get(symbolId);
    if (spot === undefined) {
      throw new SandboxError(`No symbol has the id ${symbolId}.`, { code: 'NOT_IN_WORLD', facts: { symbolId } });
    }
    return spot;
  }
}

function spotPayload(
  ctidTraderAccountId: number,
  { symbolId, bid, ask, timestamp }: SpotChange,
  { withTimestamp }: SpotSubscriber,
): Payload<typeof SpotEvent> {
  return {
    ctidTraderAccountId,
    symbolId,
    ...(bid === undefined ? {} : { bid }),
    ...(ask === undefined ? {} : { ask }),
    ...(withTimestamp ? { timestamp } : {}),
  };
}

function readPrice(change: SpotChange, side: 'bid' | 'ask'): number | undefined {
  const price = change[side];
  if (price === undefined || (Number.isSafeInteger(price) && price > 0)) return price;
  throw new SandboxError(
    `The ${side} of symbol ${change.symbolId} is ${price}, but prices are positive whole numbers.`,
    {
      code: 'BAD_OPTION',
      facts: { symbolId: change.symbolId, side },
      hint: 'give it in hundred-thousandths, 1.10500 as 110500',
    },
  );
}
