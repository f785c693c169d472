import type { Environment } from './venue/environment.ts';

/** What a program needs to log in: the keys of a `credentials.json`. */
export interface SandboxCredentials {
  /** The `ctidTraderAccountId`. */
  readonly accountId: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A new price, in 1/100000 whatever the digits of the symbol: 1.10500 is 110500. At least one side. */
export interface SpotPush {
  readonly environment: Environment;
  /** As in the list of symbols (2114): 1 EURUSD, 4 USDJPY, 41 XAUUSD. */
  readonly symbolId: number;
  readonly bid?: number;
  readonly ask?: number;
  /** Epoch ms. Default: now. Sent only to those who asked for timestamps. */
  readonly timestamp?: number;
}
