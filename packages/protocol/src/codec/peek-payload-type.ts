const START = '{"payloadType":'.length;
const ZERO = 0x30;

/**
 * The number that stands where the server writes the payload type, 0 when there is none. It says nothing about the rest
 * of the frame, not even that it is JSON: it is a hint for choosing a reader.
 */
export function peekPayloadType(frame: Uint8Array): number {
  let payloadType = 0;
  for (let at = START; at < frame.length; at++) {
    const digit = (frame[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    payloadType = payloadType * 10 + digit;
  }
  return payloadType;
}
