import type { Message, Payload, Request } from '@tickwire/protocol';
import type { Floor } from '../floor.ts';
import type { Refusal } from '../refusals.ts';
import type { Session } from '../session.ts';

/** One request that has passed all general checks. */
export interface Call<R extends Request> {
  readonly floor: Floor;
  readonly session: Session;
  readonly payload: Payload<R>;
  /** Monotonic ms. */
  readonly at: number;
  readonly clientMsgId: string | undefined;
  /** Answers with the id of the request. */
  readonly answer: <M extends Message>(message: M, payload: Payload<M>) => void;
  /** Refuses with the id of the request (2142). */
  readonly refuse: (refusal: Refusal) => void;
}

/** What the venue does with one kind of request. */
export interface Handler {
  readonly payloadType: number;
  run(call: Call<Request>): void;
}

/** Pairs a request with the function that serves it. */
export function handle<R extends Request>(request: R, serve: (call: Call<R>) => void): Handler {
  return {
    payloadType: request.payloadType,
    // Handlers are found by payload type, and the payload has been read by the declaration of that very type.
    run: (call) => serve(call as unknown as Call<R>),
  };
}
