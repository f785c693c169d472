import { AccountAuthRes, type Deal, DealListRes, ExecutionEvent, type ExecutionType } from '@tickwire/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openBench, startedAtEpochMs } from '../../test/venue-bench.ts';
import type { FaultRule } from '../faults/fault-rule.ts';
import { send } from './session.ts';

const version = { payloadType: 2104 };
const versionAnswer = '{"payloadType":2105,"payload":{"version":"92"}}';

const execution = (ctidTraderAccountId: number, executionType: ExecutionType) => ({
  message: ExecutionEvent,
  payload: { ctidTraderAccountId, executionType },
});

const aDeal = (dealId: number, executionTimestamp: number): Deal => ({
  dealId,
  orderId: 1,
  positionId: 1,
  volume: 100,
  filledVolume: 100,
  symbolId: 1,
  createTimestamp: 1,
  executionTimestamp,
  tradeSide: 1,
  dealStatus: 2,
});

describe('execution events', () => {
  test('are replayed after a login on a new connection, the latest ones, once more', () => {
    const bench = openBench({ faults: [{ fault: 'replay-executions', last: 2 }] });
    const account = bench.accountId('demo');
    const first = bench.connectAs(['demo']);
    for (const executionType of [2, 3, 5] as const) send(first.session, execution(account, executionType), 0);
    const sent = first.take();
    expect(sent).toHaveLength(3);
    const second = bench.connect();
    const { clientId, clientSecret } = bench.application('main');
    second.send({ payloadType: 2100, payload: { clientId, clientSecret } });
    second.send({
      payloadType: 2102,
      payload: { ctidTraderAccountId: account, accessToken: bench.tokens().accessToken },
    });
    expect(second.take().slice(2)).toEqual(sent.slice(1));
  });

  test('are replayed once each, whoever was told of them, and not for having been replayed', () => {
    const bench = openBench({ faults: [{ fault: 'replay-executions', last: 2 }] });
    const account = bench.accountId('demo');
    const watching = [bench.connectAs(['demo']), bench.connectAs(['demo'])];
    for (const executionType of [2, 3, 5] as const) {
      const event = execution(account, executionType);
      for (const { session } of watching) send(session, event, 0);
    }
    const replayed = () => {
      const client = bench.connect();
      const { clientId, clientSecret } = bench.application('main');
      const { accessToken } = bench.tokens();
      client.send({ payloadType: 2100, payload: { clientId, clientSecret } });
      client.send({ payloadType: 2102, payload: { ctidTraderAccountId: account, accessToken } });
      const events = client.take().slice(2);
      return events.map((frame) => JSON.parse(frame).payload.executionType);
    };
    expect([replayed(), replayed()]).toEqual([
      [3, 5],
      [3, 5],
    ]);
  });

  test('are all that gets through, or all that does not, heartbeats aside', () => {
    const bench = openBench();
    const account = bench.accountId('demo');
    const client = bench.connectAs(['demo']);
    const id = bench.venue.faults.inject({ fault: 'executions-only' });
    client.send(version);
    send(client.session, execution(account, 2), 0);
    expect(client.take().map((frame) => JSON.parse(frame).payloadType)).toEqual([2126]);
    bench.venue.tick(30_000);
    expect(client.take()).toEqual(['{"payloadType":51}']);
    bench.venue.faults.remove(id);
    bench.venue.faults.inject({ fault: 'answers-only' });
    client.send(version, 31_000);
    send(client.session, execution(account, 2), 31_000);
    expect(client.take()).toEqual([versionAnswer]);
  });
});

test('a list of deals lacks the youngest while history lags', () => {
  const bench = openBench({ faults: [{ fault: 'history-lag', seconds: 60 }] });
  const client = bench.connectAs(['demo']);
  const at = 100_000;
  const now = startedAtEpochMs + at;
  const deal = [aDeal(1, now - 60_001), aDeal(2, now - 59_999), aDeal(3, now)];
  const payload = { ctidTraderAccountId: bench.accountId('demo'), deal, hasMore: false };
  send(client.session, { message: DealListRes, payload }, at);
  expect(JSON.parse(client.take()[0] ?? '').payload.deal.map((one: Deal) => one.dealId)).toEqual([1]);
  expect(payload.deal).toHaveLength(3);
});

