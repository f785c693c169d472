import {
  AccountLogoutReq,
  GetTrendbarsReq,
  NewOrderReq,
  OrderType,
  SubscribeSpotsReq,
  SymbolsListReq,
  TraderReq,
  TradeSide,
  TrendbarPeriod,
  VersionReq,
} from '@tickwire/protocol';
import { createSandbox } from '@tickwire/sandbox';
import { createMemoryDial, ManualClock, type MemoryLink, seededRandom, until } from '@tickwire/testkit';
import { describe, expect, test } from 'vitest';
import { type ConnectOptions, connect, LimitError, type Session } from '../src/index.ts';

const accountId = 41;
const credentials = { clientId: 'client-id', clientSecret: 'secret', accessToken: 'token', accountId };
const account = { ctidTraderAccountId: accountId };
const order = { ...account, symbolId: 1, orderType: OrderType.MARKET, tradeSide: TradeSide.BUY, volume: 100_000 };
const bars = { ...account, symbolId: 1, period: TrendbarPeriod.M1, fromTimestamp: 0, toTimestamp: 1_000 };

/** The login draws from the budget too: this many requests of it. */
const loginRequests = 3;

async function logIn(link: MemoryLink) {
  link.open();
  await until(() => link.sent.some(({ payloadType }) => payloadType === 2100), { what: 'application login' });
  link.answer(2100, 2101);
  await until(() => link.sent.length > 1, { what: 'the next step' });
  if (link.sent.some(({ payloadType }) => payloadType === 2149)) {
    const row = { ctidTraderAccountId: accountId, isLive: true, traderLogin: 900 };
    link.answer(2149, 2150, { accessToken: 'x', ctidTraderAccount: [row] });
    await until(() => link.sent.some(({ payloadType }) => payloadType === 2102), { what: 'the account login' });
  }
  link.answer(2102, 2103, account);
}

async function aReadySession(options: ConnectOptions = {}) {
  const clock = new ManualClock();
  const server = createMemoryDial();
  const connecting = connect({
    credentials,
    clock,
    random: seededRandom(1),
    dial: server.dial,
    readyTimeoutMs: 0,
    ...options,
  });
  await until(() => server.links.length > 0, { what: 'a dial' });
  const { link } = server;
  await logIn(link);
  const session = await connecting;
  link.sent.splice(0);
  return { clock, server, link, session };
}

/** The login is a second ago, and then the budget of two is used up and answered. */
async function aBusySession(options: ConnectOptions = {}) {
  const pace = { ordinaryPerSecond: 2, historicalPerSecond: 1, marginMs: 0 };
  const ready = await aReadySession({ pace: { ...pace, ordinaryPerSecond: loginRequests }, ...options });
  const { clock, link, session } = ready;
  await clock.advance(1_000);
  const answers = Array.from({ length: loginRequests }, () => session.request(VersionReq, {}));
  for (const { clientMsgId } of link.sent) link.say(2105, { version: '1' }, clientMsgId);
  await Promise.all(answers);
  link.sent.splice(0);
  return ready;
}

/** What became of a request. */
const fateOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    (error: unknown) => error as Error & { code: string; outcome: string; facts: Readonly<Record<string, unknown>> },
  );

const names = (link: MemoryLink) => link.sent.filter(({ payloadType }) => payloadType !== 51).map((m) => m.payloadType);

