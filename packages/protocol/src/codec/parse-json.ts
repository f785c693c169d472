/** What {@link parseJson} found. */
export type JsonResult = { readonly ok: true; readonly value: unknown } | JsonFailure;

/** Where and why a text is not JSON. It never quotes the text. */
export interface JsonFailure {
  readonly ok: false;
  /** 1-based; `\n`, `\r` and `\r\n` end a line. */
  readonly line: number;
  /**
   * 1-based, in UTF-16 code units: the place just after the last character consumed. An unexpected character counts as
   * consumed, an unknown word is consumed whole (`hello` fails at 1:6), and a text that ends too early fails after its
   * last character. This is how the real server's streaming reader counts.
   */
  readonly column: number;
  /** A few words such as `unexpected character`. */
  readonly reason: string;
}

/** How many objects and lists may stand inside each other, the outermost included. */
export const MAX_JSON_DEPTH = 64;

/** Longest number in characters: turning endless digits into a big integer would cost more than linear time. */
const MAX_NUMBER_LENGTH = 1_000;

/** Any integer this short is a safe one, sign included. */
const SAFE_LENGTH = 15;

const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** A place in the text. A reading function that fails sets `reason` and returns `undefined`, which is no JSON value. */
interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
  reason: string | undefined;
}

/**
 * Reads a JSON text (RFC 8259) without losing a digit: an integer outside ±(2^53 - 1) becomes a bigint, every other
 * number a number. Accepts and refuses what `JSON.parse` does, except that it also refuses more than
 * {@link MAX_JSON_DEPTH} levels and numbers of more than 1,000 characters. The last of two equal keys wins;
 * `__proto__` is a key like any other.
 */
export function parseJson(text: string): JsonResult {
  const cursor: Cursor = { text, at: 0, depth: 0, reason: undefined };
  const value = readValue(cursor);
  if (value !== undefined) {
    skipSpace(cursor);
    if (cursor.at < text.length) failAfterNext(cursor);
  }
  if (cursor.reason === undefined) return { ok: true, value };
  return { ok: false, ...placeOf(text, cursor.at), reason: cursor.reason };
}

function placeOf(text: string, end: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== LINE_FEED && code !== RETURN) continue;
    if (code === RETURN && at + 1 < end && text.charCodeAt(at + 1) === LINE_FEED) at++;
    line++;
    lineStart = at + 1;
  }
  return { line, column: end - lineStart + 1 };
}

function fail(cursor: Cursor, reason: string): undefined {
  cursor.reason ??= reason;
  return undefined;
}

function failAfterNext(cursor: Cursor, reason = 'unexpected character'): undefined {
  if (cursor.at >= cursor.text.length) return fail(cursor, 'unexpected end');
  cursor.at++;
  return fail(cursor, reason);
}

function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) return;
    cursor.at++;
  }
}

/** Skips white space and takes `code` if it comes next. */
function take(cursor: Cursor, code: number): boolean {
  skipSpace(cursor);
  if (cursor.text.charCodeAt(cursor.at) !== code) return false;
  cursor.at++;
  return true;
}

function readValue(cursor: Cursor): unknown {
  skipSpace(cursor);
  const code = cursor.text.charCodeAt(cursor.at);
  if (code === QUOTE) return readString(cursor);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readNested(cursor, code);
  if (code === MINUS || isDigit(code)) return readNumber(cursor);
  if (isWordPart(code)) return readWord(cursor);
  return failAfterNext(cursor);
}

function readNested(cursor: Cursor, opening: number): unknown {
  if (cursor.depth === MAX_JSON_DEPTH) return failAfterNext(cursor, `more than ${MAX_JSON_DEPTH} levels`);
  cursor.at++;
  cursor.depth++;
  const value = opening === OPEN_BRACE ? readObject(cursor) : readList(cursor);
  cursor.depth--;
  return value;
}

