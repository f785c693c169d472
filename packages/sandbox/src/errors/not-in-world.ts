import { SandboxError } from './sandbox-error.ts';

/** What was looked up. @throws SandboxError `NOT_IN_WORLD` with this sentence when there is no such thing. */
export function found<T>(thing: T | undefined, message: string): T {
  if (thing === undefined) throw notInWorld(message);
  return thing;
}

/** The error for a name or id of nothing. */
export function notInWorld(message: string): SandboxError {
  return new SandboxError(message, { code: 'NOT_IN_WORLD' });
}
