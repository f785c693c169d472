import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import * as protocol from '@tickwire/protocol';
import { seededRandom } from '@tickwire/testkit';
import type { Reading } from '../src/venue/reading.ts';
import { openTradingBench } from './trading-bench.ts';
import { type BenchClient, mustFind } from './venue-bench.ts';

/** How many damaged messages come in through each door. `TICKWIRE_FUZZ_FRAMES=5000000` for a long run. */
export const frameCount = (usual: number): number => Number(process.env['TICKWIRE_FUZZ_FRAMES'] ?? usual);

/** Longer than this, and a damaged message has held up everybody else. */
export const hangMs = 5;

/** A message may ask for much: then it may take a millisecond more for so many characters of the answer. */
const charactersPerMs = 20_000;

/** Bars are drawn when they are asked for, and a few long ones take as many draws as a page of short ones. */
const barsMs = 250;

/** How long what brings these answers may take beyond {@link hangMs}. */
export function allowanceFor(answers: readonly string[]): number {
  if (answers.some((answer) => answer.startsWith(`{"payloadType":${protocol.GetTrendbarsRes.payloadType},`)))
    return barsMs;
  return answers.reduce((sum, { length }) => sum + length, 0) / charactersPerMs;
}

/** Long enough for that many messages on a busy machine. */
export const fuzzTimeoutMs = (frames: number): number => Math.max(120_000, frames / 2);

/** Ids that hit something. */
interface Targets {
  readonly ctidTraderAccountId: number;
  readonly accessToken: string;
  readonly orderId: number;
  readonly positionId: number;
}

/** What a client may send that is logged in: much that looks something up, and everything that trades. */
function makeSamples(targets: Targets): readonly (readonly [protocol.Message, Readonly<Record<string, unknown>>])[] {
  const { ctidTraderAccountId, accessToken, orderId, positionId } = targets;
  const account = { ctidTraderAccountId };
  const symbolId = [1, 4, 41];
  const order = { ...account, symbolId: 1, tradeSide: 1, volume: 100_000 };
  const window = { fromTimestamp: 1_735_900_000_000, toTimestamp: 1_736_200_000_000 };
  return [
    [protocol.AccountAuthReq, { ...account, accessToken }],
    [protocol.GetAccountListByAccessTokenReq, { accessToken }],
    [protocol.TraderReq, account],
    [protocol.ReconcileReq, account],
    [protocol.SubscribeSpotsReq, { ...account, symbolId, subscribeToSpotTimestamp: true }],
    [protocol.UnsubscribeSpotsReq, { ...account, symbolId }],
    [protocol.SubscribeDepthQuotesReq, { ...account, symbolId }],
    [protocol.NewOrderReq, { ...order, orderType: 1, relativeStopLoss: 500, relativeTakeProfit: 800, label: 'ü' }],
    [protocol.NewOrderReq, { ...order, orderType: 2, limitPrice: 1.05, stopLoss: 1.04, takeProfit: 1.06 }],
    [
      protocol.NewOrderReq,
      { ...order, orderType: 3, stopPrice: 1.2, timeInForce: 1, expirationTimestamp: 1_736_200_000_000 },
    ],
    [protocol.NewOrderReq, { ...order, orderType: 5, baseSlippagePrice: 1.1001, slippageInPoints: 10 }],
    [protocol.AmendOrderReq, { ...account, orderId, volume: 200_000, limitPrice: 1.03 }],
    [protocol.CancelOrderReq, { ...account, orderId }],
    [protocol.AmendPositionSLTPReq, { ...account, positionId, stopLoss: 1.05, takeProfit: 1.3 }],
    [protocol.ClosePositionReq, { ...account, positionId, volume: 100_000 }],
    [protocol.ExpectedMarginReq, { ...account, symbolId: 1, volume: [100_000, 200_000] }],
    [protocol.DealListReq, { ...account, ...window, maxRows: 5 }],
    [protocol.OrderListReq, { ...account, ...window }],
    [protocol.GetTrendbarsReq, { ...account, ...window, symbolId: 1, period: 9, count: 5 }],
    [protocol.VersionReq, {}],
    [protocol.CommonHeartbeatEvent, {}],
  ];
}

