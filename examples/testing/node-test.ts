import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSandbox } from '@tickwire/sandbox';
import { buyEuros } from './buy-euros.ts';

void test('the program buys at the price it sees, and the broker holds its position', async () => {
  await using sandbox = await createSandbox({ fillDelay: 0 });
  const credentials = sandbox.credentials('demo');
  const endpoint = { live: sandbox.endpoints.live.json, demo: sandbox.endpoints.demo.json };

  sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 110_000, ask: 110_010 });
  assert.equal(await buyEuros({ credentials, endpoint }, credentials.accountId), 1.1001);
  assert.equal(sandbox.desk('demo').state().positions.length, 1);
});
