import { randomBytes } from 'node:crypto';

/** A value of 256 bits that nobody can guess. */
export const makeKey = (): string => randomBytes(32).toString('base64url');
