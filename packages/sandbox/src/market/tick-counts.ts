import type { Chance } from './chance.ts';
import { type Cell, minuteMs } from './grid.ts';

const minutesPerHour = 60;

/** How long the market is open between two moments, in ms. */
export function openMsIn(openings: readonly Cell[], from: number, to: number): number {
  let open = 0;
  for (const { start, end } of openings) {
    open += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return open;
}

/** Shares the ticks of an hour out to its minutes, by how long each is open and by chance. They add up to `count`. */
export function shareTicks(count: number, hour: Cell, openings: readonly Cell[], chance: Chance): readonly number[] {
  const isWhole = openMsIn(openings, hour.start, hour.end) === hour.end - hour.start;
  const weights: number[] = [];
  let total = 0;
  for (let minute = 0; minute < minutesPerHour; minute++) {
    const start = hour.start + minute * minuteMs;
    const openMs = isWhole ? minuteMs : openMsIn(openings, start, start + minuteMs);
    total += openMs * (0.4 + 1.2 * chance.unit());
    weights.push(total);
  }
  let given = 0;
  return weights.map((weight) => {
    // Multiplied and divided by the same number, a count may come back a little less.
    const reached = weight === total ? count : Math.floor((count * weight) / total);
    const share = reached - given;
    given = reached;
    return share;
  });
}
