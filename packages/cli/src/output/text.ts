/** Breaks a text into lines of at most `width` characters, between words; a longer word gets a line of its own. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Cuts a text to `width` characters; an ellipsis says that something is missing. */
export const cutText = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/** Rows of names and texts in two columns; long texts go on below themselves. */
export function formatPairs(
  pairs: readonly (readonly [name: string, text: string])[],
  width: number,
): readonly string[] {
  const nameWidth = Math.max(...pairs.map(([name]) => name.length));
  return pairs.flatMap(([name, text]) =>
    wrapText(text, width - nameWidth - 4).map(
      (line, index) => `  ${(index === 0 ? name : '').padEnd(nameWidth)}  ${line}`,
    ),
  );
}
