import type { Message } from '../schema/message.ts';
import type { FrameReader } from './codec.ts';
import { conforms } from './conforms.ts';
import { planOf } from './field-plan.ts';
import { readText } from './read-document.ts';
import { isRecord } from './read-envelope.ts';

/**
 * Makes the reader of well-formed messages of any kind that `find` knows: JSON with nothing to convert, nothing
 * missing and nothing strange. It reads with `JSON.parse` and changes nothing.
 *
 * `JSON.parse` rounds large integers, but never to a safe one. So a message without an unsafe integer in it is exact.
 */
export function createPlainReader(find: (payloadType: number) => Message | undefined): FrameReader {
  return function readPlainly(frame) {
    const document = parse(frame);
    if (!isRecord(document)) return undefined;
    const { payloadType, clientMsgId, payload = {} } = document;
    if (typeof payloadType !== 'number' || (clientMsgId !== undefined && typeof clientMsgId !== 'string')) {
      return undefined;
    }
    const message = find(payloadType);
    if (message === undefined || !isRecord(payload) || !conforms(planOf(message), payload)) return undefined;
    return { payloadType, clientMsgId, message, payload };
  };
}

function parse(frame: Uint8Array): unknown {
  const text = readText(frame);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The foreign error quotes the text, which may hold a token.
    return undefined;
  }
}
