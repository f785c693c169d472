import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from './secret.ts';

const value = 'canary-3f2a-very-secret';

test('I11: no text form of a secret shows it', () => {
  const secret = new Secret(value);
  const forms = [
    String(secret),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ a: [secret] }, { showHidden: true }),
  ];
  for (const form of forms) expect(form).not.toContain('canary');
  expect(Object.values(secret)).toEqual([]);
  expect(secret.reveal()).toBe(value);
});

test('masked shows three characters of a long secret and none of a short one', () => {
  expect(new Secret(value).masked()).toBe('…ret');
  expect(new Secret('short').masked()).toBe('[secret]');
});
