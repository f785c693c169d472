import { findMessage } from '../registry.ts';
import type { Message } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';
import type { Codec, FrameReaders, Incoming, Oddity } from './codec.ts';
import { encodeJson } from './encode-json.ts';
import { MAX_JSON_DEPTH } from './parse-json.ts';
import { peekPayloadType } from './peek-payload-type.ts';
import { createPlainReader } from './plain-reader.ts';
import { readDocument } from './read-document.ts';
import { type Envelope, readEnvelope } from './read-envelope.ts';
import { isDeeperThan, readPayload } from './read-payload.ts';
import { refuseFrame, refuseReading } from './read-refusal.ts';
import { createSpotReader, SPOT_EVENT } from './spot-reader.ts';

/** Options of {@link createJsonCodec}. */
export interface JsonCodecOptions {
  /** Called for each oddity in a message that could be read, before `decode` returns it. Default: oddities are dropped. */
  readonly onOddity?: ((oddity: Oddity) => void) | undefined;
}

/** Options of {@link createTableCodec}. */
export interface TableCodecOptions extends JsonCodecOptions {
  /** Faster readers for frequent messages. Default: one for price events. */
  readonly readers?: FrameReaders;
}

/** A codec whose frames are texts. */
export interface JsonCodec extends Codec {
  /**
   * Writes one message strictly, as the text of a frame.
   *
   * @throws ProtocolError `BAD_PAYLOAD`, or `INTEGER_TOO_LARGE` for an integer beyond 2^53 - 1.
   */
  encode<M extends Message>(message: M, payload: Payload<M>, clientMsgId?: string): string;
}

/**
 * Makes the codec of the JSON wire (port 5036), for all messages of the Open API.
 *
 * @example
 * const codec = createJsonCodec();
 * const text = codec.encode(AccountAuthReq, { ctidTraderAccountId: 40_000_001, accessToken }, 'a2');
 * const { message, payload } = codec.decode(frame);
 */
export function createJsonCodec(options: JsonCodecOptions = {}): JsonCodec {
  return createTableCodec(findMessage, options);
}

/** Like {@link createJsonCodec}, for the messages that `find` knows. */
export function createTableCodec(
  find: (payloadType: number) => Message | undefined,
  options: TableCodecOptions = {},
): JsonCodec {
  const readers = options.readers ?? makeReaders(find);
  const readPlainly = createPlainReader(find);

  function decode(frame: Uint8Array): Incoming {
    const readHot = readers.get(peekPayloadType(frame));
    return readHot?.(frame) ?? readPlainly(frame) ?? readPatiently(frame);
  }

  function readPatiently(frame: Uint8Array): Incoming {
    const { payloadType, clientMsgId, payload } = openFrame(frame);
    const message = find(payloadType);
    if (message === undefined) {
      // The payload stands on the second level of the document.
      if (isDeeperThan(payload, MAX_JSON_DEPTH - 1)) throw refuseFrame(frame.length, 'is nested too deeply');
      return { payloadType, clientMsgId, message, payload };
    }
    const reading = readPayload(message, payload, options);
    if (!reading.ok) throw refuseReading(message, clientMsgId, reading);
    return { payloadType, clientMsgId, message, payload: reading.payload };
  }

  return { encode: encodeJson, decode };
}

function makeReaders(find: (payloadType: number) => Message | undefined): FrameReaders {
  const spotEvent = find(SPOT_EVENT);
  return new Map(spotEvent === undefined ? [] : [[SPOT_EVENT, createSpotReader(spotEvent)]]);
}

function openFrame(frame: Uint8Array): Envelope {
  const document = readDocument(frame);
  if (!document.ok) {
    const { line, column, reason } = document;
    throw refuseFrame(frame.length, `is not JSON at line ${line}, column ${column} (${reason})`, { line, column });
  }
  const opened = readEnvelope(document.value);
  if (!opened.ok) throw refuseFrame(frame.length, opened.reason);
  return opened.envelope;
}
