import { checkChange, tooEarly } from './check-change.ts';
import { type PriceChange, Recording } from './recording.ts';

/** The changes of one symbol. */
export interface RecordedChanges {
  /** Epoch ms. */
  readonly firstAt: number;
  readonly recording: Recording;
}

/**
 * Sorts changes by symbol.
 *
 * @param settledUntil Epoch ms before which a symbol may not change any more.
 * @throws SandboxError `BAD_OPTION` for a bad price, or when one symbol's changes are not in ascending time.
 */
export function recordChanges(
  changes: readonly PriceChange[],
  settledUntil: (symbolId: number) => number,
): ReadonlyMap<number, RecordedChanges> {
  const bySymbol = new Map<number, RecordedChanges>();
  for (const change of changes) {
    const { symbolId, atMs } = change;
    const settledAt = settledUntil(symbolId);
    checkChange(change);
    const started = bySymbol.get(symbolId) ?? { firstAt: atMs, recording: new Recording(Infinity) };
    const earliest = Math.max(started.recording.lastAt ?? -Infinity, settledAt);
    if (atMs < earliest) throw tooEarly(change, earliest);
    started.recording.add(change);
    bySymbol.set(symbolId, started);
  }
  return bySymbol;
}
