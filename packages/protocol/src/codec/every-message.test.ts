import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../errors/protocol-error.ts';
import { messages } from '../registry.ts';
import type { AnyField, Fields } from '../schema/fields.ts';
import type { Message } from '../schema/message.ts';
import { createJsonCodec } from './json-codec.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Any payload that a message may carry: required fields always, others sometimes, lists never empty. */
function payloadsOf(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const values = Object.entries(fields).map(([name, field]) => [name, valuesOf(field)] as const);
  const required = Object.entries(fields).flatMap(([name, field]) => (field.label === 'required' ? [name] : []));
  return fc.record(Object.fromEntries(values), { requiredKeys: required, noNullPrototype: true });
}

function valuesOf(field: AnyField): fc.Arbitrary<unknown> {
  const one = oneValueOf(field);
  return field.label === 'repeated' ? fc.array(one, { minLength: 1, maxLength: 3 }) : one;
}

function oneValueOf(field: AnyField): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.nat(2 ** 31 - 1).map((half) => half * 2);
    case 'int64':
      return fc.maxSafeInteger().map((integer) => integer + 0);
    case 'uint64':
      return fc.maxSafeNat();
    case 'double':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'bool':
      return fc.boolean();
    case 'enum':
      return fc.constantFrom(...Object.values(field.values ?? {}));
    case 'model':
      return payloadsOf(field.model?.fields ?? {});
    default:
      return fc.string({ unit: 'binary' });
  }
}

describe.each(messages.map((message) => [message.name, message] as const))('%s', (_, message) => {
  const real = createJsonCodec({
    onOddity: (oddity) => {
      throw new Error(`unexpected oddity in ${oddity.field}`);
    },
  });

  test('reads what it writes, and writes that again', () => {
    fc.assert(
      fc.property(payloadsOf(message.fields), fc.option(fc.string(), { nil: undefined }), (payload, clientMsgId) => {
        const text = real.encode(message, payload, clientMsgId);
        const incoming = real.decode(bytesOf(text));
        expect(incoming).toEqual({ payloadType: message.payloadType, clientMsgId, message, payload });
        expect(real.encode(message, incoming.payload, clientMsgId)).toBe(text);
        expect(JSON.parse(text)).toEqual({
          payloadType: message.payloadType,
          ...(clientMsgId === undefined ? {} : { clientMsgId }),
          ...(Object.keys(payload).length === 0 ? {} : { payload }),
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('I11: secrets', () => {
  const real = createJsonCodec();
  const canary = 'cAnArY7f3Kx91';
  const secret = messages.filter((message) => message.isSecret);
  const dump = (error: unknown): string =>
    `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${String(Reflect.get(Object(error), 'stack'))}`;

  /** All texts of the payload are the canary. */
  const poisoned = (message: Message): fc.Arbitrary<Record<string, unknown>> =>
    payloadsOf(message.fields).map((payload) =>
      Object.fromEntries(
        Object.entries(payload).map(([key, value]) => [key, typeof value === 'string' ? canary : value]),
      ),
    );
  const cases = fc.constantFrom(...secret).chain((message) => fc.tuple(fc.constant(message), poisoned(message)));

  test('there are messages to guard', () => {
    expect(secret.map(({ payloadType }) => payloadType)).toEqual(
      expect.arrayContaining([2100, 2102, 2149, 2150, 2151, 2173, 2174]),
    );
  });

  test('no damaged frame brings one into an error', () => {
    const damage = fc.record({
      at: fc.nat(),
      drop: fc.nat(3),
      put: fc.constantFrom('', '"', '\\', '{', '}', ',', ':', '1', 'x', '\n'),
    });
    let refused = 0;
    fc.assert(
      fc.property(cases, fc.array(damage, { minLength: 1, maxLength: 3 }), ([message, payload], damages) => {
        const text = damages.reduce(
          (now, { at, drop, put }) => now.slice(0, at % now.length) + put + now.slice((at % now.length) + drop),
          real.encode(message, payload, 'id'),
        );
        try {
          real.decode(bytesOf(text));
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(ProtocolError);
          expect(dump(error)).not.toContain(canary.slice(0, 8));
        }
      }),
      { numRuns: 2_000 },
    );
    expect(refused).toBeGreaterThan(500);
  });

  test('no payload that cannot be written brings one into an error', () => {
    const junk = fc.constantFrom<unknown>(
      null,
      5,
      1.5,
      Number.NaN,
      2 ** 60,
      true,
      canary,
      [canary],
      { [canary]: canary },
      9n,
    );
    let refused = 0;
    fc.assert(
      fc.property(cases, fc.nat(), junk, fc.boolean(), ([message, payload], at, value, isUnknownKey) => {
        const key = isUnknownKey
          ? canary
          : (Object.keys(message.fields)[at % Object.keys(message.fields).length] ?? 'x');
        try {
          real.encode(message, { ...payload, [key]: value }, 'id');
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(ProtocolError);
          expect(dump(error)).not.toContain(canary.slice(0, 8));
        }
      }),
      { numRuns: 1_000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});