describe('when a rule takes hold', () => {
  const refused = (rule: Pick<FaultRule, 'when'>): FaultRule => ({ fault: 'refuse', ...rule });

  test('some occasions are skipped, then it is so many times', () => {
    const client = openBench({ faults: [refused({ when: { skip: 2, count: 2 } })] }).connect();
    for (let index = 0; index < 6; index++) client.send(version);
    expect(client.take().map((frame) => frame === versionAnswer)).toEqual([true, true, false, false, true, true]);
  });

  test('only on its environment, its door and its accounts', () => {
    const bench = openBench();
    const { faults } = bench.venue;
    faults.inject(refused({ when: { environment: 'live' } }));
    faults.inject(refused({ when: { door: 'protobuf' } }));
    faults.inject(refused({ when: { accounts: [bench.accountId('netted')], messageTypes: ['TraderReq'] } }));
    const client = bench.connectAs(['demo', 'netted']);
    const ask = (name: string) => {
      client.send({ payloadType: 2121, payload: { ctidTraderAccountId: bench.accountId(name) } });
      return JSON.parse(client.take()[0] ?? '').payloadType;
    };
    expect([ask('demo'), ask('netted')]).toEqual([2122, 2142]);
    const live = bench.connect('live');
    live.send(version);
    expect(live.take()[0]).toContain('UNKNOWN_ERROR');
    expect(faults.active().map((fault) => fault.hits)).toEqual([1, 0, 1]);
  });

  test('heartbeats are left alone unless they are named', () => {
    const bench = openBench({ faults: [{ fault: 'close-before-handling', when: { direction: 'in' } }] });
    const client = bench.connect();
    client.send({ payloadType: 51 });
    expect(client.endings).toEqual([]);
    bench.venue.faults.inject({ fault: 'close-before-handling', when: { messageTypes: [51] } });
    client.send({ payloadType: 51 });
    expect(client.endings).toEqual(['destroyed']);
  });

  test('the same seed and the same dialogue give the same faults, another seed others', () => {
    const play = (seed: number) => {
      const faults: FaultRule[] = [
        { fault: 'drop', when: { probability: 0.3 } },
        { fault: 'delay', ms: 5, jitterMs: 40, when: { probability: 0.5 } },
        { fault: 'duplicate', when: { probability: 0.2 } },
        { fault: 'reorder', distance: 2, when: { probability: 0.2 } },
      ];
      const { connect, venue } = openBench({ seed, faults });
      const client = connect();
      for (let at = 0; at < 3_000; at += 10) {
        client.send({ ...version, clientMsgId: String(at) }, at);
        venue.tick(at);
      }
      return client.take().join('\n');
    };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        expect(play(seed)).toBe(play(seed));
      }),
      { numRuns: 5 },
    );
    expect(play(1)).not.toBe(play(2));
  });
});

describe('switching faults', () => {
  test('a fault may be injected, looked at and taken away while connections are open', () => {
    const { connect, venue } = openBench();
    const client = connect();
    expect(client.session.distortion).toBeUndefined();
    const rule: FaultRule = { fault: 'swallow-request', when: { count: 5 } };
    const id = venue.faults.inject(rule);
    client.send(version);
    expect([client.take(), venue.faults.active()]).toEqual([[], [{ id, rule, hits: 1 }]]);
    expect([venue.faults.remove(id), venue.faults.remove(id)]).toEqual([true, false]);
    client.send(version);
    expect(client.take()).toEqual([versionAnswer]);
  });

  test('what a fault has put off still happens after it was cleared', () => {
    const { connect, venue } = openBench({ faults: [{ fault: 'answer-late', ms: 100 }] });
    const client = connect();
    client.send(version);
    venue.faults.clear();
    expect([venue.faults.active(), venue.nextDueAt()]).toEqual([[], 100]);
    venue.tick(100);
    expect(client.take()).toEqual([versionAnswer]);
  });

  test('what is due for a connection that has ended does no harm', () => {
    const { connect, venue } = openBench({
      faults: [
        { fault: 'answer-late', ms: 100 },
        { fault: 'close', code: 1012, afterMs: 50, when: { messageTypes: ['VersionReq'] } },
      ],
    });
    const client = connect();
    client.send(version);
    venue.tick(50);
    venue.tick(100);
    expect([client.take(), client.endings]).toEqual([[], ['1012 ']]);
  });

  test('a rule that makes no sense is refused in one sentence', () => {
    const { venue } = openBench();
    // The type does not let it pass; documents from elsewhere have no types.
    const wrong = { fault: 'answer-nver' } as unknown as FaultRule;
    expect(() => venue.faults.inject(wrong)).toThrow(
      expect.objectContaining({
        code: 'BAD_FAULT',
        message: 'There is no fault "answer-nver"; did you mean answer-never?',
      }),
    );
  });
});

