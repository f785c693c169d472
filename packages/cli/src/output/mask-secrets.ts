import type { Surroundings } from '../context.ts';

const secretKeys: ReadonlySet<string> = new Set(['accessToken', 'refreshToken', 'clientSecret']);

/** A payload or an answer as it may be shown: its secrets are cut to their last characters. */
export async function maskPayload(
  { loadClient }: Pick<Surroundings, 'loadClient'>,
  value: object,
): Promise<Readonly<Record<string, unknown>>> {
  const { Secret } = await loadClient();
  // A masked object is an object with the same keys.
  return maskSecrets(value, (secret) => new Secret(secret).masked()) as Readonly<Record<string, unknown>>;
}

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
