import { ProtocolError } from '../errors/protocol-error.ts';
import type { Facts } from '../errors/trading-error.ts';
import type { Message } from '../schema/message.ts';
import type { PayloadProblems } from './read-payload.ts';

/** The error for bytes that are no message at all. `reason` completes "Cannot read a frame of 5 bytes: it …". */
export function refuseFrame(length: number, reason: string, facts: Facts = {}): ProtocolError {
  return new ProtocolError(`Cannot read a frame of ${length} ${length === 1 ? 'byte' : 'bytes'}: it ${reason}.`, {
    code: 'BAD_FRAME',
    outcome: 'unknown',
    facts: { length, ...facts },
    hint: 'check the endpoint: what answers there does not speak this protocol',
  });
}

/**
 * The error for a payload with problems. Values are not quoted, except the digits of a number that is too large, and
 * not even those when the message carries a secret.
 */
export function refuseReading(
  message: Message,
  clientMsgId: string | undefined,
  problems: PayloadProblems,
): ProtocolError {
  const facts: Facts = {
    message: message.name,
    payloadType: message.payloadType,
    ...(clientMsgId === undefined ? {} : { clientMsgId }),
  };
  const large = problems.wrong.find(({ digits }) => digits !== undefined);
  if (large?.digits !== undefined) {
    const { field, digits } = large;
    return new ProtocolError(`Cannot read ${message.name}: ${field} is an integer beyond 2^53 - 1.`, {
      code: 'INTEGER_TOO_LARGE',
      outcome: 'unknown',
      facts: message.isSecret ? { ...facts, field } : { ...facts, field, digits },
    });
  }
  const [wrong] = problems.wrong;
  const missing = problems.missing.join(', ');
  const reason =
    missing !== '' || wrong === undefined
      ? `it lacks ${missing}`
      : `${wrong.field} must be ${wrong.expected}, not ${wrong.found}`;
  return new ProtocolError(`Cannot read ${message.name}: ${reason}.`, {
    code: 'BAD_FIELD',
    outcome: 'unknown',
    facts: { ...facts, missing: problems.missing, wrong: problems.wrong.map(({ field }) => field) },
  });
}
