export type { Session } from './client.ts';
export { connect, findCredentials, resolveCredentials } from './client.ts';
export type {
  CredentialKey,
  Credentials,
  Environment,
  FoundCredentials,
  PlainCredentials,
} from './credentials/credentials.ts';
export type { CredentialQuery } from './credentials/resolve.ts';
export type { ConfigErrorCode, DialErrorCode, Refusal, TokenStoreErrorCode } from './errors/errors.ts';
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
  TokenStoreError,
} from './errors/errors.ts';
export type { Outcome } from './errors/outcome.ts';
export type { ExchangeCodeOptions } from './exchange-code.ts';
export { exchangeCode } from './exchange-code.ts';
export { forgetTokens, saveLogin } from './login-file.ts';
export type {
  Clock,
  CloseReport,
  Dial,
  DialTarget,
  HttpAnswer,
  LogFact,
  LogFacts,
  Logger,
  Random,
  SendForm,
  Wire,
  WireHandlers,
} from './ports.ts';
export type { RefreshTokensOptions } from './renew-tokens.ts';
export { readTokenState, refreshTokens } from './renew-tokens.ts';
export { Secret } from './secret.ts';
export type { ConnectOptions, PaceOptions, RequestOptions } from './session/options.ts';
export type { BudgetView, PaceView } from './session/pace.ts';
export type { Health } from './session/shape.ts';
export type { SessionAccount, Status } from './session/status.ts';
export type { TokenReport } from './session/token-report.ts';
export { fileTokenStore } from './token-keeping.ts';
export type { FreshLogin, FreshTokens, RefreshIntent, StoredTokens, TokenState } from './tokens/stored-tokens.ts';
export type { TokenStore, TokenTransaction } from './tokens/token-store.ts';
