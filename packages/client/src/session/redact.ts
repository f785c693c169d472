import type { Credentials } from '../credentials/credentials.ts';

/** Takes our own secrets out of a text that a server wrote. */
export function redact<T extends string | undefined>(text: T, credentials: Credentials): T;
export function redact(text: string | undefined, credentials: Credentials): string | undefined {
  if (text === undefined) return undefined;
  const { clientSecret, accessToken, refreshToken } = credentials;
  let clean = text;
  for (const secret of [clientSecret, accessToken, refreshToken]) {
    const value = secret?.reveal() ?? '';
    if (value !== '') clean = clean.replaceAll(value, '[secret]');
  }
  return clean;
}
