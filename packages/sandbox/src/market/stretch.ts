import { type Chance, squareRoot } from './chance.ts';

/**
 * What the bid does over some ticks, in points: first, highest, lowest and last price, and which ticks are the highest and
 * the lowest. Enough to be divided into shorter stretches that add up to it exactly.
 */
export interface Stretch {
  /** How many ticks; at least one. */
  readonly count: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Which tick has the high, 0 being the first; 0 or the last only when open or close are the high. */
  readonly highAt: number;
  readonly lowAt: number;
}

/** What is settled about a stretch before the rest of it is drawn. */
export interface Outline {
  readonly count: number;
  readonly open: number;
  readonly close: number;
  /** How far, in points, the extremes go beyond open and close: one standard deviation. */
  readonly reach: number;
  readonly floor: number;
  readonly ceiling: number;
}

/** Draws the extremes of a stretch. Whatever the outline asks of open and close gives way to a tick that is settled. */
export function drawStretch({ count, open, close, reach, floor, ceiling }: Outline, chance: Chance): Stretch {
  return drawPart(count, open, close, reach, floor, ceiling, nowhere, nowhere, chance);
}

const nowhere = -1;

// With arguments in place of an outline: some 14,000 are drawn for one page of bars. `settledHigh` is the tick that must
// be at the ceiling, `settledLow` the one that must be at the floor, `nowhere` if this stretch does not have it.
function drawPart(
  count: number,
  wantedOpen: number,
  wantedClose: number,
  reach: number,
  floor: number,
  ceiling: number,
  settledHigh: number,
  settledLow: number,
  chance: Chance,
): Stretch {
  const last = count - 1;
  const open = settledHigh === 0 ? ceiling : settledLow === 0 ? floor : wantedOpen;
  const close = count === 1 ? open : settledHigh === last ? ceiling : settledLow === last ? floor : wantedClose;
  // Drawn in any case, so that what follows does not depend on how many were needed.
  const above = Math.abs(chance.swing());
  const below = Math.abs(chance.swing());
  const placeOfHigh = chance.unit();
  const placeOfLow = chance.unit();

  const top = Math.max(open, close);
  const bottom = Math.min(open, close);
  let high = settledHigh === nowhere ? top : ceiling;
  let highAt = settledHigh === nowhere ? (open === top ? 0 : last) : settledHigh;
  let low = settledLow === nowhere ? bottom : floor;
  let lowAt = settledLow === nowhere ? (open === bottom ? 0 : last) : settledLow;
  if (settledHigh === nowhere) {
    const place = freePlace(count, lowAt, placeOfHigh);
    const reached = Math.min(ceiling, top + Math.round(above * reach));
    if (place !== nowhere && reached > top) {
      high = reached;
      highAt = place;
    }
  }
  if (settledLow === nowhere) {
    const place = freePlace(count, highAt, placeOfLow);
    const reached = Math.max(floor, bottom - Math.round(below * reach));
    if (place !== nowhere && reached < bottom) {
      low = reached;
      lowAt = place;
    }
  }
  return { count, open, high, low, close, highAt, lowAt };
}

/** A tick that is neither the first, nor the last, nor the one that is taken; `nowhere` when there is none. */
function freePlace(count: number, taken: number, unit: number): number {
  const isTakenInside = taken > 0 && taken < count - 1;
  const places = count - 2 - (isTakenInside ? 1 : 0);
  if (places <= 0) return nowhere;
  const place = 1 + Math.floor(unit * places);
  return isTakenInside && place >= taken ? place + 1 : place;
}

/** A tick whose price is settled: the high, the low or the close. */
interface Waypoint {
  readonly tick: number;
  readonly price: number;
}

function waypointsOf({ count, highAt, high, lowAt, low, close }: Stretch): readonly Waypoint[] {
  const top = { tick: highAt, price: high };
  const bottom = { tick: lowAt, price: low };
  const end = { tick: count - 1, price: close };
  return highAt < lowAt ? [top, bottom, end] : [bottom, top, end];
}

/** One standard deviation of the whole way, judged by how far it went. */
function spanOf({ high, low }: Stretch): number {
  return (high - low) / 1.6;
}

