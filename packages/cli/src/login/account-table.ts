import { formatMoney, toDecimal } from '../output/money.ts';
import { formatTable } from '../output/table.ts';
import { cutText } from '../output/text.ts';
import type { GrantedAccount } from './read-grant.ts';

const longestBroker = 20;

/** Accounts as a table; `marks` stand in front of each. */
export function formatAccounts(accounts: readonly GrantedAccount[], marks: readonly string[]): readonly string[] {
  const rows = accounts.map(({ accountId, traderLogin, environment, broker, balance }, index) => [
    marks[index] ?? '',
    String(accountId),
    String(traderLogin ?? '–'),
    environment,
    cutText(broker ?? '–', longestBroker),
    balance === undefined ? '–' : formatMoney(balance),
  ]);
  const right = { isRight: true };
  return formatTable(
    [
      { head: '', ...right },
      { head: 'ID', ...right },
      { head: 'LOGIN', ...right },
      { head: 'KIND' },
      { head: 'BROKER' },
      { head: 'BALANCE', ...right },
    ],
    rows,
  );
}

/** An account as programs read it. `balance` is an exact decimal in `currency`; null is what the server did not give. */
export const toAccountDocument = ({ accountId, traderLogin, environment, broker, balance }: GrantedAccount) => ({
  accountId,
  traderLogin: traderLogin ?? null,
  environment,
  broker: broker ?? null,
  balance: balance === undefined ? null : toDecimal(balance),
  currency: balance?.currency ?? null,
});

/** An account in a sentence: `demo account 40000002 (login 3000002, Sandbox)`. */
export function describeAccount({ accountId, traderLogin, environment, broker }: GrantedAccount): string {
  const details = [traderLogin === undefined ? undefined : `login ${traderLogin}`, broker].filter(Boolean);
  return `${environment} account ${accountId}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}