describe('the pace of a session', () => {
  test('while the budget is free a request is on the wire before the call returns', async () => {
    const { link, session } = await aReadySession();
    void fateOf(session.request(VersionReq, {}));
    expect(names(link)).toEqual([2104]);
    await session.close();
  });

  test('I13: the login counts, and with it no more than the limit leaves in a second', async () => {
    const { clock, link, session } = await aReadySession({ pace: { ordinaryPerSecond: 5, marginMs: 0 } });
    for (let index = 0; index < 5; index += 1) void fateOf(session.request(VersionReq, {}));
    expect(names(link)).toHaveLength(5 - loginRequests);
    for (const { clientMsgId } of [...link.sent]) link.say(2105, { version: '1' }, clientMsgId);
    await clock.advance(999);
    expect(names(link)).toHaveLength(5 - loginRequests);
    expect(session.health().pace?.ordinary).toEqual({ queued: 3, waitMs: 1 });
    await clock.advance(1);
    expect(names(link)).toHaveLength(5);
    await session.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test('when requests have to wait, orders leave first, then subscriptions, then reads', async () => {
    const { clock, link, session } = await aBusySession();
    void fateOf(session.request(TraderReq, account));
    void fateOf(session.request(SubscribeSpotsReq, { ...account, symbolId: [1] }));
    void fateOf(session.request(NewOrderReq, order));
    void fateOf(session.request(AccountLogoutReq, account));
    expect(names(link)).toEqual([]);
    await clock.advance(1_000);
    expect(names(link)).toEqual([2162, 2106, 2127]);
    for (const { clientMsgId } of [...link.sent]) link.say(2142, { errorCode: 'UNKNOWN_ERROR' }, clientMsgId);
    await clock.advance(1_000);
    expect(names(link)).toEqual([2162, 2106, 2127, 2121]);
    await session.close();
  });

  test('N8: a request that would wait beyond its deadline is refused at once, and says how long that would have been', async () => {
    const { clock, link, session } = await aBusySession();
    const fate = await fateOf(session.request(TraderReq, account, { timeoutMs: 1_000 }));
    expect(fate).toBeInstanceOf(LimitError);
    expect(fate).toMatchObject({
      code: 'PACE_EXCEEDED',
      outcome: 'not-sent',
      facts: { waitMs: 1_000 },
      refusal: { retryAfterMs: 1_000 },
      message: 'TraderReq was not sent because it would have to wait 1 s for its turn.',
    });
    await clock.advance(5_000);
    expect(names(link)).toEqual([]);
    await session.close();
  });

  test('a call may refuse to wait, or to wait long', async () => {
    const { clock, link, session } = await aBusySession();
    const unwilling = await fateOf(session.request(TraderReq, account, { maxWaitMs: 0 }));
    expect(unwilling).toMatchObject({ code: 'PACE_EXCEEDED', outcome: 'not-sent' });
    const patient = fateOf(session.request(TraderReq, account, { maxWaitMs: 1_001 }));
    await clock.advance(1_000);
    expect(names(link)).toEqual([2121]);
    link.say(2122, { ...account, trader: { ...account, balance: 0, depositAssetId: 1 } }, link.last(2121).clientMsgId);
    expect(await patient).toBe('answered');
    const free = fateOf(session.request(VersionReq, {}, { maxWaitMs: 0 }));
    link.answer(2104, 2105, { version: '1' });
    expect(await free).toBe('answered');
    await session.close();
  });

  test('N8: the deadline counts the time in the queue', async () => {
    const { clock, link, session } = await aBusySession();
    const fate = fateOf(session.request(TraderReq, account, { timeoutMs: 1_500 }));
    await clock.advance(1_000);
    expect(names(link)).toEqual([2121]);
    await clock.advance(500);
    expect(await fate).toMatchObject({ name: 'TimeoutError', code: 'REQUEST_TIMEOUT', outcome: 'unknown' });
    await session.close();
  });

  test('a request whose turn does not come in time is never sent', async () => {
    const { clock, link, session } = await aBusySession();
    const fate = fateOf(session.request(TraderReq, account, { maxWaitMs: 1_500 }));
    // Better ranks come in between.
    for (let index = 0; index < 9; index += 1) void fateOf(session.request(NewOrderReq, order));
    await clock.advance(1_500);
    expect(await fate).toMatchObject({ code: 'PACE_EXCEEDED', outcome: 'not-sent', facts: { waitedMs: 1_500 } });
    await clock.advance(20_000);
    expect(names(link)).not.toContain(2121);
    await session.close();
  });

  test('an aborted request leaves the queue and is never sent', async () => {
    const { clock, link, session } = await aBusySession();
    const abort = new AbortController();
    const fate = fateOf(session.request(NewOrderReq, order, { signal: abort.signal }));
    abort.abort(new Error('changed my mind'));
    expect(await fate).toMatchObject({ message: 'changed my mind' });
    expect(session.health().pace?.ordinary.queued).toBe(0);
    await clock.advance(5_000);
    expect(names(link)).toEqual([]);
    await session.close();
  });

  test('a queue that is full takes no more', async () => {
    const pace = { ordinaryPerSecond: loginRequests, marginMs: 0, mostQueued: 2 };
    const { session } = await aBusySession({ pace });
    void fateOf(session.request(TraderReq, account));
    void fateOf(session.request(TraderReq, account));
    expect(await fateOf(session.request(TraderReq, account))).toMatchObject({
      code: 'PACE_EXCEEDED',
      outcome: 'not-sent',
      facts: { queued: 2 },
    });
    await session.close();
  });

  test('without a pace everything leaves at once', async () => {
    const { link, session } = await aReadySession({ pace: 'none' });
    for (let index = 0; index < 500; index += 1) void fateOf(session.request(GetTrendbarsReq, bars));
    expect(names(link)).toHaveLength(500);
    expect(session.health().pace).toBeUndefined();
    await session.close();
  });

  test.each([
    ['pace.ordinaryPerSecond', { ordinaryPerSecond: 0 }],
    ['pace.historicalPerSecond', { historicalPerSecond: 1.5 }],
    ['pace.marginMs', { marginMs: -1 }],
    ['pace.mostQueued', { mostQueued: Number.POSITIVE_INFINITY }],
  ])('the option %s is checked', async (option, pace) => {
    const fate = await fateOf(connect({ credentials, pace }));
    expect(fate).toMatchObject({ code: 'BAD_OPTION', facts: { option } });
  });
});

describe('lost connections', () => {
  test('what waits is not sent and says so; what had left stays unknown', async () => {
    const { link, session } = await aReadySession({ pace: { ordinaryPerSecond: loginRequests + 1 } });
    const left = fateOf(session.request(NewOrderReq, order));
    const waiting = fateOf(session.request(NewOrderReq, order));
    expect(names(link)).toEqual([2106]);
    link.close(1006, '');
    expect(await left).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
    expect(await waiting).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'not-sent' });
    await session.close();
  });

  test('closing the session fails what waits as not sent', async () => {
    const { clock, session } = await aBusySession();
    const waiting = fateOf(session.request(NewOrderReq, order));
    await session.close();
    expect(await waiting).toMatchObject({ code: 'SESSION_CLOSED', outcome: 'not-sent' });
    expect(clock.pendingTimers).toBe(0);
  });

  test('I13: the next connection waits with its login for the requests of the one before', async () => {
    const { clock, server, link } = await aBusySession({ backoff: { minMs: 1, capMs: 1 } });
    await clock.advance(900);
    link.close(1006, '');
    await clock.advance(1);
    expect(server.links).toHaveLength(2);
    server.link.open();
    await clock.advance(98);
    expect(names(server.link)).toEqual([]);
    await clock.advance(1);
    expect(names(server.link)).toEqual([2100]);
  });
});

