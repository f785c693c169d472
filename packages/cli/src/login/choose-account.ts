import type { Context } from '../context.ts';
import { LoginError, UsageError } from '../errors.ts';
import { defuse } from '../output/terminal.ts';
import { describeAccount, formatAccounts } from './account-table.ts';
import { askLine, needTerminal } from './ask.ts';
import type { Grant, GrantedAccount } from './read-grant.ts';

const mostTries = 3;

/** Which account the credentials are going to name: the wanted one, the only one, or the one that somebody picks. */
export async function chooseAccount(
  context: Context,
  { accounts }: Grant,
  wanted: number | undefined,
  signal: AbortSignal,
): Promise<GrantedAccount> {
  const [first] = accounts;
  if (first === undefined) {
    throw new LoginError('The consent covers no account, so there is nothing to log in to.', {
      code: 'NO_ACCOUNT_GRANTED',
      hint: 'run it again and tick at least one account on the consent page',
    });
  }
  if (wanted !== undefined) return findWanted(accounts, wanted);
  if (accounts.length === 1) return first;
  needTerminal(
    context,
    `The consent covers ${accounts.length} accounts, and one has to be chosen`,
    `add --account with one of ${accounts.map(({ accountId }) => accountId).join(', ')}`,
  );
  return pick(context, accounts, signal);
}

async function pick(
  context: Context,
  accounts: readonly GrantedAccount[],
  signal: AbortSignal,
): Promise<GrantedAccount> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const typed = await askLine(context, `Which one? A number from 1 to ${accounts.length}: `, signal);
    const chosen = accounts[Number(typed) - 1] ?? accounts.find(({ accountId }) => String(accountId) === typed);
    if (/^\d+$/.test(typed) && chosen !== undefined) return chosen;
    context.stderr.write(`That is none of them.\n`);
  }
  throw new UsageError('No account was chosen, so nothing was stored.', {
    hint: 'run it again, or name the account with --account',
  });
}

function findWanted(accounts: readonly GrantedAccount[], wanted: number): GrantedAccount {
  const fitting = accounts.filter(({ accountId, traderLogin }) => accountId === wanted || traderLogin === wanted);
  const [found, second] = fitting;
  const listed = accounts.map(describeAccount).join(', ');
  if (found === undefined) {
    throw new LoginError(`The consent does not cover account ${wanted}; it covers ${listed}.`, {
      code: 'ACCOUNT_NOT_GRANTED',
      facts: { wanted, covered: accounts.map(({ accountId }) => accountId) },
      hint: 'run it again and tick the account on the consent page, or name another one with --account',
    });
  }
  if (second !== undefined) {
    throw new UsageError(
      `The number ${wanted} names more than one account: ${fitting.map(describeAccount).join(', ')}.`,
      {
        hint: 'name it by its id with --account',
      },
    );
  }
  return found;
}

/** Shows what was granted, on stderr. */
export function showGrant({ stderr }: Context, { accounts, scope }: Grant): void {
  const power = scope === undefined ? '' : scope === 'trading' ? ', to trade in' : ', to look at only';
  const count = accounts.length === 1 ? '1 account' : `${accounts.length} accounts`;
  const marks = accounts.map((_, index) => String(index + 1));
  stderr.write(`The consent covers ${count}${power}:\n\n`);
  stderr.write(
    defuse(
      `${formatAccounts(accounts, marks)
        .map((line) => `  ${line}\n`)
        .join('')}\n`,
    ),
  );
}
