import { SandboxError } from '../errors/sandbox-error.ts';
import { makeRules } from './account-rules.ts';
import { fingerprint, fingerprintNumber } from './fingerprint.ts';
import { defaultRedirectUris, isRedirectUri } from './redirect-uris.ts';
import type { AccountOwner, Application, Consent, TradingAccount, World } from './world.ts';
import type { AccountOptions, ApplicationOptions, GrantOptions, WorldOptions } from './world-options.ts';

const defaultApplications: Readonly<Record<string, ApplicationOptions>> = {
  main: { redirectUris: 'any-loopback' },
  inactive: { isActive: false },
};

const defaultAccounts: Readonly<Record<string, AccountOptions>> = {
  demo: { environment: 'demo', currency: 'USD' },
  live: { environment: 'live', currency: 'EUR', balance: 500_000, leverage: 30 },
  netted: { environment: 'demo', currency: 'USD', accountType: 'netted', leverage: 500 },
};

const defaultGrants: Readonly<Record<string, GrantOptions>> = { main: {} };

// Three ranges that do not meet, so that a login number or a user id is never by chance a valid account id.
const accountIds = { from: 40_000_000, count: 9_000_000 };
const logins = { from: 3_000_000, count: 6_000_000 };
const userIds = { from: 20_000_000, count: 9_000_000 };

const registeredAt = Date.UTC(2024, 0, 2, 9);

/** What the world is made from. */
export interface WorldSource {
  readonly seed: number;
  /** Life of access tokens whose grant does not say otherwise. */
  readonly expiresInSeconds: number;
  readonly changes: WorldOptions;
}

/**
 * Makes the world: the same one for the same source, down to every id and token.
 *
 * @throws SandboxError `BAD_OPTION` when ids repeat, or a grant names something that does not exist.
 */
export function buildWorld({ seed, expiresInSeconds, changes }: WorldSource): World {
  const applications = mapNamed(defaultApplications, changes.applications, (name, options) =>
    makeApplication(seed, name, options),
  );
  const taken = new Set<number>();
  const accounts = mapNamed(defaultAccounts, changes.accounts, (name, options) =>
    makeAccount(seed, name, options, taken),
  );
  const owners = makeOwners(seed, accounts);
  const consents = mapNamed(defaultGrants, changes.grants, (name, options) =>
    makeConsent(name, { expiresInSeconds, ...options }, { applications, owners, accounts }),
  );
  return { seed, applications, owners, accounts, consents };
}

function mapNamed<Options extends object, Made>(
  defaults: Readonly<Record<string, Options>>,
  changes: Readonly<Record<string, Options>> = {},
  make: (name: string, options: Options) => Made,
): ReadonlyMap<string, Made> {
  const names = new Set([...Object.keys(defaults), ...Object.keys(changes)]);
  // The spread of two partial `Options` is one again, which the compiler cannot know of a type parameter.
  return new Map([...names].map((name) => [name, make(name, { ...defaults[name], ...changes[name] } as Options)]));
}

function makeApplication(seed: number, name: string, options: ApplicationOptions): Application {
  const { redirectUris = defaultRedirectUris } = options;
  const bad = redirectUris === 'any-loopback' ? undefined : redirectUris.find((uri) => !isRedirectUri(uri));
  if (bad !== undefined) {
    const message = `The redirect URI "${bad}" of the application "${name}" is no absolute address without a fragment.`;
    throw badOption(message, 'redirectUris');
  }
  return {
    name,
    clientId: `sandbox-client-${fingerprint(seed, `application/${name}/id`).slice(0, 16)}`,
    clientSecret: `sandbox-secret-${fingerprint(seed, `application/${name}/secret`)}`,
    redirectUris,
    isActive: options.isActive ?? true,
  };
}

