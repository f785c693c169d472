import type { Credentials, Session } from '@tickwire/client';
import { type AnyRequest, findMessage, findMessageByName, isRequest, messages } from '@tickwire/protocol';
import type { Context } from '../context.ts';
import { NotFoundError, UnknownOutcomeError, UsageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { findClosest, proposeEnding } from '../output/closest.ts';
import { maskSecrets } from '../output/mask-secrets.ts';
import { defuse, toJsonLine, toJsonText } from '../output/terminal.ts';
import { quote } from '../settings/flag-value.ts';
import { watchInterrupt } from '../settings/interrupt.ts';
import { confirmRealMoney } from '../settings/live-guard.ts';
import {
  checkPayload,
  encodePayload,
  type FillableKey,
  findMissing,
  readPayload,
  type TypedPayload,
  toPayload,
} from '../settings/request-payload.ts';
import { openTarget, type Target } from '../settings/target.ts';
import type { RequestFlags } from './request.ts';

/** Sends one request by name and prints the answer. */
export async function runRequest(context: Context, flags: RequestFlags, name: string): Promise<void> {
  const request = findRequest(name);
  refuseCarelessRotation(request, flags);
  if (flags.json === '-' && context.stdin.isTerminal) {
    context.stderr.write('Type the payload as a JSON object, and end it with Ctrl-D.\n');
  }
  const payload = await readPayload(flags.json, context.stdin);
  checkPayload(request, payload);
  const interrupt = watchInterrupt(context);
  try {
    const accounts = flags.account === undefined ? [] : [flags.account];
    const appOnly = flags.appOnly === true || (request.needs !== 'account' && accounts.length === 0);
    const target = await openTarget(context, { ...flags, accounts, appOnly });
    try {
      await exchange({ context, flags, target, signal: interrupt.signal }, request, payload);
    } finally {
      await target.close();
    }
  } finally {
    interrupt.stop();
  }
}

interface Exchange {
  readonly context: Context;
  readonly flags: RequestFlags;
  readonly target: Target;
  readonly signal: AbortSignal;
}

async function exchange(
  { context, flags, target, signal }: Exchange,
  request: AnyRequest,
  payload: TypedPayload,
): Promise<void> {
  const { connect, resolveCredentials } = await context.loadClient();
  const { credentials } = target.options;
  const session = await connect({ ...target.options, signal });
  try {
    const missing = findMissing(request, payload);
    const accountId = accountOf(session);
    const known = await resolveCredentials({
      ...(credentials === undefined ? {} : { credentials }),
      needsToken: missing.includes('accessToken'),
      needsAccount: missing.includes('ctidTraderAccountId') && accountId === undefined,
    });
    const filled = { ...payload, ...fillIn(missing, accountId, known) };
    if (flags.dryRun === true) return await printDryRun(context, flags, request, filled);
    if (request.isTradingCommand && !target.isSandbox)
      await guard({ context, flags, signal }, request, filled, session);
    const answer = await send(session, request, filled, signal);
    await printAnswer(context, flags, request, answer);
  } finally {
    await session.close();
  }
}

function findRequest(name: string): AnyRequest {
  const message = /^\d+$/.test(name) ? findMessage(Number(name)) : findMessageByName(name);
  if (message === undefined) {
    const names = messages.filter(isRequest).map((candidate) => candidate.name);
    throw new NotFoundError(
      `No message is called ${quote(name)}${proposeEnding(findClosest(toRequestName(name), names))}`,
      {
        code: 'UNKNOWN_MESSAGE',
        hint: 'PROTOCOL.md lists all requests',
      },
    );
  }
  // Every request in the table is one of the union.
  if (isRequest(message)) return message as AnyRequest;
  throw new UsageError(`${message.name} is not a request: the server sends it.`, {
    hint: 'name a request, such as VersionReq',
  });
}

/** `ProtoOASymbolList` → `SymbolListReq`: what the nearest names are measured against. */
const toRequestName = (name: string): string => `${name.replace(/^proto(oa)?/i, '').replace(/re[qs]$/i, '')}Req`;

function refuseCarelessRotation(request: AnyRequest, { yes, dryRun }: RequestFlags): void {
  if (request.name !== 'RefreshTokenReq' || yes === true || dryRun === true) return;
  throw new UsageError('RefreshTokenReq replaces both tokens: the old pair is dead as soon as the server has acted.', {
    hint: 'add --yes if you are ready to save the new pair, which is printed and stored nowhere',
  });
}

function fillIn(keys: readonly FillableKey[], accountId: number | undefined, known: Credentials): TypedPayload {
  const values: Readonly<Record<FillableKey, string | number | undefined>> = {
    ctidTraderAccountId: accountId ?? known.accountId,
    accessToken: known.accessToken?.reveal(),
    refreshToken: known.refreshToken?.reveal(),
    clientId: known.clientId,
    clientSecret: known.clientSecret.reveal(),
  };
  const unknown = keys.find((key) => values[key] === undefined);
  if (unknown === undefined) return Object.fromEntries(keys.map((key) => [key, values[key]]));
  throw new UsageError(`The payload has no ${unknown}, and the credentials have none to fill in.`, {
    hint: `add ${unknown} to the payload or to the credentials`,
  });
}

function accountOf({ current }: Session): number | undefined {
  return current.at === 'ready' ? current.accounts[0]?.accountId : undefined;
}

async function guard(
  { context, flags, signal }: Omit<Exchange, 'target'>,
  request: AnyRequest,
  payload: TypedPayload,
  { current }: Session,
): Promise<void> {
  const accountId = Number(payload['ctidTraderAccountId']);
  const account = current.at === 'ready' ? current.accounts.find((one) => one.accountId === accountId) : undefined;
  // An account that this session did not log in to may be anything, so it counts as real money.
  if (account?.environment === 'demo') return;
  await confirmRealMoney(context, request, { accountId }, flags, signal);
}

async function send(
  session: Session,
  request: AnyRequest,
  payload: TypedPayload,
  signal: AbortSignal,
): Promise<object> {
  try {
    return await session.request(request, toPayload(request, payload), { signal });
  } catch (error) {
    if (request.isTradingCommand && error instanceof Error && isOutcomeUnknown(error)) {
      throw new UnknownOutcomeError({ request: request.name, cause: error });
    }
    throw error;
  }
}

/** Also true for an interruption: it ends the waiting, not what was sent. */
function isOutcomeUnknown(error: Error): boolean {
  return error.name === 'Interruption' || ('outcome' in error && error.outcome === 'unknown');
}

async function printDryRun(
  context: Context,
  flags: RequestFlags,
  request: AnyRequest,
  payload: TypedPayload,
): Promise<void> {
  const shown = flags.showSecrets === true ? payload : await mask(context, payload);
  context.stderr.write('Dry run: nothing was sent. The session would add a clientMsgId to this message.\n');
  context.stdout.write(`${encodePayload(request, toPayload(request, shown))}\n`);
}

async function printAnswer(context: Context, flags: RequestFlags, request: AnyRequest, answer: object): Promise<void> {
  const { stdout, stderr } = context;
  const isRotation = request.name === 'RefreshTokenReq';
  const shown = flags.showSecrets === true || isRotation ? answer : await mask(context, answer);
  stdout.write(`${stdout.isTerminal ? toJsonText(shown) : toJsonLine(shown)}\n`);
  if (isRotation) {
    stderr.write(
      'warning: the old tokens are dead and the new ones are stored nowhere. Put both into credentials.json now.\n',
    );
  }
  const refusal = 'errorCode' in answer ? answer.errorCode : undefined;
  if (typeof refusal !== 'string') return;
  stderr.write(defuse(`error: The server refused ${request.name}: ${refusal}.\nnext: tickwire explain ${refusal}\n`));
  context.process.exitCode = ExitCode.REFUSED;
}

async function mask(context: Context, value: TypedPayload | object): Promise<TypedPayload> {
  const { Secret } = await context.loadClient();
  // A masked object is an object with the same keys.
  return maskSecrets(value, (secret) => new Secret(secret).masked()) as TypedPayload;
}
