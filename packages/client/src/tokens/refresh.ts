import { TradingError } from '@tickwire/protocol';
import { LimitError, RefusedError, TokenError, TokenStoreError } from '../errors/errors.ts';
import { type BackoffLimits, nextPauseMs } from '../link/backoff.ts';
import type { Clock, Logger, Random } from '../ports.ts';
import type { Exchange } from './exchange.ts';
import { toEmptyStore } from './store-troubles.ts';
import type { RefreshIntent, StoredTokens, TokenState } from './stored-tokens.ts';
import type { TokenStore, TokenTransaction } from './token-store.ts';

/** What a refresh needs from outside. */
export interface RefreshPort {
  readonly store: TokenStore;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** SHA-256 in hexadecimal. */
  readonly hash: (text: string) => Promise<string>;
  /** Called as soon as tokens may be used: saved, adopted, or – `trouble` – not to be saved for now; then again when saved. */
  onTokens(tokens: StoredTokens, trouble: TradingError | undefined): void;
  /** Once aborted, saving is tried one last time and then given up. */
  readonly signal: AbortSignal;
}

/** How a refresh ended. */
export interface RefreshResult {
  readonly tokens: StoredTokens;
  /** Somebody else had renewed them already, or an earlier process had and not said so. */
  readonly isAdopted: boolean;
}

/** Pauses between two attempts to save. */
const savePauses: BackoffLimits = { minMs: 50, capMs: 30_000 };

/**
 * Renews the tokens of a store, unless they are not `known` any more: then they are the newer ones. The order of the steps is
 * what makes it safe to die between any two of them (ARCHITECTURE.md, "Tokens"). Resolves when the new pair is saved.
 *
 * Rejects with TokenError when the server refuses – `REFRESH_IN_DOUBT` when it may have said yes before –, with
 * TokenStoreError before anything is sent when the store could not be written afterwards, and with the exchange's error
 * when no answer came; then the intent stays, and the next attempt sends the same token once more.
 */
export function refreshStored(port: RefreshPort, known: StoredTokens | undefined): Promise<RefreshResult> {
  return port.store.transact(async (transaction) => {
    const state = await transaction.read();
    if (state.tokens === undefined) throw toEmptyStore(port.store.name);
    const base = known !== undefined && isSetBack(state.tokens, known) ? known : state.tokens;
    const unfinished = await settleOld(port, transaction, state, base);
    if (unfinished !== 'nothing' && unfinished !== 'sent') return adopt(port, unfinished);
    const isKnown = known === undefined || known.accessToken.reveal() === base.accessToken.reveal();
    return isKnown ? renew(port, transaction, base, unfinished === 'sent') : adopt(port, base);
  });
}

/** An old copy has been put back into the store: what it holds died when we got ours. */
export const isSetBack = (stored: StoredTokens, known: StoredTokens): boolean =>
  stored.generation > 0 && stored.generation < known.generation;

/** What an earlier attempt has left: the pair it brought, an open question, or nothing that matters any more. */
async function settleOld(
  port: RefreshPort,
  transaction: TokenTransaction,
  { intent, candidate }: TokenState,
  tokens: StoredTokens,
): Promise<StoredTokens | 'sent' | 'nothing'> {
  if (intent === undefined) return 'nothing';
  if (intent.tokenHash !== (await port.hash(tokens.refreshToken.reveal()))) {
    // The token that was spent is not here any more: its successor was saved, or somebody logged in.
    await transaction.settle();
    return 'nothing';
  }
  if (candidate !== undefined) {
    await transaction.save(candidate, tokens);
    await transaction.settle();
    port.logger.info('tokens of an interrupted refresh put in place', { generation: candidate.generation });
    return candidate;
  }
  if (intent.state === 'in-doubt') throw toInDoubt(port.store.name, intent.serverCode);
  return 'sent';
}

function adopt(port: RefreshPort, tokens: StoredTokens): RefreshResult {
  port.onTokens(tokens, undefined);
  return { tokens, isAdopted: true };
}

