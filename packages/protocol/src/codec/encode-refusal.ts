import { ProtocolError, type ProtocolErrorCode } from '../errors/protocol-error.ts';
import type { Facts } from '../errors/trading-error.ts';
import type { Message } from '../schema/message.ts';
import { type FieldPlan, type ModelPlan, planOf } from './field-plan.ts';
import { findNearName } from './near-name.ts';
import { isRecord } from './read-envelope.ts';
import { describeValue, isBeyondSafe } from './read-scalar.ts';

/** The first thing that is wrong with a payload. */
interface Refusal {
  readonly code: ProtocolErrorCode;
  /** Completes "Cannot write NewOrderReq: …". */
  readonly reason: string;
  readonly facts: Facts;
  readonly hint?: string;
}

/**
 * Explains why the writer gave up on a payload. Slow and thorough, as it only runs on the way to an error. Texts are
 * never quoted; numbers are, unless the message carries a secret.
 */
export function refusePayload(message: Message, payload: unknown, clientMsgId: unknown): ProtocolError {
  const { code, reason, facts, hint } = findRefusal(message, payload, clientMsgId);
  return new ProtocolError(`Cannot write ${message.name}: ${reason}.`, {
    code,
    outcome: 'not-sent',
    facts: { message: message.name, payloadType: message.payloadType, ...facts },
    ...(hint === undefined ? {} : { hint }),
  });
}

function findRefusal(message: Message, payload: unknown, clientMsgId: unknown): Refusal {
  const { isSecret } = message;
  if (clientMsgId !== undefined && typeof clientMsgId !== 'string') {
    return refuseValue('clientMsgId', 'a string', clientMsgId, isSecret);
  }
  if (!isRecord(payload)) return refuseValue('its payload', 'an object', payload, isSecret);
  const refusal = findInModel(planOf(message), payload, '', isSecret);
  // Only a getter that answers differently the second time gets here.
  return refusal ?? { code: 'BAD_PAYLOAD', reason: 'its payload changes while it is being read', facts: {} };
}

function findInModel(
  plan: ModelPlan,
  value: Readonly<Record<string, unknown>>,
  path: string,
  isSecret: boolean,
): Refusal | undefined {
  const unknown = Object.keys(value).find((key) => !plan.byName.has(key));
  if (unknown !== undefined) return refuseKey(plan, unknown, path, isSecret);
  const missing = plan.required.filter((name) => value[name] === undefined).map((name) => path + name);
  if (missing.length > 0) {
    return { code: 'BAD_PAYLOAD', reason: `it lacks ${missing.join(', ')}`, facts: { missing } };
  }
  for (const field of plan.fields) {
    const item = value[field.name];
    const refusal = item === undefined ? undefined : findInField(field, item, path + field.name, isSecret);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function findInField(field: FieldPlan, value: unknown, path: string, isSecret: boolean): Refusal | undefined {
  const { element } = field;
  if (element === undefined) return findInValue(field, value, path, isSecret);
  if (!Array.isArray(value)) return refuseValue(path, field.expected, value, isSecret);
  const list: readonly unknown[] = value;
  for (let index = 0; index < list.length; index++) {
    const refusal = findInValue(element, list[index], `${path}[${index}]`, isSecret);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function findInValue(field: FieldPlan, value: unknown, path: string, isSecret: boolean): Refusal | undefined {
  if (field.plan !== undefined && isRecord(value)) return findInModel(field.plan, value, `${path}.`, isSecret);
  if (isRight(field, value)) return undefined;
  const isTooLarge = (field.check === 'integer' || field.check === 'enum') && isBeyondSafe(value);
  if (!isTooLarge) return refuseValue(path, field.expected, value, isSecret);
  const refusal = refuseValue(path, 'an integer of at most 2^53 - 1 in size', value, isSecret);
  return { ...refusal, code: 'INTEGER_TOO_LARGE' };
}

/** The same rules as the writer's. */
function isRight(field: FieldPlan, value: unknown): boolean {
  switch (field.check) {
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= field.min && value <= field.max;
    case 'double':
      return Number.isFinite(value);
    case 'enum':
      return typeof value === 'number' && field.numbers.has(value);
    case 'bool':
    case 'string':
      return typeof value === (field.check === 'bool' ? 'boolean' : 'string');
    default:
      return false;
  }
}

/** A key close to a real one cannot be a misplaced secret, any other could be. */
function refuseKey(plan: ModelPlan, key: string, path: string, isSecret: boolean): Refusal {
  const near = findNearName(key, plan.byName.keys());
  if (near === undefined && isSecret) {
    return { code: 'BAD_PAYLOAD', reason: 'it has a key that is not one of its fields', facts: {} };
  }
  const field = path + (key.length > 64 ? `${key.slice(0, 64)}…` : key);
  const reason = `it has no field ${JSON.stringify(field)}`;
  return near === undefined
    ? { code: 'BAD_PAYLOAD', reason, facts: { field } }
    : {
        code: 'BAD_PAYLOAD',
        reason: `${reason} (did you mean ${JSON.stringify(path + near)}?)`,
        facts: { field, near },
        hint: `write ${near}`,
      };
}

function refuseValue(field: string, expected: string, value: unknown, isSecret: boolean): Refusal {
  const found = !isSecret && (typeof value === 'number' || typeof value === 'bigint') ? showNumber(value) : undefined;
  return {
    code: 'BAD_PAYLOAD',
    reason: `${field} must be ${expected}, not ${found ?? describeValue(value).found}`,
    facts: { field, expected, found: found ?? describeValue(value).found },
    ...(value === null ? { hint: `leave ${field} out` } : {}),
  };
}

/** Big integers as they are; numbers with all the digits they hold, which `String` would round. */
function showNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return `${value}n`;
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${BigInt(value)}` : `${value}`;
}