describe('several faults at once', () => {
  test('what happens to one message adds up', () => {
    const { connect, venue } = openBench({
      faults: [
        { fault: 'answer-twice', times: 2 },
        { fault: 'delay', ms: 10 },
        { fault: 'change-client-id', id: 'unknown' },
        { fault: 'extra-fields' },
      ],
    });
    const client = connect();
    client.send({ ...version, clientMsgId: 'mine' });
    expect(client.take()).toEqual([]);
    venue.tick(10);
    const [one, two] = client.take();
    expect(one).toBe(two);
    expect(one).toContain('"clientMsgId":"tickwire-unknown-id"');
    expect(one).toContain('tickwireExtra');
  });

  test('answers of requests with other ids are left alone, and an id used again starts anew', () => {
    const { connect } = openBench({ faults: [{ fault: 'answer-never', when: { count: 1 } }] });
    const client = connect();
    client.send({ ...version, clientMsgId: 'a' });
    client.send({ ...version, clientMsgId: 'b' });
    client.send({ ...version, clientMsgId: 'a' });
    expect(client.take().map((frame) => JSON.parse(frame).clientMsgId)).toEqual(['b', 'a']);
  });
});

test('half of a connection can be lost', () => {
  const { connectAs, venue } = openBench({ faults: [{ fault: 'half-open', lost: 'out', when: { direction: 'in' } }] });
  const client = connectAs(['demo']);
  expect(AccountAuthRes.payloadType).toBe(2103);
  client.send(version, 1_000);
  expect(client.take()).toEqual([]);
  expect(client.session.received.get(2104)).toBe(1);
  venue.tick(90_000);
  expect([client.take(), client.endings]).toEqual([[], []]);
});

test('a connection that is lost twice stays lost until the later end, and then answers pings again', () => {
  const lost = { lost: 'out', seconds: 120, when: { messageTypes: ['VersionReq'] } } as const;
  const { connectAs, venue } = openBench({ faults: [{ fault: 'half-open', ...lost }] });
  const client = connectAs(['demo']);
  client.send(version, 1_000);
  expect(client.take()).toEqual([versionAnswer]);
  client.send(version, 100_000);
  venue.tick(121_000);
  venue.tick(200_000);
  expect([client.take(), client.endings]).toEqual([[], []]);
  const silenced = { do: 'stop-pongs' };
  expect(client.disturbances).toEqual([silenced, silenced]);
  venue.tick(220_000);
  expect(client.disturbances).toEqual([silenced, silenced, { do: 'pong-on' }]);
  expect(client.endings).toEqual(['1000 Bye']);
});

test('a connection whose ways are lost one after the other is read again when the first comes back', () => {
  const bench = openBench();
  const client = bench.connectAs(['demo']);
  const { faults } = bench.venue;
  const lose = (lost: 'in' | 'out', seconds: number) => {
    faults.inject({ fault: 'half-open', lost, seconds, when: { messageTypes: ['VersionReq'], count: 1 } });
    client.send(version, 1_000);
  };
  lose('out', 20);
  expect(client.take()).toEqual([versionAnswer]);
  lose('in', 10);
  bench.venue.tick(11_000);
  expect(client.disturbances.at(-1)).toEqual({ do: 'read-on' });
  client.send({ payloadType: 2104 }, 12_000);
  bench.venue.tick(12_000);
  expect(client.take()).toEqual([]);
  bench.venue.tick(21_000);
  client.send({ payloadType: 2104 }, 22_000);
  expect(client.take()).toEqual([versionAnswer]);
});

test.each([
  ['answer-never', []],
  ['answer-twice', [2126, 2126, 2126, 2126]],
] as const)('an order under %s is carried out all the same', (fault, types) => {
  const bench = openBench({ faults: [{ fault, when: { messageTypes: ['NewOrderReq'] } }] });
  const client = bench.connectAs(['demo']);
  const ctidTraderAccountId = bench.accountId('demo');
  const order = { ctidTraderAccountId, symbolId: 1, orderType: 1, tradeSide: 1, volume: 100_000 };
  client.send({ payloadType: 2106, clientMsgId: 'order', payload: order });
  bench.venue.tick(200);
  expect(client.take().map((frame) => JSON.parse(frame).payloadType)).toEqual(types);
  client.send({ payloadType: 2124, payload: { ctidTraderAccountId } }, 300);
  expect(JSON.parse(client.take()[0] ?? '').payload.position).toHaveLength(1);
});