describe('what the server says about the pace', () => {
  const blocked = { errorCode: 'BLOCKED_PAYLOAD_TYPE', retryAfter: 2 };

  test('P6: a blocked type waits as long as the server says, all others go on', async () => {
    const { clock, link, session } = await aReadySession({ pace: { marginMs: 0 } });
    const refused = fateOf(session.request(TraderReq, account));
    link.answer(2121, 2142, blocked);
    expect(await refused).toMatchObject({ name: 'LimitError', code: 'BLOCKED_PAYLOAD_TYPE', outcome: 'rejected' });
    void fateOf(session.request(TraderReq, account));
    void fateOf(session.request(SymbolsListReq, account));
    expect(names(link)).toEqual([2121, 2114]);
    expect(session.health().pace?.blocked).toEqual([{ payloadType: 2121, leftMs: 2_000 }]);
    await clock.advance(1_999);
    expect(names(link)).toEqual([2121, 2114]);
    await clock.advance(1);
    expect(names(link)).toEqual([2121, 2114, 2121]);
    await session.close();
  });

  test('P6: a block that repeats lasts longer each time', async () => {
    const { clock, link, session } = await aReadySession();
    for (const waitMs of [2_000, 4_000, 8_000]) {
      void fateOf(session.request(TraderReq, account));
      link.answer(2121, 2142, blocked);
      expect(session.health().pace?.blocked).toEqual([{ payloadType: 2121, leftMs: waitMs }]);
      await clock.advance(waitMs);
    }
    await session.close();
  });

  test('P6: orders of a blocked type fail at once with nothing sent, also those that wait already', async () => {
    const { clock, link, session } = await aReadySession({
      pace: { ordinaryPerSecond: loginRequests + 1, marginMs: 0 },
    });
    void fateOf(session.request(NewOrderReq, order));
    const waiting = fateOf(session.request(NewOrderReq, order));
    link.answer(2106, 2142, blocked);
    const fates = [await waiting, await fateOf(session.request(NewOrderReq, order))];
    for (const fate of fates) {
      expect(fate).toMatchObject({
        name: 'LimitError',
        code: 'BLOCKED_PAYLOAD_TYPE',
        outcome: 'not-sent',
        refusal: { retryAfterMs: 2_000 },
      });
    }
    await clock.advance(10_000);
    expect(names(link)).toEqual([2106]);
    await session.close();
  });

  test('P6: after REQUEST_FREQUENCY_EXCEEDED nothing of that budget leaves for a second; orders fail fast', async () => {
    const { clock, link, session } = await aReadySession();
    void fateOf(session.request(TraderReq, account));
    link.answer(2121, 2142, { errorCode: 'REQUEST_FREQUENCY_EXCEEDED' });
    void fateOf(session.request(SymbolsListReq, account));
    expect(await fateOf(session.request(NewOrderReq, order))).toMatchObject({
      code: 'REQUEST_FREQUENCY_EXCEEDED',
      outcome: 'not-sent',
    });
    void fateOf(session.request(GetTrendbarsReq, bars));
    expect(names(link)).toEqual([2121, 2137]);
    await clock.advance(1_000);
    expect(names(link)).toEqual([2121, 2137, 2114]);
    await session.close();
  });

  test('an answer that nobody waits for any more still frees its place', async () => {
    const { clock, link, session } = await aReadySession({ pace: { historicalPerSecond: 1, marginMs: 0 } });
    const late = fateOf(session.request(GetTrendbarsReq, bars, { timeoutMs: 100 }));
    await clock.advance(100);
    expect(await late).toMatchObject({ code: 'REQUEST_TIMEOUT', outcome: 'unknown' });
    void fateOf(session.request(GetTrendbarsReq, bars));
    link.answer(2137, 2138, { ...account, period: 1, timestamp: 0 });
    await clock.advance(999);
    expect(names(link)).toEqual([2137]);
    await clock.advance(1);
    expect(names(link)).toEqual([2137, 2137]);
    await session.close();
  });
});

