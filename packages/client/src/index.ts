export type { Session } from './client.ts';
export { connect, resolveCredentials } from './client.ts';
export type { CredentialKey, Credentials, Environment, PlainCredentials } from './credentials/credentials.ts';
export type { CredentialQuery } from './credentials/resolve.ts';
export type { ConfigErrorCode, DialErrorCode, Refusal } from './errors/errors.ts';
export {
  AuthorizationError,
  ClosedError,
  ConfigError,
  ConnectionLostError,
  DialError,
  LimitError,
  RefusedError,
  ServerError,
  TimeoutError,
  TokenError,
} from './errors/errors.ts';
export type { Outcome } from './errors/outcome.ts';
export type {
  Clock,
  CloseReport,
  Dial,
  DialTarget,
  LogFacts,
  Logger,
  Random,
  Wire,
  WireHandlers,
} from './ports.ts';
export { Secret } from './secret.ts';
export type { ConnectOptions, RequestOptions } from './session/options.ts';
export type { Health } from './session/shape.ts';
export type { SessionAccount, Status } from './session/status.ts';
