import type { SandboxOptions } from '@tickwire/sandbox';
import { until } from '@tickwire/testkit';
import { describe, expect, test } from 'vitest';
import { FakeSurroundings } from './fake-surroundings.ts';
import { flagsFor, openTestSandbox } from './support.ts';

describe('what becomes of an order', () => {
  const market = { symbolId: 1, orderType: 'MARKET', tradeSide: 'BUY', volume: 100_000 };
  async function trade(name: string, payload: object, options: SandboxOptions = {}) {
    const sandbox = await openTestSandbox({ ...options });
    const fake = new FakeSurroundings();
    const flags = await flagsFor(sandbox, 'demo', { environment: 'demo' });
    const exitCode = await fake.run('request', name, '--json', JSON.stringify(payload), ...flags);
    const events = fake.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    return { exitCode, stderr: fake.stderr, types: events.map(({ executionType }) => executionType), events };
  }

  test('is printed after its acceptance, a line for each event', async () => {
    const { exitCode, types, events } = await trade('NewOrderReq', market);
    expect({ exitCode, types }).toEqual({ exitCode: 0, types: [2, 3] });
    expect(events[1]).toMatchObject({ deal: { filledVolume: 100_000 } });
  });

  test('is a refusal with exit code 5 when the accepted order is rejected', async () => {
    const { exitCode, types, stderr } = await trade('NewOrderReq', { ...market, volume: 1_000_000_000 });
    expect({ exitCode, types }).toEqual({ exitCode: 5, types: [2, 7] });
    expect(stderr).toContain('The server refused NewOrderReq: NOT_ENOUGH_MONEY.');
  });

  test('is the part that was filled, and the end of the rest', async () => {
    const { exitCode, types } = await trade('NewOrderReq', {
      ...market,
      volume: 1_000_000,
      label: 'tickwire:partial=40',
    });
    expect({ exitCode, types }).toEqual({ exitCode: 0, types: [2, 11, 5] });
  });

  test('is not waited for when the order waits for a price', async () => {
    const { exitCode, types } = await trade('NewOrderReq', { ...market, orderType: 'LIMIT', limitPrice: 0.5 });
    expect({ exitCode, types }).toEqual({ exitCode: 0, types: [2] });
  });

  test('is unknown, with exit code 6, when it is interrupted meanwhile', async () => {
    const sandbox = await openTestSandbox({ fillDelay: 60_000 });
    const fake = new FakeSurroundings();
    const flags = await flagsFor(sandbox, 'demo', { environment: 'demo' });
    const done = fake.run('request', 'NewOrderReq', '--json', JSON.stringify(market), ...flags);
    await until(() => fake.stdout.includes('"executionType":2'), { what: 'the order to be accepted' });
    fake.signal('SIGINT');
    expect(await done).toBe(6);
    expect(fake.stderr).toContain('ReconcileReq');
  });
});
