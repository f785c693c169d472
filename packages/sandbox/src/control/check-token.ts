import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header carries this token; how long that takes says nothing about the token. */
export function carriesToken(authorization: string | undefined, token: string): boolean {
  const [, given = ''] = /^bearer +([\w.~+/-]{1,500}=*)$/i.exec(authorization ?? '') ?? [];
  // Digests have the same length whatever was given, which the comparison needs.
  return timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
