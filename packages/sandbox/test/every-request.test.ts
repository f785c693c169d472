import { describe, expect, test } from 'vitest';
import { allCases } from './cases/all-cases.ts';
import { outcomeOf, playCase } from './cases/case.ts';
import { requests } from './cases/general-cases.ts';
import { renderCoverage } from './cases/render.ts';
import { openJson, openTcp } from './player.ts';

const { general, own } = allCases;

describe.each(requests)('$name', (request) => {
  const cases = [...general, ...own].filter((one) => one.request.payloadType === request.payloadType);

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
  await expect(renderCoverage(requests, { general, own })).toMatchFileSnapshot('../../../docs/sandbox-coverage.md');
});
