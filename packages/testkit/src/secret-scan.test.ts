import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeLeaks, findSecrets, OutputWatch } from './secret-scan.ts';

/** Made here, so that it stands in no output of ours. */
const secret = ['sandbox', 'access', '0123456789abcdef'].join('-');

const escapeEach = (text: string) =>
  Array.from(text, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const percentEach = (text: string) => Array.from(text, (letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');

test.each([
  ['raw', 'raw', secret],
  ['in JSON', 'raw', JSON.stringify({ accessToken: secret })],
  ['in JSON with escapes', 'json-escaped', JSON.stringify({ accessToken: 0 }).replace('0', escapeEach(secret))],
  ['in a form', 'raw', new URLSearchParams({ token: secret }).toString()],
  ['in a form that escapes everything', 'url-encoded', `token=${percentEach(secret)}`],
  ['in base64', 'base64', Buffer.from(secret).toString('base64')],
  ['in base64url', 'base64', Buffer.from(secret).toString('base64url')],
  ['coloured in the middle', 'raw', `${secret.slice(0, 5)}\u001b[31m${secret.slice(5)}`],
])('a secret %s is found', (_, form, text) => {
  expect(findSecrets(`before ${text} after`)).toEqual([form]);
});

test('a secret is found in base64 whatever stands before and after it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), (before, after) => {
      const text = Buffer.concat([before, Buffer.from(secret), after]).toString('base64');
      expect(findSecrets(text)).toContain('base64');
    }),
  );
});

test('a secret in chunks is found, wherever it is cut and whatever another stream says meanwhile', () => {
  for (let cut = 1; cut < secret.length; cut += 1) {
    const watch = new OutputWatch();
    watch.note('stdout', secret.slice(0, cut));
    watch.note('stderr', 'something else');
    watch.note('stdout', Buffer.from(secret.slice(cut)));
    expect(watch.takeLeaks()).toEqual([{ source: 'stdout', form: 'raw' }]);
    expect(watch.takeLeaks()).toEqual([]);
  }
});

test('a secret is found at the seam of two parts of a long output', () => {
  const watch = new OutputWatch();
  watch.note('stdout', `${'x'.repeat(1_000_001)}${secret.slice(0, 10)}`);
  watch.note('stdout', secret.slice(10));
  expect(watch.takeLeaks()).toEqual([{ source: 'stdout', form: 'raw' }]);
});

test('what is no secret is left alone', () => {
  for (const text of [
    '…def',
    '[secret]',
    'any-client-id-canary',
    'sandbox-secret',
    'c2FuZGJveA==',
    '%7B%22',
    '\\u0041',
  ])
    expect(findSecrets(text)).toEqual([]);
});

test('invented secrets count only where all are wanted', () => {
  const text = ['an invented can', 'ary'].join('');
  expect([findSecrets(text), findSecrets(text, 'generated')]).toEqual([['raw'], []]);
  expect(findSecrets(secret, 'generated')).toEqual(['raw']);
});

test('the sentence about a leak does not leak', () => {
  expect(describeLeaks([{ source: 'stdout', form: 'base64' }])).toBe('A secret has leaked: stdout (base64).');
});
