import { TokenStoreError } from '../errors/errors.ts';

/** What the system's codes mean, for people. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'the system does not allow it',
  EIO: 'the disk reports an error',
};

/** The store cannot be written. `cause` is a system error, or the reason in words. */
export function toUnwritable(label: string, cause: unknown): TokenStoreError {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  const reason = typeof cause === 'string' ? cause : code === undefined ? undefined : (reasons[code] ?? code);
  return new TokenStoreError(`Tokens cannot be saved in ${label}${reason === undefined ? '' : `: ${reason}`}.`, {
    code: 'STORE_UNWRITABLE',
    facts: { store: label, ...(code === undefined ? {} : { systemCode: code }) },
    hint: 'make room, or make the folder of the file writable; it is tried again by itself',
    ...(cause instanceof Error ? { cause } : {}),
  });
}

/** A symbolic link would let somebody else decide where tokens go. */
export function toSymlink(label: string): TokenStoreError {
  return new TokenStoreError(`${label} is a symbolic link, and tokens are not saved through one.`, {
    code: 'STORE_SYMLINK',
    facts: { store: label },
    hint: 'name the file itself, or put a file in place of the link',
  });
}

/** Other tokens have appeared in the file while ours were on their way. */
export function toConflict(label: string, aside: string): TokenStoreError {
  return new TokenStoreError(
    `Somebody put other tokens into ${label} during the refresh; they stay, and the refreshed pair is in ${aside}.`,
    { code: 'STORE_CONFLICT', facts: { store: label, aside }, hint: `keep the pair you want in ${label}` },
  );
}

/** There is nothing to refresh with. */
export function toEmptyStore(label: string): TokenStoreError {
  return new TokenStoreError(`There is no refresh token in ${label}.`, {
    code: 'STORE_EMPTY',
    facts: { store: label },
    hint: 'log in again: tickwire login',
  });
}

/** The lock did not come free. */
export function toBusy(label: string): TokenStoreError {
  return new TokenStoreError(`Another process has been renewing the tokens in ${label} for too long.`, {
    code: 'STORE_BUSY',
    facts: { store: label },
    hint: 'look for a process of yours that hangs; the lock ends with it',
  });
}
