import { parseJson } from '@tickwire/protocol/internal';
import { ConfigError, type ConfigErrorCode } from '../errors/errors.ts';
import type { CredentialKey } from './credentials.ts';
import type { FileReading, Surroundings } from './surroundings.ts';

/** One value of one source, before it is known whether it is wanted. */
export type RawValue = string | number;

/** The values a source has. Empty strings are left out: they mean "not filled in yet". */
export interface SourceValues {
  /** How the source is called in sentences. */
  readonly label: string;
  readonly values: Readonly<Partial<Record<CredentialKey, RawValue>>>;
  /** Keys that are there with an empty string. */
  readonly empty: readonly CredentialKey[];
  /** Where the file is, when the source is one. */
  readonly path?: string;
}

/** More than any credentials file has. */
export const longestFileBytes = 1_048_576;
const othersBits = 0o066;
const stringKeys = ['clientId', 'clientSecret', 'accessToken', 'refreshToken'] as const;

/** Reads a file in the seed's shape. Undefined when there is none; ConfigError when it is there and cannot be used. */
export async function readCredentialsFile(
  path: string,
  label: string,
  surroundings: Surroundings,
): Promise<SourceValues | undefined> {
  const reading = await surroundings.readFile(path, longestFileBytes);
  const text = checkReading(reading, { path, label, checksModes: surroundings.checksModes });
  return text === undefined ? undefined : { ...parseCredentials(text, label), path };
}

/** The text of a credentials file; undefined when there is none. Throws ConfigError when it cannot be used. */
export function checkReading(
  reading: FileReading,
  { path, label, checksModes }: { readonly path: string; readonly label: string; readonly checksModes: boolean },
): string | undefined {
  switch (reading.kind) {
    case 'missing':
      return undefined;
    case 'not-a-file':
      throw broken('CREDENTIALS_NOT_A_FILE', label, `${label} is not a file`, 'name the credentials file itself');
    case 'unreadable':
      throw broken(
        'CREDENTIALS_UNREADABLE',
        label,
        `${label} cannot be read (${reading.reason})`,
        'check who owns the file, and its mode',
      );
    case 'too-large':
      throw broken(
        'CREDENTIALS_TOO_LARGE',
        label,
        `${label} has ${reading.bytes} bytes, far more than credentials need`,
        'name the right file',
      );
    case 'file':
      if (checksModes && (reading.mode & othersBits) !== 0) throw readableByOthers(path, label, reading.mode);
      return reading.text;
  }
}

function readableByOthers(path: string, label: string, mode: number): ConfigError {
  return new ConfigError(
    `${label} can be read or changed by other users of this machine (mode 0${mode.toString(8)}).`,
    {
      code: 'CREDENTIALS_READABLE_BY_OTHERS',
      facts: { file: label, mode: `0${mode.toString(8)}` },
      hint: `run: chmod 600 ${/^[\w./-]+$/.test(path) ? path : JSON.stringify(path)}`,
    },
  );
}

/** Checks the text of a credentials file. Sentences name file and key, never a value. */
export function parseCredentials(text: string, label: string): SourceValues {
  const trimmed = text.replace(/^\uFEFF/, '');
  if (trimmed.trim() === '') {
    throw broken('CREDENTIALS_NOT_JSON', label, `${label} is empty`, 'fill it in as the README shows');
  }
  const parsed = parseJson(trimmed);
  if (!parsed.ok) {
    throw broken(
      'CREDENTIALS_NOT_JSON',
      label,
      `${label} is not JSON: it goes wrong at line ${parsed.line}, column ${parsed.column}`,
      'correct the file there; keys and texts need double quotes, and the last line no comma',
    );
  }
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw broken(
      'CREDENTIALS_NOT_JSON',
      label,
      `${label} does not hold one JSON object`,
      'fill it in as the README shows',
    );
  }
  return checkValues(new Map(Object.entries(value)), label);
}

function checkValues(entries: ReadonlyMap<string, unknown>, label: string): SourceValues {
  const values: Partial<Record<CredentialKey, RawValue>> = {};
  const empty: CredentialKey[] = [];
  for (const key of stringKeys) {
    const value = entries.get(key);
    if (value === undefined) continue;
    if (typeof value !== 'string') throw badValue(label, key, 'a text in double quotes');
    if (value.trim() === '') empty.push(key);
    else values[key] = value;
  }
  const accountId = entries.get('accountId');
  if (accountId === '') empty.push('accountId');
  else if (accountId !== undefined) values.accountId = checkAccountId(accountId, label);
  const environment = entries.get('environment');
  if (environment === '') empty.push('environment');
  else if (environment !== undefined) values.environment = checkEnvironment(environment, label);
  return { label, values, empty };
}

/** Account numbers are positive whole numbers up to 2^53 - 1. */
export function checkAccountId(value: unknown, label: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw badValue(label, 'accountId', 'a whole number from 1 to 9007199254740991 without quotes, such as 12345678');
}

/** `live` or `demo`. */
export function checkEnvironment(value: unknown, label: string): 'live' | 'demo' {
  if (value === 'live' || value === 'demo') return value;
  throw badValue(label, 'environment', '"live" or "demo"');
}

function badValue(label: string, key: CredentialKey, wanted: string): ConfigError {
  return new ConfigError(`The value of ${key} in ${label} must be ${wanted}.`, {
    code: 'CREDENTIALS_BAD_VALUE',
    facts: { file: label, key },
    hint: `correct ${key} in ${label}`,
  });
}

function broken(code: ConfigErrorCode, label: string, sentence: string, hint: string): ConfigError {
  return new ConfigError(`${sentence}.`, { code, facts: { file: label }, hint });
}
