import {
  AccountAuthReq,
  type AnyRequest,
  GetTrendbarsReq,
  messages,
  NewOrderReq,
  type Request,
  SubscribeSpotsReq,
  SymbolsListReq,
  TraderReq,
} from '@tickwire/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace, type PaceLimits } from './pace.ts';
import { Rank, rankOf } from './rank.ts';

interface Named {
  readonly request: Request;
  readonly rank: Rank;
  readonly name: number;
}

const aPace = (limits: Partial<PaceLimits> = {}) =>
  new Pace<Named>({ ordinaryPerSecond: 2, historicalPerSecond: 1, marginMs: 0, mostQueued: 100, ...limits });

const ticket = (request: AnyRequest, name = 0): Named => ({ request, rank: rankOf(request, false), name });

/** Lets everything leave that may, answered at once. */
function drain(pace: Pace<Named>, now: number): readonly Named[] {
  const gone: Named[] = [];
  for (let next = pace.next(now); next !== undefined; next = pace.next(now)) {
    gone.push(next.ticket);
    pace.confirm(next.order, now);
  }
  return gone;
}

/** Uses up both budgets at the moment 0. */
function aBusyPace(limits: Partial<PaceLimits> = {}) {
  const pace = aPace(limits);
  for (const request of [TraderReq, TraderReq, GetTrendbarsReq]) pace.confirm(pace.take(request, 0), 0);
  return pace;
}

const mixed = fc.constantFrom<AnyRequest>(
  AccountAuthReq,
  NewOrderReq,
  SubscribeSpotsReq,
  TraderReq,
  SymbolsListReq,
  GetTrendbarsReq,
);

