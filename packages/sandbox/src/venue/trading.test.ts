import { createHash } from 'node:crypto';
import { OrderType, TradeSide } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { openTradingBench, sketch } from '../../test/trading-bench.ts';

const subscribeSpots = 2127;
const closePosition = 2111;
const usdJpy = 4;
const eurJpy = 3;
const saturday = 5 * 86_400_000;
/** A client that is silent for hours. */
const timers = { idleMs: Infinity, heartbeatMs: Infinity };

test('a market order is accepted at once and filled after the delay, at the price standing there', () => {
  const { place, wait, venue } = openTradingBench();
  expect(sketch(place())).toEqual(['2126 2 by m']);
  expect(venue.nextMoveAt()).toBe(100);
  expect(wait(99)).toEqual([]);
  const [filled, ...rest] = wait(100);
  expect(filled?.payload).toMatchObject({ executionType: 3, deal: { executionPrice: 1.1001, filledVolume: 100_000 } });
  expect(rest).toEqual([]);
});

test('a market order with relative protection has three events, the last by the server 8 ms after the fill', () => {
  const { place, wait } = openTradingBench();
  const [accepted] = place({ relativeStopLoss: 500, relativeTakeProfit: 800 }, 0, 'c1');
  const [filled] = wait(107);
  const [shielded] = wait(108);
  expect(sketch([accepted, filled, shielded].flatMap((one) => one ?? []))).toEqual([
    '2126 2 by c1',
    '2126 3 by c1',
    '2126 2 by c1',
  ]);
  expect(accepted?.payload['order']).toMatchObject({ clientOrderId: 'c1', orderType: 1 });
  expect(filled?.payload['position'].stopLoss).toBeUndefined();
  expect(shielded?.payload).toMatchObject({
    isServerEvent: true,
    order: { orderType: 4, limitPrice: 1.1081, stopPrice: 1.0951, clientOrderId: 'c1' },
    position: { stopLoss: 1.0951, takeProfit: 1.1081 },
  });
  expect(shielded?.payload['order'].orderId).toBe(accepted?.payload['order'].orderId + 1);
});

test('an order that the account cannot pay is accepted and rejected at once', () => {
  const { place, venue } = openTradingBench();
  expect(sketch(place({ volume: 1_000_000_000 }))).toEqual(['2126 2 by m', '2126 7 NOT_ENOUGH_MONEY by m']);
  expect(venue.nextMoveAt()).toBe(Infinity);
});

test('closing a protected position leaves it created, then the protective order is cancelled', () => {
  const { open, ask, wait } = openTradingBench();
  const positionId = open({ relativeStopLoss: 500 });
  expect(sketch(ask(closePosition, { positionId, volume: 100_000 }, 300, 'c2'))).toEqual(['2126 2 by c2']);
  const [filled, cancelled, ...rest] = wait(600);
  expect(filled?.payload).toMatchObject({ executionType: 3, position: { positionStatus: 3, stopLoss: 1.0951 } });
  expect(cancelled).toMatchObject({
    clientMsgId: 'c2',
    payload: { executionType: 5, position: { positionStatus: 2 } },
  });
  expect(rest).toEqual([]);
});

test('closing a part of a protected position shrinks the protective order', () => {
  const { open, ask, wait } = openTradingBench();
  const positionId = open({ volume: 300_000, relativeStopLoss: 500 });
  ask(closePosition, { positionId, volume: 100_000 }, 300, 'c3');
  const [, replaced] = wait(600);
  expect(replaced?.payload).toMatchObject({ executionType: 4, order: { tradeData: { volume: 200_000 } } });
});

