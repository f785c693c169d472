/** The three parts of every JSON message, not yet checked against the message's declaration. */
export interface Envelope {
  readonly payloadType: number;
  readonly clientMsgId: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What {@link readEnvelope} found. `reason` completes the sentence "the document …" and quotes nothing. */
export type EnvelopeResult =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly reason: string };

const NO_PAYLOAD: Readonly<Record<string, unknown>> = Object.freeze({});

/** The largest 32-bit unsigned integer: the range of payload types. */
const MAX_PAYLOAD_TYPE = 2 ** 32 - 1;

/**
 * Takes a parsed document apart. Tolerated: keys in any order, unknown keys (dropped), a payload type written as a
 * string of digits, a client message id written as a number, and a payload or id that is absent or `null`.
 */
export function readEnvelope(document: unknown): EnvelopeResult {
  if (!isRecord(document)) return refuse('is not an object');
  const payloadType = readPayloadType(document['payloadType']);
  if (payloadType === undefined) return refuse('has no integer payloadType');
  const clientMsgId = document['clientMsgId'] ?? undefined;
  const id = typeof clientMsgId === 'number' || typeof clientMsgId === 'bigint' ? String(clientMsgId) : clientMsgId;
  if (id !== undefined && typeof id !== 'string') return refuse('has a clientMsgId that is not a string');
  const payload = document['payload'] ?? NO_PAYLOAD;
  if (!isRecord(payload)) return refuse('has a payload that is not an object');
  return { ok: true, envelope: { payloadType, clientMsgId: id, payload } };
}

/** Whether a value is an object with keys: neither `null` nor a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readPayloadType(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= MAX_PAYLOAD_TYPE
    ? number
    : undefined;
}

function refuse(reason: string): EnvelopeResult {
  return { ok: false, reason };
}