describe('pace', () => {
  test('a request leaves at once while the budget is free and nobody waits', () => {
    const pace = aPace();
    expect([pace.take(TraderReq, 0), pace.take(TraderReq, 0), pace.take(TraderReq, 0)]).toEqual([1, 2, 0]);
    expect(pace.take(GetTrendbarsReq, 0)).toBe(3);
  });

  test('what keeps the session alive leaves first, then orders, subscriptions and reads; history counts for itself', () => {
    const pace = aBusyPace({ ordinaryPerSecond: 2 });
    for (const request of [TraderReq, GetTrendbarsReq, SubscribeSpotsReq, NewOrderReq, AccountAuthReq]) {
      pace.add(ticket(request));
    }
    expect(drain(pace, 999)).toEqual([]);
    const names = (now: number) => drain(pace, now).map(({ request }) => request.name);
    expect(names(1_000)).toEqual(['AccountAuthReq', 'NewOrderReq', 'GetTrendbarsReq']);
    expect(names(2_000)).toEqual(['SubscribeSpotsReq', 'TraderReq']);
  });

  test('every historical request waits in the lane of the historical budget, whoever asks', () => {
    for (const message of messages) {
      if (message.direction !== 'request') continue;
      // The direction tells.
      const request = message as Request;
      expect(rankOf(request, true) === Rank.HISTORY).toBe(request.rate === 'historical');
    }
  });

  test('I13: in any order of asking and leaving, no budget is exceeded and each rank is first come, first served', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(mixed, fc.nat(700)), { maxLength: 80 }), (asks) => {
        const pace = aPace({ ordinaryPerSecond: 3, historicalPerSecond: 2 });
        const gone: { at: number; ticket: Named }[] = [];
        let now = 0;
        const pump = (at: number) => {
          for (const left of drain(pace, at)) gone.push({ at, ticket: left });
        };
        const runTo = (end: number) => {
          for (let at = pace.nextAt(now); at <= end; at = pace.nextAt(now)) {
            now = at;
            pump(at);
          }
          now = Math.max(now, end);
        };
        for (const [index, [request, pauseMs]] of asks.entries()) {
          runTo(now + pauseMs);
          pace.add(ticket(request, index));
          pump(now);
        }
        runTo(now + 1_000 * asks.length);
        expect(gone).toHaveLength(asks.length);
        for (const [rate, limit] of [
          ['ordinary', 3],
          ['historical', 2],
        ] as const) {
          const times = gone.filter((entry) => entry.ticket.request.rate === rate).map(({ at }) => at);
          for (const [index, at] of times.entries()) {
            expect(at - (times[index - limit] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(1_000);
          }
        }
        for (const rank of Object.values(Rank)) {
          const names = gone.filter((entry) => entry.ticket.rank === rank).map((entry) => entry.ticket.name);
          expect(names).toEqual([...names].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('a worse rank never leaves while a better one waits for the same budget', () => {
    fc.assert(
      fc.property(fc.array(mixed, { maxLength: 40 }), (requests) => {
        const pace = aBusyPace();
        for (const [index, request] of requests.entries()) pace.add(ticket(request, index));
        const ranks: Rank[] = [];
        for (let now = 1_000; pace.queued > 0; now += 1_000) ranks.push(...drain(pace, now).map(({ rank }) => rank));
        const ordinary = ranks.filter((rank) => rank !== Rank.HISTORY);
        expect(ordinary).toEqual([...ordinary].sort((a, b) => a - b));
      }),
    );
  });

  test('what has been taken out never leaves', () => {
    const pace = aBusyPace();
    const [first, second] = [ticket(TraderReq, 1), ticket(TraderReq, 2)];
    pace.add(first);
    pace.add(second);
    pace.remove(first);
    pace.remove(first);
    expect(pace.queued).toBe(1);
    expect(drain(pace, 1_000)).toEqual([second]);
    expect(pace.nextAt(1_000)).toBe(Number.POSITIVE_INFINITY);
  });

  test('N8: the wait counts those ahead, of the same rank and better ones, in the same budget', () => {
    const pace = aBusyPace();
    for (let name = 0; name < 4; name += 1) pace.add(ticket(TraderReq, name));
    expect(pace.waitMs(TraderReq, Rank.READ, 250)).toBe(2_750);
    expect(pace.waitMs(NewOrderReq, Rank.TRADING, 250)).toBe(750);
    expect(pace.view(250)).toEqual({
      ordinary: { queued: 4, waitMs: 2_750 },
      historical: { queued: 0, waitMs: 750 },
      blocked: [],
    });
  });

  test('P6: a blocked type waits, and the others pass it', () => {
    const pace = aBusyPace();
    pace.block(TraderReq, 1, 3_000, 0);
    pace.add(ticket(TraderReq, 1));
    pace.add(ticket(SymbolsListReq, 2));
    expect(pace.take(TraderReq, 1_000)).toBe(0);
    expect(drain(pace, 1_000).map(({ name }) => name)).toEqual([2]);
    expect(pace.nextAt(1_000)).toBe(3_000);
    expect(pace.waitMs(TraderReq, Rank.READ, 1_000)).toBe(2_000);
    expect(pace.view(1_000).blocked).toEqual([{ payloadType: TraderReq.payloadType, leftMs: 2_000 }]);
    expect(drain(pace, 3_000).map(({ name }) => name)).toEqual([1]);
  });

  test('P6: a budget that was exceeded pauses for a second at least, the other one goes on', () => {
    const pace = aPace();
    pace.pause(TraderReq, pace.take(TraderReq, 0), 0, 0);
    expect(pace.take(SymbolsListReq, 999)).toBe(0);
    expect(pace.take(GetTrendbarsReq, 999)).toBe(2);
    expect(pace.take(SymbolsListReq, 1_000)).toBe(3);
  });

  test('I13: after a reconnect what was sent before still counts for a second, and no longer', () => {
    const pace = aPace();
    pace.take(TraderReq, 0);
    pace.take(TraderReq, 0);
    pace.cutOff(400);
    expect(pace.take(TraderReq, 1_399)).toBe(0);
    expect(pace.take(TraderReq, 1_400)).toBe(3);
  });
});
