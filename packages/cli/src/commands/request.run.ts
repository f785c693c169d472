import type { Session } from '@tickwire/client';
import { type AnyRequest, isAlreadyDone } from '@tickwire/protocol';
import type { Context } from '../context.ts';
import { UnknownOutcomeError, UsageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { maskPayload } from '../output/mask-secrets.ts';
import { defuse, toJsonLine, toJsonText } from '../output/terminal.ts';
import { resolveEnumNames } from '../settings/enum-names.ts';
import { watchInterrupt } from '../settings/interrupt.ts';
import { confirmRealMoney } from '../settings/live-guard.ts';
import { findRequest } from '../settings/request-name.ts';
import {
  checkPayload,
  fillIn,
  findMissing,
  readPayload,
  type TypedPayload,
  toPayload,
} from '../settings/request-payload.ts';
import { openTarget, type Target } from '../settings/target.ts';
import { printDryRun } from './dry-run.ts';
import { watchOrders } from './follow-order.ts';
import type { RequestFlags } from './request.ts';

/** Sends one request by name and prints the answer. */
export async function runRequest(context: Context, flags: RequestFlags, name: string): Promise<void> {
  const request = findRequest(name);
  refuseCarelessRotation(request, flags);
  if (flags.json === '-' && context.stdin.isTerminal) {
    context.stderr.write('Type the payload as a JSON object, and end it with Ctrl-D.\n');
  }
  const payload = resolveEnumNames(request, await readPayload(flags.json, context.stdin));
  checkPayload(request, payload);
  if (flags.dryRun === true) return printDryRun(context, flags, request, payload);
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
  const { credentials, profile } = target.options;
  const session = await connect({ ...target.options, signal });
  try {
    const missing = findMissing(request, payload);
    const accountId = accountOf(session);
    const known = await resolveCredentials({
      ...(credentials === undefined ? {} : { credentials }),
      ...(profile === undefined ? {} : { profile }),
      needsToken: missing.includes('accessToken'),
      needsAccount: missing.includes('ctidTraderAccountId') && accountId === undefined,
    });
    const filled = { ...payload, ...fillIn(missing, accountId, known) };
    if (request.isTradingCommand && !target.isSandbox)
      await guard({ context, flags, signal }, request, filled, session);
    const watch = request.isTradingCommand ? watchOrders(session, context.clock, signal) : undefined;
    const answer = await send(context, session, request, filled, signal);
    await printAnswer(context, flags, request, answer);
    if (watch !== undefined) await printOutcome(context, flags, request, watch.follow(answer));
  } finally {
    await session.close();
  }
}

function refuseCarelessRotation(request: AnyRequest, { yes, dryRun }: RequestFlags): void {
  if (request.name !== 'RefreshTokenReq' || yes === true || dryRun === true) return;
  throw new UsageError('RefreshTokenReq replaces both tokens: the old pair is dead as soon as the server has acted.', {
    hint: 'add --yes if you are ready to save the new pair, which is printed and stored nowhere',
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
  context: Context,
  session: Session,
  request: AnyRequest,
  payload: TypedPayload,
  signal: AbortSignal,
): Promise<object> {
  try {
    return await session.request(request, toPayload(request, payload), { signal });
  } catch (error) {
    if (isDoneBySession(request, error)) {
      context.stderr.write(`${request.name} is done already: the session does it by itself when it connects.\n`);
      // What the server answers to the first one.
      return 'accessToken' in payload ? { ctidTraderAccountId: payload['ctidTraderAccountId'] } : {};
    }
    if (request.isTradingCommand && error instanceof Error && isOutcomeUnknown(error)) {
      throw new UnknownOutcomeError({ request: request.name, cause: error });
    }
    throw error;
  }
}

/** The two logins that every session makes: a second one changes nothing. */
function isDoneBySession({ name }: AnyRequest, error: unknown): boolean {
  if (name !== 'ApplicationAuthReq' && name !== 'AccountAuthReq') return false;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && isAlreadyDone(error.code);
}

/** Also true for an interruption: it ends the waiting, not what was sent. */
function isOutcomeUnknown(error: Error): boolean {
  return error.name === 'Interruption' || ('outcome' in error && error.outcome === 'unknown');
}

async function printOutcome(
  context: Context,
  flags: RequestFlags,
  request: AnyRequest,
  events: AsyncIterable<object>,
): Promise<void> {
  try {
    for await (const event of events) await printAnswer(context, flags, request, event);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UnknownOutcomeError({ request: request.name, cause: error });
  }
}

async function printAnswer(context: Context, flags: RequestFlags, request: AnyRequest, answer: object): Promise<void> {
  const { stdout, stderr } = context;
  const isRotation = request.name === 'RefreshTokenReq';
  const shown = flags.showSecrets === true || isRotation ? answer : await maskPayload(context, answer);
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
