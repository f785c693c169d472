import { expect, test } from 'vitest';
import { allChecks } from './all-checks.ts';
import { type Check, green, red } from './check.ts';
import type { Examination } from './examination.ts';
import { runChecks } from './run-checks.ts';

// The checks here look at nothing.
const nothing = { signal: new AbortController().signal } as Examination;

const aCheck = (id: string, needs: readonly string[], run: Check['run'] = () => green('fine')): Check => ({
  id,
  title: `the ${id}`,
  looksAt: '',
  needs,
  run,
});

test('what needs a red check is skipped with its name, and so is what needs that', async () => {
  const checks = [
    aCheck('first', [], () => red('broken', 'mend it', 5)),
    aCheck('second', ['first']),
    aCheck('third', ['second']),
    aCheck('apart', []),
  ];
  const reports = await runChecks(checks, nothing);
  expect(reports.map(({ id, state }) => [id, state])).toEqual([
    ['first', 'red'],
    ['second', 'skipped'],
    ['third', 'skipped'],
    ['apart', 'green'],
  ]);
  expect(reports[2]).toMatchObject({ because: 'first', says: 'Skipped: first see to the first.' });
});

test('a check that throws is red without its words, and the others go on', async () => {
  const checks = [
    aCheck('odd', [], () => {
      throw new Error('canary of a defect');
    }),
    aCheck('even', []),
  ];
  const reports = await runChecks(checks, nothing);
  expect(reports.map(({ state }) => state)).toEqual(['red', 'green']);
  expect(JSON.stringify(reports)).not.toContain('canary');
});

test('an interruption ends the examination and is no finding', async () => {
  const controller = new AbortController();
  const checks = [
    aCheck('slow', [], () => {
      controller.abort(new Error('interrupted'));
      throw new Error('lost');
    }),
  ];
  await expect(runChecks(checks, { ...nothing, signal: controller.signal })).rejects.toThrow('interrupted');
});

test('every check stands after those it needs', () => {
  const known = new Set<string>();
  for (const { id, needs } of allChecks) {
    expect(needs.filter((need) => !known.has(need))).toEqual([]);
    expect(known.has(id)).toBe(false);
    known.add(id);
  }
});
