import type { SessionAccount } from '@tickwire/client';
import type { AnyRequest } from '@tickwire/protocol';
import type { Surroundings } from '../context.ts';
import { UsageError } from '../errors.ts';

/** What somebody said about real money on the command line. */
export interface Consent {
  readonly live?: boolean;
  readonly yes?: boolean;
}

/**
 * Stands between a trading command and real money: `--live`, and then `--yes` or the account id typed by hand.
 * Throws UsageError when the word was not given. No variable and no file can stand in for it.
 */
export async function confirmRealMoney(
  surroundings: Surroundings,
  request: AnyRequest,
  account: Pick<SessionAccount, 'accountId'>,
  consent: Consent,
  signal: AbortSignal,
): Promise<void> {
  const { stdin, stderr } = surroundings;
  const { accountId } = account;
  if (consent.live !== true) {
    throw new UsageError(`${request.name} on live account ${accountId} would trade real money.`, {
      hint: 'add --live if that is what you want, or look at the message first with --dry-run',
    });
  }
  if (consent.yes === true) return;
  if (!stdin.isTerminal) {
    throw new UsageError(`${request.name} on live account ${accountId} needs a confirmation, and nobody can type it.`, {
      hint: 'add --yes',
    });
  }
  stderr.write(`${request.name} trades real money. Type the account id ${accountId} to send it: `);
  const typed = await readTyped(surroundings, signal);
  if (typed?.trim() === String(accountId)) return;
  throw new UsageError('Not confirmed, so nothing was sent.', {
    hint: `run it again and type ${accountId} when asked, or add --yes`,
  });
}

/** A line that was begun and not finished is ended for whoever writes next. */
async function readTyped({ stdin, stderr }: Surroundings, signal: AbortSignal): Promise<string | undefined> {
  let typed: string | undefined;
  try {
    typed = await stdin.readLine(signal);
    return typed;
  } finally {
    if (typed === undefined) stderr.write('\n');
  }
}
