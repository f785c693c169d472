import { bytes, optional, string, uint32 } from '../schema/fields.ts';
import { model } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** The frame around every message. In JSON `payload` is an object, in Protobuf the bytes of the message inside. */
export const CommonMessage = model('CommonMessage', {
  payloadType: uint32(1),
  payload: optional(bytes(2)),
  /** Chosen by the sender of a request; the server repeats it on everything the request causes. */
  clientMsgId: optional(string(3)),
});
export interface CommonMessage extends Payload<typeof CommonMessage> {}