async function renew(
  port: RefreshPort,
  transaction: TokenTransaction,
  base: StoredTokens,
  isRepeated: boolean,
): Promise<RefreshResult> {
  await transaction.prepare();
  await port.exchange.ready();
  const intent: RefreshIntent = {
    generation: base.generation,
    startedAt: port.clock.wallNow(),
    tokenHash: await port.hash(base.refreshToken.reveal()),
    state: 'sent',
    serverCode: undefined,
  };
  await transaction.noteIntent(intent);
  let tokens: StoredTokens;
  try {
    const { accessToken, refreshToken, expiresInSeconds } = await port.exchange.send(base.refreshToken);
    const expiresAt = port.clock.wallNow() + expiresInSeconds * 1_000;
    tokens = { accessToken, refreshToken, expiresAt, generation: base.generation + 1 };
  } catch (error) {
    return afterFailure(port, transaction, { base, intent, isRepeated, error });
  }
  return saveForGood(port, transaction, tokens, base);
}

interface Failure {
  readonly base: StoredTokens;
  readonly intent: RefreshIntent;
  readonly isRepeated: boolean;
  readonly error: unknown;
}

async function afterFailure(
  port: RefreshPort,
  transaction: TokenTransaction,
  failure: Failure,
): Promise<RefreshResult> {
  const { base, intent, isRepeated, error } = failure;
  const isUnsent = error instanceof Error && 'outcome' in error && error.outcome === 'not-sent';
  if (isUnsent || error instanceof LimitError) {
    // This attempt has changed nothing. An earlier one is as open as before.
    if (!isRepeated) await transaction.settle();
    throw error;
  }
  if (!(error instanceof RefusedError)) throw error;
  const { tokens } = await transaction.read();
  const isOther = tokens?.refreshToken.reveal() !== base.refreshToken.reveal();
  if (tokens !== undefined && isOther && !isSetBack(tokens, base)) {
    await transaction.settle();
    return adopt(port, tokens);
  }
  if (isRepeated && error instanceof TokenError) {
    const { serverCode } = error.refusal;
    await transaction.noteIntent({ ...intent, state: 'in-doubt', serverCode });
    throw toInDoubt(port.store.name, serverCode, error);
  }
  if (!isRepeated) await transaction.settle();
  throw error;
}

/** Saves a pair that the server has given, for as long as it takes. Others wait meanwhile: all they have is a dead token. */
export async function saveForGood(
  port: RefreshPort,
  transaction: TokenTransaction,
  tokens: StoredTokens,
  base: StoredTokens | undefined,
): Promise<RefreshResult> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await transaction.save(tokens, base);
      break;
    } catch (error) {
      if (isConflict(error)) return keepTheirs(port, transaction, tokens, error);
      const trouble = toTrouble(error);
      port.logger.error('the new tokens are not saved; they are lost if this process ends now', {
        store: port.store.name,
        attempt,
        message: trouble.message,
      });
      if (attempt === 0) port.onTokens(tokens, trouble);
      if (port.signal.aborted) throw error;
      await pause(port, nextPauseMs(attempt, savePauses, port.random));
    }
  }
  await transaction.settle();
  port.onTokens(tokens, undefined);
  return { tokens, isAdopted: false };
}

const isConflict = (error: unknown): error is TokenStoreError =>
  error instanceof TokenStoreError && error.code === 'STORE_CONFLICT';

async function keepTheirs(
  port: RefreshPort,
  transaction: TokenTransaction,
  ours: StoredTokens,
  conflict: TokenStoreError,
): Promise<RefreshResult> {
  port.logger.warn('other tokens were put into the store during a refresh', { message: conflict.message });
  await transaction.settle();
  const { tokens = ours } = await transaction.read();
  return adopt(port, tokens);
}

/** Stores of other people may reject with anything. */
function toTrouble(error: unknown): TradingError {
  if (error instanceof TradingError) return error;
  return new TokenStoreError('The token store did not take the new tokens.', {
    code: 'STORE_UNWRITABLE',
    hint: 'look at the token store',
    cause: error,
  });
}

const pause = ({ clock, signal }: RefreshPort, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.schedule(delayMs, finish);
    signal.addEventListener('abort', finish);
  });

/** The one state that only a person can end. */
function toInDoubt(store: string, serverCode = 'UNKNOWN_ERROR', cause?: unknown): TokenError {
  const refusal = { serverCode, description: undefined, retryAfterMs: undefined };
  return new TokenError(
    `A token refresh got no answer, and the same refresh token was then refused (${serverCode}): the server may have replaced the tokens by a pair that never arrived. ${store} is kept as it is.`,
    refusal,
    { code: 'REFRESH_IN_DOUBT', facts: { store }, hint: 'log in again: tickwire login', cause },
  );
}
