import { createSandbox } from '@tickwire/sandbox';
import { expect, test } from 'vitest';
import { buyEuros } from './buy-euros.ts';

test('the program buys at the price it sees, and the broker holds its position', async () => {
  await using sandbox = await createSandbox({ fillDelay: 0 });
  const credentials = sandbox.credentials('demo');
  const endpoint = { live: sandbox.endpoints.live.json, demo: sandbox.endpoints.demo.json };

  sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 110_000, ask: 110_010 });
  expect(await buyEuros({ credentials, endpoint }, credentials.accountId)).toBe(1.1001);
  expect(sandbox.desk('demo').state().positions).toHaveLength(1);
});
