import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the ten lines of the README are this example, and it prints a quote', async () => {
  expect(read('../README.md')).toContain(read('./first-quote.ts'));
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import('./first-quote.ts');
  expect(log.mock.calls).toEqual([
    [expect.objectContaining({ symbolId: 1, bid: expect.any(Number), ask: expect.any(Number) })],
  ]);
});
