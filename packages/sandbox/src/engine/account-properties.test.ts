import { createHash } from 'node:crypto';
import { OrderType, TradeSide } from '@tickwire/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameOf } from '../../test/engine-bench.ts';
import { command, propertyRuns, type Setting, setting } from '../../test/engine-commands.ts';
import { type Bench, play } from '../../test/engine-play.ts';
import type { EngineEvent } from './engine-event.ts';

type Deals = NonNullable<ReturnType<Bench['account']['deals']>['deal']>;

/** Oldest first. */
const dealsOf = ({ account }: Bench): Deals => [...(account.deals().deal ?? [])].reverse();

/** balance = start + cash + what each closing deal realised, to the cent; each of them counts the version up. */
function expectConservation(bench: Bench): void {
  const { account } = bench;
  const closed = dealsOf(bench).flatMap(({ closePositionDetail }) => closePositionDetail ?? []);
  const cash = account.cashFlow().depositWithdraw ?? [];
  const realized = closed.map(
    ({ grossProfit, swap, commission, pnlConversionFee = 0 }) => grossProfit + swap + commission + pnlConversionFee,
  );
  const balance = [...realized, ...cash.map(({ delta }) => delta)].reduce((sum, one) => sum + one, 1_000_000);
  const balanceVersion = 1 + closed.length + cash.length;
  expect(account.trader()).toMatchObject({ balance, balanceVersion });
  expect(Number.isSafeInteger(balance)).toBe(true);
}

/** Each event that moves the balance says what it is then, and the bonuses likewise. */
function expectBalancesSaid({ account, events }: Bench): void {
  let balance = 1_000_000;
  let version = 1;
  let bonus = 0;
  for (const { payload } of events) {
    if (!('executionType' in payload)) continue;
    const given = payload.bonusDepositWithdraw;
    if (given !== undefined) {
      bonus += given.managerDelta + given.ibDelta;
      expect(given.managerBonus + given.ibBonus).toBe(bonus);
      expect(Math.min(given.managerBonus, given.ibBonus)).toBeGreaterThanOrEqual(0);
    }
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
  const { managerBonus = 0, ibBonus = 0, ...rest } = account.trader();
  expect(rest).toMatchObject({ balance, balanceVersion: version });
  expect(managerBonus + ibBonus).toBe(bonus);
}

/** Each deal's commission is on its position until volume leaves it: nothing is lost on the way. */
function expectCommissionsKept(bench: Bench): void {
  let owed = 0;
  for (const { commission = 0, closePositionDetail } of dealsOf(bench)) {
    owed += commission - (closePositionDetail?.commission ?? 0);
  }
  const kept = (bench.account.reconcile().position ?? []).reduce((sum, { commission = 0 }) => sum + commission, 0);
  expect(kept).toBe(owed);
}

function expectPositions(bench: Bench): void {
  const volumes = new Map<number, number>();
  for (const { positionId, filledVolume, tradeSide } of dealsOf(bench)) {
    expect(filledVolume).toBeGreaterThanOrEqual(0);
    const before = volumes.get(positionId) ?? 0;
    volumes.set(positionId, before + (tradeSide === TradeSide.BUY ? filledVolume : -filledVolume));
  }
  const { position: positions = [] } = bench.account.reconcile();
  const symbols = new Set<number>();
  for (const { positionId, tradeData, usedMargin = 0 } of positions) {
    expect(tradeData.volume).toBeGreaterThan(0);
    expect(volumes.get(positionId)).toBe(tradeData.tradeSide === TradeSide.BUY ? tradeData.volume : -tradeData.volume);
    volumes.delete(positionId);
    expect(usedMargin).toBeGreaterThan(0);
    if (bench.isNetted) expect(symbols.has(tradeData.symbolId)).toBe(false);
    symbols.add(tradeData.symbolId);
  }
  for (const left of volumes.values()) expect(left).toBe(0);
}

/** What an order says it has filled is what its deals filled, and never more than its volume. */
function expectFills(bench: Bench): void {
  const fills = new Map<number, number>();
  for (const { orderId, filledVolume } of dealsOf(bench)) fills.set(orderId, (fills.get(orderId) ?? 0) + filledVolume);
  for (const { orderId, tradeData, executedVolume } of bench.account.orders().order ?? []) {
    expect(executedVolume).toBe(fills.get(orderId) ?? 0);
    expect(executedVolume).toBeLessThanOrEqual(tradeData.volume);
  }
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
      expectFills(bench);
      expectMarginFormula(bench, chosen);
      expectProtection(bench);
      // The rest is about what is said, and of silent orders nothing is.
      if (chosen.mayBeSilent) return;
      expectBalancesSaid(bench);
      expectMargins(bench);
      expectOrders(bench);
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
      // Counted anew after each command in the one, kept up to date in the other.
      expect(interrupted.account.held()).toEqual(plain.account.held());
    }),
    { numRuns: Math.ceil(propertyRuns / 5) },
  );
});
