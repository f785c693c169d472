import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type AnyField,
  CommonMessage,
  CommonPayloadType,
  type EnumTable,
  enums,
  isRequest,
  type Message,
  type Model,
  messages,
  models,
  PayloadType,
  wireName,
} from '../src/index.ts';

/** The published facts, by heading: `request 2104 ProtoOAVersionReq -> 2105` and its lines. */
const facts = readFacts(new URL('./wire-table.txt', import.meta.url));
const requests = messages.filter(isRequest);

function readFacts(file: URL): ReadonlyMap<string, readonly string[]> {
  const blocks = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('  ')) lines.push(line.trim());
    else blocks.set(line, (lines = []));
  }
  return blocks;
}

function headingOf(message: Message): string {
  const heading = `${message.direction} ${message.payloadType} ${wireName(message)}`;
  return isRequest(message) ? `${heading} -> ${message.answers.join(' ')}` : heading;
}

/** Every message starts with its payload type, which is implied in the table. */
function payloadTypeLine(message: Message): string {
  const isCommon = Object.values<number>(CommonPayloadType).includes(message.payloadType);
  return `1 payloadType optional ${isCommon ? 'ProtoPayloadType' : 'ProtoOAPayloadType'} =${message.payloadType}`;
}

const fieldLines = (model: Model): string[] => Object.entries(model.fields).map(([name, field]) => lineOf(name, field));

function lineOf(name: string, field: AnyField): string {
  const words = [field.number, name, field.label, typeOf(field)];
  if (field.defaultValue !== undefined) words.push(`=${JSON.stringify(field.defaultValue)}`);
  if (field.deprecated) words.push('deprecated');
  if (field.packed) words.push('packed');
  return words.join(' ');
}

function typeOf(field: AnyField): string {
  if (field.kind === 'model') return field.model === undefined ? '?' : wireName(field.model);
  if (field.kind !== 'enum') return field.kind;
  const entry = Object.entries(enums).find(([, table]) => table === field.values);
  return entry === undefined ? '?' : wireNameOfEnum(entry[0]);
}

const wireNameOfEnum = (name: string): string =>
  name.startsWith('Common') ? name.replace('Common', 'Proto') : `ProtoOA${name}`;

const enumLines = (table: EnumTable): string[] => Object.entries(table).map(([name, number]) => `${number} ${name}`);

const ours = new Map<string, readonly string[]>([
  [`envelope ${wireName(CommonMessage)}`, fieldLines(CommonMessage)],
  ...messages.map((message) => [headingOf(message), [payloadTypeLine(message), ...fieldLines(message)]] as const),
  ...models.map((model) => [`model ${wireName(model)}`, fieldLines(model)] as const),
  ...Object.entries(enums).map(([name, table]) => [`enum ${wireNameOfEnum(name)}`, enumLines(table)] as const),
]);

/** What captured traffic shows and no published definition has. */
const unpublished = new Map([['model ProtoOASymbol', ['41 gslScheduleId optional int64']]]);

test('the table declares what is published and nothing else, with the same payload types and answers', () => {
  expect([...ours.keys()].toSorted()).toEqual([...facts.keys()].toSorted());
});

test.each([...facts])('%s has the published fields or values in the published order', (heading, lines) => {
  expect(ours.get(heading)).toEqual([...lines, ...(unpublished.get(heading) ?? [])]);
});

test('the table has 119 messages and models, 40 of them requests, and 29 enumerations', () => {
  const [envelope, enumerations] = [1, Object.keys(enums)];
  expect(messages.length + models.length + envelope).toBe(119);
  expect([messages.length, models.length]).toEqual([91, 27]);
  expect(['request', 'response', 'event'].map((kind) => messages.filter((m) => m.direction === kind).length)).toEqual([
    40, 37, 14,
  ]);
  expect(enumerations).toHaveLength(29);
  expect(Object.values(enums).flatMap((table) => Object.keys(table))).toHaveLength(285);
});

test('the table has 574 published fields and one more with the implied payload types, 221 required, 38 repeated, 4 deprecated', () => {
  const lines = [...ours].filter(([heading]) => !heading.startsWith('enum')).flatMap(([, fields]) => fields);
  const count = (word: string) => lines.filter((line) => line.split(' ').includes(word)).length;
  expect(lines).toHaveLength(575);
  expect([count('required'), count('repeated'), count('deprecated'), count('packed')]).toEqual([221, 38, 4, 1]);
});

test('every payload type of the two enumerations belongs to one message, but for the envelope', () => {
  const numbers: readonly number[] = [...Object.values(CommonPayloadType), ...Object.values(PayloadType)];
  expect(messages.map((message) => message.payloadType)).toEqual(
    numbers.filter((number) => number !== CommonPayloadType.PROTO_MESSAGE).toSorted((a, b) => a - b),
  );
});

test('the five trading commands are answered by execution events and may be refused by order errors', () => {
  const commands = requests.filter((request) => request.isTradingCommand);
  expect(commands.map((command) => command.payloadType)).toEqual([2106, 2108, 2109, 2110, 2111]);
  for (const command of commands) expect(command.answers).toEqual([2126, 2132]);
});

test('every other request has one regular answer, which is a response', () => {
  for (const request of requests.filter((candidate) => !candidate.isTradingCommand)) {
    const answers = messages.filter((message) => request.answers.includes(message.payloadType));
    expect(answers.map((answer) => [answer.direction, answer.name])).toEqual([
      ['response', request.name.replace(/Req$/, 'Res')],
    ]);
  }
});

test('a request needs a logged-in account unless it belongs to the login itself', () => {
  const needing = (needs: string) => requests.filter((r) => r.needs === needs).map((r) => r.payloadType);
  expect(needing('nothing')).toEqual([2100, 2104, 2173]);
  expect(needing('application')).toEqual([2102, 2149, 2151]);
  expect(needing('account')).toHaveLength(34);
  for (const request of requests.filter((r) => r.needs === 'account')) {
    expect(request.fields, request.name).toHaveProperty('ctidTraderAccountId');
  }
});

test('bars, ticks, deals, orders and cash flow draw on the historical budget', () => {
  expect(requests.filter((request) => request.rate === 'historical').map((request) => request.payloadType)).toEqual([
    2133, 2137, 2143, 2145, 2175,
  ]);
});

test('exactly the messages that carry a secret or a token are marked as secret', () => {
  const marked = messages.filter((message) => message.isSecret).map((message) => message.payloadType);
  const carrying = messages.filter((message) =>
    Object.keys(message.fields).some((name) => /token$|secret$/i.test(name)),
  );
  expect(marked).toEqual([2100, 2102, 2149, 2150, 2151, 2173, 2174]);
  expect(carrying.map((message) => message.payloadType)).toEqual(marked);
});

test('the states of orders, positions, deals and executions are fields whose unknown values are reported', () => {
  const states = new Set(
    [...messages, ...models].flatMap((declaration) =>
      Object.entries(declaration.fields).flatMap(([name, field]) =>
        field.isState ? [`${declaration.name}.${name}`] : [],
      ),
    ),
  );
  expect([...states].toSorted()).toEqual([
    'Deal.dealStatus',
    'ExecutionEvent.executionType',
    'Order.orderStatus',
    'Position.positionStatus',
  ]);
});
