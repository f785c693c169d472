import type { Credentials } from '@tickwire/client';
import type { TradingError } from '@tickwire/protocol';

/** A failure in its document form. */
export type ErrorDocument = ReturnType<TradingError['toJSON']>;

/** What a command was told, as far as it changes what to do about a failure. */
export interface Situation {
  /** The flags of the command, by their names in the code. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** Where each value of the credentials came from; empty when that is not known. */
  readonly sources: Credentials['sources'];
}

/** How an option of the client is given on the command line, and what fits there. */
const optionFlags: Readonly<Record<string, readonly [flag: string, hint: string]>> = {
  endpoint: ['--endpoint', 'give an address such as wss://demo.ctraderapi.com:5036, or leave --endpoint out'],
  ca: ['--ca', 'name the PEM file of the authority, such as the ca.pem of `tickwire sandbox --tls`'],
  readyTimeoutMs: ['--ready-timeout', 'give a number of seconds such as --ready-timeout 60; 0 waits for ever'],
  accounts: ['--account', 'give an account id or login number such as --account 12345678'],
  environment: ['--environment', 'leave --environment out, or set it to live or demo'],
};

/** The failure in the words of the command line: its flags and files instead of the client's options. */
export function adaptToCommandLine(document: ErrorDocument, situation: Situation): ErrorDocument {
  return document.code === 'BAD_OPTION' ? nameFlag(document) : { ...document, ...adviseAnew(document, situation) };
}

function nameFlag(document: ErrorDocument): ErrorDocument {
  const option = String(document.facts['option']);
  const known = document.name === 'ConfigError' ? optionFlags[option] : undefined;
  if (known === undefined) return document;
  const [flag, hint] = known;
  return { ...document, message: document.message.replace(`The option ${option}`, `The flag ${flag}`), hint };
}

/** Another next step, where that of the client does not fit what was typed. */
function adviseAnew(document: ErrorDocument, { flags, sources }: Situation): { readonly hint?: string } {
  const { code, hint, facts } = document;
  if (flags['appOnly'] === true && isUnauthorizedAccount(document)) {
    return { hint: 'leave out --app-only, so that the account is authenticated too' };
  }
  if (code === 'ACCOUNT_NOT_COVERED' && Array.isArray(facts['covered']) && facts['covered'].length > 0) {
    const place = placeOf(sources.accountId);
    if (flags['account'] === undefined && place === undefined) return {};
    const cure = flags['account'] === undefined ? `put one of these into ${place}` : 'name one of these with --account';
    return { hint: `${cure}, or grant access to the account on the consent page` };
  }
  if (code === 'ENVIRONMENT_MISMATCH' && flags['environment'] !== undefined && facts['wanted'] !== undefined) {
    return { hint: `leave --environment out, or say --environment ${String(facts['environment'])}` };
  }
  const key = findBlamed(document);
  const place = key === undefined ? undefined : placeOf(sources[key]);
  if (place === undefined || hint === undefined) return {};
  return { hint: hint.replace('into credentials.json', `into ${place}`) };
}

const isUnauthorizedAccount = ({ facts }: ErrorDocument): boolean =>
  facts['serverCode'] === 'INVALID_REQUEST' && String(facts['description']).includes('account is not authorized');

/** The value of the credentials that a failure is about; undefined when it is about none, or about more than we can tell. */
export function findBlamed({ name, code, hint = '' }: ErrorDocument): keyof Situation['sources'] | undefined {
  if (code === 'ACCOUNT_NOT_COVERED') return 'accountId';
  if (!hint.includes('into credentials.json')) return undefined;
  if (name === 'TokenError') return 'accessToken';
  return code === 'CH_CLIENT_AUTH_FAILURE' ? 'clientSecret' : undefined;
}

/** Values that no file and no variable gave are nowhere to be changed. */
const placeOf = (source: string | undefined): string | undefined =>
  source === undefined || source === 'the credentials option' ? undefined : source;
