import { createJsonCodec, VersionRes } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { shareEvents } from './sharing-encoder.ts';

function openEncoder() {
  const codec = createJsonCodec();
  let count = 0;
  const encode = shareEvents((message, payload, clientMsgId) => {
    count++;
    return Buffer.from(codec.encode(message, payload, clientMsgId));
  });
  return { encode, count: () => count };
}

test.each([undefined, 'm'])('one event for many connections is written once, with the id %s', (clientMsgId) => {
  const { encode, count } = openEncoder();
  const payload = { version: '92' };
  const frames = [1, 2, 3].map(() => encode(VersionRes, payload, clientMsgId));
  expect(new Set(frames).size).toBe(1);
  expect(count()).toBe(1);
});

test('another id and another payload are written anew', () => {
  const { encode, count } = openEncoder();
  const payload = { version: '92' };
  const frames = [
    encode(VersionRes, payload, 'a'),
    encode(VersionRes, payload, 'b'),
    encode(VersionRes, payload, undefined),
    encode(VersionRes, { ...payload }, undefined),
  ];
  expect(frames.map(String).slice(0, 3)).toEqual([
    '{"payloadType":2105,"clientMsgId":"a","payload":{"version":"92"}}',
    '{"payloadType":2105,"clientMsgId":"b","payload":{"version":"92"}}',
    '{"payloadType":2105,"payload":{"version":"92"}}',
  ]);
  expect(count()).toBe(4);
});
