import { CommonHeartbeatEvent, findMessage, findMessageByName, messages } from '@tickwire/protocol';
import type { Hook } from './act.ts';
import { allWires } from './catalogue.ts';
import type { FaultEntry } from './define-fault.ts';
import type { FaultWhen } from './fault-rule.ts';
import { findNearest } from './nearest.ts';

/** When a fault takes hold, ready to be looked at for every message. */
export interface Occasion {
  readonly hook: Hook;
  /** Undefined: all but heartbeats. */
  readonly payloadTypes: ReadonlySet<number> | undefined;
  readonly environment: 'live' | 'demo' | undefined;
  readonly door: 'json' | 'protobuf' | undefined;
  readonly accounts: ReadonlySet<number> | undefined;
  readonly skip: number;
  readonly count: number;
  readonly probability: number;
}

/** What was asked for makes no sense: one sentence. */
export class RuleProblem extends Error {
  override readonly name = 'RuleProblem';
}

const whenKeys = ['messageTypes', 'direction', 'environment', 'door', 'accounts', 'skip', 'count', 'probability'];

/** Reads the condition of a rule. @throws RuleProblem. */
export function readWhen(name: string, entry: FaultEntry, when: unknown): Occasion {
  const given = readKeys(when ?? {});
  const environment = readWord(given, 'environment', ['live', 'demo']);
  const door = readWord(given, 'door', ['json', 'protobuf']);
  const wires = entry.wires ?? allWires;
  if (door !== undefined && !wires.some((wire) => wire.startsWith(door)))
    throw new RuleProblem(`The fault ${name} cannot happen on the ${door} door.`);
  const types = readTypes(given.messageTypes ?? entry.messageTypes);
  const hook = chooseHook(name, entry, types, readWord(given, 'direction', ['in', 'out']));
  const isOfMessages = hook === 'inbound' || hook === 'outbound';
  if (given.accounts !== undefined && !isOfMessages)
    throw new RuleProblem(`The fault ${name} happens when a client connects, before any account is known.`);
  return {
    hook,
    payloadTypes: isOfMessages && types !== undefined ? new Set(types) : undefined,
    environment,
    door,
    accounts: given.accounts === undefined ? undefined : new Set(readAccounts(given.accounts)),
    skip: readCount(given, 'skip', 0) ?? 0,
    count: readCount(given, 'count', 1) ?? Infinity,
    probability: readProbability(given.probability),
  };
}

type Given = Readonly<Partial<Record<keyof FaultWhen, unknown>>>;

function readKeys(when: unknown): Given {
  if (typeof when !== 'object' || when === null || Array.isArray(when))
    throw new RuleProblem('The condition "when" of a fault must be an object.');
  for (const key of Object.keys(when)) {
    if (whenKeys.includes(key)) continue;
    const nearest = findNearest(key, whenKeys);
    const hint = nearest === undefined ? `it may have ${whenKeys.join(', ')}` : `did you mean ${nearest}?`;
    throw new RuleProblem(`The condition of a fault has no "${key}"; ${hint}`);
  }
  return when;
}

function readWord<T extends string>(given: Given, key: keyof FaultWhen, words: readonly T[]): T | undefined {
  const value = given[key];
  if (value === undefined) return undefined;
  const word = words.find((one) => one === value);
  if (word === undefined) throw new RuleProblem(`The condition "${key}" of a fault must be ${words.join(' or ')}.`);
  return word;
}

function readCount(given: Given, key: 'skip' | 'count', least: number): number | undefined {
  const value = given[key];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new RuleProblem(`The condition "${key}" of a fault must be a whole number of at least ${least}.`);
}

function readProbability(value: unknown): number {
  if (value === undefined) return 1;
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  throw new RuleProblem('The condition "probability" of a fault must be a number above 0 and at most 1.');
}

function readAccounts(value: unknown): readonly number[] {
  if (Array.isArray(value) && value.length > 0 && value.every((one): one is number => Number.isSafeInteger(one)))
    return value;
  throw new RuleProblem('The condition "accounts" of a fault must be a list of account ids.');
}

function readTypes(value: unknown): readonly number[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0) return value.map(readType);
  throw new RuleProblem('The condition "messageTypes" of a fault must be a list of message names or payload types.');
}

function readType(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  if (typeof value !== 'string')
    throw new RuleProblem('A message type in the condition of a fault must be a name or a payload type.');
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const message = findMessageByName(value);
  if (message !== undefined) return message.payloadType;
  const nearest = findNearest(
    value,
    messages.map((one) => one.name),
  );
  throw new RuleProblem(`There is no message "${value}"${nearest === undefined ? '.' : `; did you mean ${nearest}?`}`);
}

/** Where a rule takes hold: where its direction says, or its message types, or else where its fault first may. */
function chooseHook(
  name: string,
  { hooks }: FaultEntry,
  types: readonly number[] | undefined,
  direction: 'in' | 'out' | undefined,
): Hook {
  const [first = 'open'] = hooks;
  const wanted = direction === undefined ? hookOf(types) : direction === 'in' ? 'inbound' : 'outbound';
  if (wanted === undefined) return first;
  if (wanted !== 'any' && !hooks.includes(wanted)) {
    const [what, sender] = wanted === 'inbound' ? ['requests', 'sandbox'] : ['answers and events', 'client'];
    const instead = hooks.includes('inbound') || hooks.includes('outbound');
    throw new RuleProblem(
      instead
        ? `The fault ${name} is for what the ${sender} sends, not for ${what}.`
        : `The fault ${name} happens when a client connects, before any message.`,
    );
  }
  if (wanted !== 'any') return wanted;
  return hooks.find((hook) => hook === 'inbound' || hook === 'outbound') ?? first;
}

/** Which way messages of these types go; `any` for heartbeats and types nobody knows. */
function hookOf(types: readonly number[] | undefined): 'inbound' | 'outbound' | 'any' | undefined {
  if (types === undefined) return undefined;
  const ways = new Set(
    types.map((type) => {
      const message = type === CommonHeartbeatEvent.payloadType ? undefined : findMessage(type);
      if (message === undefined) return 'any';
      return message.direction === 'request' ? 'inbound' : 'outbound';
    }),
  );
  if (ways.has('inbound') && ways.has('outbound'))
    throw new RuleProblem('The message types of a fault must all be requests, or all answers and events.');
  return ways.has('inbound') ? 'inbound' : ways.has('outbound') ? 'outbound' : 'any';
}
