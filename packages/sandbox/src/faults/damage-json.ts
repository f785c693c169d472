import { findMessage } from '@tickwire/protocol';
import type { Damage } from './act.ts';

type Change = (text: string, amount: number) => string | Uint8Array;

/** Strings and numbers of a JSON text; whatever looks like a number inside a string is part of the string. */
const stringsAndNumbers = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A whole number that no double can hold: 2^53 + 1. */
const tooBig = '9007199254740993';

const changes: Readonly<Partial<Record<Damage['kind'], Change>>> = {
  cut: (text) => text.slice(0, Math.ceil(text.length / 2)),
  'invalid-utf8': (text) => {
    const bytes = new TextEncoder().encode(openObject(text, '"tickwire":"?"'));
    bytes[bytes.indexOf(0x3f)] = 0xff;
    return bytes;
  },
  'byte-order-mark': (text) => `\uFEFF${text}`,
  array: (text) => `[${text}]`,
  null: () => 'null',
  number: () => '51',
  deep: (text, amount) => openObject(text, `"tickwire":${'['.repeat(amount)}${']'.repeat(amount)}`),
  'duplicate-keys': (text) => openObject(text, '"payloadType":9999'),
  'proto-keys': (text) =>
    openPayload(openObject(text, '"__proto__":{"polluted":true}'), '"__proto__":{"polluted":true},"constructor":{}'),
  'big-integers': (text) => {
    let isDone = false;
    return changeNumbers(text, (digits) => {
      if (isDone || !/^-?\d+$/.test(digits)) return digits;
      isDone = true;
      return tooBig;
    });
  },
  fractions: (text) => changeNumbers(text, (digits) => (/^-?\d+$/.test(digits) ? `${digits}.5` : digits)),
  'quoted-numbers': (text) => changeNumbers(text, (digits) => `"${digits}"`),
  'enum-names': nameEnums,
  'missing-field': dropRequired,
  'extra-fields': (text) =>
    openPayload(openObject(text, '"tickwireExtra":{"a":[1,"2",null]}'), '"tickwireExtra":{"a":[1,"2",null]}'),
  'payload-type': (text, amount) => text.replace(/^\{"payloadType":\d+/, `{"payloadType":${amount}`),
  huge: (text, amount) => `{${' '.repeat(Math.max(0, amount - new TextEncoder().encode(text).length))}${text.slice(1)}`,
};

/** The JSON text of a message with this damage; unchanged when there is nothing in it to damage. */
export function damageJson(text: string, { kind, amount }: Damage): Uint8Array {
  const damaged = changes[kind]?.(text, amount) ?? text;
  return typeof damaged === 'string' ? new TextEncoder().encode(damaged) : damaged;
}

/** Puts a key in front of those of the envelope. */
function openObject(text: string, pair: string): string {
  return `{${pair},${text.slice(1)}`;
}

/** Puts a key in front of those of the payload. An unescaped quote ends a string, so this text is nowhere else. */
function openPayload(text: string, pair: string): string {
  return text.replace('"payload":{', () => `"payload":{${pair},`);
}

/** Changes the numbers of the payload and leaves the envelope alone. */
function changeNumbers(text: string, change: (digits: string) => string): string {
  const start = text.indexOf('"payload":{');
  if (start < 0) return text;
  const payload = text.slice(start);
  return text.slice(0, start) + payload.replace(stringsAndNumbers, (part) => (part[0] === '"' ? part : change(part)));
}

function dropRequired(text: string): string {
  const name = Object.entries(fieldsOf(text)).find(([, field]) => field.label === 'required')?.[0];
  if (name === undefined) return text;
  const { payload, ...envelope }: Envelope = JSON.parse(text);
  return JSON.stringify({
    ...envelope,
    payload: Object.fromEntries(Object.entries(payload ?? {}).filter(([key]) => key !== name)),
  });
}

interface Envelope {
  readonly payloadType: number;
  readonly payload?: object;
}

type FieldsByName = NonNullable<ReturnType<typeof findMessage>>['fields'];

function fieldsOf(text: string): FieldsByName {
  const { payloadType }: Envelope = JSON.parse(text);
  return findMessage(payloadType)?.fields ?? {};
}

function nameEnums(text: string): string {
  const { payload, ...envelope }: Envelope = JSON.parse(text);
  if (payload === undefined) return text;
  return JSON.stringify({ ...envelope, payload: nameEnumsIn(payload, fieldsOf(text)) });
}

function nameEnumsIn(payload: object, fields: FieldsByName): object {
  return Object.fromEntries(
    Object.entries(payload).map(([key, value]: [string, unknown]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      const change = (one: unknown): unknown => {
        if (field?.model !== undefined && typeof one === 'object' && one !== null)
          return nameEnumsIn(one, field.model.fields);
        return Object.entries(field?.values ?? {}).find(([, number]) => number === one)?.[0] ?? one;
      };
      return [key, Array.isArray(value) ? value.map(change) : change(value)];
    }),
  );
}