test('every connection of the account hears each event, with the id that the other client gave', () => {
  const { connectAs, place, wait, take, open } = openTradingBench();
  const other = connectAs(['demo', 'netted']);
  const stranger = connectAs(['netted']);
  place({ relativeStopLoss: 500 }, 0, 'mine');
  const heard = take(other);
  expect(sketch(heard)).toEqual(['2126 2 by mine']);
  const mine = wait(300);
  expect(take(other)).toEqual(mine);
  expect(mine).toHaveLength(2);
  place({ volume: 1 }, 300, 'wrong', other);
  expect(sketch(take())).toEqual(['2132 TRADING_BAD_VOLUME by wrong']);
  open({}, 400);
  expect(take(stranger)).toEqual([]);
});

test('who has logged out of the account hears nothing more of it', () => {
  const { client, ask, place, take, connectAs } = openTradingBench();
  const other = connectAs(['demo']);
  ask(2162);
  place({}, 0, 'm', other);
  expect(take(client)).toEqual([]);
});

test('a fill leaves before the spot that set it off', () => {
  const { ask, place, push, take } = openTradingBench();
  ask(subscribeSpots, { symbolId: [1] });
  place({ orderType: OrderType.LIMIT, limitPrice: 1.09, volume: 100_000 });
  push(1_000, 108_990, 109_000);
  expect(sketch(take())).toEqual(['2126 3', '2131']);
});

test('nobody needs to be connected for a stop loss to be hit', () => {
  const { open, client, push, venue, wait, connectAs, ask } = openTradingBench();
  open({ relativeStopLoss: 500 });
  venue.leave(client.session, 1000, '');
  push(1_000, 109_500, 109_510);
  wait(2_000);
  const later = connectAs(['demo']);
  expect(ask(2124, {}, 2_000, 'm', later)[0]?.payload).toEqual({ ctidTraderAccountId: expect.any(Number) });
});

test('where prices walk, orders see every tick of their symbol although nobody is subscribed', () => {
  const { place, wait, venue, ask } = openTradingBench({ feed: 'walk', timers });
  ask(subscribeSpots, { symbolId: [1] });
  const [spot] = wait(1_000).toReversed();
  const bid = Number(spot?.payload['bid'] ?? 0) / 100_000;
  ask(2129, { symbolId: [1] }, 1_000);
  place({ orderType: OrderType.STOP, tradeSide: TradeSide.SELL, stopPrice: Number((bid - 0.0005).toFixed(5)) }, 1_000);
  expect(venue.nextMoveAt()).toBeLessThan(20_000);
  const frames = wait(4 * 3_600_000);
  const [filled] = frames.filter(({ payload }) => payload['executionType'] === 3);
  expect(filled?.payload['deal'].executionPrice).toBeLessThanOrEqual(bid - 0.0005);
});

test('an account without positions and orders waits for no price', () => {
  const { open, ask, wait, venue } = openTradingBench({ feed: 'walk' });
  const atFirst = venue.nextMoveAt();
  const positionId = open();
  const while_ = venue.nextMoveAt();
  ask(closePosition, { positionId, volume: 100_000 }, 1_000);
  wait(2_000);
  expect([atFirst, venue.nextMoveAt()]).toEqual([Infinity, Infinity]);
  expect(while_).toBeLessThan(20_000);
});

test('a position is also looked at when the symbol moves by which its profit is converted', () => {
  const world = { accounts: { demo: { currency: 'EUR', balance: 10_000, leverage: 500 } } } as const;
  const { open, push, take } = openTradingBench({ world });
  push(0, 15_000_000, 15_000_500, usdJpy);
  push(0, 16_000_000, 16_000_500, eurJpy);
  open({ symbolId: usdJpy, volume: 1_000_000 });
  push(1_000, 14_990_000, 14_990_500, usdJpy);
  expect(take()).toEqual([]);
  // A loss of 1 000 yen, which now is one of 91 euros.
  push(2_000, 1_100_000, 1_100_010, eurJpy);
  expect(sketch(take())).toEqual(['2172', '2172', '2172', '2126 3']);
});

test('outside the hours of its schedule a symbol is not traded, unless it can be traded at any time', () => {
  const closed = openTradingBench().place({}, saturday);
  expect(sketch(closed)).toEqual(['2132 MARKET_CLOSED by m']);
  const always = openTradingBench({ trading: { marketHours: 'always' } });
  expect(sketch(always.place({}, saturday))).toEqual(['2126 2 by m']);
});

