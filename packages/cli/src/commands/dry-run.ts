import type { AnyRequest } from '@tickwire/protocol';
import type { Context } from '../context.ts';
import { maskPayload } from '../output/mask-secrets.ts';
import { openEmbeddedSandbox } from '../settings/embedded-sandbox.ts';
import { encodePayload, fillIn, findMissing, type TypedPayload, toPayload } from '../settings/request-payload.ts';
import { refuseContradictions } from '../settings/target.ts';
import type { RequestFlags } from './request.ts';

/** Prints the message that would be sent, from what was typed and the credentials alone: nothing is connected. */
export async function printDryRun(
  context: Context,
  flags: RequestFlags,
  request: AnyRequest,
  payload: TypedPayload,
): Promise<void> {
  const { resolveCredentials } = await context.loadClient();
  const missing = findMissing(request, payload);
  const needsAccount = missing.includes('ctidTraderAccountId');
  const credentials = await findCredentials(context, flags);
  // A payload that says everything itself needs no credentials.
  const known =
    missing.length === 0
      ? undefined
      : await resolveCredentials({
          ...(credentials === undefined ? {} : { credentials }),
          ...(flags.profile === undefined ? {} : { profile: flags.profile }),
          needsToken: missing.includes('accessToken'),
          needsAccount: needsAccount && flags.account === undefined,
        });
  const accountId = flags.account ?? known?.accountId;
  const filled = known === undefined ? payload : { ...payload, ...fillIn(missing, accountId, known) };
  const shown = flags.showSecrets === true ? filled : await maskPayload(context, filled);
  const { stderr, stdout } = context;
  stderr.write('Dry run: nothing was connected, and nothing was sent. A session adds a clientMsgId to this message.\n');
  if (needsAccount) {
    stderr.write(
      `Whether ${accountId} is an account id or a login number shows only in a session, which puts the id in its place.\n`,
    );
  }
  stdout.write(`${encodePayload(request, toPayload(request, shown))}\n`);
}

/** The sandbox that would be met is started for its credentials only. */
async function findCredentials(context: Context, flags: RequestFlags) {
  const { sandbox, credentials, environment } = flags;
  if (sandbox !== true) return credentials;
  refuseContradictions(flags);
  const embedded = await openEmbeddedSandbox(context, environment ?? 'demo');
  await embedded.close();
  return embedded.credentials;
}
