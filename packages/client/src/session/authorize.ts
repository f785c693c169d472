import {
  AccountAuthReq,
  type Answer,
  type AnyRequest,
  ApplicationAuthReq,
  type CtidTraderAccount,
  GetAccountListByAccessTokenReq,
  isAlreadyDone,
  type Payload,
} from '@tickwire/protocol';
import type { Credentials, Environment } from '../credentials/credentials.ts';
import { AuthorizationError, ConfigError, RefusedError, TokenError } from '../errors/errors.ts';
import { chooseAccounts } from './accounts.ts';
import { judgeLoss } from './judgement.ts';
import type { SessionAccount } from './status.ts';

/** What the login needs from the connection it runs on. */
export interface LoginPort {
  ask<R extends AnyRequest>(request: R, payload: Payload<R>): Promise<Answer<R>>;
  /** Told as the login gets on; each call is one line of the seed's output. */
  tell(progress: LoginProgress): void;
}

/** The steps of a login that people see. */
export type LoginProgress =
  | { readonly at: 'authorizing-application' }
  | { readonly at: 'application-authorized' }
  | { readonly at: 'authorizing-accounts'; readonly environment: Environment };

/** What a login is to achieve. */
export interface LoginPlan {
  readonly credentials: Credentials;
  /** Ids or login numbers; none: the application only. */
  readonly wanted: readonly number[];
  readonly environment: Environment | undefined;
  /** The application is in already: only accounts are left. */
  readonly isApplicationIn: boolean;
  /** One address serves both environments: there is no other host to move to. */
  readonly isOneHost: boolean;
  /** The accounts as an earlier login resolved them: the list need not be asked again. */
  readonly known: readonly SessionAccount[] | undefined;
}

/** How a login ended, unless it failed. */
export type LoginResult =
  | {
      readonly done: true;
      readonly accounts: readonly SessionAccount[];
      /** Ids among them that are not in yet, for a reason that may pass. */
      readonly missing: readonly number[];
    }
  /** The accounts live on the other host. */
  | { readonly done: false; readonly environment: Environment; readonly accounts: readonly SessionAccount[] };

/**
 * Logs in on a fresh connection: application (2100), account list (2149), each account (2102).
 *
 * The account list is asked once per session: it tells login numbers from ids and live from demo. With the environment
 * given, the accounts are tried by id at the same time, which saves a round trip. Answers that say "already done" count as
 * success (PROTOCOL.md, "Logging in"). Rejects with what the server or the connection said.
 */
export async function logIn(port: LoginPort, plan: LoginPlan, here: Environment): Promise<LoginResult> {
  const { credentials, environment, known, wanted } = plan;
  if (!plan.isApplicationIn) await authorizeApplication(port, credentials);
  if (wanted.length === 0 || known?.length === 0) return { done: true, accounts: [], missing: [] };
  if (known !== undefined) return reauthorizeAccounts(port, credentials, known);
  if (environment !== undefined) {
    return { done: true, accounts: await authorizeHere(port, plan, environment), missing: [] };
  }
  const accounts = chooseAccounts(wanted, await listAccounts(port, credentials), undefined);
  const home = accounts[0]?.environment ?? here;
  if (home !== here && !plan.isOneHost) return { done: false, environment: home, accounts };
  return { done: true, accounts: await authorizeAccounts(port, credentials, accounts), missing: [] };
}

/** Logs accounts in that are known by id. */
async function authorizeAccounts(
  port: LoginPort,
  credentials: Credentials,
  accounts: readonly SessionAccount[],
): Promise<readonly SessionAccount[]> {
  const attempts = Promise.all(accounts.map((account) => authorizeAccount(port, credentials, account)));
  const [first] = accounts;
  if (first !== undefined) port.tell({ at: 'authorizing-accounts', environment: first.environment });
  await attempts;
  return accounts;
}

/**
 * Logs in again the accounts that an earlier connection had. One that is refused does not stop the others: for good, it is
 * left out; for a reason that may pass, it is tried again later. The login fails when none gets in.
 */
