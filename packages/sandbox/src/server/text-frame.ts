import { createJsonCodec, type Message, type Payload } from '@tickwire/protocol';

/** Turns a message into a whole WebSocket frame, ready for the socket. */
export type EncodeFrame = <M extends Message>(
  message: M,
  payload: Payload<M>,
  clientMsgId: string | undefined,
) => Uint8Array;

/** First byte of a frame: final, text. */
const finalText = 0x81;

const shortLimit = 125;
const mediumLimit = 0xffff;
const mediumMark = 126;
const longMark = 127;

/**
 * A JSON encoder that remembers its last event, so that one event for many connections is written only once.
 * Payloads are never changed after they were sent, so the object itself tells whether it is the same event.
 */
export function createSharingEncoder(): EncodeFrame {
  const codec = createJsonCodec();
  let last: { readonly message: Message; readonly payload: object; readonly frame: Uint8Array } | undefined;
  return (message, payload, clientMsgId) => {
    if (clientMsgId === undefined && last?.payload === payload && last.message === message) return last.frame;
    const frame = frameText(codec.encode(message, payload, clientMsgId));
    if (clientMsgId === undefined) last = { message, payload, frame };
    return frame;
  };
}

/** The text as one unmasked, uncompressed WebSocket text frame, as servers send it (RFC 6455, 5.2). */
function frameText(text: string): Uint8Array {
  const length = Buffer.byteLength(text);
  const headerLength = length <= shortLimit ? 2 : length <= mediumLimit ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = finalText;
  if (length <= shortLimit) {
    frame[1] = length;
  } else if (length <= mediumLimit) {
    frame[1] = mediumMark;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = longMark;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerLength);
  return frame;
}
