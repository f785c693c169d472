/** A flag's value makes no sense. The message goes on after the name of the flag: `takes a number of seconds`. */
export class FlagValueError extends Error {
  override readonly name = 'FlagValueError';
}

const longestQuote = 40;

/** What somebody typed, cut short: a long word may be a payload, and a payload may hold a token. */
export const quote = (word: string): string =>
  word.length <= longestQuote ? JSON.stringify(word) : `what starts with ${JSON.stringify(word.slice(0, 8))}`;