/** Damages bytes, the same way for the same seed. */
export function createDamager(seed: number) {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random.next() * limit);
  const pick = <One>(all: readonly One[]): One => mustFind(all[below(all.length)]);

  /** One to three damages: bits turned, bytes lost or added, a piece of another message. */
  function damage(sound: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
    const bytes = [...sound];
    for (let damages = Math.max(1, below(4)); damages > 0; damages--) {
      const at = below(bytes.length + 1);
      const kind = below(4);
      if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      else if (kind === 1) bytes.splice(at, 1 + below(4));
      else if (kind === 2) bytes.splice(at, 0, below(256));
      else bytes.splice(at, below(8), ...pick(others).subarray(0, below(16)));
    }
    return Uint8Array.from(bytes);
  }

  return { below, pick, damage };
}

/** Finds what is slow every time, and of what was slow once, what the garbage collector has to answer for. */
export function createStopwatch() {
  const collections: { readonly from: number; readonly to: number }[] = [];
  const slowOnce: { readonly from: number; readonly to: number }[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      collections.push({ from: startTime, to: startTime + duration });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  let slowestMs = 0;

  return {
    /**
     * Times what returns how many ms it may take beyond {@link hangMs}; what takes too long is tried again, because the
     * machine may have had something else to do.
     */
    time(run: () => number): void {
      let from = performance.now();
      const allowedMs = run();
      let tookMs = performance.now() - from - allowedMs;
      if (tookMs > hangMs) slowOnce.push({ from, to: performance.now() });
      for (let again = 0; again < 20 && tookMs > hangMs; again++) {
        from = performance.now();
        run();
        tookMs = Math.min(tookMs, performance.now() - from - allowedMs);
      }
      slowestMs = Math.max(slowestMs, tookMs);
    },
    /** Ms that the slowest of all took at best, less what its long answer is allowed. */
    get slowestMs() {
      return slowestMs;
    },
    /** How many were slow once, how many of these while garbage was collected, and what they took. */
    async report() {
      await setImmediate();
      await setImmediate();
      observer.disconnect();
      const took = ({ from, to }: { from: number; to: number }) => to - from;
      const collected = slowOnce.filter((slow) => collections.some(({ from, to }) => from < slow.to && to > slow.from));
      return {
        slowestMs,
        slowOnce: slowOnce.length,
        whileCollecting: collected.length,
        slowestOnceMs: Math.max(0, ...slowOnce.map(took)),
        longestCollectionMs: Math.max(0, ...collections.map(took)),
      };
    },
  };
}

/** A venue with a client that is logged in and has a position and an order; time passes with each frame. */
export function openFuzzStage(codec: protocol.Codec) {
  const bench = openTradingBench({ timers: { idleMs: Infinity, heartbeatMs: Infinity } });
  const positionId = bench.open();
  const [accepted] = bench.place({ orderType: 2, limitPrice: 1 }, 300);
  const { ctidTraderAccountId, venue } = bench;
  const orderId = Number(accepted?.payload['order'].orderId);
  const targets = { ctidTraderAccountId, accessToken: bench.tokens().accessToken, orderId, positionId };
  const samples = makeSamples(targets).map(([message, payload], index) =>
    // The samples are as the table of messages wants them; their type has been widened to list them together.
    Buffer.from(codec.encode(message, payload as never, index % 3 === 0 ? undefined : `m${index}`)),
  );
  let client = bench.client;
  let now = 400;

  return {
    /** Sound messages, encoded. */
    samples,
    get client(): BenchClient {
      return client;
    },
    /** Lets time pass, and what it brings be forgotten. */
    passTime(): void {
      now += 2;
      if (venue.nextDueAt() <= now) venue.tick(now);
      client.take();
    },
    receive(reading: Reading): void {
      venue.receive(client.session, reading, now);
    },
    /** Takes another client, logged in like the first. */
    reopen(): void {
      client = bench.connectAs(['demo'], 'demo', now);
    },
  };
}
