import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from './parse-json.ts';
import { readDocument } from './read-document.ts';

/** The two kinds of byte arrays: Node's own and the standard one, which browsers have. */
const kinds: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array])[] = [
  ['a Buffer', (bytes) => Buffer.from(bytes)],
  ['a Uint8Array', (bytes) => new Uint8Array(bytes)],
];

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.each(kinds)('%s', (_, make) => {
  const read = (text: string): unknown => readDocument(make(bytesOf(text)));

  test('is read as UTF-8', () => {
    expect(read('{"name":"Größe 日本 😀 \ufffd"}')).toEqual({ ok: true, value: { name: 'Größe 日本 😀 \ufffd' } });
  });

  test.each([
    ['a stray byte', [0x22, 0xff, 0x22]],
    ['a cut sequence', [0x22, 0xe2, 0x82, 0x22]],
    ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ])('is refused when it holds %s', (__, bytes) => {
    expect(readDocument(make(Uint8Array.from(bytes)))).toMatchObject({ ok: false, reason: 'not UTF-8' });
  });

  test('is refused when it begins with a byte order mark', () => {
    expect(read('\ufeff{}')).toEqual({ ok: false, line: 1, column: 2, reason: 'unexpected character' });
  });

  test('is refused with line and column when it is not JSON', () => {
    expect(read('hello')).toEqual({ ok: false, line: 1, column: 6, reason: 'unknown word' });
  });

  test('keeps every digit of a large integer wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
        fc.string({ maxLength: 40 }),
        fc.nat(40),
        (id, text, spaces) => {
          const document = `{"before":${JSON.stringify(text)},${' '.repeat(spaces)}"id":${id},"after":${JSON.stringify(text)}}`;
          const result = readDocument(make(bytesOf(document)));
          expect(result).toEqual(parseJson(document));
          expect(result.ok && Reflect.get(Object(result.value), 'id')).toEqual(
            id >= -(2n ** 53n) + 1n && id <= 2n ** 53n - 1n ? Number(id) : id,
          );
        },
      ),
    );
  });
});
