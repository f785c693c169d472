import { describe, expect, test } from 'vitest';
import { accountCases } from './cases/account-cases.ts';
import { type Case, outcomeOf, playCase } from './cases/case.ts';
import { generalCases, requests } from './cases/general-cases.ts';
import { marketCases } from './cases/market-cases.ts';
import { renderCoverage } from './cases/render.ts';
import { sessionCases } from './cases/session-cases.ts';
import { tradingCases } from './cases/trading-cases.ts';
import { openJson, openTcp } from './player.ts';

const own: readonly Case[] = [...sessionCases, ...marketCases, ...accountCases, ...tradingCases];

describe.each(requests)('$name', (request) => {
  const cases = [...generalCases, ...own].filter((one) => one.request.payloadType === request.payloadType);

  test.each(cases)('$when: $outcome, equal through both doors', async (one) => {
    const asJson = await playCase(one, openJson);
    expect(outcomeOf(one, asJson)).toBe(one.outcome);
    expect(await playCase(one, openTcp)).toEqual(asJson);
  });

  test('succeeds in some case', () => {
    expect(own.filter(({ outcome }) => outcome === 'success').map((one) => one.request)).toContain(request);
  });
});

test('the page in docs lists what was played', async () => {
  expect(requests).toHaveLength(40);
  await expect(renderCoverage(requests, { general: generalCases, own })).toMatchFileSnapshot(
    '../../../docs/sandbox-coverage.md',
  );
});
