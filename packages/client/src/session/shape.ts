import type { Codec } from '@tickwire/protocol';
import type { Credentials, Environment } from '../credentials/credentials.ts';
import type { BackoffLimits } from '../link/backoff.ts';
import type { Clock, Dial, Logger, Random } from '../ports.ts';
import type { PaceLimits, PaceView } from './pace.ts';
import type { Status } from './status.ts';
import type { TokenKeeping } from './token-keeping.ts';
import type { TokenReport } from './token-report.ts';

/** What a session is made of, with every default filled in. */
export interface SessionSettings {
  readonly credentials: Credentials;
  /** Ids or login numbers; none: the application only. */
  readonly wanted: readonly number[];
  readonly environment: Environment | undefined;
  readonly endpoints: Readonly<Record<Environment, string>>;
  readonly ca: string | undefined;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxFrameBytes: number;
  readonly backoff: BackoffLimits;
  readonly onStatus: ((status: Status) => void) | undefined;
  readonly codec: Codec;
  readonly clock: Clock;
  readonly random: Random;
  readonly dial: Dial;
  readonly logger: Logger;
  readonly pace: PaceLimits | undefined;
  readonly tokens: TokenKeeping;
  readonly onTokens: ((report: TokenReport) => void) | undefined;
}

/** Figures about the link, for people to look at. */
export interface Health {
  /** How long ago the server was last heard of, in milliseconds; undefined without a connection. */
  readonly silentMs: number | undefined;
  /** Epoch milliseconds of our last heartbeat on this connection. */
  readonly lastHeartbeatAt: number | undefined;
  /** Milliseconds the latest answer took. */
  readonly roundTripMs: number | undefined;
  /** Epoch milliseconds since when the session has been ready; undefined while it is not. */
  readonly readySinceAt: number | undefined;
  /** Incoming messages that belonged to nobody: late or second answers, events without a listener. */
  readonly strayMessages: number;
  /** What waits for its turn, by budget, and which payload types the server has blocked; undefined without a pace. */
  readonly pace?: PaceView | undefined;
}
