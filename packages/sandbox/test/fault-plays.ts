import {
  AccountAuthReq,
  AccountDisconnectEvent,
  AccountsTokenInvalidatedEvent,
  ClientDisconnectEvent,
  CommonErrorRes,
  CommonHeartbeatEvent,
  ErrorRes,
  GetTickDataReq,
  GetTrendbarsReq,
  GetTrendbarsRes,
  type Incoming,
  NewOrderReq,
  OrderErrorEvent,
  RefreshTokenReq,
  SpotEvent,
  SymbolChangedEvent,
  TraderReq,
  TraderRes,
  VersionReq,
} from '@tickwire/protocol';
import { until } from '@tickwire/testkit';
import { expect } from 'vitest';
import type { FaultName } from '../src/index.ts';
import { connectClient, type Stage } from './fault-stage.ts';

type Play = (stage: Stage) => Promise<void>;

/** Everything about a message but the declaration of its type. */
const plain = (incoming: readonly Incoming[]) =>
  incoming.map(({ payloadType, clientMsgId, payload }) => ({ payloadType, clientMsgId, payload }));

const typesOf = (incoming: readonly Incoming[]) => incoming.map((one) => one.payloadType);

const onlyTrader = { messageTypes: ['TraderReq'] } as const;
const onlyTraderRes = { messageTypes: ['TraderRes'] } as const;
const onlySpots = { messageTypes: ['SpotEvent'] } as const;

const askTrader = (stage: Stage, id?: string) => stage.ask(TraderReq, { ctidTraderAccountId: stage.accountId }, id);

const ticks = (stage: Stage) =>
  stage.ask(GetTickDataReq, {
    ctidTraderAccountId: stage.accountId,
    symbolId: 1,
    type: 1,
    fromTimestamp: Date.UTC(2025, 0, 6, 9, 50),
    toTimestamp: Date.UTC(2025, 0, 6, 9, 55),
  });

const bars = (stage: Stage) =>
  stage.ask(GetTrendbarsReq, {
    ctidTraderAccountId: stage.accountId,
    symbolId: 1,
    period: 1,
    fromTimestamp: Date.UTC(2025, 0, 6, 9, 50),
    toTimestamp: Date.UTC(2025, 0, 6, 9, 59),
  });

const payloadOf = (incoming: readonly Incoming[], index = 0): Readonly<Record<string, unknown>> => ({
  ...incoming[index]?.payload,
});

/** The code that a client sees: what was sent, or that there was none; TCP knows no codes. */
const seenCode = (stage: Stage, code: number | 'none') => {
  if (stage.wire === 'protobuf-tcp') return { code: undefined };
  return { code: code === 'none' ? 1006 : code };
};

const text = (body: Uint8Array | undefined) => Buffer.from(body ?? []).toString();

/** What a damaged answer to TraderReq looks like, as it came. */
async function damagedTrader(stage: Stage): Promise<Uint8Array | undefined> {
  const before = stage.client.bodies.length;
  await askTrader(stage, 'x');
  return stage.client.bodies[before];
}

/** What happens when there is no fault. */
async function rightTrader(stage: Stage): Promise<Uint8Array> {
  await stage.logIn();
  const before = stage.client.bodies.length;
  await askTrader(stage, 'x');
  return stage.client.bodies[before] ?? new Uint8Array();
}

const jsonTo = (check: (damaged: string, right: string) => void, fault: FaultName): Play =>
  async function playJson(stage) {
    const right = text(await rightTrader(stage));
    // The fault has no parameter that needs a value.
    stage.inject({ fault, when: onlyTraderRes } as Parameters<Stage['inject']>[0]);
    check(text(await damagedTrader(stage)), right);
  };

