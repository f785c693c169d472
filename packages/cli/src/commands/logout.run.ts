import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { askLine, needTerminal } from '../login/ask.ts';
import { documentVersion } from '../output/failure.ts';
import { defuse, toJsonLine } from '../output/terminal.ts';
import { watchInterrupt } from '../settings/interrupt.ts';
import type { LogoutFlags } from './logout.ts';

const word = 'logout';

/** Removes the stored tokens from this machine, once somebody has said so. */
export async function runLogout(context: Context, flags: LogoutFlags): Promise<void> {
  const { findCredentials, forgetTokens } = await context.loadClient();
  const { credentials, profile } = flags;
  const found = await findCredentials({
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  });
  const { file, isFileThere, sources } = found;
  if (!isFileThere) {
    throw new UsageError(`There is no file ${file}, so no tokens are stored.`, {
      hint: 'name the file with --credentials, or the profile with --profile',
    });
  }
  if (flags.yes !== true) await confirm(context, file);
  const removed = await forgetTokens(file);
  const { stdout, stderr } = context;
  if (flags.json === true) stdout.write(`${toJsonLine({ v: documentVersion, file, removed })}\n`);
  else {
    const copies = removed.length === 0 ? '' : `; removed ${removed.join(', ')}`;
    stdout.write(defuse(`logged out: ${file} holds no tokens any more${copies}\n`));
  }
  stderr.write(
    'The server was not told: it has no request for that. To take the access away for\n' +
      'good, remove the application from those that have access to your cTrader ID, at\n' +
      'id.ctrader.com.\n',
  );
  const others = [sources.accessToken, sources.refreshToken].filter((source) => source?.startsWith('TICKWIRE_'));
  if (others.length > 0) stderr.write(`warning: ${others.join(' and ')} in the environment still hold tokens\n`);
}

async function confirm(context: Context, file: string): Promise<void> {
  needTerminal(context, `Removing the tokens in ${file} has to be confirmed`, 'add --yes');
  const interrupt = watchInterrupt(context);
  try {
    const question = `This removes the tokens in ${file},\nand every copy beside it. A refresh token cannot be had back.\nType ${word} to do it: `;
    if ((await askLine(context, defuse(question), interrupt.signal)) === word) return;
  } finally {
    interrupt.stop();
  }
  throw new UsageError('Not confirmed, so nothing was removed.', { hint: `type ${word} when asked, or add --yes` });
}
