/** How many names are worth proposing. */
const proposalCount = 3;

/** The names most like `word`, best first, at most three; none when nothing is near. Case does not count. */
export function findClosest(word: string, names: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map((name) => ({ name, distance: measureDistance(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, proposalCount)
    .map(({ name }) => name);
}

/** Whole parts of a name count as near, because people remember parts: `TOKEN_INVALID` of `CH_ACCESS_TOKEN_INVALID`. */
function measureDistance(wanted: string, name: string): number {
  if (wanted.length >= 4 && name.includes(wanted)) return 1;
  return countEdits(wanted, name);
}

/** Letters to insert, delete, replace or swap with their neighbour (Damerau, adjacent swaps only). */
function countEdits(a: string, b: string): number {
  let [before, previous]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const edits = [at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + (isSame ? 0 : 1)];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits.push(at(before, j - 2) + 1);
      current.push(Math.min(...edits));
    }
    [before, previous] = [previous, current];
  }
  return at(previous, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;

/** `; did you mean A, B or C?`, or a full stop when there is nothing to propose. */
export function proposeEnding(proposals: readonly string[]): string {
  const last = proposals.at(-1);
  if (last === undefined) return '.';
  const rest = proposals.slice(0, -1);
  return `; did you mean ${rest.length === 0 ? last : `${rest.join(', ')} or ${last}`}?`;
}
