import type { FieldPlan } from './field-plan.ts';

/** A value described without quoting it. */
export interface ValueDescription {
  readonly found: string;
  readonly digits: string | undefined;
}

const INTEGER = /^-?\d{1,40}$/;
const DECIMAL = /^-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,4})?$/;

/** The range of 64-bit integers, signed and unsigned together. */
const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

const BEYOND_SAFE = 'an integer beyond 2^53 - 1';

/** A single value that is no structure, as the type its field declares; `undefined` when it cannot be understood so. */
export function readScalar(field: FieldPlan, raw: unknown): unknown {
  switch (field.check) {
    case 'integer': {
      const value = readInteger(raw);
      return value !== undefined && value >= field.min && value <= field.max ? value : undefined;
    }
    case 'enum':
      return typeof raw === 'string' ? (field.numberByName.get(raw) ?? readInteger(raw)) : readInteger(raw);
    case 'double':
      return readDouble(raw);
    case 'bool':
      return typeof raw === 'boolean' ? raw : undefined;
    case 'string':
      return typeof raw === 'string' ? raw : undefined;
    default:
      return undefined;
  }
}

function readInteger(raw: unknown): number | undefined {
  const value = typeof raw === 'string' && INTEGER.test(raw) ? Number(raw) : raw;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** A double may be written with more digits than it holds; that rounds, as it does everywhere. */
function readDouble(raw: unknown): number | undefined {
  const value = typeof raw === 'bigint' || (typeof raw === 'string' && DECIMAL.test(raw)) ? Number(raw) : raw;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Says what a value is, for a sentence that must not contain it. */
export function describeValue(raw: unknown): ValueDescription {
  return { found: nameKind(raw), digits: undefined };
}

/** Like {@link describeValue}, with the digits of an integer that is too large for us but fits 64 bits: for fields that hold integers. */
export function describeInteger(raw: unknown): ValueDescription {
  const value = typeof raw === 'string' && INTEGER.test(raw) ? BigInt(raw) : raw;
  if (typeof value === 'bigint' && isBeyondSafe(value) && value >= MIN_INT64 && value <= MAX_UINT64) {
    return { found: BEYOND_SAFE, digits: String(value) };
  }
  return Number.isSafeInteger(raw) ? { found: 'an integer out of range', digits: undefined } : describeValue(raw);
}

/** Whether a value is an integer outside ±(2^53 - 1). */
export function isBeyondSafe(value: unknown): boolean {
  if (typeof value === 'bigint') return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER;
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

function nameKind(raw: unknown): string {
  if (raw === null) return 'null';
  if (Array.isArray(raw)) return 'a list';
  switch (typeof raw) {
    case 'number':
      return nameNumber(raw);
    case 'bigint':
      return isBeyondSafe(raw) ? BEYOND_SAFE : 'a bigint';
    case 'object':
      return 'an object';
    case 'boolean':
      return 'a boolean';
    case 'undefined':
      return 'undefined';
    default:
      return `a ${typeof raw}`;
  }
}

function nameNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return 'Infinity';
  if (!Number.isInteger(value)) return 'a fractional number';
  if (isBeyondSafe(value)) return BEYOND_SAFE;
  return 'a whole number';
}
