import { expect, test } from 'vitest';
import * as protocol from '../src/index.ts';

const { enums, messages, models } = protocol;

test('every message, model and enumeration is exported by its name', () => {
  const exported = new Map<string, unknown>(Object.entries(protocol));
  for (const declaration of [...messages, ...models, protocol.CommonMessage]) {
    expect(exported.get(declaration.name)).toBe(declaration);
  }
  for (const [name, table] of Object.entries(enums)) expect(exported.get(name)).toBe(table);
});

test('beside them the package exports exactly these values', () => {
  const declared = new Set([...messages, ...models].map((declaration) => declaration.name).concat(Object.keys(enums)));
  expect(
    Object.keys(protocol)
      .filter((name) => !declared.has(name))
      .toSorted(),
  ).toMatchInlineSnapshot(`
    [
      "CommonMessage",
      "ProtocolError",
      "RetryAdvice",
      "TradingError",
      "createJsonCodec",
      "createProtobufCodec",
      "enums",
      "errorCarriers",
      "findMessage",
      "findMessageByName",
      "findServerError",
      "isAlreadyDone",
      "isCuredByWaiting",
      "isRateLimit",
      "isRequest",
      "messages",
      "models",
      "serverErrors",
      "wireName",
    ]
  `);
});
