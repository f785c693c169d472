import { incorrectBoundaries, type Refusal } from '../refusals.ts';

/** The last moment that requests may name: PROTOCOL.md, units. */
const lastTimestamp = 2_147_483_646_000;

/** Whether history may be asked for from one moment to another, both epoch ms; undefined: it may. */
export function checkSpan(
  ctidTraderAccountId: number,
  from: number,
  to: number,
  longestMs = Infinity,
): Refusal | undefined {
  const wrong =
    from < 0 || to > lastTimestamp
      ? `Timestamps must be from 0 to ${lastTimestamp}`
      : from > to
        ? 'fromTimestamp must not be after toTimestamp'
        : to - from > longestMs
          ? `Interval between fromTimestamp and toTimestamp must not exceed ${longestMs} ms`
          : undefined;
  return wrong === undefined ? undefined : incorrectBoundaries(ctidTraderAccountId, wrong);
}
