import { resolve } from 'node:path';
import type { ConnectOptions } from '@tickwire/client';
import type { Surroundings } from '../context.ts';
import { UsageError } from '../errors.ts';
import { openEmbeddedSandbox } from './embedded-sandbox.ts';
import type { SessionFlags } from './flags.ts';

/** What the flags of a command say about where to connect. */
export interface TargetFlags extends SessionFlags {
  /** Ids or login numbers; none: the account of the credentials. */
  readonly accounts: readonly number[];
  /** As `sandbox`, but only if there are no credentials. */
  readonly orSandbox?: boolean;
}

/** Where a command connects to, and what has to be taken down afterwards. */
export interface Target {
  readonly options: ConnectOptions;
  /** A server of our own: nothing here is real. */
  readonly isSandbox: boolean;
  readonly close: () => Promise<void>;
}

const longestCaBytes = 1_048_576;

/** Turns flags into options for the client, and starts the embedded sandbox if that is where it goes. */
export async function openTarget(surroundings: Surroundings, flags: TargetFlags): Promise<Target> {
  const { sandbox, orSandbox, endpoint, credentials, profile, environment } = flags;
  const common: ConnectOptions = {
    readyTimeoutMs: flags.readyTimeout,
    ...(environment === undefined ? {} : { environment }),
    ...chooseAccounts(flags),
  };
  if (sandbox === true) refuseContradictions(flags);
  const isSandbox = sandbox === true || (orSandbox === true && (await hasNoCredentials(surroundings, flags)));
  if (isSandbox) return openSandboxTarget(surroundings, common, sandbox === true);
  const ca = flags.ca === undefined ? undefined : await readAuthority(surroundings, flags.ca);
  const options: ConnectOptions = {
    ...common,
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(ca === undefined ? {} : { ca }),
  };
  return { options, isSandbox: false, close: () => Promise.resolve() };
}

function chooseAccounts({ appOnly, accounts }: TargetFlags): Pick<ConnectOptions, 'accounts'> {
  if (appOnly !== true) return accounts.length === 0 ? {} : { accounts };
  if (accounts.length === 0) return { accounts };
  throw new UsageError('--app-only authenticates no account, but --account names one.', {
    hint: 'leave one of the two out',
  });
}

/** Refuses flags that have no place beside `--sandbox`. Throws UsageError. */
export function refuseContradictions({
  credentials,
  profile,
  endpoint,
  ca,
}: Pick<SessionFlags, 'credentials' | 'profile' | 'endpoint' | 'ca'>): void {
  const flag = Object.entries({ credentials, profile, endpoint, ca }).find(([, value]) => value !== undefined)?.[0];
  if (flag === undefined) return;
  throw new UsageError(`--sandbox brings its own server and credentials, so --${flag} has no place beside it.`, {
    hint: 'leave one of the two out',
  });
}

async function hasNoCredentials(surroundings: Surroundings, flags: TargetFlags): Promise<boolean> {
  const { appOnly, accounts, credentials, profile, endpoint } = flags;
  // Whoever names a file or a server wants that one.
  if (credentials !== undefined || profile !== undefined || endpoint !== undefined) return false;
  const { resolveCredentials } = await surroundings.loadClient();
  try {
    await resolveCredentials({ needsToken: appOnly !== true, needsAccount: appOnly !== true && accounts.length === 0 });
    return false;
  } catch (error) {
    // Whatever else is wrong with them, there are some: connecting will say what.
    return error instanceof Error && 'code' in error && error.code === 'CREDENTIALS_MISSING';
  }
}

async function openSandboxTarget(
  surroundings: Surroundings,
  options: ConnectOptions,
  isAsked: boolean,
): Promise<Target> {
  const { environment = 'demo', accounts = [] } = options;
  const { endpoint, credentials, close } = await openEmbeddedSandbox(surroundings, environment);
  const where = `an embedded sandbox at ${endpoint[environment]}`;
  surroundings.stderr.write(
    isAsked
      ? `Running against ${where}; nothing here is real.\n`
      : `No credentials found: running against ${where}; nothing here is real.\n`,
  );
  // An account that was named may be of either environment: then the account list decides, as it does for real ones.
  const known = accounts.length === 0 ? { environment } : {};
  return { options: { ...known, ...options, endpoint, credentials }, isSandbox: true, close };
}

/** Reads the file given to `--ca`. Throws UsageError when there is no certificate in it. */
export async function readAuthority({ cwd, readTextFile }: Surroundings, path: string): Promise<string> {
  let text: string;
  try {
    text = await readTextFile(resolve(cwd, path), longestCaBytes);
  } catch (cause) {
    throw new UsageError(`The file ${path} given to --ca cannot be read.`, {
      hint: 'check the path and its mode',
      cause,
    });
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new UsageError(`The file ${path} given to --ca holds no PEM certificate.`, {
    hint: 'name the certificate of the authority, such as the ca.pem of `tickwire sandbox --tls`',
  });
}
