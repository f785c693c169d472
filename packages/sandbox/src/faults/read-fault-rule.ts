import type { Act } from './act.ts';
import { faultEntries } from './catalogue.ts';
import type { FaultEntry } from './define-fault.ts';
import type { FaultRule } from './fault-rule.ts';
import { findNearest } from './nearest.ts';
import { describeMisfit, type Parameters, type ParameterValues } from './parameter.ts';
import { type Occasion, RuleProblem, readWhen } from './read-when.ts';

/** A rule, or one sentence that says what is wrong with it. */
export type FaultRuleResult =
  | { readonly ok: true; readonly rule: FaultRule }
  | { readonly ok: false; readonly problem: string };

/** A rule that has been checked: what it does, and when. */
export interface PreparedFault {
  readonly name: string;
  readonly entry: FaultEntry;
  readonly act: Act;
  readonly occasion: Occasion;
}

/** Checks a fault rule from anywhere, such as a JSON document. */
export function readFaultRule(value: unknown): FaultRuleResult {
  const prepared = prepareFault(value);
  if (typeof prepared === 'string') return { ok: false, problem: prepared };
  // It has the name of a fault, parameters of its kinds, and a condition that was understood.
  return { ok: true, rule: value as FaultRule };
}

/** Checks a fault rule and works out what it does; a text says what is wrong with it. */
export function prepareFault(value: unknown): PreparedFault | string {
  try {
    return prepare(value);
  } catch (error) {
    if (error instanceof RuleProblem) return error.message;
    throw error;
  }
}

function prepare(value: unknown): PreparedFault {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RuleProblem('A fault must be an object with the name of a fault in "fault".');
  const { fault: name, when, ...given }: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(value));
  if (typeof name !== 'string') throw new RuleProblem('A fault must have the name of a fault in "fault".');
  const entry = faultEntries.get(name);
  if (entry === undefined) throw new RuleProblem(describeUnknown(name));
  // Each value has been checked against its parameter, or is its default.
  const values = readParameters(name, entry, given) as ParameterValues<Parameters>;
  const act = entry.act(values);
  return { name, entry, act, occasion: readWhen(name, entry, when) };
}

function describeUnknown(name: string): string {
  const nearest = findNearest(name, faultEntries.keys());
  const hint = nearest === undefined ? '; `tickwire sandbox faults` lists them.' : `; did you mean ${nearest}?`;
  return `There is no fault "${name.slice(0, 60)}"${hint}`;
}

function readParameters(
  name: string,
  { parameters }: FaultEntry,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string | number | undefined>> {
  const values: Record<string, string | number | undefined> = {};
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(parameters, key)) throw new RuleProblem(describeUnknownParameter(name, key, parameters));
  }
  for (const [key, parameter] of Object.entries(parameters)) {
    const value = given[key];
    if (value === undefined) {
      values[key] = parameter.default ?? undefined;
      continue;
    }
    const misfit = describeMisfit(parameter, value);
    if (misfit !== undefined || (typeof value !== 'string' && typeof value !== 'number'))
      throw new RuleProblem(`The parameter ${key} of the fault ${name} ${misfit}, not ${quote(value)}.`);
    values[key] = value;
  }
  return values;
}

function describeUnknownParameter(name: string, key: string, parameters: FaultEntry['parameters']): string {
  const names = Object.keys(parameters);
  const nearest = findNearest(key, names);
  const all = names.length === 0 ? 'it takes none.' : `it takes ${names.join(', ')}.`;
  return `The fault ${name} has no parameter "${key}"; ${nearest === undefined ? all : `did you mean ${nearest}?`}`;
}

/** What somebody gave, cut short. */
function quote(value: unknown): string {
  const words = typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : typeof value;
  return words.length <= 40 ? words : `${words.slice(0, 40)}…`;
}
