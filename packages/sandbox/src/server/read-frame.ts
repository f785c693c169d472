import { findMessage } from '@tickwire/protocol';
import { readDocument, readPayload } from '@tickwire/protocol/internal';
import type { Body, Reading } from '../venue/reading.ts';
import { describeMissing, toBody } from './reading-body.ts';

/** Reads one JSON frame as far as it can be read; what is wrong with it is for the venue to say. */
export function readFrame(frame: Uint8Array): Reading {
  const document = readDocument(frame);
  if (!document.ok) {
    return { is: 'malformed', description: `Malformed JSON message at ${document.line}:${document.column}` };
  }
  const envelope = isRecord(document.value) ? document.value : {};
  const clientMsgId = readClientMsgId(envelope['clientMsgId']);
  const payloadType = readPayloadType(envelope['payloadType']);
  if (payloadType === undefined) {
    return { is: 'untyped', clientMsgId, description: describeMissing(['payloadType']) };
  }
  const message = findMessage(payloadType);
  const body: Body =
    message === undefined ? { ok: true, payload: {} } : toBody(readPayload(message, envelope['payload'] ?? {}));
  return { is: 'message', payloadType, clientMsgId, message, body };
}

/** Ids are echoed as strings; one that was written as a number is taken as its digits, anything else as absent. */
function readClientMsgId(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

function readPayloadType(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