test('a token that may only look reads everything and trades nothing', () => {
  const world = { grants: { viewer: { scope: 'view' } } } as const;
  const { connectAs, ask, take, tokens, ctidTraderAccountId } = openTradingBench({ world });
  const viewer = connectAs([]);
  const { accessToken } = tokens('viewer');
  viewer.send({ payloadType: 2102, payload: { ctidTraderAccountId, accessToken } });
  take(viewer);
  expect(sketch(ask(2121, {}, 0, 'r', viewer))).toEqual(['2122 by r']);
  const order = { symbolId: 1, orderType: 1, tradeSide: 1, volume: 100_000 };
  expect(sketch(ask(2106, order, 0, 'w', viewer))).toEqual(['2132 TRADING_NOT_ALLOWED by w']);
});

test('ids of two accounts of an environment are never the same', () => {
  const { connectAs, place, accountId, take } = openTradingBench();
  const [mine] = place();
  const other = connectAs(['netted']);
  const order = { ctidTraderAccountId: accountId('netted'), symbolId: 1, orderType: 1, tradeSide: 1, volume: 100_000 };
  other.send({ payloadType: 2106, payload: order });
  const [theirs] = take(other);
  expect(theirs?.payload['order'].orderId).not.toBe(mine?.payload['order'].orderId);
  expect(theirs?.payload['order'].positionId).not.toBe(mine?.payload['order'].positionId);
});

test('a sleep of the machine loses no trigger, and fills at the price of the moment it was set off', () => {
  const play = (isAwake: boolean) => {
    const { place, wait, venue, take } = openTradingBench({ feed: 'walk', timers });
    const accepted = place({ relativeStopLoss: 100, relativeTakeProfit: 100 });
    const until = 6 * 3_600_000;
    if (isAwake) return [...accepted, ...wait(until)];
    venue.tick(until);
    return [...accepted, ...take()];
  };
  const awake = play(true);
  expect(sketch(awake)).toEqual(['2126 2 by m', '2126 3 by m', '2126 2 by m', '2126 3']);
  expect(play(false)).toEqual(awake);
});

test('the same seed and the same requests give the same frames, and another seed others', () => {
  const play = (seed: number): string => {
    const { connectAs, place, ask, wait, client } = openTradingBench({
      feed: 'walk',
      seed,
      trading: { fillDelay: undefined },
    });
    const other = connectAs(['demo']);
    const frames: string[] = [];
    ask(subscribeSpots, { symbolId: [1, 4] });
    for (const [index, tradeSide] of [TradeSide.BUY, TradeSide.SELL, TradeSide.BUY].entries()) {
      const at = 1_000 + index * 60_000;
      place({ symbolId: index === 1 ? 4 : 1, tradeSide, relativeStopLoss: 200, relativeTakeProfit: 300 }, at);
      frames.push(JSON.stringify(wait(at + 50_000, client)), JSON.stringify(wait(at + 50_000, other)));
    }
    return createHash('sha256').update(frames.join('\n')).digest('hex');
  };
  expect(play(7)).toBe(play(7));
  expect(play(8)).not.toBe(play(7));
});

test('a silent order is as real as any other: its stop loss is watched and hit', () => {
  const { place, wait, push, ask, venue } = openTradingBench();
  expect(place({ label: 'tickwire:silent', relativeStopLoss: 500 })).toEqual([]);
  expect(venue.nextMoveAt()).toBe(100);
  expect(wait(300)).toEqual([]);
  expect(ask(2124, {}, 300)[0]?.payload['position']).toHaveLength(1);
  push(1_000, 109_500, 109_510);
  expect(sketch(wait(1_500))).toEqual(['2126 3']);
  expect(ask(2124, {}, 1_500)[0]?.payload['position']).toBeUndefined();
});
