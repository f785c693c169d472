import { expect, test } from 'vitest';
import { readEnvelope } from './read-envelope.ts';

test.each([
  [
    'the full form',
    { payloadType: 51, clientMsgId: 'a1', payload: { x: 1 } },
    { clientMsgId: 'a1', payload: { x: 1 } },
  ],
  ['only a payload type', { payloadType: 51 }, { clientMsgId: undefined, payload: {} }],
  ['nulls', { payloadType: 51, clientMsgId: null, payload: null }, { clientMsgId: undefined, payload: {} }],
  ['a payload type in a string', { payloadType: '51' }, { clientMsgId: undefined, payload: {} }],
  ['an id that is a number', { payloadType: 51, clientMsgId: 7 }, { clientMsgId: '7', payload: {} }],
  [
    'an id that is a large number',
    { payloadType: 51, clientMsgId: 9007199254740993n },
    { clientMsgId: '9007199254740993', payload: {} },
  ],
  ['unknown keys', { payloadType: 51, extra: 1 }, { clientMsgId: undefined, payload: {} }],
])('%s is read', (_, document, rest) => {
  expect(readEnvelope(document)).toEqual({ ok: true, envelope: { payloadType: 51, ...rest } });
});

test.each([
  ['null', null, 'is not an object'],
  ['a list', [], 'is not an object'],
  ['a number', 51, 'is not an object'],
  ['a text', 'x', 'is not an object'],
  ['no payload type', {}, 'has no integer payloadType'],
  ['a fractional payload type', { payloadType: 5.1 }, 'has no integer payloadType'],
  ['a negative payload type', { payloadType: -51 }, 'has no integer payloadType'],
  ['a payload type beyond 32 bits', { payloadType: 2 ** 32 }, 'has no integer payloadType'],
  ['a payload type that is a name', { payloadType: 'HEARTBEAT_EVENT' }, 'has no integer payloadType'],
  ['a payload type that is an empty string', { payloadType: '' }, 'has no integer payloadType'],
  ['an id that is an object', { payloadType: 51, clientMsgId: {} }, 'has a clientMsgId that is not a string'],
  ['an id that is true', { payloadType: 51, clientMsgId: true }, 'has a clientMsgId that is not a string'],
  ['a payload that is a list', { payloadType: 51, payload: [] }, 'has a payload that is not an object'],
  ['a payload that is a text', { payloadType: 51, payload: '{}' }, 'has a payload that is not an object'],
])('%s is refused', (_, document, reason) => {
  expect(readEnvelope(document)).toEqual({ ok: false, reason });
});
