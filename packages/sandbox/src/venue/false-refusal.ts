import { CommonErrorRes, ErrorRes, type Message, OrderErrorEvent } from '@tickwire/protocol';
import type { FalseRefusal } from '../faults/act.ts';
import type { Outgoing } from './session.ts';

/** The first second of the year 2100. */
const year2100 = 4_102_444_800;

/** The message that carries a refusal nobody has a reason for. `about` is the payload of the request, or of its answer. */
export function refuseFalsely(
  { carrier, errorCode, description, retryAfter, maintenance }: FalseRefusal,
  clientMsgId: string | undefined,
  about: object,
  epochMs: number,
): Outgoing<Message> {
  const words = description === undefined ? { errorCode } : { errorCode, description };
  if (carrier === 'OrderErrorEvent') {
    const accountId: unknown = 'ctidTraderAccountId' in about ? about.ctidTraderAccountId : 0;
    const ctidTraderAccountId = typeof accountId === 'number' ? accountId : 0;
    return {
      message: OrderErrorEvent,
      payload: { ...words, ctidTraderAccountId, orderId: 0, positionId: 0 },
      clientMsgId,
    };
  }
  const isCommon = carrier === 'CommonErrorRes';
  const end = maintenance === undefined ? undefined : findEnd(maintenance, epochMs, isCommon);
  const payload = { ...words, ...(end === undefined ? {} : { maintenanceEndTimestamp: end }) };
  if (isCommon) return { message: CommonErrorRes, payload, clientMsgId };
  return {
    message: ErrorRes,
    payload: { ...payload, ...(retryAfter === undefined ? {} : { retryAfter }) },
    clientMsgId,
  };
}

/** Each carrier has a unit of its own (PROTOCOL.md, "Error carriers"); `seconds` and `milliseconds` may well be the other one. */
function findEnd(
  { end, inSeconds }: NonNullable<FalseRefusal['maintenance']>,
  epochMs: number,
  isCommon: boolean,
): number | undefined {
  const inUnit = (seconds: number) => (isCommon ? seconds * 1_000 : seconds);
  const now = Math.floor(epochMs / 1_000);
  switch (end) {
    case 'seconds':
      return now + inSeconds;
    case 'milliseconds':
      return (now + inSeconds) * 1_000;
    case 'past':
      return inUnit(Math.max(0, now - inSeconds));
    case 'year-2100':
      return inUnit(year2100);
    case 'absent':
      return undefined;
  }
}
