import { NewOrderReq } from '@tickwire/protocol';
import { ManualClock, until } from '@tickwire/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox, type Logger } from '../src/index.ts';
import { silentLogger } from '../src/ports.ts';
import { openJson, openTcp, Player } from './player.ts';

test.each([
  ['JSON', openJson],
  ['Protobuf', openTcp],
])('profit that no message can hold ends the connection it is of over %s, and no other', async (_door, open) => {
  const errors: unknown[] = [];
  const logger: Logger = { ...silentLogger, error: (...line) => errors.push(line) };
  const clock = new ManualClock({ wallStartAt: Date.UTC(2025, 0, 7, 10) });
  const world = { accounts: { demo: { balance: 1e15 } } };
  const sandbox = await createSandbox({ clock, fillDelay: 0, world, logger });
  onTestFinished(() => sandbox.close());
  sandbox.market('demo').push('EURUSD', { bid: 110_000, ask: 110_010 });
  const way = await open(sandbox);
  const player = new Player(sandbox, way);
  await player.logIn();
  const { ctidTraderAccountId } = sandbox.account('demo');
  const order = { ctidTraderAccountId, symbolId: 1, orderType: 1, volume: 1_000_000_000 };
  await player.ask(NewOrderReq, { ...order, tradeSide: 1 }, 'buy');
  await clock.advance(1);
  const positionId = sandbox.desk('demo').state().positions[0]?.positionId;
  const label = 'tickwire:price=9999999';
  way.send(NewOrderReq, { ...order, tradeSide: 2, positionId, label }, 'sell');
  await until(() => sandbox.desk('demo').state().orders.length > 0 || way.isOver());
  await clock.advance(1);
  await until(() => way.isOver());
  expect(errors).toEqual([
    ['a message cannot be written, so its connection ends', { message: 'ExecutionEvent', code: 'INTEGER_TOO_LARGE' }],
  ]);
  const other = new Player(sandbox, await open(sandbox));
  await other.logIn();
  expect(sandbox.connections).toHaveLength(1);
});
