import { type Payload, SpotEvent, type Trendbar, type TrendbarPeriod } from '@tickwire/protocol';
import type { NextChange } from '../market/market.ts';
import { toLiveTrendbar } from './live-bar.ts';
import type { Prices } from './prices.ts';
import { type AccountSession, type Session, type SpotSubscriber, send } from './session.ts';

/** A change of one price, or of both. In 1/100000 of the quote currency, as on the wire. */
export interface SpotChange {
  readonly symbolId: number;
  readonly bid?: number | undefined;
  readonly ask?: number | undefined;
  /** Epoch ms. */
  readonly timestamp: number;
}

/** Told after each change of a symbol that somebody is subscribed to: epoch ms of the change, and monotonic ms of now. */
export type OnSpotChange = (symbolId: number, changedAtMs: number, at: number) => void;

/** What happens besides the telling of prices, and before it. Moments are epoch ms, `at` is monotonic ms of now. */
export interface Backstage {
  passTime(until: number, at: number): void;
  takePush(symbolId: number, epochMs: number, at: number): void;
}

interface Spot {
  /** By account id. */
  readonly subscribers: Map<number, Set<SpotSubscriber>>;
  /** What the market does next. */
  next: NextChange | undefined;
}

/** Further behind than this, as after a sleep of the machine, only the latest price is sent. */
const catchUpMs = 60_000;

/** Who wants to hear about prices of one environment, and what they are told. */
export class SpotBoard {
  readonly #prices: Prices;
  readonly #onChange: OnSpotChange;
  readonly #backstage: Backstage;
  /** Only symbols that somebody is subscribed to. */
  readonly #spots = new Map<number, Spot>();
  /** Epoch ms of the next change of any of them. */
  #nextAt = Infinity;

  constructor(prices: Prices, backstage: Backstage, onChange: OnSpotChange) {
    this.#prices = prices;
    this.#backstage = backstage;
    this.#onChange = onChange;
  }

  /** Adds an account of a connection to those who hear about a symbol. The symbol must exist. */
  subscribe(session: Session, account: AccountSession, symbolId: number, withTimestamp: boolean, at: number): void {
    this.advance(at);
    let spot = this.#spots.get(symbolId);
    if (spot === undefined) {
      spot = { subscribers: new Map(), next: this.#nextChange(symbolId, this.#prices.epochAt(at)) };
      this.#spots.set(symbolId, spot);
      this.#findNext();
    }
    const subscriber = { session, withTimestamp, periods: new Set<TrendbarPeriod>() };
    const accountId = account.account.ctidTraderAccountId;
    const group = spot.subscribers.get(accountId);
    if (group === undefined) spot.subscribers.set(accountId, new Set([subscriber]));
    else group.add(subscriber);
    account.spots.set(symbolId, subscriber);
  }

  /** Takes an account of a connection from those who hear about a symbol; without an effect if it is none of them. */
  unsubscribe(account: AccountSession, symbolId: number): void {
    const subscriber = account.spots.get(symbolId);
    const spot = this.#spots.get(symbolId);
    if (subscriber === undefined || spot === undefined) return;
    account.spots.delete(symbolId);
    const accountId = account.account.ctidTraderAccountId;
    const group = spot.subscribers.get(accountId);
    group?.delete(subscriber);
    if (group?.size === 0) spot.subscribers.delete(accountId);
    if (spot.subscribers.size === 0) {
      this.#spots.delete(symbolId);
      this.#findNext();
    }
  }

  /** Takes an account of a connection off the board. */
  unsubscribeAll(account: AccountSession): void {
    for (const symbolId of [...account.spots.keys()]) this.unsubscribe(account, symbolId);
  }

  /** Sends the last known price, both sides, to one subscriber, with the bars in progress it is subscribed to. */
  sendLast(account: AccountSession, symbolId: number, at: number): void {
    this.advance(at);
    const subscriber = account.spots.get(symbolId);
    const quote = this.#prices.quoteAt(symbolId, at);
    if (subscriber === undefined || quote === undefined) return;
    const { bid, ask, at: timestamp } = quote;
    const change = { symbolId, bid, ask, timestamp };
    const bars = this.#barsFor(subscriber, symbolId, this.#prices.epochAt(at), new Map());
    const payload = spotPayload(account.account.ctidTraderAccountId, change, subscriber, bars);
    send(subscriber.session, { message: SpotEvent, payload }, at);
  }

  /**
   * Sets prices and tells the subscribers what has changed. Returns how many frames of prices went out.
   *
   * @throws SandboxError `NOT_IN_WORLD` or `BAD_OPTION`, as {@link Prices.push}.
   */
  push(change: SpotChange, at: number): number {
    this.advance(at);
    const atMs = this.#prices.push(change, at);
    this.#backstage.takePush(change.symbolId, atMs, at);
    const spot = this.#spots.get(change.symbolId);
    if (spot === undefined) return 0;
    if (spot.next !== undefined) {
      spot.next = this.#nextChange(change.symbolId, atMs);
      this.#findNext();
    }
    return this.#tell(spot, change, atMs, at);
  }

  /** Lets a symbol's price stand still until it is pushed or resumed. */
  hold(symbolId: number, at: number): void {
    this.advance(at);
    this.#replan(symbolId, this.#prices.hold(symbolId, at), at);
  }

  /** Lets a symbol go its own way again. */
  resume(symbolId: number, at: number): void {
    this.advance(at);
    this.#replan(symbolId, this.#prices.resume(symbolId, at), at);
  }

  /** The hours of a symbol may have changed. */
  replan(symbolId: number, at: number): void {
    this.#replan(symbolId, this.#prices.epochAt(at), at);
  }

  /** Lets happen and sends what the market has done up to now. */
  advance(at: number): void {
    const now = this.#prices.epochAt(at);
    while (this.#nextAt <= now) {
      // Whoever lags behind tells only the price of now, so everything up to now happens first.
      this.#backstage.passTime(this.#isLate(this.#nextAt, now) ? now : this.#nextAt, at);
      for (const [symbolId, spot] of this.#spots) {
        if (spot.next?.at === this.#nextAt) this.#move(symbolId, spot, spot.next, now, at);
      }
      this.#findNext();
    }
    this.#backstage.passTime(now, at);
  }

  /** Monotonic ms of the next change that subscribers are to hear of; `Infinity`: none in sight. */
  nextMoveAt(): number {
    return this.#nextAt === Infinity ? Infinity : this.#prices.monotonicAt(this.#nextAt);
  }

  #move(symbolId: number, spot: Spot, next: NextChange, now: number, at: number): void {
    const isLate = this.#isLate(next.at, now);
    const quote = isLate ? this.#prices.quoteAt(symbolId, at) : undefined;
    const { bid, ask, at: timestamp } = quote ?? next;
    spot.next = this.#nextChange(symbolId, isLate ? now : next.at);
    this.#tell(spot, { symbolId, bid, ask, timestamp }, isLate ? now : next.at, at);
  }

  #replan(symbolId: number, epochMs: number, at: number): void {
    this.#backstage.takePush(symbolId, epochMs, at);
    const spot = this.#spots.get(symbolId);
    if (spot === undefined) return;
    spot.next = this.#nextChange(symbolId, epochMs);
    this.#findNext();
  }

