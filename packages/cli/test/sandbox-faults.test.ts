import { faultCatalogue } from '@tickwire/sandbox';
import { until } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { FakeSurroundings } from './fake-surroundings.ts';
import { makeFolder } from './support.ts';

test('the faults are listed for people, each with its keys', async () => {
  const fake = new FakeSurroundings();
  expect(await fake.run('sandbox', 'faults')).toBe(0);
  for (const { name } of faultCatalogue) expect(fake.stdout).toMatch(new RegExp(`^  ${name} +[A-Z]`, 'm'));
  expect(fake.stdout).toContain('[ms=30000]');
  expect(fake.lines.filter((line) => line.length > 100)).toEqual([]);
});

test('the faults are listed for programs, with who can cause them', async () => {
  const fake = new FakeSurroundings();
  expect(await fake.run('sandbox', 'faults', '--json')).toBe(0);
  const { v, faults } = JSON.parse(fake.stdout);
  expect(v).toBe(1);
  expect(faults).toHaveLength(faultCatalogue.length);
  expect(faults[0]).toMatchObject({ name: 'refuse-upgrade', where: 'sandbox', ids: ['N4'] });
});

test('faults of the command line happen', async () => {
  const fake = new FakeSurroundings();
  const faults = ['--fault', 'refuse:types=VersionReq,errorCode=ODD', '--fault', 'duplicate:types=ErrorRes'];
  const exitCode = fake.run('sandbox', '--ports', 'auto', '--data', await makeFolder(), ...faults);
  await until(() => fake.lines.length > 0, { what: 'the ready line' });
  const { live } = JSON.parse(fake.lines[0] ?? '');
  const client = new FakeSurroundings();
  const flags = ['--credentials', live.credentials, '--endpoint', live.json, '--environment', 'live'];
  expect(await client.run('request', 'VersionReq', ...flags)).not.toBe(0);
  expect(client.stderr).toContain('ODD');
  fake.signal('SIGTERM');
  expect(await exitCode).toBe(143);
});
