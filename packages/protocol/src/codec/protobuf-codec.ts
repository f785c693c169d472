import { findMessage } from '../registry.ts';
import type { Message } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';
import type { Codec, FrameReaders, Incoming } from './codec.ts';
import { encodeProtobuf } from './encode-protobuf.ts';
import type { JsonCodecOptions } from './json-codec.ts';
import { createProtobufSpotReader } from './protobuf-spot-reader.ts';
import { openProtobufFrame, readProtobufPayload } from './read-protobuf.ts';
import { refuseFrame, refuseReading } from './read-refusal.ts';
import { SPOT_EVENT } from './spot-reader.ts';

/** Options of {@link createProtobufCodec}: those of the JSON codec. */
export interface ProtobufCodecOptions extends JsonCodecOptions {}

/** Options of {@link createProtobufTableCodec}. */
export interface ProtobufTableCodecOptions extends ProtobufCodecOptions {
  /** Faster readers for frequent messages. Default: one for price events. */
  readonly readers?: FrameReaders;
}

/** A codec whose frames are bytes. */
export interface ProtobufCodec extends Codec {
  /**
   * Writes one message strictly, as the bytes of a frame. On TCP its length goes before it, in four bytes, big-endian.
   *
   * @throws ProtocolError `BAD_PAYLOAD`, or `INTEGER_TOO_LARGE` for an integer beyond 2^53 - 1.
   */
  encode<M extends Message>(message: M, payload: Payload<M>, clientMsgId?: string): Uint8Array;
}

/**
 * Makes the codec of the Protobuf wire (port 5035), for all messages of the Open API. It reads what the JSON codec
 * reads: the same message gives the same payload, whichever wire it came over. Two things differ: fields that are not
 * declared are dropped, as they have no name on this wire, and so is the payload of an unknown message.
 *
 * A frame whose payload is damaged is a `BAD_FRAME` with `payloadType` and `clientMsgId` in its facts.
 *
 * @example
 * const codec = createProtobufCodec();
 * const bytes = codec.encode(AccountAuthReq, { ctidTraderAccountId: 40_000_001, accessToken }, 'a2');
 * const { message, payload } = codec.decode(frame);
 */
export function createProtobufCodec(options: ProtobufCodecOptions = {}): ProtobufCodec {
  return createProtobufTableCodec(findMessage, options);
}

/** Like {@link createProtobufCodec}, for the messages that `find` knows. */
export function createProtobufTableCodec(
  find: (payloadType: number) => Message | undefined,
  options: ProtobufTableCodecOptions = {},
): ProtobufCodec {
  const readers = options.readers ?? makeReaders(find);

  function decode(frame: Uint8Array): Incoming {
    const readHot = readers.get(peekProtobufType(frame));
    return readHot?.(frame) ?? readPatiently(frame);
  }

  function readPatiently(frame: Uint8Array): Incoming {
    const opened = openProtobufFrame(frame);
    if (!opened.ok) throw refuseFrame(frame.length, opened.damage);
    const { payloadType, clientMsgId } = opened.envelope;
    if (payloadType === undefined) throw refuseFrame(frame.length, 'has no payloadType');
    const message = find(payloadType);
    if (message === undefined) return { payloadType, clientMsgId, message, payload: {} };
    const reading = readProtobufPayload(message, opened.envelope, options);
    if (reading.ok) return { payloadType, clientMsgId, message, payload: reading.payload };
    // Without a payload, what looks like an id may be one that a damaged byte has turned into it.
    const id = message.isSecret && opened.envelope.start === 0 ? undefined : clientMsgId;
    if (!('damage' in reading)) throw refuseReading(message, id, reading);
    throw refuseFrame(frame.length, reading.damage, { payloadType, ...(id === undefined ? {} : { clientMsgId: id }) });
  }

  return { encode: encodeProtobuf, decode };
}

function makeReaders(find: (payloadType: number) => Message | undefined): FrameReaders {
  const spotEvent = find(SPOT_EVENT);
  return new Map(spotEvent === undefined ? [] : [[SPOT_EVENT, createProtobufSpotReader(spotEvent)]]);
}

/** The payload type where the server writes it, in two bytes; anything else than a real one if it does not. A hint. */
function peekProtobufType(frame: Uint8Array): number {
  return ((frame[1] ?? 0) & 0x7f) | ((frame[2] ?? 0) << 7);
}
