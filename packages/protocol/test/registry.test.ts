import { expect, test } from 'vitest';
import {
  CommonErrorRes,
  CommonHeartbeatEvent,
  CommonMessage,
  ErrorRes,
  ExecutionEvent,
  enums,
  errorCarriers,
  findMessage,
  findMessageByName,
  isRequest,
  messages,
  models,
  NewOrderReq,
  Position,
  SpotEvent,
  TradeSide,
  TradingSymbol,
  VersionReq,
  VersionRes,
  wireName,
} from '../src/index.ts';

test('every message is found by its payload type', () => {
  for (const message of messages) expect(findMessage(message.payloadType)).toBe(message);
});

test.each([0, 5, 52, 2099, 2189, 2193, 1e9, -1, 2100.5, Number.NaN])(
  'no message is found for payload type %s',
  (type) => {
    expect(findMessage(type)).toBeUndefined();
  },
);

test('every message is found by our name and by the official one, in any case', () => {
  for (const message of messages) {
    for (const name of [message.name, wireName(message)]) {
      expect(findMessageByName(name)).toBe(message);
      expect(findMessageByName(name.toUpperCase())).toBe(message);
    }
  }
});

test('the two error responses are told apart by their official names', () => {
  expect(findMessageByName('ErrorRes')).toBe(ErrorRes);
  expect(findMessageByName('ProtoOAErrorRes')).toBe(ErrorRes);
  expect(findMessageByName('ProtoErrorRes')).toBe(CommonErrorRes);
});

test.each(['', 'Position', 'NewOrder', 'ProtoOA', 'toString', '__proto__'])('no message is called "%s"', (name) => {
  expect(findMessageByName(name)).toBeUndefined();
});

test('official names put back what ours leave out', () => {
  expect([NewOrderReq, CommonHeartbeatEvent, CommonMessage, TradingSymbol, Position].map(wireName)).toEqual([
    'ProtoOANewOrderReq',
    'ProtoHeartbeatEvent',
    'ProtoMessage',
    'ProtoOASymbol',
    'ProtoOAPosition',
  ]);
});

test('names of messages and models are unique', () => {
  const names = [...messages, ...models].map((declaration) => wireName(declaration).toLowerCase());
  expect(new Set(names).size).toBe(names.length);
});

test('enumerations are found by name', () => {
  expect(enums['TradeSide']).toEqual(TradeSide);
});

test('refusals are the three error messages, each with an error code', () => {
  expect(errorCarriers.map((carrier) => carrier.payloadType)).toEqual([2142, 2132, 50]);
  for (const carrier of errorCarriers) expect(carrier.fields.errorCode.label).toBe('required');
});

test('only requests are requests', () => {
  expect([VersionReq, NewOrderReq].every(isRequest)).toBe(true);
  expect([VersionRes, ExecutionEvent, SpotEvent, ErrorRes].some(isRequest)).toBe(false);
});
