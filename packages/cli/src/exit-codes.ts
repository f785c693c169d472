/** What the exit code of `tickwire` says. Scripts rely on it: a number never changes its meaning. */
export const ExitCode = {
  /** It worked. */
  OK: 0,
  /** It did not work, for a reason that has no code of its own. */
  FAILURE: 1,
  /** The command line, an option or a credentials file makes no sense. Change it and run again. */
  USAGE: 2,
  /** What was asked for does not exist: an account, a message name, an error code. */
  NOT_FOUND: 3,
  /** Credentials are missing, or the token is dead: log in again. */
  LOGIN_NEEDED: 4,
  /** The server said no. */
  REFUSED: 5,
  /** A trading command was sent and nobody can tell yet what became of it. Read the account before sending anything. */
  UNKNOWN_OUTCOME: 6,
  /** Too fast, too many connections, or maintenance: the same works later. */
  LIMIT: 7,
  /** Refused by us, because going on would be unsafe: an untrusted certificate, a credentials file that others can read. */
  SECURITY: 8,
  /** No connection, no answer, or not ready in time. */
  NOT_READY: 9,
  /** Ended by SIGINT (Ctrl-C): 128 + 2. */
  INTERRUPTED: 130,
  /** Ended by SIGTERM: 128 + 15. */
  TERMINATED: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const byConfigCode: Readonly<Record<string, ExitCode>> = {
  ACCOUNT_NOT_COVERED: ExitCode.NOT_FOUND,
  CREDENTIALS_MISSING: ExitCode.LOGIN_NEEDED,
  CREDENTIALS_NOT_FOUND: ExitCode.LOGIN_NEEDED,
  CREDENTIALS_EMPTY_VALUE: ExitCode.LOGIN_NEEDED,
  CREDENTIALS_READABLE_BY_OTHERS: ExitCode.SECURITY,
  TLS_CHECKS_OFF: ExitCode.SECURITY,
};

const bySandboxCode: Readonly<Record<string, ExitCode>> = {
  BAD_OPTION: ExitCode.USAGE,
  BAD_DOCUMENT: ExitCode.USAGE,
  BAD_SEED_FILE: ExitCode.USAGE,
  BAD_SNAPSHOT: ExitCode.USAGE,
  BAD_FAULT: ExitCode.USAGE,
  NOT_IN_WORLD: ExitCode.NOT_FOUND,
};

const byStoreCode: Readonly<Record<string, ExitCode>> = {
  STORE_BUSY: ExitCode.NOT_READY,
  STORE_EMPTY: ExitCode.LOGIN_NEEDED,
  STORE_SYMLINK: ExitCode.SECURITY,
};

const byLoginCode: Readonly<Record<string, ExitCode>> = {
  CONSENT_REFUSED: ExitCode.REFUSED,
  LOGIN_TIMEOUT: ExitCode.NOT_READY,
  NO_ACCOUNT_GRANTED: ExitCode.LOGIN_NEEDED,
  ACCOUNT_NOT_GRANTED: ExitCode.NOT_FOUND,
};

const byName: Readonly<Record<string, (code: string) => ExitCode>> = {
  UsageError: () => ExitCode.USAGE,
  NotFoundError: () => ExitCode.NOT_FOUND,
  LoginError: (code) => byLoginCode[code] ?? ExitCode.FAILURE,
  UnknownOutcomeError: () => ExitCode.UNKNOWN_OUTCOME,
  ConfigError: (code) => byConfigCode[code] ?? ExitCode.USAGE,
  TokenError: () => ExitCode.LOGIN_NEEDED,
  TokenStoreError: (code) => byStoreCode[code] ?? ExitCode.FAILURE,
  AuthorizationError: () => ExitCode.REFUSED,
  ServerError: () => ExitCode.REFUSED,
  LimitError: () => ExitCode.LIMIT,
  DialError: (code) => (code === 'TLS_UNTRUSTED' ? ExitCode.SECURITY : ExitCode.NOT_READY),
  TimeoutError: () => ExitCode.NOT_READY,
  ConnectionLostError: () => ExitCode.NOT_READY,
  ClosedError: () => ExitCode.NOT_READY,
  ProtocolError: (code) => (code === 'BAD_PAYLOAD' ? ExitCode.USAGE : ExitCode.FAILURE),
  SandboxError: (code) => bySandboxCode[code] ?? ExitCode.FAILURE,
};

/**
 * The exit code of a failure: decided by the class and the code of the error, by nothing else.
 *
 * Classes are told apart by name, so that this module, which every start loads, needs none of them.
 */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof Error)) return ExitCode.FAILURE;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return byName[error.name]?.(code) ?? ExitCode.FAILURE;
}
