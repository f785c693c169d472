import { findServerError, type ServerErrorEntry, serverErrors } from '@tickwire/protocol';
import type { Context } from '../context.ts';
import { NotFoundError } from '../errors.ts';
import { findClosest, proposeEnding } from '../output/closest.ts';
import { documentVersion } from '../output/failure.ts';
import { toJsonText } from '../output/terminal.ts';
import { cutText, formatPairs, wrapText } from '../output/text.ts';
import { quote } from '../settings/flag-value.ts';
import type { ExplainFlags } from './explain.ts';

/** Prints what is known about an error code of the server, or the table of all codes. */
export async function runExplain(context: Context, flags: ExplainFlags, ...words: readonly string[]): Promise<void> {
  const { stdout } = context;
  const query = words.join(' ').trim();
  const found = query === '' ? serverErrors : findCodes(query);
  if (found.length === 0) throw toUnknownCode(query);
  if (flags.json === true) {
    stdout.write(`${toJsonText({ v: documentVersion, codes: found })}\n`);
    return;
  }
  const width = stdout.isTerminal ? Math.min(stdout.columns, widestText) : widestText;
  const lines =
    query === ''
      ? renderTable(found, stdout.isTerminal ? stdout.columns : Number.POSITIVE_INFINITY)
      : found
          .map((entry) => renderEntry(entry, width))
          .flatMap((entry, index) => (index === 0 ? entry : ['', ...entry]));
  stdout.write(`${lines.join('\n')}\n`);
}

const widestText = 80;

/** By name, by number (the two enums of the server share some), or by words that the server is known to say. */
function findCodes(query: string): readonly ServerErrorEntry[] {
  if (/^\d+$/.test(query)) return serverErrors.filter((entry) => entry.number === Number(query));
  const name = query.toUpperCase().replaceAll(/[\s-]+/g, '_');
  const named = serverErrors.filter((entry) => entry.code === name);
  return named.length > 0 ? named : serverErrors.flatMap((entry) => matchWords(entry, query));
}

function matchWords(entry: ServerErrorEntry, query: string): readonly ServerErrorEntry[] {
  const said = normalizeWords(query);
  if (said.length < shortestWords) return [];
  const isKnown = [...entry.seenTexts, ...(entry.cases ?? []).map(({ text }) => text)].some((text) => {
    const known = normalizeWords(text);
    return said.includes(known) || known.includes(said);
  });
  if (!isKnown) return [];
  const match = entry.cases?.find(({ text }) => normalizeWords(query).includes(normalizeWords(text)));
  return [findServerError(entry.code, match?.text ?? query) ?? entry];
}

/** Shorter words stand in half of all sentences. */
const shortestWords = 6;

/** The server's words without what differs from case to case: numbers, quotes, the full stop. */
const normalizeWords = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/["“”.]+$|^["“”]+/g, '')
    .replaceAll(/\d+(?:\.\d+)?/g, '#')
    .trim();

function toUnknownCode(query: string): NotFoundError {
  const codes = serverErrors.map(({ code }) => code);
  const proposals = findClosest(query.replaceAll(/[\s-]+/g, '_'), codes);
  return new NotFoundError(`No error code of the server is known as ${quote(query)}${proposeEnding(proposals)}`, {
    code: 'UNKNOWN_ERROR_CODE',
    hint: 'list all codes with `tickwire explain`',
  });
}

function renderEntry(entry: ServerErrorEntry, width: number): readonly string[] {
  const { code, number, meaning, likelyCause, nextStep, retry, seenTexts, evidence } = entry;
  return [
    number === null ? code : `${code} (${number})`,
    ...wrapText(meaning, width),
    '',
    ...formatPairs(
      [
        ['likely cause', likelyCause],
        ['next', nextStep],
        ['try again', describeRetry[retry]],
        ...seenTexts.map((text, index) => [index === 0 ? 'seen as' : '', `"${text}"`] as const),
        ['known from', describeEvidence[evidence]],
      ],
      width,
    ),
  ];
}

const describeRetry: Readonly<Record<ServerErrorEntry['retry'], string>> = {
  never: 'not with the same message',
  once: 'once, and only to read',
  'after-wait': 'after a wait',
  'after-login': 'after authenticating again',
  'after-new-token': 'with another access token',
  'after-maintenance': 'after the maintenance',
  'next-session': 'when the market opens again',
  'already-done': 'not needed: what was asked for is so already',
  'reconcile-first': 'only after looking at the account: it may have been carried out',
  'after-reread': 'after reading the order or position again',
  'after-subscribe': 'after subscribing to the spots',
  'smaller-range': 'with a shorter span of time',
};

const describeEvidence: Readonly<Record<ServerErrorEntry['evidence'], string>> = {
  confirmed: 'captured traffic, or two independent testers',
  reported: 'one tester',
  documented: 'the official documents only',
  inferred: 'our own reasoning',
  unverified: 'a claim without proof',
};

function renderTable(entries: readonly ServerErrorEntry[], width: number): readonly string[] {
  const codeWidth = Math.max(...entries.map(({ code }) => code.length));
  return entries.map(({ code, number, meaning }) =>
    cutText(`${code.padEnd(codeWidth)}  ${String(number ?? '').padStart(3)}  ${meaning}`, width),
  );
}
