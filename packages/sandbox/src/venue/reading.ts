import type { Message } from '@tickwire/protocol';

/** One frame from a client, as the door that received it could make it out. */
export type Reading =
  /** Not a message at all; the venue says so and ends the connection. */
  | { readonly is: 'malformed'; readonly description: string }
  /** Larger than the limit, so nobody has looked inside; the venue says so and ends the connection. */
  | { readonly is: 'too-long'; readonly byteCount: number; readonly limit: number }
  /** Readable, but without a payload type; the venue says so. */
  | { readonly is: 'untyped'; readonly clientMsgId: string | undefined; readonly description: string }
  | {
      readonly is: 'message';
      readonly payloadType: number;
      readonly clientMsgId: string | undefined;
      /** Undefined for a payload type nobody knows. */
      readonly message: Message | undefined;
      readonly body: Body;
    };

/** The payload of a message, or why it could not be read. */
export type Body =
  | { readonly ok: true; readonly payload: object }
  | { readonly ok: false; readonly description: string };
