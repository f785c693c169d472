import { ConfigError } from '../errors/errors.ts';
import { Secret } from '../secret.ts';
import type { CredentialKey, Credentials, Environment, PlainCredentials } from './credentials.ts';
import {
  checkAccountId,
  checkEnvironment,
  type RawValue,
  readCredentialsFile,
  type SourceValues,
} from './read-file.ts';
import type { Surroundings } from './surroundings.ts';

/** What to look for, and where first. */
export interface CredentialQuery {
  /** A file in the seed's shape, or values that come before every other source. */
  readonly credentials?: string | PlainCredentials;
  /** False when only the application is to be authenticated. Default: true. */
  readonly needsToken?: boolean;
  /** False when the accounts are named elsewhere. Default: the same as `needsToken`. */
  readonly needsAccount?: boolean;
}

const variables: Readonly<Record<CredentialKey, string>> = {
  clientId: 'TICKWIRE_CLIENT_ID',
  clientSecret: 'TICKWIRE_CLIENT_SECRET',
  accessToken: 'TICKWIRE_ACCESS_TOKEN',
  refreshToken: 'TICKWIRE_REFRESH_TOKEN',
  accountId: 'TICKWIRE_ACCOUNT_ID',
  environment: 'TICKWIRE_ENVIRONMENT',
};

/**
 * Collects credentials key by key: values given by the caller, then `TICKWIRE_*` variables, then the first file there is
 * (the one named by the caller, by `TICKWIRE_CREDENTIALS`, `./credentials.json`, the profile in the configuration folder).
 *
 * A file is read only when the other sources leave something open, or when the caller named it. Throws ConfigError.
 */
export async function collectCredentials(query: CredentialQuery, surroundings: Surroundings): Promise<Credentials> {
  const { needsToken = true } = query;
  const { needsAccount = needsToken } = query;
  const required: CredentialKey[] = ['clientId', 'clientSecret'];
  if (needsToken) required.push('accessToken');
  if (needsAccount) required.push('accountId');
  const given = readGiven(query.credentials);
  const sources = [given, readVariables(surroundings.env, given)];
  const isComplete = required.every((key) => sources.some((source) => source.values[key] !== undefined));
  if (isComplete && typeof query.credentials !== 'string') return assemble(sources);
  const file = await findFile(query.credentials, surroundings);
  if (file !== undefined) sources.push(file);
  for (const key of required) requireValue(key, sources, surroundings);
  return assemble(sources);
}

function readGiven(credentials: string | PlainCredentials | undefined): SourceValues {
  const label = 'the credentials option';
  if (credentials === undefined || typeof credentials === 'string') return { label, values: {}, empty: [] };
  return checkSource(label, credentials);
}

/** A variable whose value is given already is not looked at: it may be broken, and it is not needed. */
function readVariables(env: Surroundings['env'], given: SourceValues): SourceValues {
  const label = 'the environment variables';
  const found: Partial<Record<CredentialKey, RawValue>> = {};
  for (const [key, variable] of Object.entries(variables) as [CredentialKey, string][]) {
    const text = env[variable]?.trim();
    if (text === undefined || text === '' || given.values[key] !== undefined) continue;
    if (key === 'accountId') found.accountId = checkAccountId(/^\d+$/.test(text) ? Number(text) : text, variable);
    else if (key === 'environment') found.environment = checkEnvironment(text, variable);
    else found[key] = text;
  }
  return { label, values: found, empty: [] };
}

function checkSource(label: string, credentials: PlainCredentials): SourceValues {
  const values: Partial<Record<CredentialKey, RawValue>> = {};
  const empty: CredentialKey[] = [];
  for (const key of ['clientId', 'clientSecret', 'accessToken', 'refreshToken'] as const) {
    const value: unknown = credentials[key];
    if (value === undefined) continue;
    if (typeof value !== 'string') {
      throw new ConfigError(`The value of ${key} in ${label} must be a string.`, {
        code: 'CREDENTIALS_BAD_VALUE',
        facts: { key },
      });
    }
    if (value.trim() === '') empty.push(key);
    else values[key] = value;
  }
  if (credentials.accountId !== undefined) values.accountId = checkAccountId(credentials.accountId, label);
  if (credentials.environment !== undefined) values.environment = checkEnvironment(credentials.environment, label);
  return { label, values, empty };
}

