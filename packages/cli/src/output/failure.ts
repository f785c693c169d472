import type { TradingError } from '@tickwire/protocol';
import { exitCodeOf } from '../exit-codes.ts';
import type { ErrorDocument } from './advice.ts';

/** The version of every JSON document and event that the command line prints. A breaking change raises it. */
export const documentVersion = 1;

/** A failure as `--json` prints it. */
export interface FailureDocument {
  readonly v: typeof documentVersion;
  readonly error: ErrorDocument;
  readonly exitCode: number;
}

const unexpectedHint = 'please report it with the command that led to it, without credentials';

/** Puts a failure into other words. */
export type Adapt = (document: ErrorDocument) => ErrorDocument;

const asItIs: Adapt = (document) => document;

/** The stable form of a failure. An error that is not one of ours is a defect and says so. */
export function toFailureDocument(error: unknown, adapt: Adapt = asItIs): FailureDocument {
  return { v: documentVersion, error: adapt(toErrorDocument(error)), exitCode: exitCodeOf(error) };
}

/** The failure itself, and what it has seen happen if it only says "not in time" or "lost". */
export function toErrorDocuments(error: unknown): readonly ErrorDocument[] {
  const last = lastFailure(error);
  return [toErrorDocument(error), ...(last === undefined ? [] : [last.toJSON()])];
}

function toErrorDocument(error: unknown): ErrorDocument {
  if (isTradingError(error)) return error.toJSON();
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    name: 'DefectError',
    code: 'DEFECT',
    message: `Tickwire met something it was not written for (${firstLine(words)}).`,
    hint: unexpectedHint,
    facts: {},
  };
}

/** Why a refusal with this server code and description usually happens; undefined when nobody knows. */
export type FindCause = (code: string, description: string | undefined) => string | undefined;

/** A failure for people: what was refused, its usual cause, what to do next. No stack, ever. */
export function renderFailure(error: unknown, findCause: FindCause, adapt: Adapt = asItIs): string {
  const { message, hint } = adapt(toErrorDocument(error));
  const cause = lastFailure(error)?.toJSON();
  const last = cause === undefined ? undefined : adapt(cause);
  const lines = [`error: ${message}`];
  if (last !== undefined && !message.includes(last.message)) lines.push(`last failure: ${last.message}`);
  const refusal = refusalOf(error);
  const likely = refusal === undefined ? undefined : findCause(refusal.code, refusal.description);
  if (likely !== undefined) lines.push(`likely cause: ${likely}`);
  const next = hint ?? last?.hint;
  if (next !== undefined) lines.push(`next: ${next}`);
  return `${lines.join('\n')}\n`;
}

/** What an error that only says "not in time" or "lost" has seen happen. */
function lastFailure(error: unknown): TradingError | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return isTradingError(cause) ? cause : undefined;
}

/** The refusal by the server that the failure is, or that led to it. */
export function refusalOf(
  error: unknown,
): { readonly code: string; readonly description: string | undefined } | undefined {
  for (const candidate of [error, lastFailure(error)]) {
    if (!isTradingError(candidate)) continue;
    const { serverCode, description } = candidate.facts;
    if (typeof serverCode !== 'string') continue;
    return { code: serverCode, description: typeof description === 'string' ? description : undefined };
  }
  return undefined;
}

/** Told by shape, so that this module loads nothing. */
function isTradingError(error: unknown): error is TradingError {
  return error instanceof Error && 'code' in error && 'facts' in error && 'toJSON' in error;
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
