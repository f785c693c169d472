/** The length in front of each message on TCP: four bytes, big-endian, not counting themselves (PROTOCOL.md). */
export const lengthBytes = 4;

/** A message with its length in front. */
export function frameLength(bytes: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(lengthBytes + bytes.length);
  frame.writeUInt32BE(bytes.length, 0);
  frame.set(bytes, lengthBytes);
  return frame;
}
