import type { ConnectOptions, TokenState } from '@tickwire/client';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { tokenEndpoint } from '../login/addresses.ts';
import { readTokenFacts } from '../login/token-facts.ts';
import { formatMoment } from '../output/durations.ts';
import { documentVersion } from '../output/failure.ts';
import { defuse, toJsonLine } from '../output/terminal.ts';
import { watchInterrupt } from '../settings/interrupt.ts';
import { openTarget } from '../settings/target.ts';
import type { TokenRefreshFlags } from './token.ts';

/** Renews the stored tokens now. */
export async function runTokenRefresh(context: Context, flags: TokenRefreshFlags): Promise<void> {
  const interrupt = watchInterrupt(context);
  try {
    const { found } = await readTokenFacts(context, flags);
    const file = found.tokenFile;
    if (found.refreshToken === undefined || file === undefined) throw toNothingToRenew(found.sources.refreshToken);
    const { options } = await openTarget(context, { ...flags, accounts: [] });
    if (flags.over === 'http') await overHttp(context, flags, { file, options, signal: interrupt.signal });
    else await overSession(context, options, interrupt.signal);
    const { readTokenState } = await context.loadClient();
    report(context, flags, file, await readTokenState(file));
  } finally {
    interrupt.stop();
  }
}

/** Only the application has to be in for it. Once the token is sent, its answer is waited for, whatever is pressed. */
async function overSession(context: Context, options: ConnectOptions, signal: AbortSignal): Promise<void> {
  const { connect } = await context.loadClient();
  const session = await connect({ ...options, accounts: [], signal });
  try {
    await session.refreshTokens();
  } finally {
    await session.close();
  }
}

async function overHttp(
  context: Context,
  { oauthEndpoint }: TokenRefreshFlags,
  { file, options, signal }: { readonly file: string; readonly options: ConnectOptions; readonly signal: AbortSignal },
): Promise<void> {
  const { refreshTokens, resolveCredentials } = await context.loadClient();
  const { credentials, profile, ca } = options;
  const { clientId, clientSecret } = await resolveCredentials({
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
    needsToken: false,
  });
  const endpoint = tokenEndpoint(oauthEndpoint);
  await refreshTokens({
    store: file,
    clientId,
    clientSecret,
    signal,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(ca === undefined ? {} : { ca }),
  });
}

function toNothingToRenew(source: string | undefined): UsageError {
  return source === undefined
    ? new UsageError('There is no refresh token to renew with.', { hint: 'log in: tickwire login' })
    : new UsageError('The tokens do not both come from one file, so a new pair could not be saved.', {
        hint: 'put both tokens into credentials.json and unset the TICKWIRE_* variables for them',
      });
}

function report(context: Context, { json }: TokenRefreshFlags, file: string, { tokens }: TokenState): void {
  const { stdout } = context;
  const { generation = 0, expiresAt } = tokens ?? {};
  if (json === true) {
    stdout.write(`${toJsonLine({ v: documentVersion, file, generation, expiresAt: expiresAt ?? null })}\n`);
    return;
  }
  const until = expiresAt === undefined ? '' : `, good until ${formatMoment(expiresAt)}`;
  stdout.write(defuse(`renewed: generation ${generation} is saved in ${file}${until}\n`));
}
