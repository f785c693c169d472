import { expect, test } from 'vitest';
import { allChecks } from '../src/doctor/all-checks.ts';
import { renderDoctorPage } from './doctor-page.ts';

test('docs/doctor.md lists the checks as they are', async () => {
  await expect(renderDoctorPage(allChecks)).toMatchFileSnapshot('../../../docs/doctor.md');
});
