import type { Message } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** A message as it came off the wire. */
export interface Incoming {
  readonly payloadType: number;
  /** The id of the request this belongs to; a number on the wire is carried as its text. */
  readonly clientMsgId: string | undefined;
  /** The declaration of this payload type; `undefined` for a type we do not know, whose payload is then unchecked. */
  readonly message: Message | undefined;
  /** The values by wire name; unknown keys are kept, absent keys stay absent. */
  readonly payload: object;
}

/** Something readable but strange in an incoming message: worth telling the operator, no reason to refuse it. */
export interface Oddity {
  /** An order, deal or position is in a state that this version does not know. */
  readonly kind: 'unknown-state';
  /** Name of the message, such as `ExecutionEvent`. */
  readonly message: string;
  /** Path of the field, such as `position.positionStatus` or `order[2].orderStatus`. */
  readonly field: string;
  /** The number that is not in the enumeration. */
  readonly value: number;
}

/** Turns messages into frames and frames into messages. It keeps no state between calls. */
export interface Codec {
  /**
   * Writes one message, strictly: what does not fit the declaration is refused, so that nothing half-right is sent.
   *
   * @throws ProtocolError `BAD_PAYLOAD`, or `INTEGER_TOO_LARGE` for an integer beyond 2^53 - 1.
   */
  encode<M extends Message>(message: M, payload: Payload<M>, clientMsgId?: string): string | Uint8Array;

  /**
   * Reads one frame, tolerantly: what can be understood is understood.
   *
   * @throws ProtocolError `BAD_FRAME` when it is no message at all, `BAD_FIELD` when a known field is missing or of the
   * wrong type, `INTEGER_TOO_LARGE` for an integer beyond 2^53 - 1. The last two carry `payloadType` and, when
   * there is one, `clientMsgId` in their facts, so that the request in question can be settled.
   */
  decode(frame: Uint8Array): Incoming;
}

/**
 * Reads frames of one form. `undefined` means "not exactly the form that I know": the next, more patient reader takes
 * over, and the result must be the same as if that one had been asked at once.
 */
export type FrameReader = (frame: Uint8Array) => Incoming | undefined;

/** Frame readers by the payload type they are for; the choice is made by a hint, so each checks the whole frame. */
export type FrameReaders = ReadonlyMap<number, FrameReader>;
