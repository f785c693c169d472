import { expect, test } from 'vitest';
import { faultCatalogue } from '../src/index.ts';
import { renderFaultsPage } from './faults-page.ts';

test('docs/faults.md lists the faults as they are', async () => {
  await expect(renderFaultsPage(faultCatalogue)).toMatchFileSnapshot('../../../docs/faults.md');
});
