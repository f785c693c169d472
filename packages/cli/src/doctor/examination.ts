import type { ConnectOptions, Credentials, Environment, Session } from '@tickwire/client';
import type { CtidTraderAccount } from '@tickwire/protocol';
import type { Surroundings } from '../context.ts';
import type { Places } from './places.ts';
import type { Handshake, Probes } from './probes.ts';

/** What `tickwire doctor` was told to look at. */
export interface DoctorOptions {
  readonly credentials?: string;
  readonly environment?: Environment;
  readonly endpoint?: string;
  readonly ca?: string;
  readonly sandbox?: boolean;
  readonly account?: number;
  /** For each step that waits for somebody, in milliseconds. */
  readonly timeout: number;
}

/** What checks found out, for the checks that need them. */
export interface Found {
  handshakes?: readonly { readonly name: string; readonly handshake: Handshake }[];
  credentials?: Credentials;
  /** The session with the application logged in, and no account. */
  session?: Session;
  /** Why there is no session. */
  failure?: unknown;
  accounts?: readonly CtidTraderAccount[];
  account?: CtidTraderAccount;
  /** The session on the host of the account, with the account logged in. */
  home?: Session;
  symbol?: { readonly symbolId: number; readonly name: string };
  /** Epoch milliseconds of the last price that came, by the server's clock. */
  quotedAt?: number;
}

/** Where a credentials file is, and how it is called in sentences and commands. */
export interface CredentialsFile {
  readonly path: string;
  readonly label: string;
}

/** Everything a check may use. */
export interface Examination {
  readonly surroundings: Pick<Surroundings, 'clock' | 'env' | 'cwd' | 'loadClient' | 'readTextFile'>;
  readonly probes: Probes;
  readonly options: DoctorOptions;
  readonly places: Places;
  /** The credentials file that would be used, if there is one. */
  readonly file: CredentialsFile | undefined;
  /** Where credentials come from when it is not from the surroundings. */
  readonly given: NonNullable<ConnectOptions['credentials']> | undefined;
  /** PEM of an extra authority. */
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
  readonly found: Found;
  /** Sessions to close at the end. */
  readonly sessions: Set<Session>;
}

/** What an earlier check found; that it has is what `needs` is for. */
export function take<Key extends keyof Found>({ found }: Examination, key: Key): NonNullable<Found[Key]> {
  const value = found[key];
  if (value === undefined || value === null) throw new Error(`a check needs ${key}, which no check it needs has found`);
  return value;
}
