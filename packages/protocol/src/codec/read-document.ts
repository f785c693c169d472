import { type JsonResult, parseJson } from './parse-json.ts';

const ZERO = 0x30;
const NINE = 0x39;

/** Integers with fewer digits than this are safe ones, so that `JSON.parse` cannot round them. */
const LONG_RUN = 16;

/** Stands for bytes that are not UTF-8; a text may also contain it honestly. */
const REPLACEMENT = '\uFFFD';

const NOT_UTF8: JsonResult = { ok: false, line: 1, column: 1, reason: 'not UTF-8' };

/** Refuses what is not UTF-8, and keeps a byte order mark so that the parser refuses that. */
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Node's own byte arrays: their `toString` reads UTF-8, several times faster than a TextDecoder. */
interface NodeBytes extends Uint8Array {
  readonly utf8Slice: unknown;
}

/**
 * Reads the JSON document in a frame without rounding an integer: with `JSON.parse` where it is as good, else with
 * {@link parseJson}, which is slower. Bytes that are not UTF-8 and a byte order mark are refused.
 */
export function readDocument(frame: Uint8Array): JsonResult {
  const text = readText(frame);
  if (text === undefined) return NOT_UTF8;
  if (hasLongDigitRun(frame)) return parseJson(text);
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // The foreign error quotes the text, which may hold a token. Ours says where.
    return parseJson(text);
  }
}

/** The text of a frame; `undefined` when the bytes are not UTF-8. A byte order mark is kept, for the parser to refuse. */
export function readText(frame: Uint8Array): string | undefined {
  if (isNodeBytes(frame)) {
    const text = frame.toString();
    if (!text.includes(REPLACEMENT)) return text;
  }
  try {
    return strictDecoder.decode(frame);
  } catch {
    return undefined;
  }
}

function isNodeBytes(frame: Uint8Array): frame is NodeBytes {
  return 'utf8Slice' in frame;
}

/** Looks at every 16th byte only: no run of 16 digits fits between two of them. */
function hasLongDigitRun(frame: Uint8Array): boolean {
  for (let at = LONG_RUN - 1; at < frame.length; at += LONG_RUN) {
    if (isDigit(frame[at]) && runLengthAround(frame, at) >= LONG_RUN) return true;
  }
  return false;
}

function runLengthAround(frame: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && isDigit(frame[start - 1])) start--;
  let end = at + 1;
  while (isDigit(frame[end])) end++;
  return end - start;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}
