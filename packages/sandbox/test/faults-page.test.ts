import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { faultCatalogue } from '../src/index.ts';
import { renderFaultsPage } from './faults-page.ts';

const page = new URL('../../../docs/faults.md', import.meta.url);

test('docs/faults.md lists the faults as they are', async () => {
  const text = renderFaultsPage(faultCatalogue);
  if (process.env['UPDATE_PAGES'] === '1') await writeFile(page, text);
  expect(await readFile(page, 'utf8')).toBe(text);
});
