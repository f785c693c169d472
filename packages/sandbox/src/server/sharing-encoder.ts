import type { Message, Payload } from '@tickwire/protocol';

/** Turns a message into bytes that can go on the socket as they are. */
export type EncodeFrame = <M extends Message>(
  message: M,
  payload: Payload<M>,
  clientMsgId: string | undefined,
) => Uint8Array;

interface Written {
  readonly message: Message;
  readonly payload: object;
  readonly clientMsgId: string | undefined;
  readonly frame: Uint8Array;
}

/**
 * Makes an encoder remember its last frame, so that one event for many connections is written only once.
 * Payloads are never changed after they were sent, so the object itself tells whether it is the same event.
 */
export function shareEvents(encode: EncodeFrame): EncodeFrame {
  let last: Written | undefined;
  return (message, payload, clientMsgId) => {
    const isSame = last?.payload === payload && last.message === message && last.clientMsgId === clientMsgId;
    if (last !== undefined && isSame) return last.frame;
    const frame = encode(message, payload, clientMsgId);
    last = { message, payload, clientMsgId, frame };
    return frame;
  };
}
