import type { Message } from '../schema/message.ts';
import type { FrameReader } from './codec.ts';

/** Payload type of price events. */
export const SPOT_EVENT = 2131;

const ZERO = 0x30;
const CLOSE_BRACE = 0x7d;

/** A number with more digits may be unsafe, so it is left to the general reader. */
const MAX_DIGITS = 15;

/** Not the form we know. No value in that form is negative. */
export const SURPRISE = -1;
/** The key is not there. */
export const ABSENT = -2;

const ACCOUNT = toBytes(`{"payloadType":${SPOT_EVENT},"payload":{"ctidTraderAccountId":`);
const SYMBOL = toBytes(',"symbolId":');
const BID = toBytes(',"bid":');
const ASK = toBytes(',"ask":');
const TIMESTAMP = toBytes(',"timestamp":');

/** Where the letter that tells one key from the next stands in its text: after the comma and the quote. */
const FIRST_LETTER = 2;

/**
 * Makes a reader of price events that goes straight from bytes to numbers. It knows one form only, the server's own: no
 * white space, keys in field order, no `clientMsgId`, bars or `sessionClose`, at least one price, plain integers of at
 * most 15 digits. Payloads come in six shapes; keys absent on the wire are absent.
 */
export function createSpotReader(message: Message): FrameReader {
  let at = 0;

  function skip(frame: Uint8Array, text: Uint8Array): boolean {
    const start = at;
    for (let i = 0; i < text.length; i++) {
      if (frame[start + i] !== text[i]) return false;
    }
    at = start + text.length;
    return true;
  }

  function readInteger(frame: Uint8Array): number {
    const start = at;
    let end = start;
    let value = 0;
    for (; end < frame.length; end++) {
      const digit = (frame[end] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    at = end;
    const length = end - start;
    if (length === 1) return value;
    return length === 0 || length > MAX_DIGITS || frame[start] === ZERO ? SURPRISE : value;
  }

  function readAfter(frame: Uint8Array, key: Uint8Array): number {
    return skip(frame, key) ? readInteger(frame) : SURPRISE;
  }

  function readOptional(frame: Uint8Array, key: Uint8Array): number {
    return frame[at + FIRST_LETTER] === key[FIRST_LETTER] ? readAfter(frame, key) : ABSENT;
  }

  return function readSpotEvent(frame) {
    at = 0;
    const account = readAfter(frame, ACCOUNT);
    if (account === SURPRISE) return undefined;
    const symbolId = readAfter(frame, SYMBOL);
    if (symbolId === SURPRISE) return undefined;
    const bid = readOptional(frame, BID);
    const ask = readOptional(frame, ASK);
    const timestamp = readOptional(frame, TIMESTAMP);
    if (bid === SURPRISE || ask === SURPRISE || timestamp === SURPRISE) return undefined;
    if (frame.length !== at + 2 || frame[at] !== CLOSE_BRACE || frame[at + 1] !== CLOSE_BRACE) return undefined;
    const payload = makeSpotPayload(account, symbolId, bid, ask, timestamp);
    return payload && { payloadType: SPOT_EVENT, clientMsgId: undefined, message, payload };
  };
}

/** The payload with what is there, in the shape of its own; `undefined` without a price. */
export function makeSpotPayload(
  ctidTraderAccountId: number,
  symbolId: number,
  bid: number,
  ask: number,
  timestamp: number,
): object | undefined {
  if (timestamp === ABSENT) {
    if (bid === ABSENT) return ask === ABSENT ? undefined : { ctidTraderAccountId, symbolId, ask };
    return ask === ABSENT ? { ctidTraderAccountId, symbolId, bid } : { ctidTraderAccountId, symbolId, bid, ask };
  }
  if (bid === ABSENT) return ask === ABSENT ? undefined : { ctidTraderAccountId, symbolId, ask, timestamp };
  return ask === ABSENT
    ? { ctidTraderAccountId, symbolId, bid, timestamp }
    : { ctidTraderAccountId, symbolId, bid, ask, timestamp };
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
