import { CommonHeartbeatEvent, ErrorRes, type Message, type Request } from '@tickwire/protocol';
import type { Floor } from './floor.ts';
import { handlers } from './handlers/table.ts';
import type { Reading } from './reading.ts';
import {
  frameTooLong,
  invalidRequest,
  notAuthenticated,
  notAuthorized,
  type Refusal,
  unsupported,
} from './refusals.ts';
import { type Session, send } from './session.ts';

type ReadableMessage = Extract<Reading, { is: 'message' }>;

/** What became of a frame: the connection goes on, or it has to end because the frame was beyond help. */
export type Verdict = 'go-on' | 'end';

/** Answers one frame. */
export function receiveFrame(floor: Floor, session: Session, reading: Reading, at: number): Verdict {
  switch (reading.is) {
    case 'malformed':
      refuse(session, invalidRequest(reading.description), undefined, at);
      return 'end';
    case 'too-long':
      refuse(session, frameTooLong(reading.byteCount, reading.limit), undefined, at);
      return 'end';
    case 'untyped':
      refuse(session, invalidRequest(reading.description), reading.clientMsgId, at);
      return 'go-on';
    case 'message':
      receiveMessage(floor, session, reading, at);
      return 'go-on';
  }
}

function receiveMessage(floor: Floor, session: Session, reading: ReadableMessage, at: number): void {
  if (reading.payloadType === CommonHeartbeatEvent.payloadType) return;
  const breach = session.pace.judge(reading.payloadType, reading.message, floor.limits, at);
  if (breach !== undefined) return refuse(session, breach, reading.clientMsgId, at);
  const admission = admit(session, reading);
  if ('errorCode' in admission) return refuse(session, admission, reading.clientMsgId, at);
  const { clientMsgId } = reading;
  handlers.get(reading.payloadType)?.run({
    floor,
    session,
    at,
    clientMsgId,
    payload: admission.payload,
    answer: (message, payload) => send(session, { message, payload, clientMsgId }, at),
    refuse: (refusal) => refuse(session, refusal, clientMsgId, at),
  });
}

/** The general checks, in the order in which the venue makes them (PROTOCOL.md, "Who may send what, and when"). */
function admit(session: Session, reading: ReadableMessage): Refusal | { readonly payload: object } {
  const { message, body } = reading;
  if (message === undefined) return unsupported(`Unknown payload type ${reading.payloadType}`);
  const needs = isRequest(message) ? message.needs : 'application';
  if (needs !== 'nothing' && session.application === undefined) return notAuthenticated;
  if (!body.ok) return invalidRequest(body.description);
  if (!isRequest(message)) return unsupported(`${message.name} is not a request`);
  if (needs === 'account' && !hasAuthorizedAccount(session, body.payload)) return notAuthorized;
  return { payload: body.payload };
}

function isRequest(message: Message): message is Request {
  return message.direction === 'request';
}

function hasAuthorizedAccount(session: Session, payload: object): boolean {
  const accountId = 'ctidTraderAccountId' in payload ? payload.ctidTraderAccountId : undefined;
  return typeof accountId === 'number' && session.accounts.has(accountId);
}

function refuse(session: Session, refusal: Refusal, clientMsgId: string | undefined, at: number): void {
  send(session, { message: ErrorRes, payload: refusal, clientMsgId }, at);
}