  #isLate(epochMs: number, now: number): boolean {
    return epochMs < now - catchUpMs;
  }

  #nextChange(symbolId: number, epochMs: number): NextChange | undefined {
    return this.#prices.market(symbolId).nextTickAfter(symbolId, epochMs);
  }

  #findNext(): void {
    let nextAt = Infinity;
    for (const { next } of this.#spots.values()) if (next !== undefined && next.at < nextAt) nextAt = next.at;
    this.#nextAt = nextAt;
  }

  #tell(spot: Spot, change: SpotChange, atMs: number, at: number): number {
    const drawn = new Map<TrendbarPeriod, Trendbar | undefined>();
    let sent = 0;
    for (const [accountId, group] of spot.subscribers) {
      // One payload object for all who may share it: the doors encode an object only once.
      let plain: Payload<typeof SpotEvent> | undefined;
      let stamped: Payload<typeof SpotEvent> | undefined;
      for (const subscriber of group) {
        let payload: Payload<typeof SpotEvent>;
        if (subscriber.periods.size > 0 && change.bid !== undefined) {
          const bars = this.#barsFor(subscriber, change.symbolId, atMs, drawn);
          payload = spotPayload(accountId, change, subscriber, bars);
        } else if (subscriber.withTimestamp) payload = stamped ??= spotPayload(accountId, change, subscriber, []);
        else payload = plain ??= spotPayload(accountId, change, subscriber, []);
        send(subscriber.session, { message: SpotEvent, payload }, at);
        sent++;
      }
    }
    this.#onChange(change.symbolId, atMs, at);
    return sent;
  }

  #barsFor(
    { periods }: SpotSubscriber,
    symbolId: number,
    atMs: number,
    drawn: Map<TrendbarPeriod, Trendbar | undefined>,
  ): readonly Trendbar[] {
    const bars: Trendbar[] = [];
    for (const period of periods) {
      if (!drawn.has(period)) {
        const bar = this.#prices.market(symbolId).barAt(symbolId, period, atMs);
        drawn.set(period, bar === undefined ? undefined : toLiveTrendbar(bar, period));
      }
      const bar = drawn.get(period);
      if (bar !== undefined) bars.push(bar);
    }
    return bars;
  }
}

function spotPayload(
  ctidTraderAccountId: number,
  { symbolId, bid, ask, timestamp }: SpotChange,
  { withTimestamp }: SpotSubscriber,
  trendbar: readonly Trendbar[],
): Payload<typeof SpotEvent> {
  return {
    ctidTraderAccountId,
    symbolId,
    ...(bid === undefined ? {} : { bid }),
    ...(ask === undefined ? {} : { ask }),
    ...(trendbar.length === 0 ? {} : { trendbar }),
    ...(withTimestamp ? { timestamp } : {}),
  };
}
