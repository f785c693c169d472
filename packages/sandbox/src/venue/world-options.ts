import type { AccountRulesOptions } from './account-rules.ts';
import type { Environment } from './environment.ts';
import type { RedirectUris } from './redirect-uris.ts';
import type { Currency } from './world.ts';

/** An application to add, or changes to one of the default ones. Its id and secret come from the seed. */
export interface ApplicationOptions {
  /** Whether it may log in. Default true; false for `inactive`. */
  readonly isActive?: boolean;
  /**
   * Where the consent page may send browsers: to these addresses and no others, compared letter by letter as the real
   * server does; or, by `any-loopback`, to every address on this machine. Default: `any-loopback` for `main`, since a test
   * or a tool listens where there is a free port; for others `http://localhost:8765`, `http://localhost:8765/callback`,
   * `http://127.0.0.1:8765/callback` and `http://localhost:5173/callback`.
   */
  readonly redirectUris?: RedirectUris;
}

/** An account to add, or changes to one of the default ones. */
export interface AccountOptions extends AccountRulesOptions {
  /** Default: `demo`. */
  readonly environment?: Environment;
  /** Name of the owner; a new name makes a new cTrader ID. Default: `main`. */
  readonly owner?: string;
  /** The `ctidTraderAccountId`. Default: from the seed. */
  readonly id?: number;
  /** The login number that people see. Default: from the seed, never equal to an id. */
  readonly login?: number;
  /** Default: `hedged`. */
  readonly accountType?: 'hedged' | 'netted';
  /** Default: `USD`. */
  readonly currency?: Currency;
  /** In hundredths of the currency. Default: 1_000_000, that is 10 000.00. */
  readonly balance?: number;
  /** 100 is 1:100. Default: 100. */
  readonly leverage?: number;
  /** Account authentication is refused with RET_ACCOUNT_DISABLED. Default: false. */
  readonly isDisabled?: boolean;
  /** Default: `Sandbox Broker`. */
  readonly brokerName?: string;
}

/** A pair of tokens to add, or changes to the default one. The tokens come from the seed. */
export interface GrantOptions {
  /** Name of the owner who gave the consent. Default: `main`. */
  readonly owner?: string;
  /** Name of the application it was given to. Default: `main`. */
  readonly application?: string;
  /** `view` tokens may read, `trade` tokens may also trade. Default: `trade`. */
  readonly scope?: 'view' | 'trade';
  /** Names of the accounts the tokens cover. Default: all accounts of the owner. */
  readonly accounts?: readonly string[];
  /** Life of an access token. Default: that of the sandbox. */
  readonly expiresInSeconds?: number;
}

/**
 * Additions and changes to the default world, by name. The default world has the applications `main` and `inactive`,
 * the accounts `demo` (hedged, USD), `live` (hedged, EUR) and `netted` (demo, USD), and the grant `main` over all of them.
 *
 * @example
 * const world = { accounts: { demo: { balance: 500 }, blocked: { isDisabled: true } } };
 */
export interface WorldOptions {
  readonly applications?: Readonly<Record<string, ApplicationOptions>>;
  readonly accounts?: Readonly<Record<string, AccountOptions>>;
  readonly grants?: Readonly<Record<string, GrantOptions>>;
}
