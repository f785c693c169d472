import type { AnyField, AnyRequest, Fields } from '@tickwire/protocol';
import { UsageError } from '../errors.ts';
import { findClosest, proposeEnding } from '../output/closest.ts';
import { quote } from './flag-value.ts';

/**
 * A copy of a typed payload in which the names of enumerations (`"orderType":"MARKET"`, in any case, or the number as
 * text) are numbers, as the wire has them. Whatever else does not fit is left for the codec to refuse.
 *
 * @throws UsageError for a name that the field does not have.
 */
export function resolveEnumNames(
  request: AnyRequest,
  payload: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return resolveFields(request.fields, payload, '');
}

function resolveFields(
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
  path: string,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return [key, field === undefined ? value : resolveValue(field, value, path + key)];
    }),
  );
}

function resolveValue(field: AnyField, value: unknown, path: string): unknown {
  if (field.label === 'repeated' && Array.isArray(value)) {
    return value.map((item, index) => resolveOne(field, item, `${path}[${index}]`));
  }
  return resolveOne(field, value, path);
}

function resolveOne({ values, model }: AnyField, value: unknown, path: string): unknown {
  if (values !== undefined && typeof value === 'string') return resolveName(values, value, path);
  if (model === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // An object that is not a list has text keys, and nothing is claimed about its values.
  return resolveFields(model.fields, value as Readonly<Record<string, unknown>>, `${path}.`);
}

function resolveName(table: Readonly<Record<string, number>>, word: string, path: string): number {
  const name = Object.keys(table).find((candidate) => candidate.toUpperCase() === word.toUpperCase());
  const number = name === undefined ? Object.values(table).find((known) => String(known) === word) : table[name];
  if (number !== undefined) return number;
  const names = Object.keys(table);
  throw new UsageError(`${path} has no value ${quote(word)}${proposeEnding(findClosest(word, names))}`, {
    hint: `${path} takes ${Object.entries(table)
      .map(([known, value]) => `${known} (${value})`)
      .join(', ')}`,
  });
}
