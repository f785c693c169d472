import { createHash } from 'node:crypto';
import { OrderType, TradeSide } from '@tickwire/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameOf } from '../../test/engine-bench.ts';
import { type Bench, command, play, propertyRuns, type Setting, setting } from '../../test/engine-play.ts';
import type { EngineEvent } from './engine-event.ts';

/** balance = start + cash + what each closing deal says it realised, to the cent, and each deal says the balance. */
function expectConservation({ account, events }: Bench): void {
  let balance = 1_000_000;
  let version = 1;
  for (const { payload } of events) {
    if (!('executionType' in payload)) continue;
    const detail = payload.deal?.closePositionDetail;
    const said = detail ?? payload.depositWithdraw;
    if (said === undefined) continue;
    balance +=
      detail === undefined
        ? (payload.depositWithdraw?.delta ?? 0)
        : detail.grossProfit + detail.swap + detail.commission + (detail.pnlConversionFee ?? 0);
    version++;
    expect(said.balance).toBe(balance);
    expect(said.balanceVersion).toBe(version);
  }
  expect(account.trader()).toMatchObject({ balance, balanceVersion: version });
  expect(Number.isSafeInteger(balance)).toBe(true);
}

/** Each deal's commission is on its position until volume leaves it: nothing is lost on the way. */
function expectCommissionsKept({ account, events }: Bench): void {
  let owed = 0;
  for (const { payload } of events) {
    if (!('executionType' in payload) || payload.deal === undefined) continue;
    owed += (payload.deal.commission ?? 0) - (payload.deal.closePositionDetail?.commission ?? 0);
  }
  const kept = (account.reconcile().position ?? []).reduce((sum, { commission = 0 }) => sum + commission, 0);
  expect(kept).toBe(owed);
}

function expectPositions({ account, isNetted, events }: Bench): void {
  const volumes = new Map<number, number>();
  for (const { payload } of events) {
    if (!('executionType' in payload) || payload.deal === undefined) continue;
    const { positionId, filledVolume, tradeSide } = payload.deal;
    expect(filledVolume).toBeGreaterThanOrEqual(0);
    volumes.set(
      positionId,
      (volumes.get(positionId) ?? 0) + (tradeSide === TradeSide.BUY ? filledVolume : -filledVolume),
    );
  }
  const { position: positions = [] } = account.reconcile();
  const symbols = new Set<number>();
  for (const { positionId, tradeData, usedMargin = 0 } of positions) {
    expect(tradeData.volume).toBeGreaterThan(0);
    expect(volumes.get(positionId)).toBe(tradeData.tradeSide === TradeSide.BUY ? tradeData.volume : -tradeData.volume);
    volumes.delete(positionId);
    expect(usedMargin).toBeGreaterThan(0);
    if (isNetted) expect(symbols.has(tradeData.symbolId)).toBe(false);
    symbols.add(tradeData.symbolId);
  }
  for (const left of volumes.values()) expect(left).toBe(0);
}

/** The last frame about each position and the reconcile answer say the same. */
function expectMargins({ account, events }: Bench): void {
  const said = new Map<number, number>();
  for (const { payload } of events) {
    if ('executionType' in payload && payload.position !== undefined) {
      said.set(payload.position.positionId, payload.position.usedMargin ?? 0);
    } else if ('usedMargin' in payload) said.set(payload.positionId, payload.usedMargin);
  }
  for (const { positionId, usedMargin = 0 } of account.reconcile().position ?? []) {
    expect(usedMargin).toBe(said.get(positionId));
  }
}

/** Without tiers each margin is its formula. */
function expectMarginFormula({ account }: Bench, { hasTiers, leverageInCents }: Setting): void {
  if (hasTiers) return;
  for (const { tradeData, marginRate = 0, usedMargin = 0 } of account.reconcile().position ?? []) {
    expect(Math.abs(usedMargin - (tradeData.volume * marginRate * 100) / leverageInCents)).toBeLessThanOrEqual(0.51);
  }
}

function expectOrders({ account, events, seen }: Bench): void {
  const waiting = new Set((account.reconcile(true).order ?? []).map(({ orderId }) => orderId));
  for (const [orderId, ends] of seen) expect(`${orderId}: ${ends}`).toBe(`${orderId}: ${waiting.has(orderId) ? 0 : 1}`);
  const fills = new Map<number, number>();
  for (const { payload } of events) {
    if (!('executionType' in payload) || payload.deal === undefined || payload.order === undefined) continue;
    const { orderId, tradeData, executedVolume } = payload.order;
    fills.set(orderId, (fills.get(orderId) ?? 0) + payload.deal.filledVolume);
    expect(executedVolume).toBe(fills.get(orderId));
    expect(executedVolume).toBeLessThanOrEqual(tradeData.volume);
  }
  for (let index = 1; index < events.length; index++) {
    expect(events[index]?.at).toBeGreaterThanOrEqual(events[index - 1]?.at ?? 0);
  }
}

/** A protective order is as large as its position, once the server has had time to see to it. */
function expectProtection({ account, at }: Bench): void {
  if ((account.nextDueAt() ?? Number.POSITIVE_INFINITY) <= at + 400) return;
  const { position = [], order = [] } = account.reconcile(true);
  for (const one of order.filter(({ orderType }) => orderType === OrderType.STOP_LOSS_TAKE_PROFIT)) {
    const owner = position.find(({ positionId }) => positionId === one.positionId);
    expect(one.tradeData.volume).toBe(owner?.tradeData.volume);
    expect(one.tradeData.tradeSide).not.toBe(owner?.tradeData.tradeSide);
    expect(one.stopPrice).toBe(owner?.stopLoss);
  }
}

const hashOf = (events: readonly EngineEvent[]): string =>
  createHash('sha256')
    .update(events.map((event) => `${event.at} ${frameOf(event)}`).join('\n'))
    .digest('hex');

test('whatever happens, the books are right', { timeout: 3_600_000 }, () => {
  fc.assert(
    fc.property(setting, fc.array(command, { minLength: 1, maxLength: 40, size: 'max' }), (chosen, commands) => {
      const bench = play(chosen, commands, (current) => {
        const { balance } = current.account.trader();
        expect(Number.isSafeInteger(balance)).toBe(true);
      });
      expectConservation(bench);
      expectCommissionsKept(bench);
      expectPositions(bench);
      expectMargins(bench);
      expectMarginFormula(bench, chosen);
      expectOrders(bench);
      expectProtection(bench);
    }),
    { numRuns: propertyRuns },
  );
});

test('the same seed and inputs give the same frames, also across a snapshot in between', { timeout: 3_600_000 }, () => {
  fc.assert(
    fc.property(setting, fc.array(command, { minLength: 1, maxLength: 20, size: 'max' }), (chosen, commands) => {
      const plain = play(chosen, commands, () => {});
      const interrupted = play(chosen, commands, ({ account }) => account.restore(account.snapshot()));
      expect(hashOf(interrupted.events)).toBe(hashOf(plain.events));
      expect(JSON.parse(interrupted.account.snapshot())).toEqual(JSON.parse(plain.account.snapshot()));
    }),
    { numRuns: Math.ceil(propertyRuns / 5) },
  );
});