async function reauthorizeAccounts(
  port: LoginPort,
  credentials: Credentials,
  known: readonly SessionAccount[],
): Promise<LoginResult> {
  const attempts = Promise.allSettled(known.map((account) => authorizeAccount(port, credentials, account)));
  const [first] = known;
  if (first !== undefined) port.tell({ at: 'authorizing-accounts', environment: first.environment });
  const outcomes = (await attempts).map((outcome) =>
    outcome.status === 'rejected' ? judgeLoss(outcome.reason) : undefined,
  );
  const failure = outcomes.find((outcome) => outcome?.isFatal === false) ?? outcomes[0];
  if (failure !== undefined && !outcomes.includes(undefined)) throw failure.error;
  return {
    done: true,
    accounts: known.filter((_, index) => outcomes[index]?.isFatal !== true),
    missing: known.flatMap(({ accountId }, index) => (outcomes[index]?.isFatal === false ? [accountId] : [])),
  };
}

/** Tries the wanted numbers as ids while the list is under way, then settles which accounts they name. */
async function authorizeHere(
  port: LoginPort,
  { credentials, wanted }: LoginPlan,
  environment: Environment,
): Promise<readonly SessionAccount[]> {
  const list = listAccounts(port, credentials);
  const attempts = new Map(
    wanted.map((number) => [number, authorizeAccount(port, credentials, { accountId: number, environment })]),
  );
  port.tell({ at: 'authorizing-accounts', environment });
  // An attempt under a login number is refused; the list tells, so that refusal is nobody's news.
  for (const attempt of attempts.values()) attempt.catch(() => {});
  // The list is a convenience here: a server that refuses it still logs accounts in by id.
  const rows = await list.catch(passTokenErrors);
  const accounts =
    rows === undefined
      ? wanted.map((accountId) => ({ accountId, traderLogin: undefined, brokerName: undefined, environment }))
      : chooseAccounts(wanted, rows, environment);
  await Promise.all(
    accounts.map((account) => attempts.get(account.accountId) ?? authorizeAccount(port, credentials, account)),
  );
  return accounts;
}

async function authorizeAccount(
  port: LoginPort,
  credentials: Credentials,
  account: Pick<SessionAccount, 'accountId' | 'environment'>,
): Promise<void> {
  const accessToken = revealToken(credentials);
  const answer = port.ask(AccountAuthReq, { ctidTraderAccountId: account.accountId, accessToken });
  await acceptAlreadyDone(answer.catch((error: unknown) => passWithEnvironment(error, account)));
}

/** "Cannot route" has two causes, and the account's environment tells people which one it is. */
function passWithEnvironment(
  error: unknown,
  { accountId, environment }: Pick<SessionAccount, 'accountId' | 'environment'>,
): never {
  if (!(error instanceof RefusedError) || error.code !== 'CANT_ROUTE_REQUEST') throw error;
  throw new AuthorizationError(
    `The server cannot route account ${accountId}, which is a ${environment} account (${error.code}).`,
    error.refusal,
    {
      facts: { accountId, environment },
      hint: `if this is not the ${environment} server, use that one's endpoint; if it is, the broker is away: wait`,
      cause: error,
    },
  );
}

async function listAccounts(port: LoginPort, credentials: Credentials): Promise<readonly CtidTraderAccount[]> {
  const answer = await port.ask(GetAccountListByAccessTokenReq, { accessToken: revealToken(credentials) });
  return answer.ctidTraderAccount ?? [];
}

async function authorizeApplication(port: LoginPort, credentials: Credentials): Promise<void> {
  const { clientId, clientSecret } = credentials;
  const answer = port.ask(ApplicationAuthReq, { clientId, clientSecret: clientSecret.reveal() });
  port.tell({ at: 'authorizing-application' });
  await acceptAlreadyDone(answer);
  port.tell({ at: 'application-authorized' });
}

/** The access token in plain, for the wire. Throws ConfigError when there is none. */
export function revealToken(credentials: Credentials): string {
  if (credentials.accessToken === undefined) {
    throw new ConfigError('There is no access token, and an account cannot be authenticated without one.', {
      code: 'CREDENTIALS_EMPTY_VALUE',
      facts: { key: 'accessToken' },
      hint: 'put the access token into accessToken, or leave the accounts out',
    });
  }
  return credentials.accessToken.reveal();
}

function passTokenErrors(error: unknown): undefined {
  if (error instanceof RefusedError && !(error instanceof TokenError)) return undefined;
  throw error;
}

/** Waits for an answer; refusals that say that it is so already count as success. */
export async function acceptAlreadyDone(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof RefusedError && isAlreadyDone(error.refusal.serverCode))) throw error;
  }
}
