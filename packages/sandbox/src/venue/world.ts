import type { AccountRules } from './account-rules.ts';
import type { Environment } from './environment.ts';
import type { RedirectUris } from './redirect-uris.ts';

/** A program registered with the Open API. */
export interface Application {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where browsers may be sent after the consent. */
  readonly redirectUris: RedirectUris;
  /** False: registered but not approved, or switched off; it cannot log in. */
  isActive: boolean;
}

/** A person's cTrader ID, the owner of accounts. */
export interface AccountOwner {
  readonly name: string;
  readonly userId: number;
}

/** The currencies accounts are held in. */
export type Currency = 'USD' | 'EUR';

/** One trading account. */
export interface TradingAccount {
  readonly name: string;
  readonly ctidTraderAccountId: number;
  /** The number people see in the platform; never equal to any account id. */
  readonly traderLogin: number;
  readonly environment: Environment;
  readonly owner: string;
  readonly accountType: 'hedged' | 'netted';
  readonly currency: Currency;
  /** At the start, in 10^-moneyDigits of the currency. */
  readonly balance: number;
  readonly moneyDigits: number;
  /** At the start; 10000 is 1:100. */
  readonly leverageInCents: number;
  readonly brokerName: string;
  /** Epoch ms. */
  readonly registeredAt: number;
  /** True: the broker has switched the account off. */
  readonly isDisabled: boolean;
  /** What the broker has set for its trading, at the start. */
  readonly rules: AccountRules;
}

/** What an owner has allowed an application to do, before its first tokens are issued. */
export interface Consent {
  readonly name: string;
  readonly owner: string;
  /** Name of the application. */
  readonly application: string;
  readonly scope: 'view' | 'trade';
  /** Ids of the accounts that the tokens cover. */
  readonly accountIds: ReadonlySet<number>;
  readonly expiresInSeconds: number;
}

/** Everybody and everything the venue knows, by name. */
export interface World {
  readonly seed: number;
  readonly applications: ReadonlyMap<string, Application>;
  readonly owners: ReadonlyMap<string, AccountOwner>;
  readonly accounts: ReadonlyMap<string, TradingAccount>;
  readonly consents: ReadonlyMap<string, Consent>;
}

/** The account of this id, in either environment. */
export function findAccount(world: World, ctidTraderAccountId: number): TradingAccount | undefined {
  for (const account of world.accounts.values()) {
    if (account.ctidTraderAccountId === ctidTraderAccountId) return account;
  }
  return undefined;
}
