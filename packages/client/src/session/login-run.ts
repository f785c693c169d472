import type { Environment } from '../credentials/credentials.ts';
import { type LoginPlan, type LoginPort, type LoginProgress, type LoginResult, logIn } from './authorize.ts';

/** Who wants to hear of a login, as long as it matters. */
export interface LoginRun {
  /** False once the connection it runs on is gone: then nothing of it is news any more. */
  isCurrent(): boolean;
  readonly ask: LoginPort['ask'];
  onProgress(progress: LoginProgress): void;
  onResult(result: LoginResult): void;
  onFailure(error: unknown): void;
}

/** Runs one login on one connection to the host `here`. */
export function runLogin(plan: LoginPlan, here: Environment, run: LoginRun): void {
  const port: LoginPort = {
    ask: run.ask,
    tell: (progress) => {
      if (run.isCurrent()) run.onProgress(progress);
    },
  };
  logIn(port, plan, here).then(
    (result) => {
      if (run.isCurrent()) run.onResult(result);
    },
    (error: unknown) => {
      if (run.isCurrent()) run.onFailure(error);
    },
  );
}
