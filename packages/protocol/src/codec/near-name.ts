/** How many letters may differ before a guess is more confusing than helpful. */
const MAX_EDITS = 2;

/** The name that a mistyped key was probably meant to be: equal but for case, or at most two letters away. */
export function findNearName(key: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let fewest = MAX_EDITS + 1;
  for (const name of names) {
    if (Math.abs(name.length - key.length) >= fewest) continue;
    const edits = countEdits(key.toLowerCase(), name.toLowerCase());
    // In a very short name two letters are most of it.
    if (edits < fewest && edits * 2 < name.length) [nearest, fewest] = [name, edits];
  }
  return nearest;
}

/** Letters to insert, delete or replace (Levenshtein distance), row by row. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
