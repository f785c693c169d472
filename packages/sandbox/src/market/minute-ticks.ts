import type { Chance } from './chance.ts';
import type { Cell } from './grid.ts';
import { drawTicks, type Stretch } from './stretch.ts';

/** The ticks of one side, ascending in time. Prices in points. */
interface SideTicks {
  readonly times: Float64Array;
  readonly prices: Float64Array;
}

/** All ticks of a minute. */
export interface MinuteTicks {
  readonly start: number;
  readonly bid: SideTicks;
  readonly ask: SideTicks;
}

/** What the ticks of a minute are drawn from. */
export interface MinuteOutline {
  readonly start: number;
  /** The parts of the minute in which the market is open. */
  readonly openings: readonly Cell[];
  readonly stretch: Stretch;
  /** The usual spread, in points. */
  readonly spread: number;
}

const longestLagMs = 250;

/**
 * Draws the ticks of a minute. The ask follows the bid at times of its own: before the bid when it rises, after it when
 * it falls, so that the two never meet. The first tick of the minute is one of both sides.
 */
export function drawMinute({ start, openings, stretch, spread }: MinuteOutline, chance: Chance): MinuteTicks {
  const prices = drawTicks(stretch, chance);
  const times = drawTimes(stretch.count, openings, chance);
  const end = openings.at(-1)?.end ?? start;
  return {
    start,
    bid: { times, prices },
    ask: drawAsk({ times, prices }, spread, openings.length === 1 ? end : 0, chance),
  };
}

/** Distinct times, ascending, all of them while the market is open. */
function drawTimes(count: number, openings: readonly Cell[], chance: Chance): Float64Array {
  const openMs = openings.reduce((sum, { start, end }) => sum + end - start, 0);
  const weights = new Float64Array(count);
  let total = 0;
  for (let tick = 0; tick < count; tick++) {
    const unit = chance.unit();
    weights[tick] = total += 0.02 + unit * unit;
  }
  total += 0.02 + chance.unit();
  const times = new Float64Array(count);
  let opening = 0;
  let passed = 0;
  for (let tick = 0; tick < count; tick++) {
    // One ms for each tick before it keeps any two apart; what is left of the time is shared out by weight.
    const into = tick + Math.floor(((openMs - count) * (weights[tick] ?? 0)) / total);
    let cell = openings[opening];
    while (cell !== undefined && into - passed >= cell.end - cell.start) {
      passed += cell.end - cell.start;
      cell = openings[++opening];
    }
    times[tick] = (cell?.start ?? 0) + into - passed;
  }
  return times;
}

/** `end` is where the minute ends for lags; 0 leaves no room for any. */
function drawAsk({ times, prices }: SideTicks, spread: number, end: number, chance: Chance): SideTicks {
  const count = times.length;
  const askTimes = new Float64Array(count);
  const askPrices = new Float64Array(count);
  let kept = 0;
  let points = drawSpread(spread, chance);
  for (let tick = 0; tick < count; tick++) {
    const at = times[tick] ?? 0;
    const bid = prices[tick] ?? 0;
    const bits = chance.bits();
    if ((bits & 3) === 0) points = drawSpread(spread, chance);
    const ask = bid + points;
    if (tick > 0 && ask === askPrices[kept - 1]) continue;
    const rises = bid > (prices[tick - 1] ?? 0);
    const room = tick === 0 || end === 0 ? 0 : rises ? at - (times[tick - 1] ?? 0) : (times[tick + 1] ?? end) - at;
    const lag = Math.floor(((bits >>> 8) / 2 ** 24) * Math.min(longestLagMs, Math.floor((room - 1) / 2) + 1));
    askTimes[kept] = rises ? at - lag : at + lag;
    askPrices[kept] = ask;
    kept++;
  }
  return { times: askTimes.slice(0, kept), prices: askPrices.slice(0, kept) };
}

function drawSpread(spread: number, chance: Chance): number {
  const unit = chance.unit();
  return Math.max(1, Math.round(spread * (0.75 + 0.4 * unit + (unit > 0.97 ? 0.8 : 0))));
}

/** The index of the first time that is not before a moment; the length when there is none. */
export function firstAtOrAfter(times: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
