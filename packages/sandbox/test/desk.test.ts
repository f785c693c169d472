import { AccessRights, ExecutionEvent, NewOrderReq, TraderUpdatedEvent } from '@tickwire/protocol';
import { ManualClock } from '@tickwire/testkit';
import { afterEach, expect, test } from 'vitest';
import { createSandbox, type Sandbox, type SandboxOptions } from '../src/index.ts';
import { openJson, Player } from './player.ts';

const sunday = Date.UTC(2025, 0, 5, 10);
const running: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start(options: SandboxOptions = {}) {
  const clock = new ManualClock({ wallStartAt: sunday });
  const sandbox = await createSandbox({ clock, fillDelay: 20, ...options });
  running.push(sandbox);
  sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 110_000, ask: 110_010 });
  const player = new Player(sandbox, await openJson(sandbox));
  await player.logIn();
  const { ctidTraderAccountId } = sandbox.account('demo');
  const buy = () =>
    player.ask(NewOrderReq, { ctidTraderAccountId, symbolId: 1, orderType: 1, tradeSide: 1, volume: 100_000 }, 'buy');
  return { sandbox, clock, player, buy };
}

const namesOf = ({ transcript }: Player) => transcript.flatMap((one) => ('name' in one ? [one.name] : []));

test('an order is filled on a Sunday, after the delay that was asked for, at the price standing there', async () => {
  const { sandbox, clock, buy } = await start();
  await buy();
  await clock.advance(19);
  expect(sandbox.desk('demo').state()).toMatchObject({ positions: [], orders: [{ orderStatus: 1 }] });
  await clock.advance(1);
  const { positions, orders, unrealized } = sandbox.desk('demo').state();
  expect(positions).toMatchObject([{ price: 1.1001, usedMargin: 1_100 }]);
  expect(orders).toEqual([]);
  expect(unrealized).toMatchObject([{ grossUnrealizedPnL: -10 }]);
});

test('no deposit, withdrawal or bonus brings more money than messages can hold, and clients go on', async () => {
  const { sandbox, player } = await start();
  const desk = sandbox.desk('demo');
  const most = 1e15;
  desk.deposit(most - 1_000_000);
  desk.giveBonus({ managerDelta: most, ibDelta: 1 });
  const tooMuch = expect.objectContaining({ code: 'BAD_OPTION' });
  expect(() => desk.deposit(1)).toThrow(tooMuch);
  expect(() => desk.withdraw(2 * most + 1)).toThrow(tooMuch);
  expect(() => desk.giveBonus({ managerDelta: 1 })).toThrow(tooMuch);
  expect(() => desk.giveBonus({ ibDelta: most })).toThrow(tooMuch);
  desk.giveBonus({ managerDelta: -most, ibDelta: -most });
  desk.withdraw(most);
  desk.withdraw(most);
  expect(desk.trader()).toMatchObject({ balance: -most, managerBonus: 0, ibBonus: 0 });
  await player.settle();
});

test('by its schedule the market is closed on a Sunday', async () => {
  const { buy, player } = await start({ marketHours: 'schedule' });
  await buy();
  expect(player.codes).toEqual(['MARKET_CLOSED']);
});

test('deposits and withdrawals move the balance, and clients hear of them', async () => {
  const { sandbox, player } = await start();
  const desk = sandbox.desk('demo');
  desk.deposit(500_00, { note: 'gift' });
  desk.withdraw(100_01);
  expect(desk.trader()).toMatchObject({ balance: 1_039_999, balanceVersion: 3 });
  await player.settle();
  const booked = [ExecutionEvent.name, TraderUpdatedEvent.name];
  expect(namesOf(player).slice(-4)).toEqual([...booked, ...booked]);
  for (const wrong of [0, -1, 0.5, Number.NaN]) {
    expect(() => desk.deposit(wrong)).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
    expect(() => desk.withdraw(wrong)).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
  }
});

