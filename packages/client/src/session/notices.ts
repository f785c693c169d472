import {
  AccountDisconnectEvent,
  AccountsTokenInvalidatedEvent,
  ClientDisconnectEvent,
  CommonErrorRes,
  ErrorRes,
  type Incoming,
  RefreshTokenRes,
} from '@tickwire/protocol';
import type { ErrorPayload } from './refusals.ts';

/** What a session does about messages that concern itself. */
export interface NoticePort {
  /** A refresh went through this session: the tokens it logged in with are dead. */
  adoptTokens(tokens: RefreshTokenRes): void;
  /** The server took accounts away. */
  evict(accountIds: readonly number[]): void;
  /** The server cut the application off. */
  cutOff(reason: string | undefined): void;
  /** A refusal that answers no request. */
  refuse(payload: ErrorPayload): void;
}

/**
 * Tells the session what a message means for it (PROTOCOL.md, "How a session ends").
 * The codec has checked each payload against the declaration of its type.
 */
export function heedNotice({ payloadType, payload, clientMsgId }: Incoming, port: NoticePort): void {
  switch (payloadType) {
    case RefreshTokenRes.payloadType:
      return port.adoptTokens(payload as RefreshTokenRes);
    case ClientDisconnectEvent.payloadType:
      return port.cutOff((payload as ClientDisconnectEvent).reason);
    case AccountDisconnectEvent.payloadType:
      return port.evict([(payload as AccountDisconnectEvent).ctidTraderAccountId]);
    case AccountsTokenInvalidatedEvent.payloadType:
      return port.evict((payload as AccountsTokenInvalidatedEvent).ctidTraderAccountIds ?? []);
    case ErrorRes.payloadType:
    case CommonErrorRes.payloadType:
      if (clientMsgId === undefined) port.refuse(payload as ErrorPayload);
  }
}
