import type { ConnectOptions, CredentialKey, FoundCredentials, TokenState } from '@tickwire/client';
import type { Context } from '../context.ts';
import { describeAccount, toAccountDocument } from '../login/account-table.ts';
import type { Grant } from '../login/read-grant.ts';
import { openGrantTarget, readStoredGrant } from '../login/stored-grant.ts';
import { formatLongSpan, formatMoment } from '../output/durations.ts';
import { documentVersion } from '../output/failure.ts';
import { formatTable } from '../output/table.ts';
import { defuse, toJsonText } from '../output/terminal.ts';
import { watchInterrupt } from '../settings/interrupt.ts';
import type { WhoamiFlags } from './whoami.ts';

/** Shows the credentials that count, and what the server says about them. */
export async function runWhoami(context: Context, flags: WhoamiFlags): Promise<void> {
  const interrupt = watchInterrupt(context);
  try {
    const target = await openGrantTarget(context, flags);
    try {
      const local = await readLocal(context, target.options);
      if (flags.json !== true) context.stdout.write(defuse(`${renderLocal(local, context).join('\n')}\n`));
      const grant =
        flags.offline === true
          ? undefined
          : await readStoredGrant(context, target, {
              withBalances: false,
              withUser: true,
              signal: interrupt.signal,
            }).then((stored) => stored.grant);
      if (flags.json === true) context.stdout.write(`${toJsonText(toDocument(local, grant))}\n`);
      else if (grant !== undefined) context.stdout.write(defuse(`${renderGrant(local, grant).join('\n')}\n`));
    } finally {
      await target.close();
    }
  } finally {
    interrupt.stop();
  }
}

interface Local {
  readonly found: FoundCredentials;
  /** Undefined when the tokens are not in one file, or the file cannot serve as a store. */
  readonly state: TokenState | undefined;
}

async function readLocal(context: Context, { credentials, profile }: ConnectOptions): Promise<Local> {
  const { findCredentials, readTokenState } = await context.loadClient();
  const found = await findCredentials({
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  });
  const state =
    found.tokenFile === undefined ? undefined : await readTokenState(found.tokenFile).catch(() => undefined);
  return { found, state };
}

/** What people see of each value; undefined where there is none. */
function shownValues(found: FoundCredentials): readonly (readonly [CredentialKey, string | undefined])[] {
  const { accountId, clientId, clientSecret, accessToken, refreshToken, environment } = found;
  return [
    ['clientId', clientId],
    ['clientSecret', clientSecret?.masked()],
    ['accessToken', accessToken?.masked()],
    ['refreshToken', refreshToken?.masked()],
    ['accountId', accountId?.toString()],
    ['environment', environment],
  ];
}

function renderLocal({ found, state }: Local, { clock }: Context): readonly string[] {
  const values = shownValues(found).map(([key, value]) => [key, value ?? '–', found.sources[key] ?? '']);
  const expiresAt = state?.tokens?.expiresAt;
  const life =
    expiresAt === undefined
      ? []
      : [['expires', `${formatMoment(expiresAt)}, ${describeLife(expiresAt - clock.wallNow())}`, '']];
  return formatTable([{ head: '' }, { head: 'VALUE' }, { head: 'SOURCE' }], [...values, ...life]);
}

const describeLife = (leftMs: number): string =>
  leftMs > 0 ? `${formatLongSpan(leftMs)} left` : `${formatLongSpan(-leftMs)} ago`;

function renderGrant({ found }: Local, { scope, userId, accounts }: Grant): readonly string[] {
  const account = findOwn(found, accounts);
  const own =
    found.accountId === undefined
      ? 'none is named'
      : account === undefined
        ? `${found.accountId}, which the token does not cover`
        : describeAccount(account);
  return [
    '',
    ...formatTable(
      [{ head: 'THE SERVER SAYS' }, { head: '' }],
      [
        ['scope', scope ?? '–'],
        ['cTrader ID', userId?.toString() ?? '–'],
        ['account', own],
        ['accounts', `${accounts.length}; list them with: tickwire accounts`],
      ],
    ),
  ];
}

const findOwn = ({ accountId: wanted }: FoundCredentials, accounts: Grant['accounts']) =>
  accounts.find(({ accountId, traderLogin }) => accountId === wanted || traderLogin === wanted);

function toDocument({ found, state }: Local, grant: Grant | undefined) {
  const account = grant === undefined ? undefined : findOwn(found, grant.accounts);
  const credentials = Object.fromEntries(
    shownValues(found).map(([key, shown]) => [key, { shown: shown ?? null, source: found.sources[key] ?? null }]),
  );
  return {
    v: documentVersion,
    file: found.isFileThere ? found.file : null,
    credentials,
    expiresAt: state?.tokens?.expiresAt ?? null,
    generation: state?.tokens?.generation ?? null,
    server:
      grant === undefined
        ? null
        : {
            scope: grant.scope ?? null,
            userId: grant.userId ?? null,
            account: account === undefined ? null : toAccountDocument(account),
            accountCount: grant.accounts.length,
          },
  };
}
