import type { TradingError } from '@tickwire/protocol';
import type { Environment } from '../credentials/credentials.ts';
import type { CloseReport } from '../ports.ts';

/** An account the session is, or will be, authenticated for. */
export interface SessionAccount {
  /** `ctidTraderAccountId`: what every request names. */
  readonly accountId: number;
  /** The number people see in the platform, when the account list told it. */
  readonly traderLogin: number | undefined;
  readonly brokerName: string | undefined;
  readonly environment: Environment;
}

interface Place {
  /** Counts up with every connection of this session, from 1. */
  readonly generation: number;
  /** The URL in use. */
  readonly endpoint: string;
  /** Undefined until the account list has said which one it is. */
  readonly environment: Environment | undefined;
}

/**
 * Where a session is. Each change is one value:
 * `dialing → connected → authorizing-application → application-authorized → authorizing-accounts → ready`,
 * `waiting` between two attempts, `closed` at the end.
 */
export type Status =
  | { readonly at: 'idle' }
  | ({ readonly at: 'dialing'; readonly attempt: number } & Place)
  | ({ readonly at: 'connected' } & Place)
  | ({ readonly at: 'authorizing-application' } & Place)
  /** With no account wanted (`accounts: []`) this is where the session stays, ready for what needs no account. */
  | ({ readonly at: 'application-authorized' } & Place)
  | ({ readonly at: 'authorizing-accounts' } & Place)
  | ({ readonly at: 'ready'; readonly accounts: readonly SessionAccount[] } & Place)
  | {
      readonly at: 'waiting';
      readonly generation: number;
      /** Attempts since the session was last ready for a while; the first is 0. */
      readonly attempt: number;
      /** Milliseconds until the next attempt. */
      readonly retryInMs: number;
      /** How the connection ended, when one had been open. */
      readonly close: CloseReport | undefined;
      readonly error: TradingError;
    }
  | {
      readonly at: 'closed';
      /** What ended it; undefined when its owner closed it. */
      readonly error: TradingError | undefined;
      readonly close: CloseReport | undefined;
    };
