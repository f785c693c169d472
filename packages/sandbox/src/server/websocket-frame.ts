const shortLimit = 125;
const mediumLimit = 0xffff;
const mediumMark = 126;
const longMark = 127;
const longestHeader = 10;

/** First byte of a frame: final, text. */
const finalText = 0x81;
/** First byte of a frame: final, binary. */
const finalBinary = 0x82;

/** A text as one unmasked, uncompressed WebSocket text frame, as servers send it (RFC 6455, 5.2). */
export function frameText(text: string): Uint8Array {
  const length = Buffer.byteLength(text);
  const frame = openFrame(finalText, length);
  frame.write(text, frame.length - length);
  return frame;
}

/** The same with bytes in a binary frame. */
export function frameBinary(bytes: Uint8Array): Uint8Array {
  const frame = openFrame(finalBinary, bytes.length);
  frame.set(bytes, frame.length - bytes.length);
  return frame;
}

/** A frame with its header and room for the payload. */
function openFrame(firstByte: number, length: number): Buffer {
  const headerLength = length <= shortLimit ? 2 : length <= mediumLimit ? 4 : longestHeader;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = firstByte;
  if (length <= shortLimit) {
    frame[1] = length;
  } else if (length <= mediumLimit) {
    frame[1] = mediumMark;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = longMark;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  return frame;
}
