import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_JSON_DEPTH, parseJson } from './parse-json.ts';

const valueOf = (text: string): unknown => {
  const result = parseJson(text);
  if (!result.ok) throw new Error(`refused at ${result.line}:${result.column}: ${result.reason}`);
  return result.value;
};

const refusalOf = (text: string): string => {
  const result = parseJson(text);
  if (result.ok) throw new Error('accepted');
  return `${result.line}:${result.column} ${result.reason}`;
};

const acceptsNatively = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('numbers', () => {
  test('integers up to 2^53 - 1 are numbers', () => {
    expect(valueOf('[9007199254740991,-9007199254740991,0,-5]')).toEqual([9007199254740991, -9007199254740991, 0, -5]);
  });

  test('integers beyond 2^53 - 1 are bigints with every digit', () => {
    expect(valueOf('[9007199254740992,-9007199254740993,18446744073709551615]')).toEqual([
      9007199254740992n,
      -9007199254740993n,
      18446744073709551615n,
    ]);
  });

  test('a number with a point or an exponent stays a number, however long', () => {
    expect(valueOf('[9007199254740993.0,1e30,0.12345678901234567890,1E-2]')).toEqual([
      9007199254740992, 1e30, 0.12345678901234568, 0.01,
    ]);
  });

  test('minus zero keeps its sign', () => {
    expect(valueOf('-0')).toBe(-0);
  });

  test('a number of more than 1,000 characters is refused', () => {
    expect(valueOf('9'.repeat(1_000))).toBe(BigInt('9'.repeat(1_000)));
    expect(refusalOf('9'.repeat(1_001))).toBe('1:1002 number of more than 1000 characters');
  });
});

describe('objects', () => {
  test('__proto__ is a key like any other', () => {
    const object = valueOf('{"__proto__":{"polluted":true},"a":1}');
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(Object.keys(Object(object))).toEqual(['__proto__', 'a']);
    expect(Reflect.get(Object(object), 'polluted')).toBeUndefined();
  });

  test('the last of two equal keys wins', () => {
    expect(valueOf('{"a":1,"b":2,"a":3}')).toEqual({ a: 3, b: 2 });
  });

  test('white space may stand between all tokens', () => {
    expect(valueOf(' {\t"a" :\r\n[ 1 , { } , [ ] ] } ')).toEqual({ a: [1, {}, []] });
  });
});

describe('strings', () => {
  test('escapes are resolved', () => {
    expect(valueOf(String.raw`"a\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\ude00z"`)).toBe('a"\\/\b\f\n\r\tAé😀z');
  });

  test('a lone surrogate survives, as in JSON.parse', () => {
    expect(valueOf(String.raw`"\ud800"`)).toBe('\ud800');
  });
});

describe('depth', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  test('64 levels are read, the 65th is refused where it opens', () => {
    expect(parseJson(nested(MAX_JSON_DEPTH)).ok).toBe(true);
    expect(refusalOf(nested(MAX_JSON_DEPTH + 1))).toBe('1:66 more than 64 levels');
  });

  test('siblings do not add up', () => {
    expect(parseJson(`[${'[],'.repeat(200)}[]]`).ok).toBe(true);
  });

  test('a depth bomb does not overflow the stack', () => {
    expect(refusalOf('{"a":['.repeat(100_000))).toContain('more than 64 levels');
  });
});

describe('a refusal says where', () => {
  test.each([
    ['hello', '1:6 unknown word'],
    ['{"payloadType":hello}', '1:21 unknown word'],
    ['nul', '1:4 unknown word'],
    ['trueish', '1:8 unknown word'],
    ['NaN', '1:4 unknown word'],
    ['', '1:1 unexpected end'],
    ['  ', '1:3 unexpected end'],
    ['{', '1:2 unexpected end'],
    ['{"a":', '1:6 unexpected end'],
    ['{"a":1', '1:7 unexpected end'],
    ['"abc', '1:5 unexpected end'],
    ['"\\', '1:3 unexpected end'],
    ['"\\u00', '1:6 unexpected end'],
    ['-', '1:2 unexpected end'],
    ['1.', '1:3 unexpected end'],
    ['{a:1}', '1:3 unexpected character'],
    ['{"a" 1}', '1:7 unexpected character'],
    ['{"a":1,}', '1:9 unexpected character'],
    ['[1,]', '1:5 unexpected character'],
    ['[1 2]', '1:5 unexpected character'],
    ['01', '1:3 unexpected character'],
    ['-a', '1:3 unexpected character'],
    ['1.e5', '1:4 unexpected character'],
    ['+1', '1:2 unexpected character'],
    ['{} {}', '1:5 unexpected character'],
    ['\ufeff{}', '1:2 unexpected character'],
    ["{'a':1}", '1:3 unexpected character'],
    ['"\\x"', '1:4 unknown escape'],
    ['"\\u00g0"', '1:7 unknown escape'],
    ['"a\tb"', '1:4 control character in a string'],
    ['{\n"a":1,\n  x}', '3:4 unexpected character'],
    ['{\r\n"a":1,\r"b":?}', '3:6 unexpected character'],
    ['\n\n\n', '4:1 unexpected end'],
    ['[1,\n\n', '3:1 unexpected end'],
  ])('%j', (text, refusal) => {
    expect(refusalOf(text)).toBe(refusal);
    expect(acceptsNatively(text)).toBe(false);
  });
});

describe('next to JSON.parse', () => {
  // Safe numbers only: for others the two differ on purpose.
  const document = fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.stringify(value));
  const edit = fc.record({
    at: fc.nat(),
    drop: fc.nat(3),
    put: fc.constantFrom(
      '',
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '0',
      '-',
      '.',
      'e',
      'u',
      ' ',
      '\n',
      '\0',
      'true',
      '12',
    ),
  });

  const isExact = (value: unknown): boolean => {
    if (typeof value === 'bigint') return false;
    return typeof value !== 'object' || value === null || Object.values(value).every(isExact);
  };

  test('every document it writes is read equally', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const read = valueOf(text);
        if (isExact(read)) expect(read).toEqual(JSON.parse(text));
      }),
    );
  });

  test('a broken document is accepted or refused equally, and read equally', () => {
    fc.assert(
      fc.property(document, fc.array(edit, { minLength: 1, maxLength: 3 }), (text, edits) => {
        const broken = edits.reduce((now, { at, drop, put }) => {
          const place = at % (now.length + 1);
          return now.slice(0, place) + put + now.slice(place + drop);
        }, text);
        const result = parseJson(broken);
        expect(result.ok).toBe(acceptsNatively(broken));
        if (result.ok && isExact(result.value)) expect(result.value).toEqual(JSON.parse(broken));
      }),
      { numRuns: 3_000 },
    );
  });

  test('the place of a refusal lies within the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '"', 'a', ':', ',', '1', '\n', '\r', '\\') }), (text) => {
        const result = parseJson(text);
        if (result.ok) return;
        const lines = text.split(/\r\n|\r|\n/);
        expect(result.line).toBeLessThanOrEqual(lines.length);
        expect(result.column).toBeLessThanOrEqual((lines[result.line - 1] ?? '').length + 2);
      }),
    );
  });
});
