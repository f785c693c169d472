import type { Message } from '../schema/message.ts';
import type { FrameReader } from './codec.ts';
import { ABSENT, makeSpotPayload, SPOT_EVENT, SURPRISE } from './spot-reader.ts';

/** Envelope: payload type 2131, then the tag of the payload. */
const OPENING = [0x08, 0xd3, 0x10, 0x12];
/** Their length, and that of the payload behind them. */
const START = OPENING.length + 1;

const ACCOUNT = 0x10;
const SYMBOL = 0x18;
const BID = 0x20;
const ASK = 0x28;
const TIMESTAMP = 0x40;

/** Seven bits in each: larger numbers may be unsafe, so they are left to the general reader. */
const MAX_BYTES = 7;

/**
 * Makes a reader of price events that goes straight from bytes to numbers. It knows one form only, the server's own:
 * fields in ascending order, no `clientMsgId`, inner payload type, bars or `sessionClose`, at least one price, numbers
 * below 2^49. Payloads come in six shapes; fields absent on the wire are absent.
 */
export function createProtobufSpotReader(message: Message): FrameReader {
  let at = 0;

  function readNumber(frame: Uint8Array): number {
    const stop = Math.min(frame.length, at + MAX_BYTES);
    let value = 0;
    let scale = 1;
    while (at < stop) {
      const byte = frame[at++] ?? 0;
      if (byte < 0x80) return value + byte * scale;
      value += (byte - 0x80) * scale;
      scale *= 0x80;
    }
    return SURPRISE;
  }

  function readOptional(frame: Uint8Array, tag: number): number {
    if (frame[at] !== tag) return ABSENT;
    at++;
    return readNumber(frame);
  }

  return function readSpotEvent(frame) {
    for (let i = 0; i < OPENING.length; i++) {
      if (frame[i] !== OPENING[i]) return undefined;
    }
    // A payload of 128 bytes or more has a length of two bytes, and is no plain price event.
    if (frame.length !== START + (frame[START - 1] ?? 0)) return undefined;
    at = START;
    const account = readOptional(frame, ACCOUNT);
    const symbolId = readOptional(frame, SYMBOL);
    if (account < 0 || symbolId < 0) return undefined;
    const bid = readOptional(frame, BID);
    const ask = readOptional(frame, ASK);
    const timestamp = readOptional(frame, TIMESTAMP);
    if (bid === SURPRISE || ask === SURPRISE || timestamp === SURPRISE || at !== frame.length) return undefined;
    const payload = makeSpotPayload(account, symbolId, bid, ask, timestamp);
    return payload && { payloadType: SPOT_EVENT, clientMsgId: undefined, message, payload };
  };
}
