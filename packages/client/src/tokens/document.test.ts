import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTokenKeys, replaceTokens } from './document.ts';

const keys = { accessToken: 'new-a', refreshToken: 'new-r', expiresAt: 5, generation: 2 };

test('only the values of the four keys change: order, spacing, unknown keys and numbers of any size stay', () => {
  const text = `\uFEFF{
  "note": "a \\"quoted\\" {brace}, and: more",
  "accessToken" : "old",
  "nested": { "accessToken": "mine", "list": [1, {"refreshToken": 2}] },
  "big": 123456789012345678901234567890,
  "refreshToken": "old" ,
  "generation":1, "expiresAt": 4
}
`;
  expect(replaceTokens(text, keys)).toBe(
    text
      .replace('"accessToken" : "old"', '"accessToken" : "new-a"')
      .replace('"refreshToken": "old"', '"refreshToken": "new-r"')
      .replace('"generation":1', '"generation":2')
      .replace('"expiresAt": 4', '"expiresAt": 5'),
  );
});

test('keys that are not there yet come last, in the way the file is written', () => {
  expect(replaceTokens('{\n    "accessToken": "x"\n}\n', keys)).toBe(
    '{\n    "accessToken": "new-a",\n    "refreshToken": "new-r",\n    "expiresAt": 5,\n    "generation": 2\n}\n',
  );
  expect(replaceTokens('{"a":1}', keys)).toBe(
    '{"a":1, "accessToken": "new-a", "refreshToken": "new-r", "expiresAt": 5, "generation": 2}',
  );
  expect(JSON.parse(replaceTokens('{}', keys))).toEqual(keys);
});

test('a key that stands there twice is changed twice, so that no reader sees the old one', () => {
  expect(replaceTokens('{"accessToken":"a","accessToken":"b"}', keys)).not.toMatch(/"[ab]"/);
});

test('any object keeps everything else, and is read back with the new keys', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(undefined, 1, 2, '\t'),
      fc.string(),
      (other, indent, token) => {
        const fresh = { ...keys, accessToken: `a${token}`, refreshToken: `r${token}` };
        const text = replaceTokens(JSON.stringify(other, undefined, indent), fresh);
        expect(JSON.parse(text)).toEqual({ ...JSON.parse(JSON.stringify(other)), ...fresh });
        expect(readTokenKeys(text)).toEqual(fresh);
      },
    ),
  );
});

test('what is no object has no tokens, and values of the wrong kind count as absent', () => {
  expect(readTokenKeys('[]')).toBeUndefined();
  expect(readTokenKeys('{"acc')).toBeUndefined();
  expect(readTokenKeys('{"accessToken":1,"refreshToken":"  ","generation":-1,"expiresAt":"x"}')).toEqual({});
});
