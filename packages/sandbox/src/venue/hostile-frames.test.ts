import { messages } from '@tickwire/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBench } from '../../test/venue-bench.ts';
import { readFrame } from '../server/read-frame.ts';

test('no bytes at all bring the venue down: each frame gets one readable answer', () => {
  const { venue, connectAs } = openBench();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const client = connectAs();
      venue.receive(client.session, readFrame(bytes), 0);
      const frames = client.take();
      expect(frames).toHaveLength(1);
      expect(JSON.parse(frames[0] ?? '').payloadType).toBe(2142);
    }),
    { numRuns: 500 },
  );
});

test('no payload under any payload type brings the venue down, whatever its keys hold', () => {
  const { connectAs, accountId, tokens } = openBench();
  const fieldNames = [...new Set(messages.flatMap((message) => Object.keys(message.fields)))];
  const payloadTypes = [...messages.map((message) => message.payloadType), 0, 9_999];
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(accountId('demo'), tokens().accessToken, tokens().refreshToken, [1, 4, 41], 1, true),
  );
  const payload = fc.dictionary(fc.constantFrom(...fieldNames, '__proto__', 'constructor', 'other'), value, {
    maxKeys: 8,
  });
  fc.assert(
    fc.property(fc.constantFrom(...payloadTypes), payload, fc.string({ unit: 'binary' }), (payloadType, body, id) => {
      const client = connectAs(['demo']);
      client.send({ payloadType, clientMsgId: id, payload: body });
      const frames = client.take().map((frame) => JSON.parse(frame));
      const answers = payloadType === 51 ? [] : [id];
      expect(frames.slice(0, 1).map((frame) => frame.clientMsgId)).toEqual(answers);
    }),
    { numRuns: 2_000 },
  );
});
