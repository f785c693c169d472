const wordCount = 5;

/**
 * Forty hexadecimal digits that depend only on the seed and the label. They look random and are the same on every
 * machine; they are no secret, for anyone who knows the seed can compute them.
 */
export function fingerprint(seed: number, label: string): string {
  return fingerprintWords(seed, label)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
}

/** A whole number from 0 up to (not including) `limit`, by seed and label. */
export function fingerprintNumber(seed: number, label: string, limit: number): number {
  const [high = 0, low = 0] = fingerprintWords(seed, label);
  return ((high & 0xfffff) * 2 ** 32 + low) % limit;
}

function fingerprintWords(seed: number, label: string): readonly number[] {
  const text = `${seed}/${label}`;
  return Array.from({ length: wordCount }, (_, index) => hash(text, Math.imul(index + 1, 0x9e3779b1)));
}

/** FNV-1a with a start value of our own, then the finishing steps of MurmurHash3 so that near texts end far apart. */
function hash(text: string, start: number): number {
  let state = (start ^ 0x811c9dc5) >>> 0;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
