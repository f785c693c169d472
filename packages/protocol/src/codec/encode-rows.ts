import { type ModelPlan, unknownKeyIn } from './field-plan.ts';
import { isRecord } from './read-envelope.ts';

/** Shorter lists are not worth it. */
const fewestRows = 32;
/** No integer has more characters. */
const longestNumber = 17;
/** A buffer of up to this many bytes is kept for the next list. */
const keptBytes = 64 * 1024;
const zero = 0x30;
const [minus, comma, opens, closes] = [0x2d, 0x2c, 0x7b, 0x7d];
const decoder = new TextDecoder();
const encoder = new TextEncoder();

let idle: Uint8Array = new Uint8Array(keptBytes);
const prefixesOf = new WeakMap<ModelPlan, readonly Uint8Array[]>();

/** Whether a list of such models can go through {@link writeRows}: it is long, and they are made of nothing but integers. */
export function isRows(plan: ModelPlan | undefined, list: readonly unknown[]): plan is ModelPlan {
  if (plan === undefined || list.length < fewestRows || plan.fields.length === 0) return false;
  return plan.fields.every(({ check }) => check === 'integer' || check === 'enum');
}

/**
 * Writes a long list of models that are made of integers, such as bars and ticks, byte by byte: put together from pieces
 * of text, a page of bars leaves hundreds of thousands of them behind. Undefined when anything does not fit.
 */
export function writeRows(plan: ModelPlan, rows: readonly unknown[]): string | undefined {
  const prefixes = openPrefixes(plan);
  let longest = 2;
  for (const prefix of prefixes) longest += prefix.length + 1 + longestNumber;
  let bytes = idle;
  // A getter among the rows may call us again.
  idle = new Uint8Array(0);
  let at = 0;
  for (const row of rows) {
    if (at + longest + 1 > bytes.length) bytes = grow(bytes, at, longest);
    bytes[at++] = comma;
    const end = isRecord(row) ? writeRow(plan, prefixes, row, bytes, at) : -1;
    if (end < 0) return undefined;
    at = end;
  }
  const text = decoder.decode(bytes.subarray(1, at));
  idle = bytes.length <= keptBytes ? bytes : new Uint8Array(keptBytes);
  return `[${text}]`;
}

/** Where the row ends; -1 when it does not fit. */
function writeRow(
  plan: ModelPlan,
  prefixes: readonly Uint8Array[],
  row: Readonly<Record<string, unknown>>,
  bytes: Uint8Array,
  start: number,
): number {
  const { fields } = plan;
  let at = start;
  let known = 0;
  bytes[at++] = opens;
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index];
    const prefix = prefixes[index];
    if (field === undefined || prefix === undefined) return -1;
    const value = row[field.name];
    if (value === undefined) {
      if (field.isRequired) return -1;
      continue;
    }
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return -1;
    if (field.check === 'enum' ? !field.numbers.has(value) : value < field.min || value > field.max) return -1;
    if (known++ > 0) bytes[at++] = comma;
    bytes.set(prefix, at);
    at = writeInteger(bytes, at + prefix.length, value);
  }
  if (unknownKeyIn(plan, row, known)) return -1;
  bytes[at++] = closes;
  return at;
}

function writeInteger(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  if (rest < 0) {
    bytes[at++] = minus;
    rest = -rest;
  }
  let end = at + 1;
  for (let bound = 10; bound <= rest; bound *= 10) end++;
  for (let place = end - 1; place >= at; place--) {
    const tenth = Math.floor(rest / 10);
    bytes[place] = zero + (rest - tenth * 10);
    rest = tenth;
  }
  return end;
}

function grow(bytes: Uint8Array, used: number, longest: number): Uint8Array {
  const larger = new Uint8Array(Math.max(bytes.length * 2, keptBytes, used + longest + 1));
  larger.set(bytes.subarray(0, used));
  return larger;
}

function openPrefixes(plan: ModelPlan): readonly Uint8Array[] {
  let prefixes = prefixesOf.get(plan);
  if (prefixes === undefined) {
    prefixes = plan.fields.map(({ prefix }) => encoder.encode(prefix));
    prefixesOf.set(plan, prefixes);
  }
  return prefixes;
}
