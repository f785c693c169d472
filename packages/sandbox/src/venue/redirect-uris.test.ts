import { expect, test } from 'vitest';
import { defaultRedirectUris, isRedirectUri, isRegistered } from './redirect-uris.ts';

test.each([
  ['http://localhost:8765', true],
  ['http://localhost', true],
  ['https://127.0.0.1:1/a/b?c=d', true],
  ['http://[::1]:8765/callback', true],
  ['http://localhost:8765/#part', false],
  ['http://localhost.example.org/', false],
  ['http://127.0.0.1.example.org/', false],
  ['http://localhost@example.org/', false],
  ['http://example.org/?x=http://localhost', false],
  ['myapp://localhost/', false],
  ['http://local\thost/', false],
  ['/callback', false],
  ['', false],
])('any-loopback takes %j: %s', (uri, isTaken) => {
  expect(isRegistered('any-loopback', uri)).toBe(isTaken);
});

test('a list takes what stands in it, letter by letter', () => {
  expect(isRegistered(defaultRedirectUris, 'http://localhost:8765')).toBe(true);
  expect(isRegistered(defaultRedirectUris, 'http://localhost:8765/')).toBe(false);
  expect(isRegistered(defaultRedirectUris, 'http://LOCALHOST:8765')).toBe(false);
  expect(isRegistered([], 'http://localhost:8765')).toBe(false);
});

test('what a browser would run, or not understand, cannot be registered; an own scheme can', () => {
  expect(
    ['javascript:alert(1)', 'data:text/html,x', 'callback', 'http://a/#b', 'http://a/\n'].filter(isRedirectUri),
  ).toEqual([]);
  expect(isRedirectUri('myapp://callback')).toBe(true);
});
