import type { Environment, PlainCredentials } from '../credentials/credentials.ts';
import type { Clock, Dial, Logger, Random } from '../ports.ts';
import type { TokenStore } from '../tokens/token-store.ts';
import type { Status } from './status.ts';
import type { TokenReport } from './token-report.ts';

/** How to connect. Everything has a default. */
export interface ConnectOptions {
  /**
   * Values, or the path of a file in the seed's shape. Left out: the environment's `TICKWIRE_*` variables, then the file
   * that `TICKWIRE_CREDENTIALS` names, then `./credentials.json`, then `$XDG_CONFIG_HOME/tickwire/credentials.json`.
   * In browsers values are needed, and a page must never hold a client secret.
   */
  readonly credentials?: string | PlainCredentials;
  /**
   * A profile in the configuration folder, by name, in place of a path in `credentials`: `live` is
   * `$XDG_CONFIG_HOME/tickwire/live.json`, and `default` the `credentials.json` there. Default: what `TICKWIRE_PROFILE` says.
   */
  readonly profile?: string;
  /** Accounts by id or login number. Default: the credentials' `accountId`. An empty list authenticates the application only. */
  readonly accounts?: readonly number[];
  /** Default: the credentials' own, else the account list of the token says whether the account is live or demo. */
  readonly environment?: Environment;
  /** One URL for both environments, or one each. Default: `wss://live.ctraderapi.com:5036` and `wss://demo.ctraderapi.com:5036`. */
  readonly endpoint?: string | Readonly<Record<Environment, string>>;
  /** Extra certificate authorities to trust, PEM (the sandbox's, a company proxy's). */
  readonly ca?: string;
  /** Ends the attempt to get ready; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
  /** Told of every status change, from the first on. */
  readonly onStatus?: (status: Status) => void;
  /** Time for name, TCP, TLS and upgrade together, in milliseconds. Default: 10,000. */
  readonly connectTimeoutMs?: number;
  /** Time for an answer when the request names none, in milliseconds. Default: 10,000. */
  readonly requestTimeoutMs?: number;
  /** Time to get ready for the first time, retries included, in milliseconds; 0 waits for ever. Default: 60,000. */
  readonly readyTimeoutMs?: number;
  /** Largest message accepted, in bytes. Default: 8 MiB. */
  readonly maxFrameBytes?: number;
  /** Shortest and longest pause between two attempts, in milliseconds. Default: 250 and 60,000. */
  readonly backoff?: { readonly minMs?: number; readonly capMs?: number };
  /**
   * How fast requests leave. They wait for their turn instead of being refused by the server: what keeps the session alive
   * first, then trading commands, subscriptions, reads; history has a budget of its own. `none`: they leave at once.
   */
  readonly pace?: PaceOptions | 'none';
  /** Default: says nothing. */
  readonly logger?: Logger;
  /**
   * Where tokens are kept, so that the session can renew them. Default: the file that both tokens came from. Tokens that
   * came as values or from variables are not renewed unless a store is given; an empty store takes them in. The tokens of a
   * store come before those of the credentials.
   */
  readonly tokenStore?: TokenStore;
  /** How tokens are renewed. Default: over the open connection. */
  readonly refreshOver?: 'connection' | 'http';
  /** The address for `refreshOver: 'http'`. Default: `https://openapi.ctrader.com/apps/token`. */
  readonly tokenEndpoint?: string;
  /** Told of every change in what the session knows about its tokens; also when they cannot be saved. */
  readonly onTokens?: (report: TokenReport) => void;
  /** For tests and simulations. Defaults: the platform's. */
  readonly clock?: Clock;
  readonly random?: Random;
  readonly dial?: Dial;
}

/** How fast requests leave, on the connection and across reconnects. Defaults: what the server allows. */
export interface PaceOptions {
  /** Requests in any sliding second, historical ones not counted. Default: 50. */
  readonly ordinaryPerSecond?: number;
  /** Historical requests in any sliding second: bars, ticks, lists of orders, deals and cash flow. Default: 5. */
  readonly historicalPerSecond?: number;
  /** Milliseconds that a second is counted longer, for clocks that do not run alike. Default: 20. */
  readonly marginMs?: number;
  /** Requests that may wait for their turn; more are refused. Default: 10,000. */
  readonly mostQueued?: number;
}

/** How one request is made. */
export interface RequestOptions {
  /** From the call to the answer, the wait for its turn included. Default: the session's `requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /**
   * It waits for its turn for less than this, in milliseconds; 0: not at all. When that is not enough, it is refused with
   * LimitError `PACE_EXCEEDED` and not sent. Default: as long as `timeoutMs`.
   */
  readonly maxWaitMs?: number;
  /** Stops waiting; the promise rejects with `signal.reason`. What was sent stays sent, what was not is never sent. */
  readonly signal?: AbortSignal;
}
