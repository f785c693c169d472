import { isTemporaryOf } from './temporary.ts';

const asidePattern = /^\.[0-9a-f]{12}\.aside$/;

/** Whether a file beside the credentials file `name` may hold a copy of its tokens, or a record of their refresh. */
export function isOfFamily(name: string, other: string): boolean {
  if (!other.startsWith(`${name}.`)) return false;
  const suffix = other.slice(name.length);
  const isKept = suffix === '.bak' || suffix === '.refresh' || asidePattern.test(suffix);
  return isKept || isTemporaryOf(name, other) || isTemporaryOf(`${name}.refresh`, other);
}
