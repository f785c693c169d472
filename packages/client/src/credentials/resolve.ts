import { ConfigError } from '../errors/errors.ts';
import { Secret } from '../secret.ts';
import { chooseFile, type FileChoice, profilePath } from './choose-file.ts';
import type { CredentialKey, Credentials, Environment, FoundCredentials, PlainCredentials } from './credentials.ts';
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
  /** A profile in the configuration folder, by name, instead of a file: `default` is its `credentials.json`. */
  readonly profile?: string;
  /** False when only the application is to be authenticated. Default: true. */
  readonly needsToken?: boolean;
  /** False when the accounts are named elsewhere. Default: the same as `needsToken`. */
  readonly needsAccount?: boolean;
}

/** What {@link assemble} makes of sources that need not be complete. */
type Assembled = Omit<FoundCredentials, 'file' | 'isFileThere'>;

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
 * (the file or profile named by the caller, by `TICKWIRE_CREDENTIALS` or `TICKWIRE_PROFILE`, `./credentials.json`, the default
 * profile in the configuration folder).
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
  const isFileNamed = typeof query.credentials === 'string' || query.profile !== undefined;
  if (isComplete && !isFileNamed) return toCredentials(assemble(sources));
  const choice = chooseFile(query, surroundings);
  const { values: file } = await readChoice(choice, surroundings);
  if (file === undefined && choice.from !== undefined) throw toNotFound(choice);
  if (file !== undefined) sources.push(file);
  for (const key of required) requireValue(key, sources, surroundings);
  return toCredentials(assemble(sources));
}

/**
 * Looks for credentials along the same chain, requires nothing, and says which file a login belongs in: the first one there is,
 * else the one that was named, else `./credentials.json`. Throws ConfigError when something that is there cannot be used.
 */
export async function surveyCredentials(
  query: Pick<CredentialQuery, 'credentials' | 'profile'>,
  surroundings: Surroundings,
): Promise<FoundCredentials> {
  const given = readGiven(query.credentials);
  const sources = [given, readVariables(surroundings.env, given)];
  const { values, path } = await readChoice(chooseFile(query, surroundings), surroundings);
  if (values !== undefined) sources.push(values);
  return { ...assemble(sources), file: path, isFileThere: values !== undefined };
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

async function readChoice(
  { candidates }: FileChoice,
  surroundings: Surroundings,
): Promise<{ readonly path: string; readonly values: SourceValues | undefined }> {
  for (const { path, label } of candidates) {
    const values = await readCredentialsFile(path, label, surroundings);
    if (values !== undefined) return { path, values };
  }
  return { path: candidates[0]?.path ?? '', values: undefined };
}

function toNotFound({ candidates, from }: FileChoice): ConfigError {
  const file = candidates[0]?.label ?? '';
  return new ConfigError(`There is no file ${file}.`, {
    code: 'CREDENTIALS_NOT_FOUND',
    facts: { file, from: from ?? null },
    hint:
      from?.includes('rofile') === true
        ? 'make it with `tickwire login --profile NAME`'
        : 'check the path of the credentials file',
  });
}

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
      `No credentials were found: no TICKWIRE_* variables, no ./credentials.json, no ${profilePath('default', surroundings)}.`,
      {
        code: 'CREDENTIALS_MISSING',
        hint: 'log in with `tickwire login`, or try it without an account: tickwire connect --sandbox',
      },
    );
  }
  throw new ConfigError(`There is no ${key}${file === undefined ? '' : ` in ${file.label}`}.`, {
    code: 'CREDENTIALS_EMPTY_VALUE',
    facts: { key, ...(file === undefined ? {} : { file: file.label }) },
    hint: `add ${key} to ${file?.label ?? 'credentials.json'}, or set ${variables[key]}`,
  });
}

/** What was asked for has been required before. */
const toCredentials = ({ clientId = '', clientSecret = new Secret(''), ...rest }: Assembled): Credentials => ({
  ...rest,
  clientId,
  clientSecret,
});

function assemble(sources: readonly SourceValues[]): Assembled {
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
    clientId: text('clientId'),
    clientSecret: wrap(text('clientSecret')),
    accessToken: wrap(text('accessToken')),
    refreshToken: wrap(text('refreshToken')),
    accountId: typeof accountId === 'number' ? accountId : undefined,
    // Every source has checked it.
    environment: text('environment') as Environment | undefined,
    sources: labels,
    tokenFile: accessSource === refreshSource ? refreshSource?.path : undefined,
  };
}