describe('the session itself', () => {
  test('a logout that is aborted while it waits leaves the account logged in', async () => {
    const { session } = await aBusySession();
    const abort = new AbortController();
    const fate = fateOf(session.request(AccountLogoutReq, account, { signal: abort.signal }));
    abort.abort();
    await fate;
    expect(session.current).toMatchObject({ at: 'ready', accounts: [{ accountId }] });
    await session.close();
  });

  test('P6, I22: a login that is blocked is not tried again before that is over, and nothing turns in circles', async () => {
    const clock = new ManualClock();
    const server = createMemoryDial();
    const abort = new AbortController();
    const { signal } = abort;
    const connecting = fateOf(
      connect({ credentials, clock, random: seededRandom(1), dial: server.dial, readyTimeoutMs: 0, signal }),
    );
    await until(() => server.links.length > 0, { what: 'a dial' });
    server.link.open();
    server.link.answer(2100, 2142, { errorCode: 'BLOCKED_PAYLOAD_TYPE', retryAfter: 1_200 });
    let opened = 1;
    for (let second = 0; second < 1_199; second += 1) {
      await clock.advance(1_000);
      for (; opened < server.links.length; opened += 1) server.links[opened]?.open();
    }
    expect(server.links.flatMap((link) => names(link))).toEqual([2100]);
    expect(server.links.length).toBeLessThanOrEqual(4);
    for (let second = 0; second < 600; second += 1) {
      await clock.advance(1_000);
      for (; opened < server.links.length; opened += 1) server.links[opened]?.open();
    }
    expect(server.links.flatMap((link) => names(link)).length).toBeGreaterThan(1);
    abort.abort(new Error('enough'));
    expect(await connecting).toMatchObject({ message: 'enough' });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('against the sandbox', () => {
  test('I13: 300 requests of mixed kinds at once are all answered, none is refused, and no second sees too many', async () => {
    const sandbox = await createSandbox();
    const { live, demo } = sandbox.endpoints;
    const session: Session = await connect({
      credentials: sandbox.credentials('live'),
      endpoint: { live: live.json, demo: demo.json },
      requestTimeoutMs: 30_000,
    });
    try {
      const mine = { ctidTraderAccountId: sandbox.credentials('live').accountId };
      const ask = (index: number): Promise<unknown> => {
        if (index % 20 === 0) {
          const toTimestamp = 1_700_000_000_000;
          const fromTimestamp = toTimestamp - 3_600_000;
          return session.request(GetTrendbarsReq, {
            ...mine,
            symbolId: 1,
            period: TrendbarPeriod.M1,
            fromTimestamp,
            toTimestamp,
          });
        }
        if (index % 10 === 1) return session.request(NewOrderReq, { ...order, ...mine });
        if (index === 2) return session.request(SubscribeSpotsReq, { ...mine, symbolId: [1] });
        return index % 2 === 0 ? session.request(TraderReq, mine) : session.request(SymbolsListReq, mine);
      };
      const fates = await Promise.all(Array.from({ length: 300 }, (_, index) => fateOf(ask(index))));
      expect(fates.filter((fate) => fate !== 'answered')).toEqual([]);
      const peaks = sandbox.connections.map(({ peakRates }) => peakRates);
      expect(peaks).toHaveLength(1);
      expect(peaks[0]?.ordinary).toBeLessThanOrEqual(50);
      expect(peaks[0]?.historical).toBeLessThanOrEqual(5);
      // And the budget is used, not just kept.
      expect(peaks[0]?.ordinary).toBeGreaterThan(40);
    } finally {
      await session.close();
      await sandbox.close();
    }
  }, 40_000);
});