/** One play for each fault: it injects the fault and shows what becomes of a dialogue. */
export const plays: Readonly<Record<FaultName, Play>> = {
  'refuse-upgrade': async (stage) => {
    stage.inject({ fault: 'refuse-upgrade', status: '429', retryAfterSeconds: 7, when: { count: 1 } });
    const turnedAway = knock(stage);
    await until(() => turnedAway.end, { what: 'the refusal' });
    if (stage.wire !== 'protobuf-tcp') expect(turnedAway.error?.message).toContain('429');
    await stage.logIn();
    expect(stage.sandbox.faults.active()).toMatchObject([{ id: 'fault-1', hits: 1 }]);
  },
  'accept-then-close': async (stage) => {
    stage.inject({ fault: 'accept-then-close', code: 1013, when: { count: 2 } });
    for (let index = 0; index < 2; index++) {
      const guest = knock(stage);
      expect(await until(() => guest.end, { what: 'the end' })).toEqual(seenCode(stage, 1013));
    }
    const guest = knock(stage);
    await stage.settle();
    expect(guest.end).toBeUndefined();
  },
  'swallow-request': async (stage) => {
    await stage.logInApplication();
    const { refreshToken } = stage.credentials;
    stage.inject({ fault: 'swallow-request', when: { messageTypes: ['RefreshTokenReq'], count: 1 } });
    expect(await stage.ask(RefreshTokenReq, { refreshToken })).toEqual([]);
    expect(stage.credentials.refreshToken).toBe(refreshToken);
    expect(typesOf(await stage.ask(RefreshTokenReq, { refreshToken }))).toEqual([2174]);
  },
  'handle-late': async (stage) => {
    await stage.logInApplication();
    stage.inject({ fault: 'handle-late', ms: 2_000, when: { messageTypes: ['AccountAuthReq'] } });
    expect(await stage.logInAccount()).toEqual([]);
    await stage.advance(1_999);
    expect(stage.sandbox.connections[0]?.accountIds).toEqual([]);
    await stage.advance(1);
    expect(stage.sandbox.connections[0]?.accountIds).toEqual([stage.accountId]);
    await stage.settle();
    expect(typesOf(stage.client.incoming)).toContain(2103);
  },
  'answer-late': async (stage) => {
    await stage.logInApplication();
    stage.inject({ fault: 'answer-late', ms: 2_000, when: { messageTypes: ['AccountAuthReq'] } });
    expect(await stage.logInAccount()).toEqual([]);
    expect(stage.sandbox.connections[0]?.accountIds).toEqual([stage.accountId]);
    await stage.advance(1_999);
    await stage.settle();
    expect(typesOf(stage.client.incoming)).not.toContain(2103);
    await stage.advance(1);
    await stage.settle();
    expect(typesOf(stage.client.incoming)).toContain(2103);
  },
  'answer-never': async (stage) => {
    await stage.logInApplication();
    const { refreshToken } = stage.credentials;
    stage.inject({ fault: 'answer-never', when: { messageTypes: ['RefreshTokenReq'], count: 1 } });
    // Without an id an answer can be told apart too.
    expect(await stage.ask(RefreshTokenReq, { refreshToken })).toEqual([]);
    expect(stage.credentials.refreshToken).not.toBe(refreshToken);
    expect(typesOf(await stage.ask(RefreshTokenReq, { refreshToken }))).toEqual([2142]);
  },
  'answer-twice': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'answer-twice', times: 3, when: onlyTrader });
    expect(typesOf(await askTrader(stage, 't'))).toEqual([2122, 2122, 2122]);
  },
  'answer-refused': async (stage) => {
    await stage.logInApplication();
    const { refreshToken } = stage.credentials;
    stage.inject({
      fault: 'answer-refused',
      errorCode: 'CH_ACCESS_TOKEN_INVALID',
      when: { messageTypes: ['RefreshTokenReq'] },
    });
    expect(plain(await stage.ask(RefreshTokenReq, { refreshToken }, 'r'))).toEqual([
      { payloadType: 2142, clientMsgId: 'r', payload: { errorCode: 'CH_ACCESS_TOKEN_INVALID' } },
    ]);
    expect(stage.credentials.refreshToken).not.toBe(refreshToken);
  },
  refuse: async (stage) => {
    stage.inject({
      fault: 'refuse',
      errorCode: 'CH_OA_CLIENT_NOT_FOUND',
      description: 'Gone',
      carrier: 'CommonErrorRes',
      when: { messageTypes: ['ApplicationAuthReq'] },
    });
    expect(plain(await stage.logInApplication())).toEqual([
      {
        payloadType: CommonErrorRes.payloadType,
        clientMsgId: 'app',
        payload: { errorCode: 'CH_OA_CLIENT_NOT_FOUND', description: 'Gone' },
      },
    ]);
    expect(stage.sandbox.connections[0]?.application).toBeUndefined();
  },
  'refuse-order': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'refuse-order' });
    expect(plain(await newOrder(stage, 'one'))).toEqual([
      {
        payloadType: OrderErrorEvent.payloadType,
        clientMsgId: 'one',
        payload: { errorCode: 'TRADING_DISABLED', orderId: 0, ctidTraderAccountId: stage.accountId, positionId: 0 },
      },
    ]);
  },
  maintenance: async (stage) => {
    await stage.logIn();
    const now = Math.floor(stage.clock.wallNow() / 1_000);
    const ends = { seconds: now + 60, milliseconds: (now + 60) * 1_000, past: now - 60, 'year-2100': 4_102_444_800 };
    for (const [end, maintenanceEndTimestamp] of Object.entries({ ...ends, absent: undefined })) {
      // The keys are the words of the parameter.
      const id = stage.inject({ fault: 'maintenance', end: end as 'past', when: onlyTrader });
      const expected = { errorCode: 'SERVER_IS_UNDER_MAINTENANCE' };
      expect(payloadOf(await askTrader(stage))).toEqual(
        maintenanceEndTimestamp === undefined ? expected : { ...expected, maintenanceEndTimestamp },
      );
      stage.sandbox.faults.remove(id);
    }
    stage.inject({ fault: 'maintenance', end: 'past', carrier: 'CommonErrorRes', when: onlyTrader });
    expect(payloadOf(await askTrader(stage))['maintenanceEndTimestamp']).toBe((now - 60) * 1_000);
  },
  'block-payload-type': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'block-payload-type', retryAfter: 3_600, when: { ...onlyTrader, count: 1 } });
    expect(payloadOf(await askTrader(stage))).toEqual({ errorCode: 'BLOCKED_PAYLOAD_TYPE', retryAfter: 3_600 });
    expect(typesOf(await askTrader(stage))).toEqual([2122]);
  },
  'refuse-repeated-order': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'refuse-repeated-order' });
    expect(payloadOf(await newOrder(stage, 'one', 'a'))['description']).not.toBe('A client order id was used twice');
    expect(payloadOf(await newOrder(stage, 'two', 'a'))).toMatchObject({
      errorCode: 'INVALID_REQUEST',
      description: 'A client order id was used twice',
    });
    expect(payloadOf(await newOrder(stage, 'three', 'b'))['description']).not.toBe('A client order id was used twice');
  },
  'close-before-handling': async (stage) => {
    await stage.logInApplication();
    const { refreshToken } = stage.credentials;
    stage.inject({ fault: 'close-before-handling', code: 4_321, when: { messageTypes: ['RefreshTokenReq'] } });
    expect(await stage.askToDeath(RefreshTokenReq, { refreshToken })).toEqual(seenCode(stage, 4_321));
    expect(stage.credentials.refreshToken).toBe(refreshToken);
  },
  close: async (stage) => {
    await stage.logInApplication();
    const { refreshToken } = stage.credentials;
    stage.inject({ fault: 'close', code: 'none', when: { messageTypes: ['RefreshTokenReq'] } });
    expect(await stage.askToDeath(RefreshTokenReq, { refreshToken })).toEqual(seenCode(stage, 'none'));
    expect(stage.credentials.refreshToken).not.toBe(refreshToken);
  },
  'close-all': async (stage) => {
    await stage.logIn();
    const others = [knock(stage), connectClient(stage.sandbox, 'json')];
    await until(() => stage.sandbox.connections.length === 3, { what: 'three connections' });
    stage.inject({ fault: 'close-all', code: 1012, afterMs: 50, when: onlyTraderRes });
    await askTrader(stage);
    expect(stage.sandbox.connections).toHaveLength(3);
    await stage.advance(50);
    expect(await stage.waitForEnd()).toEqual(seenCode(stage, 1012));
    for (const other of others) await until(() => other.end, { what: 'the others to end' });
  },
  'invalidate-token': async (stage) => {
    stage.inject({ fault: 'invalidate-token', reason: 'Because', afterMs: 100 });
    await stage.logIn();
    const before = stage.client.incoming.length;
    await stage.advance(100);
    await stage.settle();
    const ctidTraderAccountId = stage.accountId;
    expect(plain(stage.client.incoming.slice(before, before + 2))).toMatchObject([
      {
        payloadType: AccountsTokenInvalidatedEvent.payloadType,
        payload: { ctidTraderAccountIds: [ctidTraderAccountId], reason: 'Because' },
      },
      { payloadType: AccountDisconnectEvent.payloadType, payload: { ctidTraderAccountId } },
    ]);
    expect(typesOf(await askTrader(stage))).toEqual([ErrorRes.payloadType]);
    expect(typesOf(await stage.logInAccount())).toContain(2103);
  },
  'log-out-application': async (stage) => {
    stage.inject({ fault: 'log-out-application', reason: 'Words of any kind', when: { count: 1 } });
    expect(plain(await stage.logInApplication())[1]).toMatchObject({
      payloadType: ClientDisconnectEvent.payloadType,
      payload: { reason: 'Words of any kind' },
    });
    expect(typesOf(await stage.logInApplication())).toEqual([2101]);
  },
  'disconnect-account': async (stage) => {
    await stage.logIn();
    const netted = stage.sandbox.account('netted').ctidTraderAccountId;
    await stage.ask(AccountAuthReq, { ctidTraderAccountId: netted, accessToken: stage.credentials.accessToken });
    stage.inject({
      fault: 'disconnect-account',
      when: { messageTypes: ['TraderReq'], accounts: [stage.accountId] },
    });
    expect(typesOf(await askTrader(stage))).toEqual([2122, AccountDisconnectEvent.payloadType]);
    expect(stage.sandbox.connections[0]?.accountIds).toEqual([netted]);
  },
  'change-symbol': async (stage) => {
    stage.inject({ fault: 'change-symbol', symbolId: 41 });
    await stage.logInApplication();
    expect(plain(await stage.logInAccount())[1]).toMatchObject({
      payloadType: SymbolChangedEvent.payloadType,
      payload: { ctidTraderAccountId: stage.accountId, symbolId: [41] },
    });
  },
  'lose-subscriptions': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'lose-subscriptions', when: { count: 1 } });
    await stage.subscribe(1);
    const before = stage.client.incoming.length;
    stage.push(110_000);
    await stage.settle();
    expect(typesOf(stage.client.incoming.slice(before))).not.toContain(SpotEvent.payloadType);
    expect(typesOf(await stage.subscribe(1))).toContain(2128);
    stage.push(110_100);
    await stage.settle();
    expect(payloadOf(stage.client.incoming.slice(-2))).toMatchObject({ bid: 110_100 });
  },
  // Orders are traded in tests without sockets.
  'replay-executions': async (stage) => {
    stage.inject({ fault: 'replay-executions' });
    await stage.logInApplication();
    expect(typesOf(await stage.logInAccount())).toEqual([2103]);
  },
  'spot-burst': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'spot-burst', perSecond: 1_000, seconds: 2, when: { count: 1 } });
    const before = stage.sandbox.ledger.sent[SpotEvent.payloadType] ?? 0;
    await stage.subscribe(1);
    await stage.advance(999);
    expect(countSpots(stage) - before).toBeGreaterThan(990);
    expect(countSpots(stage) - before).toBeLessThan(1_010);
    await stage.advance(9_000);
    await stage.settle();
    expect(countSpots(stage) - before).toBe(2_001);
    expect(stage.client.incoming.filter((one) => one.message === SpotEvent)).toHaveLength(2_001);
  },
  'stop-reading': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'stop-reading', seconds: 30, when: { ...onlyTrader, count: 1 } });
    stage.client.send(TraderReq, { ctidTraderAccountId: stage.accountId }, 'first');
    await until(() => stage.client.incoming.some((one) => one.clientMsgId === 'first'), { what: 'the first answer' });
    stage.client.send(TraderReq, { ctidTraderAccountId: stage.accountId }, 'second');
    await stage.advance(29_999);
    const received = stage.sandbox.connections[0]?.received[2121];
    expect(received).toBe(1);
    await stage.advance(1);
    await until(() => stage.client.incoming.some((one) => one.clientMsgId === 'second'), { what: 'the second answer' });
  },
  'half-open': async (stage) => {
    await stage.logIn();
    await stage.subscribe(1);
    stage.inject({ fault: 'half-open', seconds: 200, when: { ...onlyTrader, count: 1 } });
    stage.client.send(TraderReq, { ctidTraderAccountId: stage.accountId });
    await until(() => stage.client.incoming.at(-1)?.message === TraderRes, { what: 'the last answer' });
    const before = stage.client.bodies.length;
    stage.client.send(VersionReq, {}, 'lost');
    stage.push(123_456);
    // Far beyond every timer of the server.
    await stage.advance(199_000);
    expect(stage.client.bodies.length).toBe(before);
    expect(stage.client.end).toBeUndefined();
    expect(stage.sandbox.connections).toHaveLength(1);
  },
  'ping-flood': async (stage) => {
    await stage.logIn();
    let pings = 0;
    stage.client.web?.socket.on('ping', () => pings++);
    stage.inject({ fault: 'ping-flood', pings: 1_000, when: onlyTrader });
    await askTrader(stage);
    await until(() => pings === 1_000, { what: 'all pings' });
    await askTrader(stage);
  },
  'no-pong': async (stage) => {
    await stage.logIn();
    let pongs = 0;
    const socket = stage.client.web?.socket;
    socket?.on('pong', () => pongs++);
    socket?.ping();
    await until(() => pongs === 1, { what: 'a pong' });
    stage.inject({ fault: 'no-pong', when: onlyTrader });
    await askTrader(stage);
    socket?.ping();
    await stage.settle();
    await stage.settle();
    expect(pongs).toBe(1);
  },
  drop: async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'drop', when: { ...onlyTraderRes, skip: 1, count: 1 } });
    expect(typesOf(await askTrader(stage))).toEqual([2122]);
    expect(typesOf(await askTrader(stage))).toEqual([]);
    expect(typesOf(await askTrader(stage))).toEqual([2122]);
  },
  'no-heartbeats': async (stage) => {
    await stage.logIn();
    await stage.advance(30_000);
    await stage.settle();
    const heartbeats = () => stage.client.incoming.filter((one) => one.message === CommonHeartbeatEvent).length;
    expect(heartbeats()).toBe(1);
    stage.inject({ fault: 'no-heartbeats' });
    await stage.advance(30_000);
    await stage.settle();
    expect(heartbeats()).toBe(1);
    expect(typesOf(await askTrader(stage))).toEqual([2122]);
  },
  'no-data': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'no-data' });
    expect(typesOf(await stage.subscribe(1))).toEqual([2128]);
    stage.push(110_000);
    await stage.advance(30_000);
    await stage.settle();
    expect(typesOf(stage.client.incoming)).not.toContain(SpotEvent.payloadType);
    expect(typesOf(stage.client.incoming)).toContain(51);
  },
  'answers-only': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'answers-only' });
    expect(typesOf(await stage.subscribe(1))).toEqual([2128]);
  },
  // Orders are traded in tests without sockets.
  'executions-only': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'executions-only', when: onlyTraderRes });
    expect(await askTrader(stage)).toEqual([]);
  },
  duplicate: async (stage) => {
    await stage.logIn();
    await stage.subscribe(1);
    stage.inject({ fault: 'duplicate', when: onlySpots });
    const before = stage.client.incoming.length;
    stage.push(110_000);
    await stage.settle();
    expect(typesOf(stage.client.incoming.slice(before))).toEqual([2131, 2131, 2105]);
  },
  delay: async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'delay', ms: 500, jitterMs: 100, when: onlyTraderRes });
    expect(await askTrader(stage)).toEqual([]);
    await stage.advance(499);
    await stage.settle();
    expect(typesOf(stage.client.incoming)).not.toContain(TraderRes.payloadType);
    await stage.advance(101);
    await stage.settle();
    expect(typesOf(stage.client.incoming)).toContain(TraderRes.payloadType);
  },
  reorder: async (stage) => {
    await stage.logIn();
    await stage.subscribe(1);
    const before = stage.client.incoming.length;
    stage.inject({ fault: 'reorder', distance: 2, when: { ...onlySpots, count: 1 } });
    for (const bid of [1_001, 1_002, 1_003, 1_004]) stage.push(bid);
    await stage.settle();
    const bids = stage.client.incoming.slice(before, before + 4).map((one) => Object(one.payload).bid);
    expect(bids).toEqual([1_002, 1_003, 1_001, 1_004]);
    stage.inject({ fault: 'reorder', distance: 1_000, when: { ...onlySpots, count: 1 } });
    stage.push(1_005);
    await stage.advance(1_000);
    await stage.settle();
    expect(stage.client.incoming.map((one) => Object(one.payload).bid)).toContain(1_005);
  },
  'change-client-id': async (stage) => {
    await stage.logIn();
    const ids: (string | undefined)[] = [];
    for (const id of ['missing', 'unknown', 'previous'] as const) {
      await askTrader(stage, 'before');
      const rule = stage.inject({ fault: 'change-client-id', id, when: onlyTraderRes });
      await askTrader(stage, 'mine');
      ids.push(stage.client.incoming.findLast((one) => one.message === TraderRes)?.clientMsgId);
      stage.sandbox.faults.remove(rule);
    }
    expect([ids[0], ids[1]]).toEqual([undefined, 'tickwire-unknown-id']);
    expect(ids[2]).toMatch(/^fence/);
  },
  'endless-paging': async (stage) => {
    await stage.logIn();
    const right = payloadOf(await ticks(stage));
    expect(right['hasMore']).toBe(false);
    stage.inject({ fault: 'endless-paging' });
    expect(payloadOf(await ticks(stage))).toEqual({ ...right, hasMore: true });
  },
  'repeated-rows': async (stage) => {
    await stage.logIn();
    const right = Object(payloadOf(await bars(stage))).trendbar;
    expect(right.length).toBeGreaterThan(5);
    stage.inject({ fault: 'repeated-rows' });
    const [first, second] = [
      Object(payloadOf(await bars(stage))).trendbar,
      Object(payloadOf(await bars(stage))).trendbar,
    ];
    expect(first).toEqual([...right, right.at(-1)]);
    expect(second).toEqual([right.at(-1), ...right]);
    expect(Object(payloadOf(await ticks(stage))).tickData.at(-1)).toMatchObject({ timestamp: 0, tick: 0 });
  },
  'empty-page': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'empty-page' });
    expect(payloadOf(await ticks(stage))).toEqual({ ctidTraderAccountId: stage.accountId, hasMore: true });
  },
  'cut-history': async (stage) => {
    await stage.logIn();
    const right = Object(payloadOf(await bars(stage))).trendbar;
    stage.inject({ fault: 'cut-history', when: { messageTypes: [GetTrendbarsRes.payloadType] } });
    expect(Object(payloadOf(await bars(stage))).trendbar).toEqual(right.slice(0, Math.ceil(right.length / 2)));
  },
  // Deals are listed in tests without sockets.
  'history-lag': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'history-lag', when: { messageTypes: ['GetTrendbarsRes'] } });
    expect(typesOf(await bars(stage))).toEqual([2138]);
  },
  'cut-frame': async (stage) => {
    const right = await rightTrader(stage);
    stage.inject({ fault: 'cut-frame', when: onlyTraderRes });
    expect(Buffer.from((await damagedTrader(stage)) ?? [])).toEqual(
      Buffer.from(right.subarray(0, Math.ceil(right.length / 2))),
    );
  },
  'invalid-utf8': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'invalid-utf8', when: onlyTraderRes });
    if (stage.wire === 'json') {
      // The library of the client ends the connection by itself.
      await stage.askToDeath(TraderReq, { ctidTraderAccountId: stage.accountId });
      expect(stage.client.error?.message).toContain('UTF-8');
    } else {
      expect([...((await damagedTrader(stage)) ?? [])].slice(-3)).toEqual([0x1a, 1, 0xff]);
    }
  },
  'byte-order-mark': jsonTo((damaged, right) => expect(damaged).toBe(`\uFEFF${right}`), 'byte-order-mark'),
  'other-opcode': async (stage) => {
    const right = await rightTrader(stage);
    const kinds = stage.client.web?.kinds ?? [];
    const usual = kinds[0];
    stage.inject({ fault: 'other-opcode', when: onlyTraderRes });
    const before = kinds.length;
    if (stage.wire === 'json') {
      expect(Buffer.from((await damagedTrader(stage)) ?? [])).toEqual(Buffer.from(right));
      expect([usual, kinds[before]]).toEqual([false, true]);
    } else {
      // Such bytes are no text: the library of the client ends the connection by itself.
      await stage.askToDeath(TraderReq, { ctidTraderAccountId: stage.accountId });
      expect(stage.client.error?.message).toContain('UTF-8');
    }
  },
  'json-array': jsonTo((damaged, right) => expect(damaged).toBe(`[${right}]`), 'json-array'),
  'json-null': jsonTo((damaged) => expect(damaged).toBe('null'), 'json-null'),
  'json-number': jsonTo((damaged) => expect(JSON.parse(damaged)).toEqual(expect.any(Number)), 'json-number'),
  'depth-bomb': jsonTo((damaged) => expect(damaged).toContain('['.repeat(100_000)), 'depth-bomb'),
  'duplicate-keys': async (stage) => {
    const right = Buffer.from(await rightTrader(stage));
    stage.inject({ fault: 'duplicate-keys', when: onlyTraderRes });
    const damaged = Buffer.from((await damagedTrader(stage)) ?? []);
    expect(damaged.subarray(-right.length + 1)).toEqual(right.subarray(1));
    expect(damaged.length).toBeGreaterThan(right.length);
    expect(stage.client.incoming.at(-2)?.payloadType).toBe(2122);
  },
  'proto-keys': jsonTo((damaged) => expect(damaged.split('"__proto__"')).toHaveLength(3), 'proto-keys'),
  'big-integers': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'big-integers', when: onlyTraderRes });
    const damaged = Buffer.from((await damagedTrader(stage)) ?? []);
    const wanted = stage.wire === 'json' ? Buffer.from('9007199254740993') : Buffer.from('8180808080808010', 'hex');
    expect(damaged.includes(wanted)).toBe(true);
  },
  fractions: jsonTo((damaged) => expect(damaged).toMatch(/^\{"payloadType":2122,.*"balance":\d+\.5/), 'fractions'),
  'quoted-numbers': jsonTo(
    (damaged) => expect(damaged).toMatch(/^\{"payloadType":2122,.*"balance":"\d+"/),
    'quoted-numbers',
  ),
  'enum-names': jsonTo((damaged) => expect(damaged).toContain('"accountType":"HEDGED"'), 'enum-names'),
  'missing-field': async (stage) => {
    const right = await rightTrader(stage);
    stage.inject({ fault: 'missing-field', when: onlyTraderRes });
    const damaged = (await damagedTrader(stage)) ?? new Uint8Array();
    expect(damaged.length).toBeLessThan(right.length);
    expect(stage.client.incoming.at(-1)?.payloadType).toBe(2105);
    if (stage.wire === 'json')
      expect(Object.keys(JSON.parse(text(damaged)).payload)).not.toContain('ctidTraderAccountId');
  },
  'extra-fields': async (stage) => {
    const right = await rightTrader(stage);
    stage.inject({ fault: 'extra-fields', when: onlyTraderRes });
    const damaged = (await damagedTrader(stage)) ?? new Uint8Array();
    expect(damaged.length).toBeGreaterThan(right.length);
    expect(stage.client.incoming.at(-2)).toMatchObject({ payloadType: 2122, clientMsgId: 'x' });
  },
  'wrong-payload-type': async (stage) => {
    await stage.logIn();
    const rule = stage.inject({ fault: 'wrong-payload-type', when: onlyTraderRes });
    expect(plain(await askTrader(stage, 'x'))).toMatchObject([{ payloadType: 9_999, clientMsgId: 'x' }]);
    stage.sandbox.faults.remove(rule);
    stage.inject({ fault: 'wrong-payload-type', payloadType: 2163, when: onlyTraderRes });
    expect(typesOf(await askTrader(stage, 'x'))).toEqual([2163]);
  },
  'huge-frame': async (stage) => {
    const right = await rightTrader(stage);
    stage.inject({ fault: 'huge-frame', bytes: 2_000_000, when: onlyTraderRes });
    const damaged = (await damagedTrader(stage)) ?? new Uint8Array();
    expect(Math.abs(damaged.length - 2_000_000)).toBeLessThan(10);
    expect(damaged.length).toBeGreaterThan(right.length);
    expect(stage.client.incoming.at(-2)?.payloadType).toBe(2122);
  },
  'fragment-flood': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'fragment-flood', when: onlyTraderRes });
    await stage.askToDeath(TraderReq, { ctidTraderAccountId: stage.accountId });
    expect(stage.client.error).toMatchObject({ code: 'WS_ERR_TOO_MANY_BUFFERED_PARTS' });
  },
  'split-frame': async (stage) => {
    const right = await rightTrader(stage);
    let pings = 0;
    stage.client.web?.socket.on('ping', () => pings++);
    stage.inject({ fault: 'split-frame', fragments: 4, when: onlyTraderRes });
    expect(Buffer.from((await damagedTrader(stage)) ?? [])).toEqual(Buffer.from(right));
    expect(pings).toBe(3);
  },
  'compressed-bit': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'compressed-bit', when: onlyTraderRes });
    await stage.askToDeath(TraderReq, { ctidTraderAccountId: stage.accountId });
    expect(stage.client.error?.message).toContain('RSV1');
  },
  'wrong-length': async (stage) => {
    await stage.logIn();
    stage.inject({ fault: 'wrong-length', length: 2, when: onlyTraderRes });
    const before = stage.client.bodies.length;
    stage.client.send(TraderReq, { ctidTraderAccountId: stage.accountId });
    await until(() => stage.client.bodies.length > before, { what: 'something' });
    expect(stage.client.bodies[before]).toHaveLength(2);
  },
};

/** A client that tries to connect. On TCP only the first bytes show what it wants. */
function knock(stage: Stage) {
  const guest = connectClient(stage.sandbox, stage.wire);
  if (stage.wire === 'protobuf-tcp') guest.send(CommonHeartbeatEvent);
  return guest;
}

function countSpots(stage: Stage): number {
  return stage.sandbox.ledger.sent[SpotEvent.payloadType] ?? 0;
}

function newOrder(stage: Stage, clientMsgId: string, clientOrderId?: string) {
  const order = { ctidTraderAccountId: stage.accountId, symbolId: 1, orderType: 1, tradeSide: 1, volume: 100_000 };
  return stage.ask(NewOrderReq, { ...order, ...(clientOrderId === undefined ? {} : { clientOrderId }) }, clientMsgId);
}