async function findFile(
  credentials: string | PlainCredentials | undefined,
  surroundings: Surroundings,
): Promise<SourceValues | undefined> {
  const variable = surroundings.env['TICKWIRE_CREDENTIALS'];
  const named = typeof credentials === 'string' ? credentials : variable === '' ? undefined : variable;
  if (named !== undefined) {
    const values = await readCredentialsFile(named, named, surroundings);
    if (values !== undefined) return values;
    throw new ConfigError(`There is no file ${named}.`, {
      code: 'CREDENTIALS_NOT_FOUND',
      facts: { file: named, from: typeof credentials === 'string' ? 'option' : 'TICKWIRE_CREDENTIALS' },
      hint: 'check the path of the credentials file',
    });
  }
  return (
    (await readCredentialsFile(`${surroundings.currentFolder}/credentials.json`, 'credentials.json', surroundings)) ??
    (await readCredentialsFile(profilePath(surroundings), profilePath(surroundings), surroundings))
  );
}

const profilePath = (surroundings: Surroundings): string => `${surroundings.configFolder}/credentials.json`;

function requireValue(key: CredentialKey, sources: readonly SourceValues[], surroundings: Surroundings): void {
  if (sources.some((source) => source.values[key] !== undefined)) return;
  const unfilled = sources.find((source) => source.empty.includes(key));
  if (unfilled !== undefined) {
    throw new ConfigError(`The value of ${key} in ${unfilled.label} is empty.`, {
      code: 'CREDENTIALS_EMPTY_VALUE',
      facts: { file: unfilled.label, key },
      hint: `fill in ${key} in ${unfilled.label}, or set ${variables[key]}`,
    });
  }
  const file = sources[2];
  if (file === undefined && sources.every((source) => Object.keys(source.values).length === 0)) {
    throw new ConfigError(
      `No credentials were found: no TICKWIRE_* variables, no ./credentials.json, no ${profilePath(surroundings)}.`,
      {
        code: 'CREDENTIALS_MISSING',
        hint: 'put a credentials.json into this folder as the README shows, or try it without any: tickwire connect --sandbox',
      },
    );
  }
  throw new ConfigError(`There is no ${key}${file === undefined ? '' : ` in ${file.label}`}.`, {
    code: 'CREDENTIALS_EMPTY_VALUE',
    facts: { key, ...(file === undefined ? {} : { file: file.label }) },
    hint: `add ${key} to ${file?.label ?? 'credentials.json'}, or set ${variables[key]}`,
  });
}

function assemble(sources: readonly SourceValues[]): Credentials {
  const labels: Partial<Record<CredentialKey, string>> = {};
  const pick = (key: CredentialKey): RawValue | undefined => {
    const source = sources.find(({ values }) => values[key] !== undefined);
    if (source !== undefined) labels[key] = source === sources[1] ? variables[key] : source.label;
    return source?.values[key];
  };
  const text = (key: CredentialKey): string | undefined => pick(key)?.toString();
  const wrap = (value: string | undefined) => (value === undefined ? undefined : new Secret(value));
  const accountId = pick('accountId');
  const [accessSource, refreshSource] = (['accessToken', 'refreshToken'] as const).map((key) =>
    sources.find(({ values }) => values[key] !== undefined),
  );
  return {
    clientId: text('clientId') ?? '',
    clientSecret: new Secret(text('clientSecret') ?? ''),
    accessToken: wrap(text('accessToken')),
    refreshToken: wrap(text('refreshToken')),
    accountId: typeof accountId === 'number' ? accountId : undefined,
    // Every source has checked it.
    environment: text('environment') as Environment | undefined,
    sources: labels,
    tokenFile: accessSource === refreshSource ? refreshSource?.path : undefined,
  };
}
