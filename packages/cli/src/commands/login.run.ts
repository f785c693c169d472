import { basename } from 'node:path';
import type { ConnectOptions, FoundCredentials, FreshTokens } from '@tickwire/client';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { describeAccount, toAccountDocument } from '../login/account-table.ts';
import { tokenEndpoint } from '../login/addresses.ts';
import { findApplication, type OwnApplication } from '../login/application.ts';
import { askYes, needTerminal } from '../login/ask.ts';
import { awaitCode, type TakenCode } from '../login/await-code.ts';
import { chooseAccount, showGrant } from '../login/choose-account.ts';
import { type Grant, type GrantedAccount, readGrant } from '../login/read-grant.ts';
import { formatMoment } from '../output/durations.ts';
import { documentVersion } from '../output/failure.ts';
import { defuse, toJsonLine } from '../output/terminal.ts';
import { watchInterrupt } from '../settings/interrupt.ts';
import { readAuthority } from '../settings/target.ts';
import type { LoginFlags } from './login.ts';

/** Logs in through the browser, and writes what came of it into a credentials file. */
export async function runLogin(context: Context, flags: LoginFlags): Promise<void> {
  if (flags.yes !== true) {
    needTerminal(
      context,
      'Writing the file has to be confirmed',
      'add --yes, and --account if there are several accounts',
    );
  }
  const interrupt = watchInterrupt(context);
  try {
    await logIn(context, flags, interrupt.signal);
  } finally {
    interrupt.stop();
  }
}

async function logIn(context: Context, flags: LoginFlags, signal: AbortSignal): Promise<void> {
  const { findCredentials, saveLogin } = await context.loadClient();
  const { credentials, profile } = flags;
  const found = await findCredentials({
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  });
  const application = await findApplication(context, flags, found, signal);
  const options = await toOptions(context, flags, application);
  await checkApplication(context, options, signal);
  const taken = await awaitCode(context, { flags, application, signal });
  const tokens = await exchange(context, { flags, application, taken, options, signal });
  const grant = await readGrant(context, { options, accessToken: tokens.accessToken, withBalances: true, signal });
  if (grant.accounts.length > 0) showGrant(context, grant);
  const account = await chooseAccount(context, grant, flags.account, signal);
  if (flags.yes !== true) await confirm(context, found, account, signal);
  const expiresAt = context.clock.wallNow() + tokens.expiresInSeconds * 1_000;
  await saveLogin(found.file, {
    accountId: account.accountId,
    environment: account.environment,
    ...application,
    tokens: { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken, expiresAt },
  });
  report(context, flags, { found, grant, account, expiresAt });
}

async function toOptions(context: Context, flags: LoginFlags, application: OwnApplication): Promise<ConnectOptions> {
  const { endpoint } = flags;
  const ca = flags.ca === undefined ? undefined : await readAuthority(context, flags.ca);
  const { clientId, clientSecret } = application;
  return {
    credentials: { clientId, clientSecret: clientSecret.reveal() },
    readyTimeoutMs: flags.readyTimeout,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(ca === undefined ? {} : { ca }),
  };
}

/** A wrong secret and an application that is not active show here, before anybody is sent to a page that would not say so. */
async function checkApplication(context: Context, options: ConnectOptions, signal: AbortSignal): Promise<void> {
  const { connect } = await context.loadClient();
  const session = await connect({ ...options, environment: 'live', accounts: [], signal });
  await session.close();
}

async function exchange(
  context: Context,
  login: {
    readonly flags: LoginFlags;
    readonly application: OwnApplication;
    readonly taken: TakenCode;
    readonly options: ConnectOptions;
    readonly signal: AbortSignal;
  },
): Promise<FreshTokens> {
  const { exchangeCode } = await context.loadClient();
  const { flags, application, taken, options, signal } = login;
  const endpoint = tokenEndpoint(flags.oauthEndpoint);
  try {
    const tokens = await exchangeCode({
      ...application,
      code: taken.code,
      redirectUri: taken.redirectUri,
      signal,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
    await taken.end('done');
    return tokens;
  } catch (error) {
    await taken.end('failed');
    throw error;
  }
}

/** The answer to the consent is not known to prove whose it is: so a person looks at the accounts before they are stored. */
async function confirm(
  context: Context,
  { file, isFileThere, accountId, refreshToken, sources }: FoundCredentials,
  account: GrantedAccount,
  signal: AbortSignal,
): Promise<void> {
  const isFilled = isFileThere && refreshToken !== undefined && !sources.refreshToken?.startsWith('TICKWIRE_');
  const instead = isFilled
    ? `, in place of the tokens ${accountId === undefined ? 'there' : `for account ${accountId}`}`
    : '';
  const question = `Write ${describeAccount(account)} to ${file}${instead}?`;
  if (await askYes(context, defuse(question), signal)) return;
  throw new UsageError('Not confirmed, so nothing was stored.', {
    hint: 'run it again; a code is good for one login only',
  });
}

interface Outcome {
  readonly found: FoundCredentials;
  readonly grant: Grant;
  readonly account: GrantedAccount;
  readonly expiresAt: number;
}

function report(context: Context, flags: LoginFlags, { found, grant, account, expiresAt }: Outcome): void {
  const { stdout, stderr } = context;
  const { file, sources } = found;
  if (flags.json === true) {
    const document = { file, account: toAccountDocument(account), scope: grant.scope ?? null, expiresAt };
    stdout.write(`${toJsonLine({ v: documentVersion, ...document })}\n`);
  } else {
    stdout.write(
      defuse(
        `logged in: ${describeAccount(account)}\nsaved in ${file}\ngood until ${formatMoment(expiresAt)}, and renewed before\n`,
      ),
    );
    const where =
      flags.profile === undefined
        ? flags.credentials === undefined
          ? ''
          : ` --credentials ${file}`
        : ` --profile ${flags.profile}`;
    stderr.write(defuse(`next: tickwire connect${where}\n`));
  }
  const winning = Object.values(sources).filter((source) => source.startsWith('TICKWIRE_'));
  if (winning.length === 0) return;
  stderr.write(
    `warning: ${winning.join(', ')} in the environment will win over ${basename(file)}; unset what the file now has\n`,
  );
}
