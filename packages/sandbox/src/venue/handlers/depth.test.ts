import { expect, test } from 'vitest';
import { type Heard, openAccount, refusal } from '../../../test/account-client.ts';
import { mustFind } from '../../../test/venue-bench.ts';

interface Line {
  readonly id: number;
  readonly size: number;
  readonly bid?: number;
  readonly ask?: number;
}

/** What a client that keeps the book knows after these events. */
function keepBook(book: Map<number, Line>, events: readonly Heard[]): Map<number, Line> {
  for (const { payloadType, payload } of events) {
    if (payloadType !== 2155) continue;
    for (const id of payload.deletedQuotes ?? []) expect(book.delete(id)).toBe(true);
    for (const line of payload.newQuotes ?? []) book.set(line.id, line);
  }
  return book;
}

const best = (book: ReadonlyMap<number, Line>) => ({
  bid: Math.max(...[...book.values()].flatMap(({ bid }) => bid ?? [])),
  ask: Math.min(...[...book.values()].flatMap(({ ask }) => ask ?? [])),
});

test('the whole book follows the answer, around the last price', () => {
  const { ask } = openAccount();
  const { payload: quote } = mustFind(ask(2127, { symbolId: [1] })[1]);
  const [answer, whole] = ask(2156, { symbolId: [1] });
  const book = mustFind(whole);
  expect(answer).toEqual({ payloadType: 2157, payload: {} });
  expect(Object.keys(book.payload)).toEqual(['symbolId', 'newQuotes']);
  const lines: readonly Line[] = book.payload.newQuotes;
  expect(lines.filter(({ bid }) => bid !== undefined)).toHaveLength(8);
  expect(lines.filter(({ ask: price }) => price !== undefined)).toHaveLength(8);
  for (const { id, size } of lines) expect(id > 0 && size > 0).toBe(true);
  expect(best(keepBook(new Map(), [book]))).toEqual({ bid: quote.bid, ask: quote.ask });
});

test('the changes since keep a book that is the same as a new one', () => {
  const { ask, hear, venue, connectAs, accountId } = openAccount({ feed: 'walk' });
  ask(2127, { symbolId: [1] });
  const book = keepBook(new Map(), ask(2156, { symbolId: [1] }));
  let changes = 0;
  for (let due = venue.nextDueAt(); due < 20_000; due = venue.nextDueAt()) {
    venue.tick(due);
    const events = hear();
    changes += events.filter(({ payloadType }) => payloadType === 2155).length;
    keepBook(book, events);
  }
  expect(changes).toBeGreaterThan(5);
  const other = connectAs(['demo'], 'demo', 20_000);
  const payload = { ctidTraderAccountId: accountId('demo'), symbolId: [1] };
  other.send({ payloadType: 2127, payload });
  other.send({ payloadType: 2156, payload });
  const fresh = keepBook(
    new Map(),
    other.take().map((frame) => JSON.parse(frame)),
  );
  expect(book).toEqual(fresh);
});

test('a pushed price moves the book after the price itself', () => {
  const { ask, hear, venue } = openAccount();
  ask(2127, { symbolId: [1] });
  const book = keepBook(new Map(), ask(2156, { symbolId: [1] }));
  expect(venue.pushSpot('demo', { symbolId: 1, bid: 90_000, ask: 90_010, timestamp: 1 }, 5)).toBe(1);
  const events = hear();
  expect(events.map(({ payloadType }) => payloadType)).toEqual([2131, 2155]);
  expect(best(keepBook(book, events))).toEqual({ bid: 90_000, ask: 90_010 });
  expect(book.size).toBe(16);
});

test('a book ends with its own subscription, with that to the prices, and with the account’s session', () => {
  const { ask, hear, venue } = openAccount();
  let bid = 90_000;
  const typesAfterPush = () => {
    venue.pushSpot('demo', { symbolId: 1, bid: bid++, timestamp: 1 }, 5);
    return hear().map(({ payloadType }) => payloadType);
  };
  ask(2127, { symbolId: [1] });
  ask(2156, { symbolId: [1] });
  expect(typesAfterPush()).toEqual([2131, 2155]);
  expect(ask(2158, { symbolId: [1] })).toEqual([{ payloadType: 2159, payload: {} }]);
  expect(typesAfterPush()).toEqual([2131]);
  ask(2156, { symbolId: [1] });
  ask(2129, { symbolId: [1] });
  ask(2127, { symbolId: [1] });
  expect(typesAfterPush()).toEqual([2131]);
  ask(2156, { symbolId: [1] });
  ask(2162);
  expect(typesAfterPush()).toEqual([]);
});

test('books need the prices of all their symbols, once each', () => {
  const { ask } = openAccount();
  ask(2127, { symbolId: [1] });
  const refused = (payloadType: number, symbolId: readonly number[]) => ask(payloadType, { symbolId });
  expect(refused(2156, [1, 4])).toEqual([refusal('NOT_SUBSCRIBED_TO_SPOTS', 'Not subscribed to spots of symbol 4')]);
  expect(refused(2156, [1, 999])).toEqual([refusal('SYMBOL_NOT_FOUND', 'Symbol not found with id 999')]);
  expect(refused(2158, [1, 999])).toEqual([refusal('SYMBOL_NOT_FOUND', 'Symbol not found with id 999')]);
  expect(refused(2158, [1, 4])).toEqual([{ payloadType: 2159, payload: {} }]);
  ask(2156, { symbolId: [1] });
  expect(refused(2156, [1])).toEqual([refusal('ALREADY_SUBSCRIBED', 'Already subscribed to depth of symbol 1')]);
});
