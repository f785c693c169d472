import type { Message } from '../schema/message.ts';
import type { Oddity } from './codec.ts';
import { conforms } from './conforms.ts';
import { type FieldPlan, type ModelPlan, planOf } from './field-plan.ts';
import { MAX_JSON_DEPTH } from './parse-json.ts';
import { isRecord } from './read-envelope.ts';
import { describeInteger, describeValue, readScalar } from './read-scalar.ts';

/** A value that cannot be understood as what its field holds. It is described, never quoted. */
export interface WrongValue {
  /** Path of the field, such as `position[0].price`. */
  readonly field: string;
  /** What belongs there: `an unsigned integer`. */
  readonly expected: string;
  /** What stood there: `a string`. */
  readonly found: string;
  /** For an integer beyond 2^53 - 1 that fits 64 bits: its exact digits. May be a secret in a message that carries one. */
  readonly digits: string | undefined;
}

/** Why a payload could not be read. At least one of the lists has an entry. */
export interface PayloadProblems {
  readonly ok: false;
  /** Paths of the required fields that are absent, in the order in which the real server lists them. */
  readonly missing: readonly string[];
  readonly wrong: readonly WrongValue[];
}

/** What {@link readPayload} found. */
export type PayloadResult = { readonly ok: true; readonly payload: object } | PayloadProblems;

/** Options of {@link readPayload}. */
export interface ReadPayloadOptions {
  /** Called once for each oddity of a payload that could be read. Default: oddities are dropped. */
  readonly onOddity?: ((oddity: Oddity) => void) | undefined;
}

/** Depth of a payload in its document: it stands inside the envelope. */
const PAYLOAD_DEPTH = 2;

interface Findings {
  readonly message: string;
  readonly missing: string[];
  readonly wrong: WrongValue[];
  readonly oddities: Oddity[];
}

/**
 * Reads a parsed payload against its declaration; client and server sides are equally tolerant (PROTOCOL.md):
 *
 * - unknown keys are kept, `null` counts as absent;
 * - enumerations may be written as numbers, names or strings of digits, other numbers as numeric strings;
 * - a bare value for a repeated field is a list of one;
 * - numbers outside an enumeration are kept; those of order, deal and position states are reported as oddities.
 *
 * Everything else that does not fit is a problem, and all problems are collected. When nothing had to be converted,
 * the payload is the very object that came in.
 */
export function readPayload(message: Message, value: unknown, options: ReadPayloadOptions = {}): PayloadResult {
  const plan = planOf(message);
  if (isRecord(value) && conforms(plan, value)) return { ok: true, payload: value };
  const findings: Findings = { message: message.name, missing: [], wrong: [], oddities: [] };
  if (!isRecord(value)) {
    findings.wrong.push({ field: 'payload', expected: 'an object', ...describeValue(value) });
    return { ok: false, missing: findings.missing, wrong: findings.wrong };
  }
  const payload = readModel(plan, value, '', PAYLOAD_DEPTH, findings);
  const { missing, wrong, oddities } = findings;
  if (missing.length > 0 || wrong.length > 0) return { ok: false, missing, wrong };
  for (const oddity of oddities) options.onOddity?.(oddity);
  return { ok: true, payload };
}

function readModel(
  plan: ModelPlan,
  value: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
  findings: Findings,
): Readonly<Record<string, unknown>> {
  for (const name of plan.required) {
    if ((value[name] ?? undefined) === undefined) findings.missing.push(path + name);
  }
  const entries: [string, unknown][] = [];
  let isChanged = false;
  for (const [key, raw] of Object.entries(value)) {
    const field = plan.byName.get(key);
    if (field !== undefined && (raw === null || raw === undefined)) {
      isChanged = true;
      continue;
    }
    const item =
      field === undefined
        ? keepUnknown(raw, path + key, depth + 1, findings)
        : readField(field, raw, path + key, depth + 1, findings);
    if (item !== raw) isChanged = true;
    entries.push([key, item]);
  }
  return isChanged ? Object.fromEntries(entries) : value;
}

function readField(field: FieldPlan, raw: unknown, path: string, depth: number, findings: Findings): unknown {
  const { element } = field;
  if (element === undefined) return readOne(field, raw, path, depth, findings);
  if (!Array.isArray(raw)) return [readOne(element, raw, path, depth, findings)];
  const list: readonly unknown[] = raw;
  const items = list.map((item, index) => readOne(element, item, `${path}[${index}]`, depth + 1, findings));
  return items.every((item, index) => item === list[index]) ? raw : items;
}

function readOne(field: FieldPlan, raw: unknown, path: string, depth: number, findings: Findings): unknown {
  if (field.plan !== undefined) {
    if (isRecord(raw)) return readModel(field.plan, raw, `${path}.`, depth, findings);
    addWrong(findings, field, path, raw);
    return raw;
  }
  const read = readScalar(field, raw);
  if (read === undefined) addWrong(findings, field, path, raw);
  else if (field.isState && typeof read === 'number' && !field.numbers.has(read)) {
    findings.oddities.push({ kind: 'unknown-state', message: findings.message, field: path, value: read });
  }
  return read;
}

/** Unknown values stay as they are, but not so deep that whoever walks them runs out of stack. */
function keepUnknown(raw: unknown, path: string, depth: number, findings: Findings): unknown {
  if (isDeeperThan(raw, MAX_JSON_DEPTH - depth + 1)) {
    findings.wrong.push({
      field: path,
      expected: `at most ${MAX_JSON_DEPTH} levels deep`,
      found: 'deeper',
      digits: undefined,
    });
  }
  return raw;
}

/** Whether objects and lists stand inside each other on more than `levels` levels. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels <= 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}

function addWrong(findings: Findings, field: FieldPlan, path: string, raw: unknown): void {
  const isInteger = field.check === 'integer' || field.check === 'enum';
  findings.wrong.push({
    field: path,
    expected: field.expected,
    ...(isInteger ? describeInteger(raw) : describeValue(raw)),
  });
}
