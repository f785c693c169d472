import type { Credentials, Environment } from '../credentials/credentials.ts';
import { TokenError } from '../errors/errors.ts';
import { type LoginPlan, type LoginPort, type LoginProgress, type LoginResult, logIn } from './authorize.ts';

/** Who wants to hear of a login, as long as it matters. */
export interface LoginRun {
  /** False once the connection it runs on is gone: then nothing of it is news any more. */
  isCurrent(): boolean;
  readonly ask: LoginPort['ask'];
  onProgress(progress: LoginProgress): void;
  onResult(result: LoginResult): void;
  onFailure(error: unknown): void;
  /** The server has refused the access token. Resolves with credentials that hold another one, or rejects with why not. */
  renew(refused: Credentials, error: TokenError): Promise<Credentials>;
}

/** Tokens that were renewed this often in one login are not the reason why it fails. */
const mostRenewals = 2;

/** Runs one login on one connection to the host `here`. */
export function runLogin(plan: LoginPlan, here: Environment, run: LoginRun): void {
  const port: LoginPort = {
    ask: run.ask,
    tell: (progress) => {
      if (run.isCurrent()) run.onProgress(progress);
    },
  };
  logInWithLiveToken(port, plan, here, run).then(
    (result) => {
      if (run.isCurrent()) run.onResult(result);
    },
    (error: unknown) => {
      if (run.isCurrent()) run.onFailure(error);
    },
  );
}

async function logInWithLiveToken(
  port: LoginPort,
  plan: LoginPlan,
  here: Environment,
  run: LoginRun,
): Promise<LoginResult> {
  let current = plan;
  for (let renewals = 0; ; renewals += 1) {
    try {
      return await logIn(port, current, here);
    } catch (error) {
      if (!(error instanceof TokenError) || renewals === mostRenewals || !run.isCurrent()) throw error;
      // Application login uses no token: it is done by now.
      current = { ...plan, credentials: await run.renew(current.credentials, error), isApplicationIn: true };
    }
  }
}
