import { int64, optional, string, uint64 } from '../schema/fields.ts';
import { event, response } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** A refusal from the frame in front of the Open API, such as its proxies; rare. */
export const CommonErrorRes = response(50, 'CommonErrorRes', {
  /** A name from either error table, or another one. */
  errorCode: string(2),
  description: optional(string(3)),
  /** Epoch **milliseconds**; {@link ErrorRes} counts the same in seconds. */
  maintenanceEndTimestamp: optional(uint64(4)),
});
export interface CommonErrorRes extends Payload<typeof CommonErrorRes> {}

/** Shows that the sender is still there; both sides send it and neither answers it. */
export const CommonHeartbeatEvent = event(51, 'CommonHeartbeatEvent', {});
export interface CommonHeartbeatEvent extends Payload<typeof CommonHeartbeatEvent> {}

/** A refusal: what nearly every request may get in place of its answer. */
export const ErrorRes = response(2142, 'ErrorRes', {
  /** Absent when the refusal concerns the connection or a token. */
  ctidTraderAccountId: optional(int64(2)),
  /** A name from either error table, or another one. */
  errorCode: string(3),
  description: optional(string(4)),
  /** Epoch **seconds**; {@link CommonErrorRes} counts the same in milliseconds. */
  maintenanceEndTimestamp: optional(int64(5)),
  /** **Seconds** for which this payload type stays blocked, with BLOCKED_PAYLOAD_TYPE. */
  retryAfter: optional(uint64(6)),
});
export interface ErrorRes extends Payload<typeof ErrorRes> {}
