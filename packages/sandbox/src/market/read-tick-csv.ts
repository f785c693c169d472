import { SandboxError } from '../errors/sandbox-error.ts';
import type { PriceChange } from './recording.ts';

/** What the lines of a file of ticks are read as. */
export interface TickCsvOptions {
  readonly symbolId: number;
  /** Decimals of the symbol's prices: lines with more are refused. */
  readonly digits: number;
  /** What to call the file in errors. Default: `the CSV`. */
  readonly fileName?: string;
  /** Epoch ms at which the first tick is to happen; the others keep their distance. Left out, times stay as they are. */
  readonly startsAt?: number;
}

const problemsTold = 20;

/**
 * Reads ticks from lines of `timestamp,bid,ask`, in ascending time. A timestamp is epoch ms, or a date and time as in
 * `2025-01-02T09:30:00.250Z`; of the prices one may be empty, when only the other changed. Empty lines, and a first line
 * of names, are passed over.
 *
 * @throws SandboxError `BAD_OPTION` that there are no ticks, or names the first bad line and what is wrong with it; `facts.problems` has the
 * first twenty.
 */
export function readTickCsv(text: string, options: TickCsvOptions): readonly PriceChange[] {
  const changes: PriceChange[] = [];
  const problems: string[] = [];
  let problemCount = 0;
  let lastAt = -Infinity;
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (line.trim() === '' || (index === 0 && /^\s*"?[a-z]/i.test(line))) continue;
    const change = readLine(line, options, lastAt);
    if (typeof change === 'string') {
      problemCount++;
      if (problems.length < problemsTold) problems.push(`line ${index + 1}: ${change}`);
      continue;
    }
    lastAt = change.atMs;
    changes.push(change);
  }
  const fileName = options.fileName ?? 'the CSV';
  const [first] = problems;
  if (first !== undefined) throw badFile(fileName, `, ${first}`, problems, problemCount);
  if (changes.length === 0) throw badFile(fileName, ': there are none', problems, problemCount);
  const shift = options.startsAt === undefined ? 0 : options.startsAt - (changes[0]?.atMs ?? 0);
  return shift === 0 ? changes : changes.map((change) => ({ ...change, atMs: change.atMs + shift }));
}

function badFile(fileName: string, first: string, problems: readonly string[], count: number): SandboxError {
  const others = count <= 1 ? '' : ` (and ${count - 1} more)`;
  return new SandboxError(`Ticks cannot be read from ${fileName}${first}${others}.`, {
    code: 'BAD_OPTION',
    facts: { file: fileName, problems, problemCount: count },
    hint: 'write lines like 1735808400250,1.03102,1.03108 in ascending time',
  });
}

function readLine(line: string, options: TickCsvOptions, lastAt: number): PriceChange | string {
  const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  if (cells.length !== 3) return `has ${cells.length} ${cells.length === 1 ? 'column' : 'columns'} in place of 3`;
  const [time = '', bidText = '', askText = ''] = cells;
  const atMs = readTime(time);
  if (atMs === undefined) return `the timestamp "${time}" is neither epoch ms nor a date and time in UTC`;
  if (atMs < lastAt) return `the timestamp "${time}" is earlier than the one before it`;
  const bid = readPrice(bidText, options.digits);
  if (typeof bid === 'string') return `the bid "${bidText}" ${bid}`;
  const ask = readPrice(askText, options.digits);
  if (typeof ask === 'string') return `the ask "${askText}" ${ask}`;
  if (bid === undefined && ask === undefined) return 'has neither bid nor ask';
  if (bid !== undefined && ask !== undefined && ask < bid) return `the ask ${askText} is below the bid ${bidText}`;
  return { symbolId: options.symbolId, atMs, bid, ask };
}

function readTime(text: string): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text)) return undefined;
  const at = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(at) ? undefined : at;
}

/** The price in 1/100000; undefined: the cell is empty; a string: what is wrong with it. */
function readPrice(text: string, digits: number): number | undefined | string {
  if (text === '') return undefined;
  const match = /^(\d{1,10})(?:\.(\d+))?$/.exec(text);
  if (match === null) return 'is no price';
  const [, whole = '', decimals = ''] = match;
  if (/[^0]/.test(decimals.slice(digits))) return `has more than ${digits} decimals`;
  const price = Number(whole + decimals.slice(0, 5).padEnd(5, '0'));
  return price > 0 ? price : 'is no price';
}
