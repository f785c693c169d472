import { SandboxError } from './errors/sandbox-error.ts';
import { findSymbol, type SymbolKey } from './market/find-symbol.ts';
import { readTickCsv } from './market/read-tick-csv.ts';
import type { PriceChange } from './market/recording.ts';
import { worldSymbols } from './market/world/symbols.ts';
import { type Moment, readMoment } from './moment.ts';
import { readTextFile } from './server/read-text-file.ts';
import type { FeedChoice, Playback } from './venue/prices.ts';

/** A price of a replay, in 1/100000 whatever the digits of the symbol: 1.10500 is 110500. At least one side. */
export interface ReplayRow {
  readonly at: Moment;
  readonly bid?: number;
  readonly ask?: number;
}

/** Recorded prices. */
export interface ReplayFeed {
  /**
   * By name of the symbol: its prices in ascending time, or the path of a CSV file with lines of `timestamp,bid,ask`. A
   * path alone stands for the symbol that the file is named after, as `EURUSD.csv` or `EURUSD-2025.csv`.
   */
  readonly replay: string | Readonly<Record<string, string | readonly ReplayRow[]>>;
  /** Whether the first price of all happens when the sandbox starts, or each at its own time. Default: `start`. */
  readonly from?: 'start' | 'recorded';
  /** What moves the other symbols. Default: `none`. */
  readonly others?: FeedChoice;
}

/** A price of a script, in 1/100000. At least one side. */
export interface ScriptStep {
  /** Milliseconds from the start of the sandbox, or of the round. */
  readonly afterMs: number;
  /** Name or id. */
  readonly symbol: SymbolKey;
  readonly bid?: number;
  readonly ask?: number;
}

/** Prices that are set at given times after the start. */
export interface ScriptFeed {
  /** In any order. Until its first step, and after its last, a symbol's price stands still. */
  readonly script: readonly ScriptStep[];
  /** Begins again after so many ms, over and over. Default: the script runs once. */
  readonly repeatMs?: number;
  /** What moves the other symbols. Default: `none`. */
  readonly others?: FeedChoice;
}

/** What moves prices. */
export type FeedOption = FeedChoice | ReplayFeed | ScriptFeed;

/** A feed, ready for the venue. */
export interface OpenFeed {
  readonly others: FeedChoice;
  readonly play: Playback | undefined;
}

/** What moves the symbols that a feed says nothing about. */
export function othersOf(feed: FeedOption): FeedChoice {
  return typeof feed === 'string' ? feed : (feed.others ?? 'none');
}

/**
 * Reads what a feed needs.
 *
 * @param startsAt Epoch ms at which the sandbox starts.
 * @throws SandboxError `BAD_OPTION` that names the file and line, or the step; `NOT_IN_WORLD` for an unknown symbol.
 */
export async function openFeed(feed: FeedOption, startsAt: number): Promise<OpenFeed> {
  const others = othersOf(feed);
  if (typeof feed === 'string') return { others, play: undefined };
  if ('script' in feed) return { others, play: playScript(feed, startsAt) };
  const changes = await readReplay(feed.replay);
  const first = changes.reduce((least, { atMs }) => Math.min(least, atMs), Infinity);
  const shift = feed.from === 'recorded' || first === Infinity ? 0 : startsAt - first;
  return { others, play: { changes: changes.map((change) => ({ ...change, atMs: change.atMs + shift })), startsAt } };
}

function playScript({ script, repeatMs }: ScriptFeed, startsAt: number): Playback {
  const longest = script.reduce((most, { afterMs }) => Math.max(most, afterMs), 0);
  const isWhole = Number.isSafeInteger(repeatMs);
  if (repeatMs !== undefined && !(isWhole && repeatMs > longest)) {
    throw badFeed(`The script is repeated every ${repeatMs} ms, but its last step is at ${longest} ms.`);
  }
  const changes = script.map(({ afterMs, symbol, bid, ask }, index): PriceChange => {
    if (!Number.isSafeInteger(afterMs) || afterMs < 0) {
      throw badFeed(`Step ${index + 1} of the script is at ${afterMs} ms, which is no whole number of ms from 0 on.`);
    }
    return { symbolId: findSymbol(worldSymbols, symbol).light.symbolId, atMs: startsAt + afterMs, bid, ask };
  });
  return { changes: changes.toSorted((one, other) => one.atMs - other.atMs), startsAt, everyMs: repeatMs };
}

async function readReplay(replay: ReplayFeed['replay']): Promise<readonly PriceChange[]> {
  if (typeof replay === 'string') return readFile(replay, symbolNamedBy(replay));
  const changes: PriceChange[] = [];
  for (const [name, source] of Object.entries(replay)) {
    const read = typeof source === 'string' ? await readFile(source, name) : readRows(name, source);
    for (const change of read) changes.push(change);
  }
  return changes;
}

async function readFile(path: string, name: string): Promise<readonly PriceChange[]> {
  const { light, trading } = findSymbol(worldSymbols, name);
  const text = await readTextFile(path, 'Ticks');
  return readTickCsv(text, { symbolId: light.symbolId, digits: trading.digits, fileName: path });
}

function readRows(name: string, rows: readonly ReplayRow[]): readonly PriceChange[] {
  const { symbolId } = findSymbol(worldSymbols, name).light;
  return rows.map(({ at, bid, ask }, index) => ({
    symbolId,
    atMs: readMoment(`The time of row ${index + 1} of ${name}`, at),
    bid,
    ask,
  }));
}

/** `EURUSD-2025.csv` is of EURUSD. */
function symbolNamedBy(path: string): string {
  const name = /[^/\\]*$/.exec(path)?.[0] ?? '';
  const symbol = worldSymbols.find(({ light }) => name.split(/[.\-_ ]/)[0] === light.symbolName);
  if (symbol !== undefined) return symbol.light.symbolName;
  throw new SandboxError(`The file ${path} is not named after a symbol.`, {
    code: 'BAD_OPTION',
    facts: { file: path },
    hint: 'begin its name with the symbol of its prices, as in EURUSD.csv or EURUSD-2025.csv',
  });
}

function badFeed(message: string): SandboxError {
  return new SandboxError(message, { code: 'BAD_OPTION', facts: { option: 'feed' } });
}