test('a bonus counts for the equity and not for the balance, and clients hear of it', async () => {
  const { sandbox, player } = await start();
  const desk = sandbox.desk('demo');
  desk.giveBonus({ managerDelta: 100_00 });
  expect(desk.trader()).toMatchObject({ balance: 1_000_000, managerBonus: 100_00 });
  await player.settle();
  expect(namesOf(player).slice(-2)).toEqual([ExecutionEvent.name, TraderUpdatedEvent.name]);
  expect(() => desk.giveBonus({ ibDelta: 0.5 })).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
});

test('changed settings hold at once, and clients hear of them', async () => {
  const { sandbox, player, buy } = await start();
  const desk = sandbox.desk('demo');
  desk.update({ accessRights: AccessRights.NO_TRADING, leverageInCents: 5_000 });
  expect(desk.trader()).toMatchObject({ accessRights: 2, leverageInCents: 5_000 });
  await buy();
  expect(namesOf(player)).toContain(TraderUpdatedEvent.name);
  expect(player.codes).toEqual(['TRADING_NOT_ALLOWED']);
  expect(() => desk.update({ leverageInCents: 0 })).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }));
});

test('an account that is not there has no desk', async () => {
  const { sandbox } = await start();
  expect(() => sandbox.desk('nobody')).toThrow('No account is named "nobody".');
});

test('a pushed price that sets off an order lets the rest of its events come in time', async () => {
  const { sandbox, clock, player } = await start();
  const { ctidTraderAccountId } = sandbox.account('demo');
  const limit = { symbolId: 1, orderType: 2, tradeSide: 1, volume: 100_000, limitPrice: 1.09, relativeStopLoss: 500 };
  await player.ask(NewOrderReq, { ctidTraderAccountId, ...limit }, 'limit');
  sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 108_990, ask: 109_000 });
  expect(sandbox.desk('demo').state().orders).toEqual([]);
  await clock.advance(8);
  expect(sandbox.desk('demo').state().orders).toMatchObject([{ orderType: 4, stopPrice: 1.085 }]);
  await player.settle();
  expect(namesOf(player).filter((name) => name === ExecutionEvent.name)).toHaveLength(3);
});

test.each<[string, SandboxOptions]>([
  [
    'The sandbox option fillDelay is -1, but it must be whole milliseconds from 0 on, the shorter first.',
    { fillDelay: -1 },
  ],
  [
    'The sandbox option fillDelay is 9 to 3, but it must be whole milliseconds from 0 on, the shorter first.',
    { fillDelay: { fromMs: 9, toMs: 3 } },
  ],
  [
    'The fillDelay of the account "demo" is 0.5, but it must be whole milliseconds from 0 on, the shorter first.',
    { world: { accounts: { demo: { fillDelay: 0.5 } } } },
  ],
  [
    'The stopOutLevel of the account "demo" is -1, but it must be a percentage from 0 on.',
    { world: { accounts: { demo: { stopOutLevel: -1 } } } },
  ],
  [
    'The maxPositions of the account "demo" is 1.5, but it must be a whole number from 0 on.',
    { world: { accounts: { demo: { maxPositions: 1.5 } } } },
  ],
  [
    'The liquidityPerTick of the account "demo" is 0, but it must be a positive volume.',
    { world: { accounts: { demo: { liquidityPerTick: 0 } } } },
  ],
  [
    'The historyLagMs of the account "demo" is -1, but it must be a whole number from 0 on.',
    { world: { accounts: { demo: { historyLagMs: -1 } } } },
  ],
  [
    'The accessRights of the account "demo" is 7, but it must be one of AccessRights.',
    // As from a program without types.
    { world: { accounts: { demo: { accessRights: 7 as AccessRights } } } },
  ],
  ['The leverage of the account "demo" cannot be 0.', { world: { accounts: { demo: { leverage: 0 } } } }],
  ['The balance of the account "demo" cannot be 0.5.', { world: { accounts: { demo: { balance: 0.5 } } } }],
])('an option that makes no sense is named: %s', async (message, options) => {
  await expect(createSandbox(options)).rejects.toMatchObject({ code: 'BAD_OPTION', message });
});
