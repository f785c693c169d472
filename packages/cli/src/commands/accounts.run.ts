import type { Context } from '../context.ts';
import { formatAccounts, toAccountDocument } from '../login/account-table.ts';
import { openGrantTarget, readStoredGrant } from '../login/stored-grant.ts';
import { documentVersion } from '../output/failure.ts';
import { defuse, toJsonText } from '../output/terminal.ts';
import { watchInterrupt } from '../settings/interrupt.ts';
import type { AccountsFlags } from './accounts.ts';

/** Lists the accounts that the access token covers. */
export async function runAccounts(context: Context, flags: AccountsFlags): Promise<void> {
  const interrupt = watchInterrupt(context);
  try {
    const target = await openGrantTarget(context, flags);
    try {
      const { grant, credentials } = await readStoredGrant(context, target, {
        withBalances: true,
        signal: interrupt.signal,
      });
      const { scope, accounts } = grant;
      const isSelected = ({ accountId, traderLogin }: (typeof accounts)[number]) =>
        credentials.accountId !== undefined &&
        (accountId === credentials.accountId || traderLogin === credentials.accountId);
      const { stdout } = context;
      if (flags.json === true) {
        const rows = accounts.map((account) => ({ ...toAccountDocument(account), isSelected: isSelected(account) }));
        stdout.write(`${toJsonText({ v: documentVersion, scope: scope ?? null, accounts: rows })}\n`);
        return;
      }
      const marks = accounts.map((account) => (isSelected(account) ? '*' : ''));
      const lines = accounts.length === 0 ? ['The token covers no account.'] : formatAccounts(accounts, marks);
      stdout.write(defuse(`${lines.join('\n')}\n`));
    } finally {
      await target.close();
    }
  } finally {
    interrupt.stop();
  }
}
