import type { Refusal } from './refusal.ts';

/** What the label of an order forces. A part that the label does not name stays as it would be. */
export interface ForcedOutcome {
  /** Accepted, then rejected with this code. */
  readonly rejectCode?: string;
  /** Refused with this code before it is accepted. */
  readonly refuseCode?: string;
  /** Percent of the volume that the market fills, and no more. */
  readonly filledPercent?: number;
  /** From acceptance to the fill. */
  readonly delayMs?: number;
  /** Points of the symbol by which the fill is worse than the market. */
  readonly slipPoints?: number;
  /** The fill price, as in messages. */
  readonly price?: number;
  /** It happens, and no event tells. */
  readonly isSilent?: true;
  /** It never arrives. */
  readonly isLost?: true;
  /** Cancelling it is answered with 8 CANCEL_REJECTED. */
  readonly isCancelRejected?: true;
}

/** What a label turned out to be; without an outcome it forces none. */
export type LabelReading = { readonly outcome: ForcedOutcome | undefined } | { readonly refusal: Refusal };

const prefix = 'tickwire:';
const plain: LabelReading = { outcome: undefined };
const dayMs = 86_400_000;
const usage =
  'possible after "tickwire:", separated by commas, are reject=CODE, refuse=CODE, partial=1 to 99, delay=0 to 86400000, ' +
  'slip=0 to 100000, price=1.23456, silent, lost and cancel-rejected';

/** Parts that say how the order ends: at most one of each row. */
const rivals = [
  ['reject', 'refuse', 'lost'],
  ['refuse', 'silent'],
  ['slip', 'price'],
] as const;

/** Reads a label; one without the prefix is only a label. Spaces around the parts do not count. */
export function readLabel(label: string | undefined): LabelReading {
  if (label === undefined || !label.startsWith(prefix)) return plain;
  const names = new Set<string>();
  let outcome: ForcedOutcome = {};
  for (const text of label.slice(prefix.length).split(',')) {
    const part = text.trim();
    const [name, value] = splitOnce(part);
    const read = readPart(name, value);
    if (read === undefined) return unreadable(`"${part}" cannot be read`);
    if (names.has(name)) return unreadable(`"${name}" is there twice`);
    names.add(name);
    outcome = { ...outcome, ...read };
  }
  for (const row of rivals) {
    const [first, second] = row.filter((name) => names.has(name));
    if (second !== undefined) return unreadable(`"${first}" and "${second}" contradict each other`);
  }
  return { outcome };
}

const unreadable = (what: string): LabelReading => ({
  refusal: { errorCode: 'INVALID_REQUEST', description: `Label forces no outcome: ${what}; ${usage}.` },
});

function splitOnce(part: string): readonly [name: string, value: string | undefined] {
  const index = part.indexOf('=');
  return index < 0 ? [part, undefined] : [part.slice(0, index), part.slice(index + 1)];
}

function readPart(name: string, value: string | undefined): ForcedOutcome | undefined {
  if (value === undefined) return readFlag(name);
  switch (name) {
    case 'reject':
      return isCode(value) ? { rejectCode: value } : undefined;
    case 'refuse':
      return isCode(value) ? { refuseCode: value } : undefined;
    case 'partial':
      return isWhole(value, 1, 99) ? { filledPercent: Number(value) } : undefined;
    case 'delay':
      return isWhole(value, 0, dayMs) ? { delayMs: Number(value) } : undefined;
    case 'slip':
      return isWhole(value, 0, 100_000) ? { slipPoints: Number(value) } : undefined;
    case 'price':
      return isPrice(value) ? { price: Number(value) } : undefined;
    default:
      return undefined;
  }
}

function readFlag(name: string): ForcedOutcome | undefined {
  switch (name) {
    case 'silent':
      return { isSilent: true };
    case 'lost':
      return { isLost: true };
    case 'cancel-rejected':
      return { isCancelRejected: true };
    default:
      return undefined;
  }
}

/** Also codes that no table knows: how a program takes those is worth a test. */
const isCode = (value: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(value);

const isWhole = (value: string, least: number, most: number): boolean =>
  /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;

const isPrice = (value: string): boolean => /^\d{1,7}(\.\d{1,5})?$/.test(value) && Number(value) > 0;
