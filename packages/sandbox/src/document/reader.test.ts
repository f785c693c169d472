import { expect, test } from 'vitest';
import { SandboxError } from '../errors/sandbox-error.ts';
import { choice, decimal, flag, id, listOf, mapOf, name, optional, shape, text, whole } from './reader.ts';

const reader = shape({
  title: text({ longest: 5 }),
  count: optional(whole({ least: 1, most: 9 })),
  isOn: optional(flag),
  kind: optional(choice(['a', 'b'])),
  parts: optional(listOf(shape({ share: decimal({ least: 0, most: 1 }) }), { longest: 2 })),
  people: optional(mapOf(shape({ age: whole({ least: 0 }) }))),
});

const complaint = (value: unknown): string => {
  try {
    reader(value, '');
  } catch (error) {
    if (error instanceof SandboxError && error.code === 'BAD_DOCUMENT') return error.message;
    throw error;
  }
  return 'none';
};

test('what fits is handed on, and null counts as left out', () => {
  const document = {
    title: 'five!',
    count: 9,
    isOn: false,
    kind: 'b',
    parts: [{ share: 0.5 }],
    people: { Ann: { age: 0 } },
  };
  expect(reader(document, '')).toEqual(document);
  expect(reader({ title: '', count: null }, '')).toEqual({ title: '' });
});

test.each([
  [{}, 'title must be a text of up to 5 characters, not left out.'],
  [{ title: 'sixsix' }, 'title must be a text of up to 5 characters, not "sixsix".'],
  [{ title: '', count: '1' }, 'count must be a whole number from 1 to 9, not "1".'],
  [{ title: '', count: 1.5 }, 'count must be a whole number from 1 to 9, not 1.5.'],
  [{ title: '', isOn: 1 }, 'isOn must be true or false, not 1.'],
  [{ title: '', kind: {} }, 'kind must be one of "a", "b", not an object.'],
  [{ title: '', parts: {} }, 'parts must be a list, not an object.'],
  [{ title: '', parts: [{ share: 0 }, { share: 2 }] }, 'parts[1].share must be a number from 0 to 1, not 2.'],
  [{ title: '', parts: [1, 2, 3] }, 'parts may have up to 2 entries, not 3.'],
  [{ title: '', people: { Ann: { age: -1 } } }, 'people.Ann.age must be a whole number from 0 on, not -1.'],
  [
    { title: '', people: { '/': {} } },
    'A name in people must be a name of letters, digits, spaces, dots and dashes, not "/".',
  ],
  [{ title: '', colour: 1 }, 'colour is not known here; possible there: title, count, isOn, kind, parts, people.'],
  [[], 'The document must be an object, not a list.'],
  [null, 'The document must be an object, not null.'],
  [
    { title: 'x'.repeat(1_000) },
    `title must be a text of up to 5 characters, not what starts with "${'x'.repeat(39)}.`,
  ],
])('%j gets one sentence', (value, sentence) => {
  expect(complaint(value)).toBe(sentence);
});

test('keys that would reach a prototype are unknown like any other', () => {
  expect(complaint(JSON.parse('{"title":"","__proto__":{"count":1}}'))).toContain('__proto__ is not known here');
  expect(complaint(JSON.parse('{"title":"","people":{"__proto__":{"age":1}}}'))).toContain('A name in people must be');
  expect(complaint({ title: '', toString: 1 })).toContain('toString is not known here');
  expect(complaint(JSON.parse('{"title":"","people":{"constructor":{}}}'))).toContain('people.constructor.age must be');
});

test('an id may stand in an address', () => {
  expect(id('12', 'order')).toBe(12);
  expect(id(12, 'order')).toBe(12);
  for (const wrong of ['', '-1', '1e3', '0', 0, 1.5, '99999999999999999']) {
    expect(() => id(wrong, 'order')).toThrow('order must be a positive whole number');
  }
  expect(() => name('../x', 'account')).toThrow('account must be a name');
});
