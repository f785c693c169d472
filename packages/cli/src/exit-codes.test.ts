import {
  AuthorizationError,
  ClosedError,
  ConfigError,
  type ConfigErrorCode,
  ConnectionLostError,
  DialError,
  type DialErrorCode,
  LimitError,
  type Refusal,
  ServerError,
  TimeoutError,
  TokenError,
  TokenStoreError,
  type TokenStoreErrorCode,
} from '@tickwire/client';
import { ProtocolError, type ProtocolErrorCode } from '@tickwire/protocol';
import { SandboxError, type SandboxErrorCode } from '@tickwire/sandbox';
import { describe, expect, test } from 'vitest';
import { LoginError, NotFoundError, UnknownOutcomeError, UsageError } from './errors.ts';
import { exitCodeOf } from './exit-codes.ts';

const refusal: Refusal = { serverCode: 'SOME_CODE', description: undefined, retryAfterMs: undefined };
const lost = (outcome: 'not-sent' | 'unknown', code: 'CONNECTION_LOST' | 'NOT_READY') =>
  new ConnectionLostError('lost', { code, outcome });
const timeout = (code: 'READY_TIMEOUT' | 'REQUEST_TIMEOUT', cause?: unknown) =>
  new TimeoutError('late', { code, outcome: 'unknown', cause });

/** Every code of every class that has codes of its own; the types make the list complete. */
const configCodes: Readonly<Record<ConfigErrorCode, number>> = {
  BAD_OPTION: 2,
  CREDENTIALS_MISSING: 4,
  CREDENTIALS_NOT_FOUND: 4,
  CREDENTIALS_NOT_A_FILE: 2,
  CREDENTIALS_UNREADABLE: 2,
  CREDENTIALS_READABLE_BY_OTHERS: 8,
  CREDENTIALS_TOO_LARGE: 2,
  CREDENTIALS_NOT_JSON: 2,
  CREDENTIALS_BAD_VALUE: 2,
  CREDENTIALS_EMPTY_VALUE: 4,
  ACCOUNT_NOT_COVERED: 3,
  ACCOUNT_AMBIGUOUS: 2,
  ENVIRONMENT_MISMATCH: 2,
  REFRESH_OFF: 2,
  TLS_CHECKS_OFF: 8,
};
const dialCodes: Readonly<Record<DialErrorCode, number>> = {
  DNS_FAILED: 9,
  CONNECTION_REFUSED: 9,
  NETWORK_UNREACHABLE: 9,
  CONNECT_TIMEOUT: 9,
  TLS_UNTRUSTED: 8,
  TLS_FAILED: 9,
  UPGRADE_REFUSED: 9,
  DIAL_FAILED: 9,
};
const storeCodes: Readonly<Record<TokenStoreErrorCode, number>> = {
  STORE_BUSY: 9,
  STORE_CONFLICT: 1,
  STORE_EMPTY: 4,
  STORE_SYMLINK: 8,
  STORE_UNWRITABLE: 1,
};
const protocolCodes: Readonly<Record<ProtocolErrorCode, number>> = {
  BAD_PAYLOAD: 2,
  BAD_FRAME: 1,
  BAD_FIELD: 1,
  INTEGER_TOO_LARGE: 1,
};
const sandboxCodes: Readonly<Record<SandboxErrorCode, number>> = {
  PORT_IN_USE: 1,
  PORT_FORBIDDEN: 1,
  LISTEN_FAILED: 1,
  DATA_FOLDER: 1,
  BAD_OPTION: 2,
  BAD_FAULT: 2,
  NOT_IN_WORLD: 3,
  BAD_DOCUMENT: 2,
  BAD_SEED_FILE: 2,
  BAD_SNAPSHOT: 2,
  NOT_POSSIBLE: 1,
  CONTROL_UNREACHABLE: 1,
  CONTROL_REFUSED: 1,
};

/** The codes of a table, which are exactly the codes of its type. */
const rows = <Code extends string>(table: Readonly<Record<Code, number>>) => Object.entries(table) as [Code, number][];

describe('the exit code is a function of the class and code of the error (I23)', () => {
  test.each(rows(configCodes))('ConfigError %s ends with %i', (code, exitCode) => {
    expect(exitCodeOf(new ConfigError('config', { code }))).toBe(exitCode);
  });

  test.each(rows(dialCodes))('DialError %s ends with %i', (code, exitCode) => {
    expect(exitCodeOf(new DialError('dial', { code }))).toBe(exitCode);
  });

  test.each(rows(storeCodes))('TokenStoreError %s ends with %i', (code, exitCode) => {
    expect(exitCodeOf(new TokenStoreError('store', { code }))).toBe(exitCode);
  });

  test.each(rows(protocolCodes))('ProtocolError %s ends with %i', (code, exitCode) => {
    expect(exitCodeOf(new ProtocolError('protocol', { code, outcome: 'unknown' }))).toBe(exitCode);
  });

  test.each(rows(sandboxCodes))('SandboxError %s ends with %i', (code, exitCode) => {
    expect(exitCodeOf(new SandboxError('sandbox', { code }))).toBe(exitCode);
  });

  test.each([
    [new UsageError('usage'), 2],
    [new NotFoundError('unknown', { code: 'UNKNOWN_MESSAGE' }), 3],
    [new NotFoundError('unknown', { code: 'UNKNOWN_ERROR_CODE' }), 3],
    [new LoginError('refused', { code: 'CONSENT_REFUSED', hint: '' }), 5],
    [new LoginError('late', { code: 'LOGIN_TIMEOUT', hint: '' }), 9],
    [new LoginError('taken', { code: 'PORT_TAKEN', hint: '' }), 1],
    [new LoginError('none', { code: 'NO_ACCOUNT_GRANTED', hint: '' }), 4],
    [new LoginError('other', { code: 'ACCOUNT_NOT_GRANTED', hint: '' }), 3],
    [new TokenError('token', refusal, {}), 4],
    [new TokenError('in doubt', refusal, { code: 'REFRESH_IN_DOUBT' }), 4],
    [new AuthorizationError('refused', refusal, {}), 5],
    [new ServerError('refused', refusal, {}), 5],
    [new UnknownOutcomeError({ request: 'NewOrderReq', cause: lost('unknown', 'CONNECTION_LOST') }), 6],
    [new LimitError('later', refusal, {}), 7],
    [timeout('REQUEST_TIMEOUT'), 9],
    [timeout('READY_TIMEOUT'), 9],
    [lost('unknown', 'CONNECTION_LOST'), 9],
    [lost('not-sent', 'NOT_READY'), 9],
    [new ClosedError(), 9],
    [new TypeError('a defect'), 1],
  ])('%s ends with %i', (error, exitCode) => {
    expect(exitCodeOf(error)).toBe(exitCode);
  });

  test('what led to a timeout does not change its exit code', () => {
    expect(exitCodeOf(timeout('READY_TIMEOUT', new TokenError('token', refusal, {})))).toBe(9);
  });

  test('something thrown that is no error is a failure', () => {
    expect(exitCodeOf('oops')).toBe(1);
  });
});
