import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findClosest, proposeEnding } from './closest.ts';
import { formatSpan, formatUptime } from './durations.ts';
import { maskSecrets } from './mask-secrets.ts';
import { defuse, toJsonLine } from './terminal.ts';
import { cutText, formatPairs, wrapText } from './text.ts';

test.each([
  [0, '00:00:00'],
  [751_999, '00:12:31'],
  [86_399_000, '23:59:59'],
  [90_061_000, '1d 01:01:01'],
  [-5, '00:00:00'],
])('an uptime of %i ms reads %s', (spanMs, text) => {
  expect(formatUptime(spanMs)).toBe(text);
});

test.each([
  [0, '0.0 s'],
  [250, '0.3 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [60_000, '60 s'],
  [180_000, '3 min'],
])('a span of %i ms reads %s', (spanMs, text) => {
  expect(formatSpan(spanMs)).toBe(text);
});

test('wrapping keeps every word and no line is wider than asked unless one word is', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 40 }), (parts, width) => {
      const lines = wrapText(parts.join(' '), width);
      expect(lines.join(' ')).toBe(parts.join(' '));
      for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
    }),
  );
});

test('a cut text is as wide as asked and says that something is missing', () => {
  expect(cutText('abcdef', 6)).toBe('abcdef');
  expect(cutText('abcdefg', 6)).toBe('abcde…');
});

test('pairs stand in two columns', () => {
  expect(
    formatPairs(
      [
        ['a', 'one two'],
        ['long', 'three'],
      ],
      12,
    ),
  ).toEqual(['  a     one', '        two', '  long  three']);
});

test('near names are proposed, the nearest first', () => {
  const names = ['SymbolsListReq', 'SymbolByIdReq', 'AssetListReq', 'VersionReq'];
  expect(findClosest('symbolListReq', names)).toEqual(['SymbolsListReq', 'SymbolByIdReq']);
  expect(findClosest('Verison', ['Version'])).toEqual(['Version']);
  expect(findClosest('nothing at all', names)).toEqual([]);
});

test('proposals end the sentence', () => {
  expect(proposeEnding([])).toBe('.');
  expect(proposeEnding(['A'])).toBe('; did you mean A?');
  expect(proposeEnding(['A', 'B', 'C'])).toBe('; did you mean A, B or C?');
});

test('foreign words lose what steers a terminal and keep the rest', () => {
  expect(defuse('a\u001b[2Jb\r\u0007\u202e\u009bc\nd\te')).toBe('a\ufffd[2Jb\ufffd\ufffd\ufffd\ufffdc\nd\te');
});

test('JSON lines are harmless and say the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = toJsonLine({ text });
      expect(JSON.parse(line)).toEqual({ text });
      expect(defuse(line)).toBe(line);
      expect(line).not.toContain('\n');
    }),
  );
});

test('secrets are masked wherever they stand, and nothing else is', () => {
  const payload = {
    accessToken: 'one',
    nested: [{ refreshToken: 'two', clientSecret: 'three', accessTokens: 'no secret' }],
    tokenType: 'bearer',
    expiresIn: 1,
    none: null,
  };
  expect(maskSecrets(payload, (secret) => `<${secret.length}>`)).toEqual({
    accessToken: '<3>',
    nested: [{ refreshToken: '<3>', clientSecret: '<5>', accessTokens: 'no secret' }],
    tokenType: 'bearer',
    expiresIn: 1,
    none: null,
  });
});