/**
 * Divides a stretch into parts with the given numbers of ticks, which must add up to its own; parts without ticks come
 * back as undefined. `swings` says how lively each part is beside the others. The parts add up: the first opens where
 * the stretch does, the last closes there, one has its high, one its low, none goes beyond.
 */
export function divideStretch(
  stretch: Stretch,
  counts: readonly number[],
  swings: readonly number[],
  chance: Chance,
): readonly (Stretch | undefined)[] {
  const { count, high, low, highAt, lowAt } = stretch;
  let squares = 0;
  for (let index = 0; index < counts.length; index++) {
    const swing = counts[index] === 0 ? 0 : (swings[index] ?? 0);
    squares += swing * swing;
  }
  const scale = spanOf(stretch) / (squareRoot(squares) || 1);
  const step = spanOf(stretch) / squareRoot(count);
  const waypoints = waypointsOf(stretch);
  const parts: (Stretch | undefined)[] = [];
  let next = 0;
  let begin = 0;
  let price = stretch.open;
  // A loop over indices: a page of bars runs it some 14,000 times, at first in the interpreter.
  for (let index = 0; index < counts.length; index++) {
    const ticks = counts[index] ?? 0;
    if (ticks === 0) {
      parts.push(undefined);
      continue;
    }
    const end = begin + ticks;
    const reach = scale * (swings[index] ?? 0);
    const jump = Math.round(chance.swing() * step);
    let from = begin;
    let close = price;
    for (let waypoint = waypoints[next]; waypoint !== undefined && waypoint.tick < end; waypoint = waypoints[++next]) {
      from = waypoint.tick + 1;
      close = waypoint.price;
    }
    const noise = chance.swing() * reach;
    const target = waypoints[next];
    if (target !== undefined) {
      const share = (end - from) / (target.tick + 1 - from);
      close = within(Math.round(close + (target.price - close) * share + noise * (1 - share / 2)), low, high);
    }
    const after = ticks === 1 ? close : within(price + jump, low, high);
    const open = begin === 0 ? stretch.open : after;
    const settledHigh = highAt >= begin && highAt < end ? highAt - begin : nowhere;
    const settledLow = lowAt >= begin && lowAt < end ? lowAt - begin : nowhere;
    const part = drawPart(ticks, open, close, reach, low, high, settledHigh, settledLow, chance);
    parts.push(part);
    begin = end;
    price = part.close;
  }
  return parts;
}

/** The price of every tick of a stretch, in points. */
export function drawTicks(stretch: Stretch, chance: Chance): Float64Array {
  const { count, high, low } = stretch;
  const prices = new Float64Array(count);
  const step = spanOf(stretch) / squareRoot(count);
  const waypoints = waypointsOf(stretch);
  let next = 0;
  let price = stretch.open;
  for (let tick = 0; tick < count; tick++) {
    const bits = chance.bits();
    let target = waypoints[next];
    let isSettled = tick === 0;
    while (target !== undefined && target.tick <= tick) {
      if (target.tick === tick) {
        price = target.price;
        isSettled = true;
      }
      target = waypoints[++next];
    }
    if (!isSettled && target !== undefined) {
      const noise = (((bits >>> 16) + (bits & 0xffff)) / 65_535 - 1) * 2.45 * step;
      const moved = within(Math.round(price + (target.price - price) / (target.tick - tick + 1) + noise), low, high);
      // A tick is a change: where the step rounds to nothing, take the smallest there is.
      price = moved === price ? nudge(price, bits, low, high) : moved;
    }
    prices[tick] = price;
  }
  return prices;
}

function nudge(price: number, bits: number, low: number, high: number): number {
  const moved = (bits & 1) === 0 ? price + 1 : price - 1;
  if (moved > high) return Math.max(price - 1, low);
  return moved < low ? Math.min(price + 1, high) : moved;
}

/** Turns back what goes beyond the bounds; what goes too far beyond stops at them. */
function within(price: number, low: number, high: number): number {
  const turned = price > high ? 2 * high - price : price < low ? 2 * low - price : price;
  return Math.min(high, Math.max(low, turned));
}