function readObject(cursor: Cursor): object | undefined {
  const object: Record<string, unknown> = {};
  if (take(cursor, CLOSE_BRACE)) return object;
  do {
    skipSpace(cursor);
    if (cursor.text.charCodeAt(cursor.at) !== QUOTE) return failAfterNext(cursor);
    const key = readString(cursor);
    if (key === undefined) return undefined;
    if (!take(cursor, COLON)) return failAfterNext(cursor);
    const value = readValue(cursor);
    if (value === undefined) return undefined;
    if (key === '__proto__') {
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
      object[key] = value;
    }
  } while (take(cursor, COMMA));
  return take(cursor, CLOSE_BRACE) ? object : failAfterNext(cursor);
}

function readList(cursor: Cursor): unknown[] | undefined {
  const list: unknown[] = [];
  if (take(cursor, CLOSE_BRACKET)) return list;
  do {
    const value = readValue(cursor);
    if (value === undefined) return undefined;
    list.push(value);
  } while (take(cursor, COMMA));
  return take(cursor, CLOSE_BRACKET) ? list : failAfterNext(cursor);
}

function readString(cursor: Cursor): string | undefined {
  const { text } = cursor;
  let start = ++cursor.at;
  let value = '';
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (code === QUOTE) {
      value += text.slice(start, cursor.at++);
      return value;
    }
    if (code === BACKSLASH) {
      value += text.slice(start, cursor.at++);
      const escaped = readEscape(cursor);
      if (escaped === undefined) return undefined;
      value += escaped;
      start = cursor.at;
    } else if (code >= SPACE) {
      cursor.at++;
    } else {
      return failAfterNext(cursor, 'control character in a string');
    }
  }
}

function readEscape(cursor: Cursor): string | undefined {
  const letter = cursor.text.charAt(cursor.at);
  if (letter !== 'u') {
    const meaning = ESCAPES[letter];
    if (meaning === undefined) return failAfterNext(cursor, 'unknown escape');
    cursor.at++;
    return meaning;
  }
  cursor.at++;
  let unit = 0;
  for (let i = 0; i < 4; i++) {
    const digit = hexValue(cursor.text.charCodeAt(cursor.at));
    if (digit === undefined) return failAfterNext(cursor, 'unknown escape');
    unit = unit * 16 + digit;
    cursor.at++;
  }
  return String.fromCharCode(unit);
}

function hexValue(code: number): number | undefined {
  if (isDigit(code)) return code - ZERO;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : undefined;
}

function readNumber(cursor: Cursor): number | bigint | undefined {
  const { text } = cursor;
  const start = cursor.at;
  if (text.charCodeAt(cursor.at) === MINUS) cursor.at++;
  if (text.charCodeAt(cursor.at) === ZERO) cursor.at++;
  else if (!skipDigits(cursor)) return failAfterNext(cursor);
  let isInteger = true;
  if (text.charCodeAt(cursor.at) === DOT) {
    isInteger = false;
    cursor.at++;
    if (!skipDigits(cursor)) return failAfterNext(cursor);
  }
  if ((text.charCodeAt(cursor.at) | 0x20) === 0x65) {
    isInteger = false;
    cursor.at++;
    const sign = text.charCodeAt(cursor.at);
    if (sign === PLUS || sign === MINUS) cursor.at++;
    if (!skipDigits(cursor)) return failAfterNext(cursor);
  }
  const length = cursor.at - start;
  if (length > MAX_NUMBER_LENGTH) return fail(cursor, `number of more than ${MAX_NUMBER_LENGTH} characters`);
  const token = text.slice(start, cursor.at);
  const value = Number(token);
  return isInteger && length > SAFE_LENGTH && !Number.isSafeInteger(value) ? BigInt(token) : value;
}

function skipDigits(cursor: Cursor): boolean {
  const start = cursor.at;
  while (isDigit(cursor.text.charCodeAt(cursor.at))) cursor.at++;
  return cursor.at > start;
}

function readWord(cursor: Cursor): boolean | null | undefined {
  const start = cursor.at;
  while (isWordPart(cursor.text.charCodeAt(cursor.at))) cursor.at++;
  const value = WORDS.get(cursor.text.slice(start, cursor.at));
  return value === undefined ? fail(cursor, 'unknown word') : value;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** A letter, a digit, `_` or `$`. */
function isWordPart(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || isDigit(code) || code === 0x5f || code === 0x24;
}
