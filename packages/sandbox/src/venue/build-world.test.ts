import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildWorld } from './build-world.ts';
import type { WorldOptions } from './world-options.ts';

const build = (changes: WorldOptions = {}, seed = 1) => buildWorld({ seed, expiresInSeconds: 60, changes });

test('the default world has two applications, three accounts of one owner and one grant over all of them', () => {
  const world = build();
  expect([...world.applications.values()].map(({ name, isActive }) => [name, isActive])).toEqual([
    ['main', true],
    ['inactive', false],
  ]);
  const accounts = [...world.accounts.values()];
  expect(
    accounts.map(({ name, environment, accountType, currency }) => [name, environment, accountType, currency]),
  ).toEqual([
    ['demo', 'demo', 'hedged', 'USD'],
    ['live', 'live', 'hedged', 'EUR'],
    ['netted', 'demo', 'netted', 'USD'],
  ]);
  expect([...world.owners.keys()]).toEqual(['main']);
  const consent = world.consents.get('main');
  expect(consent?.scope).toBe('trade');
  expect([...(consent?.accountIds ?? [])]).toEqual(accounts.map((account) => account.ctidTraderAccountId));
});

test('no two ids or logins are ever equal, whatever the seed', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (seed) => {
      const numbers = [...build({ accounts: { a: {}, b: {}, c: {} } }, seed).accounts.values()].flatMap(
        ({ ctidTraderAccountId, traderLogin }) => [ctidTraderAccountId, traderLogin],
      );
      expect(new Set(numbers).size).toBe(numbers.length);
      for (const number of numbers) expect(Number.isSafeInteger(number) && number > 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('secrets are marked as a sandbox’s own, differ by seed, and do not change when something is added', () => {
  const main = (seed: number, changes?: WorldOptions) => build(changes, seed).applications.get('main');
  expect(main(1)?.clientSecret).toMatch(/^sandbox-secret-[0-9a-f]{40}$/);
  expect(main(1)?.clientId).toMatch(/^sandbox-client-[0-9a-f]{16}$/);
  expect(main(1)?.clientSecret).not.toBe(main(2)?.clientSecret);
  expect(main(1, { applications: { another: {} }, accounts: { more: {} } })).toEqual(main(1));
});

test('defaults can be changed and things added by name', () => {
  const world = build({
    applications: { inactive: { isActive: true } },
    accounts: { demo: { balance: 5 }, blocked: { isDisabled: true, id: 77, login: 78 } },
    grants: { viewer: { scope: 'view', accounts: ['blocked'] } },
  });
  expect(world.applications.get('inactive')?.isActive).toBe(true);
  expect(world.accounts.get('demo')).toMatchObject({ balance: 5, environment: 'demo' });
  expect(world.accounts.get('live')).toMatchObject({ environment: 'live', currency: 'EUR' });
  expect(world.accounts.get('blocked')).toMatchObject({ isDisabled: true, ctidTraderAccountId: 77, traderLogin: 78 });
  expect([...(world.consents.get('viewer')?.accountIds ?? [])]).toEqual([77]);
  expect(world.consents.get('main')?.accountIds.has(77)).toBe(true);
});

test('accounts of a second owner are not covered by the grant of the first', () => {
  const world = build({ accounts: { theirs: { owner: 'second' } }, grants: { theirs: { owner: 'second' } } });
  const id = world.accounts.get('theirs')?.ctidTraderAccountId ?? 0;
  expect(world.consents.get('main')?.accountIds.has(id)).toBe(false);
  expect([...(world.consents.get('theirs')?.accountIds ?? [])]).toEqual([id]);
});

test.each<[WorldOptions, string]>([
  [
    { accounts: { a: { id: 5 }, b: { id: 5 } } },
    'The id of the account "b" is 5, which another id or login already is.',
  ],
  [
    { accounts: { a: { id: 5, login: 5 } } },
    'The login of the account "a" is 5, which another id or login already is.',
  ],
  [{ accounts: { a: { id: 1.5 } } }, 'The id of the account "a" is 1.5, but it must be a positive whole number.'],
  [{ grants: { g: { application: 'x' } } }, 'The grant "g" names the application "x", which does not exist.'],
  [{ grants: { g: { owner: 'x' } } }, 'The grant "g" names the owner "x", which does not exist.'],
  [{ grants: { g: { accounts: ['x'] } } }, 'The grant "g" names the account "x", which does not exist.'],
  [
    { accounts: { a: { owner: 'other' } }, grants: { g: { accounts: ['a'] } } },
    'The grant "g" of main covers the account "a" of other.',
  ],
  [
    { applications: { a: { redirectUris: ['http://localhost:1/', 'callback'] } } },
    'The redirect URI "callback" of the application "a" is no absolute address without a fragment.',
  ],
  [{ grants: { g: { expiresInSeconds: 0 } } }, 'The tokens of the grant "g" cannot live for 0 seconds.'],
])('a world of %j is refused', (changes, message) => {
  expect(() => build(changes)).toThrow(expect.objectContaining({ code: 'BAD_OPTION', message }));
});
