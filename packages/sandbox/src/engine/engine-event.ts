import type {
  ExecutionEvent,
  MarginCallTriggerEvent,
  MarginCallUpdateEvent,
  MarginChangedEvent,
  Message,
  OrderErrorEvent,
  Payload,
  TraderUpdatedEvent,
  TrailingSLChangedEvent,
} from '@tickwire/protocol';

/** One message that the account sends, and when. */
export interface EngineEventOf<M extends Message> {
  readonly message: M;
  readonly payload: Payload<M>;
  /** Epoch ms at which it leaves. */
  readonly at: number;
  /** Of the command that caused it; none when the server acted by its own rules. */
  readonly clientMsgId: string | undefined;
}

/** Everything an account can send. */
export type EngineEvent =
  | EngineEventOf<typeof ExecutionEvent>
  | EngineEventOf<typeof OrderErrorEvent>
  | EngineEventOf<typeof TrailingSLChangedEvent>
  | EngineEventOf<typeof MarginChangedEvent>
  | EngineEventOf<typeof MarginCallTriggerEvent>
  | EngineEventOf<typeof MarginCallUpdateEvent>
  | EngineEventOf<typeof TraderUpdatedEvent>;
