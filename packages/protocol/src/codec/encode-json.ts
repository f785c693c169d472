import type { Message } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';
import { refusePayload } from './encode-refusal.ts';
import { isRows, writeRows } from './encode-rows.ts';
import { type FieldPlan, type ModelPlan, planOf, unknownKeyIn } from './field-plan.ts';
import { isRecord } from './read-envelope.ts';

/** Longer texts are quoted by `JSON.stringify`, which wins from about here on. */
const SHORT_TEXT = 48;

/**
 * Writes one message as the JSON text of a frame, in the very form the real server uses (PROTOCOL.md): compact, keys
 * in ascending order of field numbers, whole doubles with `.0`, unset fields, empty lists and an empty payload left
 * out. Client and sandbox both write with it.
 *
 * @throws ProtocolError `BAD_PAYLOAD` or `INTEGER_TOO_LARGE` when the payload does not fit the declaration: an unknown
 * or missing key, a value of the wrong type, an integer out of range. The error never contains a text, and nothing at
 * all of the values of a message that carries a secret.
 *
 * @example
 * encodeJson(AccountAuthReq, { ctidTraderAccountId: 40_000_001, accessToken }, 'a2');
 */
export function encodeJson<M extends Message>(message: M, payload: Payload<M>, clientMsgId?: string): string {
  const isIdRight = clientMsgId === undefined || typeof clientMsgId === 'string';
  const body = isIdRight && isRecord(payload) ? writeModel(planOf(message), payload) : undefined;
  if (body === undefined) throw refusePayload(message, payload, clientMsgId);
  let text = `{"payloadType":${message.payloadType}`;
  if (clientMsgId !== undefined) text += `,"clientMsgId":${quote(clientMsgId)}`;
  return body === '{}' ? `${text}}` : `${text},"payload":${body}}`;
}

/** `undefined` when anything does not fit; why is found out afterwards, so that this path carries no names or paths. */
function writeModel(plan: ModelPlan, value: Readonly<Record<string, unknown>>): string | undefined {
  let text = '';
  let known = 0;
  for (const field of plan.fields) {
    const item = value[field.name];
    if (item === undefined) {
      if (field.isRequired) return undefined;
      continue;
    }
    known++;
    const written = field.element === undefined ? writeOne(field, item) : writeList(field.element, item);
    if (written === undefined) return undefined;
    if (written !== '') text += (text === '' ? '{' : ',') + field.prefix + written;
  }
  if (unknownKeyIn(plan, value, known)) return undefined;
  return text === '' ? '{}' : `${text}}`;
}

/** An empty text for an empty list: its key is left out. */
function writeList(element: FieldPlan, list: unknown): string | undefined {
  if (!Array.isArray(list)) return undefined;
  if (isRows(element.plan, list)) return writeRows(element.plan, list);
  let text = '';
  for (const item of list) {
    const written = writeOne(element, item);
    if (written === undefined) return undefined;
    text += (text === '' ? '[' : ',') + written;
  }
  return text === '' ? '' : `${text}]`;
}

function writeOne(field: FieldPlan, value: unknown): string | undefined {
  switch (field.check) {
    case 'integer':
      return isIntegerWithin(value, field.min, field.max) ? `${value}` : undefined;
    case 'double':
      return typeof value === 'number' && Number.isFinite(value) ? writeDouble(value) : undefined;
    case 'enum':
      return typeof value === 'number' && field.numbers.has(value) ? `${value}` : undefined;
    case 'bool':
      return typeof value === 'boolean' ? `${value}` : undefined;
    case 'string':
      return typeof value === 'string' ? quote(value) : undefined;
    case 'model':
      return isRecord(value) && field.plan !== undefined ? writeModel(field.plan, value) : undefined;
    default:
      return undefined;
  }
}

/** Whether a value is an integer that can stand in a field, so that it is neither rounded nor cut. */
export function isIntegerWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
}

function writeDouble(value: number): string {
  if (!Number.isInteger(value)) return `${value}`;
  // From 1e21 on JavaScript writes an exponent, which marks a double by itself.
  if (Math.abs(value) >= 1e21) return `${value}`;
  return Object.is(value, -0) ? '-0.0' : `${value}.0`;
}

function quote(text: string): string {
  if (text.length > SHORT_TEXT) return JSON.stringify(text);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Control characters, quotes, backslashes; lone surrogates must be escaped too.
    if (code < 0x20 || code === 0x22 || code === 0x5c || code >= 0xd800) return JSON.stringify(text);
  }
  return `"${text}"`;
}
