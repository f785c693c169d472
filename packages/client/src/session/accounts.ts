import type { CtidTraderAccount } from '@tickwire/protocol';
import type { Environment } from '../credentials/credentials.ts';
import { ConfigError } from '../errors/errors.ts';
import type { SessionAccount } from './status.ts';

/**
 * Finds the accounts that `wanted` names by id or by login number among those the token covers.
 *
 * Throws ConfigError when a number fits none (`ACCOUNT_NOT_COVERED`), more than one (`ACCOUNT_AMBIGUOUS`), or one of the
 * other environment, and when the accounts are not all of one environment (`ENVIRONMENT_MISMATCH`).
 */
export function chooseAccounts(
  wanted: readonly number[],
  rows: readonly CtidTraderAccount[],
  environment: Environment | undefined,
): readonly SessionAccount[] {
  const accounts = rows.map(toSessionAccount);
  const chosen = wanted.map((number) => chooseAccount(number, accounts, environment));
  const [first] = chosen;
  const stranger = chosen.find((account) => account.environment !== first?.environment);
  if (first !== undefined && stranger !== undefined) {
    throw new ConfigError(
      `Account ${first.accountId} is a ${first.environment} account and account ${stranger.accountId} is a ${stranger.environment} account; one session serves one environment.`,
      { code: 'ENVIRONMENT_MISMATCH', hint: 'open one session for the live accounts and one for the demo accounts' },
    );
  }
  return chosen.filter(
    (account, index) => chosen.findIndex((other) => other.accountId === account.accountId) === index,
  );
}

function chooseAccount(
  wanted: number,
  accounts: readonly SessionAccount[],
  environment: Environment | undefined,
): SessionAccount {
  const fitting = accounts.filter((account) => account.accountId === wanted || account.traderLogin === wanted);
  const here = environment === undefined ? fitting : fitting.filter((account) => account.environment === environment);
  const [first, second] = here;
  if (first !== undefined && second !== undefined) {
    throw new ConfigError(`The number ${wanted} names more than one account: ${here.map(describe).join(', ')}.`, {
      code: 'ACCOUNT_AMBIGUOUS',
      facts: { wanted, candidates: here.map((account) => account.accountId) },
      hint: 'name the account by its id, and give the environment',
    });
  }
  if (first !== undefined) return first;
  const [elsewhere] = fitting;
  if (elsewhere !== undefined) {
    throw new ConfigError(
      `Account ${wanted} is a ${elsewhere.environment} account, but ${String(environment)} was asked for.`,
      {
        code: 'ENVIRONMENT_MISMATCH',
        facts: { wanted, environment: elsewhere.environment },
        hint: `leave the environment out, or set it to "${elsewhere.environment}"`,
      },
    );
  }
  throw new ConfigError(`The access token does not cover account ${wanted}; it covers ${describeAll(accounts)}.`, {
    code: 'ACCOUNT_NOT_COVERED',
    facts: { wanted, covered: accounts.map((account) => account.accountId) },
    hint: 'set accountId to one of these, or grant access to the account on the consent page',
  });
}

const describe = (account: SessionAccount): string =>
  `${account.accountId} (${account.environment}${account.traderLogin === undefined ? '' : `, login ${account.traderLogin}`}${account.brokerName === undefined ? '' : `, ${account.brokerName}`})`;

const describeAll = (accounts: readonly SessionAccount[]): string => {
  if (accounts.length === 0) return 'no account at all';
  const shown = accounts.slice(0, 10).map(describe).join(', ');
  return accounts.length > 10 ? `${shown} and ${accounts.length - 10} more` : shown;
};

const toSessionAccount = (row: CtidTraderAccount): SessionAccount => ({
  accountId: row.ctidTraderAccountId,
  traderLogin: row.traderLogin,
  brokerName: row.brokerTitleShort,
  environment: row.isLive === true ? 'live' : 'demo',
});
