import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Account } from '../src/engine/account.ts';
import type { EngineEvent } from '../src/engine/engine-event.ts';
import { accountId, anOrder, monday, openAccount, symbol } from './engine-bench.ts';

setFlagsFromString('--expose-gc');
// Under that flag a new context has `gc`, a function without arguments.
const collectGarbage = runInNewContext('gc') as () => void;

function usedHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const minute = 60_000;

/** Market orders at 1 000 a second: each position is opened by one and closed by another. */
function playOrders(account: Account, orders: number): void {
  let sent = 0;
  const close = (events: readonly EngineEvent[], at: number): void => {
    for (const { payload } of events) {
      const isOpened = 'executionType' in payload && payload.position?.positionStatus === 1 && payload.deal;
      if (!isOpened || sent >= orders) continue;
      sent++;
      const request = { ctidTraderAccountId: accountId, positionId: isOpened.positionId, volume: 100_000 };
      close(account.closePosition(request, { at, clientMsgId: `close-${sent}` }), at);
    }
  };
  for (let at = monday; sent < orders; at += 2) {
    if (at % 20 === 0) close(account.onQuote(symbol.EURUSD, { bid: 110_000 + (at % 100), ask: 110_110 }, at), at);
    sent++;
    const order = anOrder({ clientOrderId: `order-of-the-minute-${sent}` });
    close(account.place(order, { at, clientMsgId: `open-${sent}` }), at);
  }
  account.onTime(monday + 180_000);
}

test('a minute of 1 000 orders a second takes less than a minute, and each kept order less than 2 kB', () => {
  const { account } = openAccount({ fillDelay: { fromMs: 50, toMs: 300 }, trader: { balance: 1_000_000_000 } });
  const before = usedHeap();
  const begin = performance.now();
  playOrders(account, minute);
  const elapsedMs = performance.now() - begin;
  const bytesPerOrder = (usedHeap() - before) / minute;
  expect(account.deals({ maxRows: 1 }).deal?.[0]?.dealId).toBe(minute);
  expect(account.orderDetails(minute)?.order.orderStatus).toBe(2);
  if (process.env['TICKWIRE_FIGURES'] !== undefined) {
    console.log(`${Math.round((minute / elapsedMs) * 1_000)} orders/s, ${Math.round(bytesPerOrder)} bytes per order`);
  }
  expect(elapsedMs).toBeLessThan(60_000);
  expect(bytesPerOrder).toBeLessThan(2_000);
}, 120_000);

test('a bounded history stops growing', () => {
  const { account } = openAccount({ historyLimit: 1_000, trader: { balance: 1_000_000_000 } });
  const before = usedHeap();
  playOrders(account, 20_000);
  expect((usedHeap() - before) / 20_000).toBeLessThan(300);
  expect(account.orders().order).toHaveLength(1_000);
}, 120_000);
