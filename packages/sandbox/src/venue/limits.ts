import { SandboxError } from '../errors/sandbox-error.ts';

/** How much a client may ask for (PROTOCOL.md, "Limits"). */
export interface Limits {
  /** Requests in any sliding second of one connection, historical ones not counted. Default 50. */
  readonly ordinaryPerSecond: number;
  /** Historical requests in any sliding second of one connection. Default 5. */
  readonly historicalPerSecond: number;
  /** Connections on which one application is logged in, over both environments. Default `Infinity`. */
  readonly connections: number;
  /**
   * What a request beyond the limit gets: `blocked` is `BLOCKED_PAYLOAD_TYPE`, which blocks its payload type for
   * `retryAfterSeconds`; `frequency` is the older `REQUEST_FREQUENCY_EXCEEDED`, which refuses that one request.
   * Default `blocked`.
   */
  readonly breach: 'blocked' | 'frequency';
  /** How long a payload type is blocked, in whole seconds. Default 1. */
  readonly retryAfterSeconds: number;
}

/** Limits that differ from the defaults, or none at all. */
export type LimitsOption = 'none' | Partial<Limits>;

const defaultLimits: Limits = {
  ordinaryPerSecond: 50,
  historicalPerSecond: 5,
  connections: Infinity,
  breach: 'blocked',
  retryAfterSeconds: 1,
};

/**
 * Fills in defaults; undefined: no limits.
 *
 * @throws SandboxError `BAD_OPTION`.
 */
export function chooseLimits(option: LimitsOption = {}): Limits | undefined {
  if (option === 'none') return undefined;
  const limits = { ...defaultLimits, ...option };
  const { breach, retryAfterSeconds, ...counts } = limits;
  for (const [name, count] of Object.entries(counts)) {
    const isCount = count === Infinity || (Number.isSafeInteger(count) && count >= 1);
    if (!isCount) throw badLimit(name, count, 'a positive whole number or Infinity');
  }
  if (!Number.isSafeInteger(retryAfterSeconds) || retryAfterSeconds < 1)
    throw badLimit('retryAfterSeconds', retryAfterSeconds, 'a positive whole number of seconds');
  if (!['blocked', 'frequency'].includes(breach)) throw badLimit('breach', breach, '"blocked" or "frequency"');
  return limits;
}

function badLimit(name: string, value: number | string, wanted: string): SandboxError {
  const option = `limits.${name}`;
  return new SandboxError(`The sandbox option ${option} is ${value}, but it must be ${wanted}.`, {
    code: 'BAD_OPTION',
    facts: { option, value: String(value) },
  });
}
