import { findMessage } from '@tickwire/protocol';
import { openProtobufFrame, readProtobufPayload } from '@tickwire/protocol/internal';
import type { Reading } from '../venue/reading.ts';
import { describeMissing, toBody } from './reading-body.ts';

/** Nobody has published what the real server says; these words are ours (PROTOCOL.md). */
const malformed: Reading = { is: 'malformed', description: 'Malformed message' };

/** Reads one protobuf frame as far as it can be read; what is wrong with it is for the venue to say. */
export function readProtobufFrame(frame: Uint8Array): Reading {
  const opened = openProtobufFrame(frame);
  if (!opened.ok) return malformed;
  const { payloadType, clientMsgId } = opened.envelope;
  if (payloadType === undefined) {
    return { is: 'untyped', clientMsgId, description: describeMissing(['payloadType']) };
  }
  const message = findMessage(payloadType);
  if (message === undefined)
    return { is: 'message', payloadType, clientMsgId, message, body: { ok: true, payload: {} } };
  const result = readProtobufPayload(message, opened.envelope);
  if ('damage' in result) return malformed;
  return { is: 'message', payloadType, clientMsgId, message, body: toBody(result) };
}
