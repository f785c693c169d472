import type { AnyField, Fields } from '../src/schema/fields.ts';

/**
 * A second protobuf writer, after the public description of the format and with none of our code: big integers, front to
 * back, nothing checked. What does not suit a field is written as it comes, so that readers can be tested with it.
 */
export function writePlainly(fields: Fields, payload: Readonly<Record<string, unknown>>): number[] {
  return Object.entries(fields)
    .toSorted(([, a], [, b]) => a.number - b.number)
    .flatMap(([name, field]) => {
      const value = payload[name];
      if (value === undefined) return [];
      return Array.isArray(value) ? writeList(field, value) : writeItem(field, value);
    });
}

/** An envelope around a payload. */
export function writeEnvelope(payloadType: number, payload: readonly number[], clientMsgId?: string): Uint8Array {
  const id = clientMsgId === undefined ? [] : chunk(3, [...new TextEncoder().encode(clientMsgId)]);
  return Uint8Array.from([...tag(1, 0), ...varint(BigInt(payloadType)), ...chunk(2, payload), ...id]);
}

/** Any 64 bits, seven a byte; negative ones in two's complement. */
export function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

/** A field number with a wire type. */
export function tag(number: number, wireType: number): number[] {
  return varint(BigInt(number * 8 + wireType));
}

/** A field of bytes after their length. */
export function chunk(number: number, bytes: readonly number[]): number[] {
  return [...tag(number, 2), ...varint(BigInt(bytes.length)), ...bytes];
}

/** A field with a number in it. */
export function numberField(number: number, value: number | bigint): number[] {
  return [...tag(number, 0), ...varint(BigInt(value))];
}

function writeList(field: AnyField, list: readonly unknown[]): number[] {
  if (!field.packed) return list.flatMap((item) => writeItem(field, item));
  return list.length === 0
    ? []
    : chunk(
        field.number,
        list.flatMap((item) => varint(BigInt(Number(item)))),
      );
}

function writeItem(field: AnyField, value: unknown): number[] {
  const { number } = field;
  if (typeof value === 'string') return chunk(number, [...new TextEncoder().encode(value)]);
  if (typeof value === 'boolean') return numberField(number, value ? 1 : 0);
  if (typeof value === 'bigint') return numberField(number, value);
  if (typeof value === 'number') {
    return field.kind === 'double' ? [...tag(number, 1), ...double(value)] : numberField(number, value);
  }
  return chunk(number, writePlainly(field.model?.fields ?? {}, Object.fromEntries(Object.entries(Object(value)))));
}

/** Eight bytes, little-endian. */
export function double(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [...new Uint8Array(view.buffer)];
}
