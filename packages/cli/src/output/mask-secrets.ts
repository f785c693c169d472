const secretKeys: ReadonlySet<string> = new Set(['accessToken', 'refreshToken', 'clientSecret']);

/** A copy of a payload in which every secret, wherever it stands, is replaced by what `mask` makes of it. */
export function maskSecrets(value: unknown, mask: (secret: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      secretKeys.has(key) && typeof child === 'string' ? mask(child) : maskSecrets(child, mask),
    ]),
  );
}