function makeAccount(seed: number, name: string, options: AccountOptions, taken: Set<number>): TradingAccount {
  const { leverage = 100, balance = 1_000_000 } = options;
  const leverageInCents = checkNumber(`leverage of the account "${name}"`, Math.round(leverage * 100), 1);
  return {
    name,
    ctidTraderAccountId: claimNumber(`id of the account "${name}"`, options.id, taken, () =>
      pickFree(seed, `account/${name}/id`, accountIds, taken),
    ),
    traderLogin: claimNumber(`login of the account "${name}"`, options.login, taken, () =>
      pickFree(seed, `account/${name}/login`, logins, taken),
    ),
    environment: options.environment ?? 'demo',
    owner: options.owner ?? 'main',
    accountType: options.accountType ?? 'hedged',
    currency: options.currency ?? 'USD',
    balance: checkNumber(`balance of the account "${name}"`, balance),
    moneyDigits: 2,
    leverageInCents,
    brokerName: options.brokerName ?? 'Sandbox Broker',
    registeredAt,
    isDisabled: options.isDisabled ?? false,
    rules: makeRules(name, options),
  };
}

function checkNumber(what: string, number: number, least = Number.MIN_SAFE_INTEGER): number {
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw badOption(`The ${what} cannot be ${number}.`, what);
}

function claimNumber(what: string, given: number | undefined, taken: Set<number>, pick: () => number): number {
  const number = given ?? pick();
  if (!Number.isSafeInteger(number) || number <= 0) {
    throw badOption(`The ${what} is ${number}, but it must be a positive whole number.`, what);
  }
  if (taken.has(number)) throw badOption(`The ${what} is ${number}, which another id or login already is.`, what);
  taken.add(number);
  return number;
}

interface Range {
  readonly from: number;
  readonly count: number;
}

function pickFree(seed: number, label: string, range: Range, taken: ReadonlySet<number>): number {
  let number = range.from + fingerprintNumber(seed, label, range.count);
  while (taken.has(number)) number++;
  return number;
}

function makeOwners(seed: number, accounts: ReadonlyMap<string, TradingAccount>): ReadonlyMap<string, AccountOwner> {
  const names = new Set(['main', ...[...accounts.values()].map((account) => account.owner)]);
  return new Map(
    [...names].map((name) => {
      const userId = userIds.from + fingerprintNumber(seed, `owner/${name}`, userIds.count);
      return [name, { name, userId }];
    }),
  );
}

/**
 * Makes a consent out of names.
 *
 * @throws SandboxError `BAD_OPTION` when it names something that does not exist.
 */
export function makeConsent(
  name: string,
  options: GrantOptions & { readonly expiresInSeconds: number },
  known: Pick<World, 'applications' | 'owners' | 'accounts'>,
): Consent {
  const { owner = 'main', application = 'main', scope = 'trade', expiresInSeconds } = options;
  if (!known.applications.has(application)) throw missing(name, 'application', application);
  if (!known.owners.has(owner)) throw missing(name, 'owner', owner);
  const names =
    options.accounts ?? [...known.accounts.values()].filter((one) => one.owner === owner).map((one) => one.name);
  const covered = names.map((accountName) => {
    const account = known.accounts.get(accountName);
    if (account === undefined) throw missing(name, 'account', accountName);
    if (account.owner !== owner) {
      throw badOption(`The grant "${name}" of ${owner} covers the account "${accountName}" of ${account.owner}.`, name);
    }
    return account.ctidTraderAccountId;
  });
  if (!(expiresInSeconds > 0)) {
    throw badOption(`The tokens of the grant "${name}" cannot live for ${expiresInSeconds} seconds.`, name);
  }
  return { name, owner, application, scope, accountIds: new Set(covered), expiresInSeconds };
}

function missing(grant: string, kind: string, name: string): SandboxError {
  return badOption(`The grant "${grant}" names the ${kind} "${name}", which does not exist.`, name);
}

function badOption(message: string, option: string): SandboxError {
  return new SandboxError(message, { code: 'BAD_OPTION', facts: { option } });
}
