import fc from 'fast-check';
import type { AnyField, Fields } from '../src/schema/fields.ts';

/** Any payload that a message may carry: required fields always, others sometimes, lists sometimes empty. */
export function randomPayloads(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const values = Object.entries(fields).map(([name, field]) => [name, valuesOf(field)] as const);
  const required = Object.entries(fields).flatMap(([name, field]) => (field.label === 'required' ? [name] : []));
  return fc.record(Object.fromEntries(values), { requiredKeys: required, noNullPrototype: true });
}

function valuesOf(field: AnyField): fc.Arbitrary<unknown> {
  return field.label === 'repeated' ? fc.array(oneValueOf(field), { maxLength: 3 }) : oneValueOf(field);
}

/** Around every limit where the bytes of a number get longer. */
const edges = [0, 7, 14, 21, 28, 31, 32, 35, 42, 49, 53].flatMap((bits) => [2 ** bits - 1, 2 ** bits]);

function integersWithin(min: number, max: number): fc.Arbitrary<number> {
  const within = [...edges, ...edges.map((edge) => -edge)].filter((edge) => edge >= min && edge <= max);
  // Adding 0 makes 0 of -0, which no integer on the wire is.
  return fc
    .oneof(
      fc.constantFrom(...within),
      fc.maxSafeInteger().filter((one) => one >= min && one <= max),
      fc.integer({ min: Math.max(min, -1_000), max: 1_000 }),
    )
    .map((one) => one + 0);
}

function oneValueOf(field: AnyField): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'int32':
      return fc.oneof(fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, -1, 0));
    case 'uint32':
      return fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1));
    case 'int64':
      return integersWithin(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    case 'uint64':
      return fc.oneof(fc.maxSafeNat(), fc.constantFrom(...edges.filter(Number.isSafeInteger)));
    case 'double':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'bool':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.values(field.values ?? {}));
    case 'model':
      return randomPayloads(field.model?.fields ?? {});
    default:
      return fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 30, maxLength: 200 }));
  }
}
