/** A column: its head, and whether its cells are figures. */
export interface Column {
  readonly head: string;
  readonly isRight?: boolean;
}

/** Rows under heads, as wide as their widest cells. Widths count characters. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = columns.map(({ head }, index) => Math.max(head.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ isRight }, index) => {
        const [cell = '', width = 0] = [cells[index], widths[index]];
        return isRight === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ head }) => head)), ...rows.map(line)];
}
