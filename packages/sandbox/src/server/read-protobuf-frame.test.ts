import { AccountAuthReq, createProtobufCodec, SubscribeSpotsReq } from '@tickwire/protocol';
import { describe, expect, test } from 'vitest';
import { readProtobufFrame } from './read-protobuf-frame.ts';

const codec = createProtobufCodec();
const ofHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

test('a request is read with its id and payload', () => {
  const payload = { ctidTraderAccountId: 7, symbolId: [1, 300] };
  expect(readProtobufFrame(codec.encode(SubscribeSpotsReq, payload, 'a'))).toEqual({
    is: 'message',
    payloadType: 2127,
    clientMsgId: 'a',
    message: SubscribeSpotsReq,
    body: { ok: true, payload },
  });
});

describe('what can be read in part', () => {
  test.each([
    ['no fields', '08 b6 10 12 00', 'Message missing required fields: ctidTraderAccountId, accessToken'],
    ['no payload', '08 b6 10', 'Message missing required fields: ctidTraderAccountId, accessToken'],
    ['one field missing', '08 b6 10 12 02 10 01', 'Message missing required fields: accessToken'],
    ['a text for a number', '08 b6 10 12 05 12 01 37 1a 00', 'Message has invalid fields: ctidTraderAccountId'],
    ['bytes that are not UTF-8', '08 b6 10 12 05 10 01 1a 01 ff', 'Message has invalid fields: accessToken'],
    [
      'a number of more than 53 bits',
      '08 b6 10 12 0c 10 80 80 80 80 80 80 80 10 1a 01 41',
      'Message has invalid fields: ctidTraderAccountId',
    ],
  ])('%s', (_, hex, description) => {
    expect(readProtobufFrame(ofHex(hex))).toEqual({
      is: 'message',
      payloadType: 2102,
      clientMsgId: undefined,
      message: AccountAuthReq,
      body: { ok: false, description },
    });
  });

  test('a payload type that nobody knows', () => {
    expect(readProtobufFrame(ofHex('08 8f 4e 12 01 ff 1a 01 61'))).toMatchObject({
      is: 'message',
      payloadType: 9_999,
      clientMsgId: 'a',
      message: undefined,
    });
  });

  test('no payload type', () => {
    const description = 'Message missing required fields: payloadType';
    expect(readProtobufFrame(ofHex(''))).toEqual({ is: 'untyped', clientMsgId: undefined, description });
    expect(readProtobufFrame(ofHex('12 00 1a 01 61'))).toEqual({ is: 'untyped', clientMsgId: 'a', description });
  });
});

test.each([
  ['bytes that are no envelope', 'ff ff ff'],
  ['a payload type of 64 bits', '08 ff ff ff ff ff ff ff ff ff 01'],
  ['an id that is not UTF-8', '08 33 1a 01 ff'],
  ['a payload that ends early', '08 b6 10 12 05 10'],
  ['damage inside the payload', '08 b6 10 12 02 10 80'],
])('%s: malformed', (_, hex) => {
  expect(readProtobufFrame(ofHex(hex))).toEqual({ is: 'malformed', description: 'Malformed message' });
});
