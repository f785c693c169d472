import { NewOrderReq, OrderType, TradeSide } from '@tickwire/protocol';
import { type BenchClient, type BenchOptions, openBench } from './venue-bench.ts';

/** A frame that came out, read. */
export interface ReadFrame {
  readonly payloadType: number;
  readonly clientMsgId?: string;
  // Tests read what they expect to be there, and fail if it is not.
  readonly payload: Readonly<Record<string, ReturnType<typeof JSON.parse>>>;
}

/** A bench with a client that is logged in to `demo`, and EURUSD at 1.10000 / 1.10010. */
export function openTradingBench(options: BenchOptions = {}, accountName = 'demo') {
  const bench = openBench(options);
  const environment = bench.world.accounts.get(accountName)?.environment ?? 'demo';
  const client = bench.connectAs([accountName], environment);
  const ctidTraderAccountId = bench.accountId(accountName);
  if ((options.feed ?? 'none') === 'none') push(0, 110_000, 110_010);

  function push(at: number, bid: number, ask: number, symbolId = 1): void {
    bench.venue.pushSpot(environment, { symbolId, bid, ask, timestamp: 0 }, at);
  }

  /** Sends a request about the account, and returns all frames that it brought at once. */
  function ask(payloadType: number, payload: object = {}, at = 0, clientMsgId = 'm', from: BenchClient = client) {
    from.send({ payloadType, clientMsgId, payload: { ctidTraderAccountId, ...payload } }, at);
    return take(from);
  }

  function take(from: BenchClient = client): readonly ReadFrame[] {
    return from.take().map((frame): ReadFrame => ({ payload: {}, ...JSON.parse(frame) }));
  }

  /** Places an order; by default a market order to buy 1 000 euros. */
  function place(changes: object = {}, at = 0, clientMsgId = 'm', from: BenchClient = client) {
    return ask(NewOrderReq.payloadType, { ...anOrder, ...changes }, at, clientMsgId, from);
  }

  /** Lets time pass, waking when something is due, and returns what the client got. */
  function wait(until: number, from: BenchClient = client): readonly ReadFrame[] {
    for (let due = bench.venue.nextDueAt(); due <= until; due = bench.venue.nextDueAt()) bench.venue.tick(due);
    bench.venue.tick(until);
    return take(from);
  }

  /** Opens a position, and returns its id. */
  function open(changes: object = {}, at = 0): number {
    place(changes, at);
    const filled = wait(at + 200).find(({ payload }) => payload['executionType'] === 3);
    if (filled === undefined) throw new Error('The order was not filled.');
    return Number(filled.payload['position'].positionId);
  }

  return { ...bench, client, ctidTraderAccountId, push, ask, take, place, wait, open };
}

const anOrder = { symbolId: 1, orderType: OrderType.MARKET, tradeSide: TradeSide.BUY, volume: 100_000 };

/** Frames in a few words: the payload type, and what is done or wrong. */
export function sketch(frames: readonly ReadFrame[]): readonly string[] {
  return frames.map(({ payloadType, clientMsgId, payload }) =>
    [payloadType, payload['executionType'], payload['errorCode'], clientMsgId && `by ${clientMsgId}`]
      .filter((one) => one !== undefined)
      .join(' '),
  );
}
