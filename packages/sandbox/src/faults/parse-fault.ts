import { faultEntries } from './catalogue.ts';
import { findNearest } from './nearest.ts';
import { type FaultRuleResult, readFaultRule } from './read-fault-rule.ts';

/** Keys that belong to the condition, by the name they have on a command line. */
const whenKeys: ReadonlyMap<string, string> = new Map([
  ['types', 'messageTypes'],
  ['direction', 'direction'],
  ['environment', 'environment'],
  ['door', 'door'],
  ['accounts', 'accounts'],
  ['skip', 'skip'],
  ['count', 'count'],
  ['probability', 'probability'],
]);

/** Their values are lists, with `+` between the items. */
const listKeys = new Set(['types', 'accounts']);

/**
 * Reads a fault as it stands on a command line: `NAME[:key=value,…]`, where keys are the parameters of the fault and
 * `types`, `direction`, `environment`, `door`, `accounts`, `skip`, `count` and `probability`.
 *
 * @example
 * parseFault('answer-never:types=AccountAuthReq+TraderReq,count=1')
 */
export function parseFault(words: string): FaultRuleResult {
  const colon = words.indexOf(':');
  const name = colon < 0 ? words : words.slice(0, colon);
  const rest = colon < 0 ? '' : words.slice(colon + 1);
  // As entries, so that no key means anything to this code.
  const rule: [string, unknown][] = [['fault', name]];
  const when: [string, unknown][] = [];
  const parameters = faultEntries.get(name)?.parameters;
  if (parameters === undefined) return readFaultRule({ fault: name });
  const keys = [...Object.keys(parameters), ...whenKeys.keys()];
  for (const pair of rest === '' ? [] : rest.split(',')) {
    const equals = pair.indexOf('=');
    if (equals <= 0)
      return { ok: false, problem: `A fault is written NAME:key=value,key=value; "${pair.slice(0, 40)}" has no key.` };
    const [key, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
    const whenKey = whenKeys.get(key);
    if (whenKey !== undefined) when.push([whenKey, listKeys.has(key) ? value.split('+').map(toValue) : toValue(value)]);
    else if (!Object.hasOwn(parameters, key)) return { ok: false, problem: describeUnknownKey(name, key, keys) };
    else rule.push([key, wantsText(parameters[key]?.type) ? value : toValue(value)]);
  }
  return readFaultRule(Object.fromEntries([...rule, ['when', Object.fromEntries(when)]]));
}

function describeUnknownKey(name: string, key: string, keys: readonly string[]): string {
  const nearest = findNearest(key, keys);
  const hint = nearest === undefined ? `it takes ${keys.join(', ')}.` : `did you mean ${nearest}?`;
  return `The fault ${name} has no key "${key.slice(0, 40)}"; ${hint}`;
}

const wantsText = (type: string | undefined): boolean => type === 'text' || type === 'choice';

function toValue(word: string): string | number {
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
}
