import type { Secret } from '../secret.ts';

/** The two worlds of the API; each has its own host, accounts and sessions. */
export type Environment = 'live' | 'demo';

/** Credentials as programs give them: the seed's keys, in plain text. */
export interface PlainCredentials {
  /** `ctidTraderAccountId` of the account, or its login number. */
  readonly accountId?: number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly accessToken?: string;
  readonly refreshToken?: string;
  /** Left out, the account list of the token decides. */
  readonly environment?: Environment;
}

/** The keys of {@link Credentials} that name a value with a source. */
export type CredentialKey = 'accountId' | 'clientId' | 'clientSecret' | 'accessToken' | 'refreshToken' | 'environment';

/** Credentials after every source was asked: complete enough for what was wanted, secrets wrapped. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Absent when only the application is to be authenticated. */
  readonly accessToken: Secret | undefined;
  readonly refreshToken: Secret | undefined;
  readonly accountId: number | undefined;
  readonly environment: Environment | undefined;
  /** Where each value came from, in words: an option, a variable's name, a file's path. */
  readonly sources: Readonly<Partial<Record<CredentialKey, string>>>;
  /** Path of the file that both tokens came from. Undefined: there is no place where new ones could be kept. */
  readonly tokenFile: string | undefined;
}

/** What there is of credentials, complete or not, and where a login belongs. */
export interface FoundCredentials extends Omit<Credentials, 'clientId' | 'clientSecret'> {
  readonly clientId: string | undefined;
  readonly clientSecret: Secret | undefined;
  /** The file that was looked into; when there is none, the one that a login would make. */
  readonly file: string;
  readonly isFileThere: boolean;
}
