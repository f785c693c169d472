import { createHash } from 'node:crypto';
import { createJsonCodec, createProtobufCodec, DepthEvent, type Message, SpotEvent } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { type BenchClient, openBench } from '../../test/venue-bench.ts';
import { readFrame } from '../server/read-frame.ts';

const hour = 3_600_000;

/**
 * A fixed play: two clients, one of them with a netted account, prices on the move, orders of all kinds, history, a refresh,
 * and a fault that strikes by chance. Returns the hash of all frames that went out, and how many.
 */
function play(write: (message: Message, payload: object, clientMsgId: string | undefined) => string | Uint8Array) {
  const hash = createHash('sha256');
  let count = 0;
  const bench = openBench({
    seed: 20_260_202,
    feed: 'walk',
    trading: { fillDelay: { fromMs: 50, toMs: 300 } },
    timers: { idleMs: Infinity, heartbeatMs: Infinity },
    faults: [
      { fault: 'answer-refused', errorCode: 'UNKNOWN_ERROR', when: { messageTypes: ['TraderReq'], probability: 0.5 } },
    ],
  });
  const { venue } = bench;
  const codec = createJsonCodec();
  let now = 0;
  const heard = new Map<string, Record<string, unknown>[]>();
  const kinds = new Set<string>();

  function connect(name: string): BenchClient['session'] {
    const frames: Record<string, unknown>[] = [];
    heard.set(name, frames);
    return venue.open({
      environment: 'demo',
      at: now,
      outlet: {
        door: 'bench',
        wire: 'json',
        send(message: Message, payload, clientMsgId) {
          hash
            .update(`${name} `)
            .update(write(message, payload, clientMsgId))
            .update('\n');
          count++;
          if (message === SpotEvent || message === DepthEvent) {
            kinds.add(message.name);
            return;
          }
          const frame = JSON.parse(codec.encode(message, payload, clientMsgId));
          const { executionType, errorCode } = frame.payload ?? {};
          kinds.add([message.name, executionType, errorCode].filter((one) => one !== undefined).join(' '));
          frames.push(frame);
        },
        disturb: () => {},
        close: (code, reason) => hash.update(`${name} closed ${code} ${reason}\n`),
        destroy: () => hash.update(`${name} destroyed\n`),
      },
    });
  }

  const pass = (ms: number): void => {
    const until = now + ms;
    for (let due = venue.nextDueAt(); due <= until; due = venue.nextDueAt()) venue.tick(due);
    now = until;
    venue.tick(now);
  };
  let asked = 0;
  const accounts = { one: bench.accountId('demo'), two: bench.accountId('netted') };
  const sessions = { one: connect('one'), two: connect('two') };
  // Nobody may be silent for long before logging in.
  const login = (who: 'one' | 'two'): void => {
    ask(who, 2100, { clientId, clientSecret });
    ask(who, 2149, { accessToken });
    ask(who, 2102, { accessToken });
  };
  const ask = (who: 'one' | 'two', payloadType: number, payload: object = {}): void => {
    const body = { ctidTraderAccountId: accounts[who], ...payload };
    const frame = JSON.stringify({ clientMsgId: `${who} ${asked++}`, payloadType, payload: body });
    venue.receive(sessions[who], readFrame(Buffer.from(frame)), now);
    pass(10);
  };
  /** The last of what a client heard that has this. */
  const last = (who: 'one' | 'two', part: 'order' | 'position'): Readonly<Record<string, unknown>> => {
    const payloads = heard.get(who)?.map(({ payload }) => Object(payload)[part]) ?? [];
    return Object(payloads.findLast((one) => one !== undefined));
  };

  const { clientId, clientSecret } = bench.application('main');
  const { accessToken, refreshToken } = bench.tokens();
  const order = { symbolId: 1, orderType: 1, tradeSide: 1, volume: 1_000_000 };
  const window = { fromTimestamp: Date.UTC(2025, 0, 5), toTimestamp: Date.UTC(2025, 0, 7) };
  for (const who of ['one', 'two'] as const) login(who);
  for (const who of ['one', 'two'] as const) {
    ask(who, 2114);
    ask(who, 2116, { symbolId: [1, 4, 41] });
    ask(who, 2127, { symbolId: [1, 3, 4, 41], subscribeToSpotTimestamp: true });
    ask(who, 2135, { symbolId: 1, period: 1 });
    ask(who, 2156, { symbolId: [4] });
    for (let tries = 0; tries < 6; tries++) ask(who, 2121);
    ask(who, 2106, { ...order, relativeStopLoss: 400, relativeTakeProfit: 600, trailingStopLoss: true });
    pass(90_000);
    ask(who, 2106, { ...order, symbolId: 4, tradeSide: 2, label: 'tickwire:partial=40' });
    ask(who, 2106, { ...order, orderType: 2, limitPrice: 0.9, stopLoss: 0.89, takeProfit: 1.5 });
    ask(who, 2109, { orderId: last(who, 'order')['orderId'], volume: 2_000_000, limitPrice: 0.95 });
    ask(who, 2108, { orderId: last(who, 'order')['orderId'] });
    ask(who, 2106, {
      ...order,
      orderType: 3,
      stopPrice: 1.5,
      timeInForce: 1,
      expirationTimestamp: Date.UTC(2025, 0, 6, 10, 5),
    });
    ask(who, 2106, { ...order, orderType: 5, baseSlippagePrice: 1.03, slippageInPoints: 50 });
    ask(who, 2106, { ...order, orderType: 6, stopPrice: 1.5, slippageInPoints: 10 });
    ask(who, 2106, { ...order, volume: 900_000_000 });
    ask(who, 2106, { ...order, volume: 1 });
    pass(1_000);
    ask(who, 2106, { ...order, symbolId: 3 });
    pass(1_000);
    ask(who, 2110, { positionId: last(who, 'position')['positionId'], takeProfit: 500 });
    ask(who, 2111, { positionId: last(who, 'position')['positionId'], volume: 400_000 });
    pass(600_000);
    ask(who, 2124, { returnProtectionOrders: true });
    ask(who, 2187);
    ask(who, 2139, { symbolId: 41, volume: [100, 5_000] });
    ask(who, 2137, { ...window, symbolId: 41, period: 5 });
    ask(who, 2145, { ...window, symbolId: 4, type: 1 });
    ask(who, 2133, window);
    ask(who, 2175, window);
    ask(who, 2143, window);
  }
  // The night, in which swaps are charged, without the prices of it.
  for (const who of ['one', 'two'] as const) ask(who, 2129, { symbolId: [1, 3, 4, 41] });
  pass(14 * hour);
  ask('one', 2124);
  // Ends the sessions that lived on the old token.
  ask('two', 2173, { refreshToken });
  return { kinds: [...kinds].sort(), count, hash: hash.digest('hex') };
}

