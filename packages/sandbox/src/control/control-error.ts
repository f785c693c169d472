import type { SandboxErrorCode } from '../errors/sandbox-error.ts';
import { SandboxError } from '../errors/sandbox-error.ts';

/** What the body of a refusal is. */
export interface ControlRefusal {
  readonly error: {
    /** Stable, for programs: a code of {@link SandboxError}, or one of the door's own. */
    readonly code: string;
    /** One sentence on what is wrong. */
    readonly message: string;
    /** What to do about it; null when that is plain. */
    readonly hint: string | null;
  };
}

/** A refusal with its HTTP status. */
export interface StatedRefusal {
  readonly status: number;
  readonly refusal: ControlRefusal;
}

/** Puts a refusal together. */
export function stateRefusal(status: number, code: string, message: string, hint: string | null = null): StatedRefusal {
  return { status, refusal: { error: { code, message, hint } } };
}

/** What the HTTP status of an error of the sandbox is; others are 400. */
const statuses: Partial<Readonly<Record<SandboxErrorCode, number>>> = {
  NOT_IN_WORLD: 404,
  NOT_POSSIBLE: 409,
};

/** The refusal for what was thrown while a route ran; undefined: a defect of ours. */
export function refusalOf(error: unknown): StatedRefusal | undefined {
  if (!(error instanceof SandboxError)) return undefined;
  return stateRefusal(statuses[error.code] ?? 400, error.code, error.message, error.hint ?? null);
}

/** The codes of refusals that the door makes before any route runs, by HTTP status. */
const doorCodes: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FOREIGN_ORIGIN',
  404: 'NO_SUCH_ROUTE',
  405: 'WRONG_METHOD',
  413: 'BODY_TOO_LONG',
  415: 'WRONG_CONTENT_TYPE',
  421: 'WRONG_HOST',
};

/** The code of a refusal of the door. */
export const doorCode = (status: number): string => doorCodes[status] ?? 'FAILED';
