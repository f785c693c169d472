import { parseJson } from '@tickwire/protocol/internal';

/** The keys of a credentials file that a refresh changes. Everything else in it belongs to its owner. */
export type TokenKeys = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: number | undefined;
  readonly generation: number;
};

/** Values to put into the text of a credentials file. */
export type DocumentValues = Readonly<Record<string, string | number | null | undefined>>;

/** Where a value of the outermost object stands in the text. */
interface Span {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Sets the keys of a refresh in the text of a JSON object, and touches nothing else: order, spacing, unknown keys, numbers
 * of any size stay as they are; so do keys whose new value is undefined. A key that occurs twice is changed in both places. `text` must be a valid JSON object.
 */
export function replaceTokens(text: string, changes: DocumentValues): string {
  const spans = findSpans(text);
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(changes)) if (value !== undefined) values.set(key, JSON.stringify(value));
  let result = text;
  for (const { key, from, to } of spans.toReversed()) {
    const value = values.get(key);
    if (value !== undefined) result = result.slice(0, from) + value + result.slice(to);
  }
  const missing = [...values].filter(([key]) => !spans.some((span) => span.key === key));
  return missing.length === 0 ? result : append(result, missing);
}

function append(text: string, entries: readonly (readonly [string, string])[]): string {
  const end = text.lastIndexOf('}');
  const before = text.slice(0, end).trimEnd();
  const isEmpty = before.endsWith('{');
  // The indentation of the last line, when the object is written over several.
  const indent = isEmpty ? '\n  ' : (/\n[ \t]*(?=[^\n]*$)/.exec(before)?.[0] ?? ' ');
  const added = entries.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(`,${indent}`);
  const tail = isEmpty ? '\n' : text.slice(before.length, end);
  return `${before}${isEmpty ? '' : ','}${indent}${added}${tail}${text.slice(end)}`;
}

/** The values of the outermost object, in the order of the text. */
function findSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let key: string | undefined;
  let from = -1;
  const finish = (at: number) => {
    if (key !== undefined && from >= 0) spans.push({ key, from, to: text.slice(0, at).trimEnd().length });
    key = undefined;
    from = -1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (/\s/.test(char)) continue;
    if (char === '}' || char === ']') {
      if (depth === 1) finish(at);
      depth -= 1;
    } else if (depth === 1 && char === ',') finish(at);
    else if (depth === 1 && char === ':' && from < 0 && key !== undefined) from = skipSpace(text, at + 1);
    if (char === '{' || char === '[') depth += 1;
    if (char === '"') {
      const end = endOfString(text, at);
      if (depth === 1 && key === undefined) key = unquote(text.slice(at, end));
      at = end - 1;
    }
  }
  return spans;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text.charAt(at))) at += 1;
  return at;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}

function unquote(quoted: string): string {
  const parsed = parseJson(quoted);
  return parsed.ok && typeof parsed.value === 'string' ? parsed.value : '';
}

/** The refresh's keys in the text of a file; undefined when it is no JSON object. Keys of the wrong kind count as absent. */
export function readTokenKeys(text: string): Partial<TokenKeys> | undefined {
  const parsed = parseJson(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
    return undefined;
  }
  const entries = new Map<string, unknown>(Object.entries(parsed.value));
  const word = (key: string) => {
    const value = entries.get(key);
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  };
  const count = (key: string) => {
    const value = entries.get(key);
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  };
  const [accessToken, refreshToken] = [word('accessToken'), word('refreshToken')];
  const [expiresAt, generation] = [count('expiresAt'), count('generation')];
  return {
    ...(accessToken === undefined ? {} : { accessToken }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(generation === undefined ? {} : { generation }),
  };
}