const encoders = { JSON: createJsonCodec(), Protobuf: createProtobufCodec() };

// A change of behaviour changes these: look at what changed, then write the new values here.
test.each([
  ['JSON', 29_950, '874f91d6cc1c3776ac74442902a524853a1ddbc79044f0e2341eebdfefc77bfd'],
  ['Protobuf', 29_950, 'f534670bd523722e157cde0e3ac28b41cf7f0f03b476a81b3ad1f92a8ccaa212'],
] as const)(
  'the same play gives the same frames in %s on every Node line, to the byte',
  (form, expectedCount, expectedHash) => {
    const codec = encoders[form];
    const { kinds, count, hash } = play((message, payload, id) => codec.encode(message, payload, id));
    expect(kinds).toEqual(everyKind);
    expect({ count, hash }).toEqual({ count: expectedCount, hash: expectedHash });
  },
  60_000,
);

/** What has to go out for the hash to mean something. */
const everyKind: readonly string[] = [
  'AccountAuthRes',
  'AccountDisconnectEvent',
  'AccountsTokenInvalidatedEvent',
  'ApplicationAuthRes',
  'CashFlowHistoryListRes',
  'DealListRes',
  'DepthEvent',
  'ErrorRes UNKNOWN_ERROR',
  'ExecutionEvent 11',
  'ExecutionEvent 2',
  'ExecutionEvent 3',
  'ExecutionEvent 4',
  'ExecutionEvent 5',
  'ExecutionEvent 6',
  'ExecutionEvent 7 NOT_ENOUGH_MONEY',
  'ExecutionEvent 9',
  'ExpectedMarginRes',
  'GetAccountListByAccessTokenRes',
  'GetPositionUnrealizedPnLRes',
  'GetTickDataRes',
  'GetTrendbarsRes',
  'OrderErrorEvent TRADING_BAD_EXPIRATION_DATE',
  'OrderErrorEvent TRADING_BAD_VOLUME',
  'OrderListRes',
  'ReconcileRes',
  'RefreshTokenRes',
  'SpotEvent',
  'SubscribeDepthQuotesRes',
  'SubscribeLiveTrendbarRes',
  'SubscribeSpotsRes',
  'SymbolByIdRes',
  'SymbolsListRes',
  'TraderRes',
  'TrailingSLChangedEvent',
  'UnsubscribeSpotsRes',
];
