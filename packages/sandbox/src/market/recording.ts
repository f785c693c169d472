import { type Feed, joinSummaries, type Side, type Summary, type Tick } from './feed.ts';
import { hourMs, minuteMs } from './grid.ts';

/** A change of one price, or of both, at one moment. Prices in 1/100000 of the quote asset. */
export interface PriceChange {
  readonly symbolId: number;
  /** Epoch ms. */
  readonly atMs: number;
  readonly bid?: number | undefined;
  readonly ask?: number | undefined;
}

/** How many ticks of a side a recording keeps by default; older ones are forgotten. */
export const defaultTicksKept = 1_000_000;

interface SideRecord {
  times: number[];
  prices: number[];
}

/** The ticks of a recording, as plain data. */
export type RecordedTicks = Readonly<
  Record<Side, { readonly times: readonly number[]; readonly prices: readonly number[] }>
>;

interface Block {
  readonly start: number;
  summary: Summary;
}

/**
 * Prices of one symbol as they were given: replayed from a file, written in a script, or pushed by hand. Bars are added
 * up from the recorded ticks, by way of minutes and hours, so that long bars do not read every tick.
 */
export class Recording implements Feed {
  readonly #sides: Record<Side, SideRecord> = { bid: { times: [], prices: [] }, ask: { times: [], prices: [] } };
  readonly #minutes: Block[] = [];
  readonly #hours: Block[] = [];
  readonly #ticksKept: number;

  constructor(ticksKept: number = defaultTicksKept) {
    this.#ticksKept = ticksKept;
  }

  /** The time of the newest price; undefined: there is none. */
  get lastAt(): number | undefined {
    const last = Math.max(this.#sides.bid.times.at(-1) ?? -Infinity, this.#sides.ask.times.at(-1) ?? -Infinity);
    return last === -Infinity ? undefined : last;
  }

  /** All ticks that it keeps. */
  copyTicks(): RecordedTicks {
    const { bid, ask } = this.#sides;
    return {
      bid: { times: [...bid.times], prices: [...bid.prices] },
      ask: { times: [...ask.times], prices: [...ask.prices] },
    };
  }

  /** Adds a change. It must not be earlier than the last one. */
  add({ atMs, bid, ask }: Omit<PriceChange, 'symbolId'>): void {
    if (bid !== undefined) {
      this.#append('bid', atMs, bid);
      const tick: Summary = { open: bid, high: bid, low: bid, close: bid, volume: 1 };
      addToBlocks(this.#minutes, Math.floor(atMs / minuteMs) * minuteMs, tick);
      addToBlocks(this.#hours, Math.floor(atMs / hourMs) * hourMs, tick);
    }
    if (ask !== undefined) this.#append('ask', atMs, ask);
  }

  summarize(from: number, to: number): Summary | undefined {
    const hour = Math.ceil(from / hourMs) * hourMs;
    const hourEnd = Math.floor(to / hourMs) * hourMs;
    if (hour >= hourEnd) return this.#sumMinutes(from, to);
    const inside = sumBlocks(this.#hours, hour, hourEnd);
    return joinSummaries(joinSummaries(this.#sumMinutes(from, hour), inside), this.#sumMinutes(hourEnd, to));
  }

  *ticksBack(side: Side, from: number, to: number): Iterable<Tick> {
    const { times, prices } = this.#sides[side];
    for (let index = firstIndex(times, to) - 1; index >= 0; index--) {
      const at = times[index] ?? 0;
      if (at < from) return;
      yield { at, price: prices[index] ?? 0 };
    }
  }

  lastTick(side: Side, before: number, notBefore: number): Tick | undefined {
    for (const tick of this.ticksBack(side, notBefore, before)) return tick;
    return undefined;
  }

  nextTickAt(from: number, to: number): number | undefined {
    const { bid, ask } = this.#sides;
    const nextBid = bid.times[firstIndex(bid.times, from)] ?? Infinity;
    const next = Math.min(nextBid, ask.times[firstIndex(ask.times, from)] ?? Infinity);
    return next < to ? next : undefined;
  }

  quietSince(before: number): number {
    const { times } = this.#sides.bid;
    const last = times[firstIndex(times, before) - 1];
    return last === undefined ? -Infinity : last + 1;
  }

  #sumMinutes(from: number, to: number): Summary | undefined {
    const minute = Math.ceil(from / minuteMs) * minuteMs;
    const minuteEnd = Math.floor(to / minuteMs) * minuteMs;
    if (minute >= minuteEnd) return this.#sumTicks(from, to);
    const inside = sumBlocks(this.#minutes, minute, minuteEnd);
    return joinSummaries(joinSummaries(this.#sumTicks(from, minute), inside), this.#sumTicks(minuteEnd, to));
  }

  #sumTicks(from: number, to: number): Summary | undefined {
    const { times, prices } = this.#sides.bid;
    let sum: Summary | undefined;
    for (let index = firstIndex(times, from); index < times.length && (times[index] ?? to) < to; index++) {
      const price = prices[index] ?? 0;
      sum = joinSummaries(sum, { open: price, high: price, low: price, close: price, volume: 1 });
    }
    return sum;
  }

  #append(side: Side, at: number, price: number): void {
    const record = this.#sides[side];
    record.times.push(at);
    record.prices.push(price);
    // Half as many again before the cut, so that a cut is rare.
    if (record.times.length <= this.#ticksKept * 1.5) return;
    record.times = record.times.slice(-this.#ticksKept);
    record.prices = record.prices.slice(-this.#ticksKept);
    if (side === 'bid') this.#forgetBlocks(record.times[0] ?? 0);
  }

  /** Drops the bars of forgotten ticks; those the cut runs through are added up again. */
  #forgetBlocks(from: number): void {
    for (const [blocks, lengthMs] of [
      [this.#minutes, minuteMs],
      [this.#hours, hourMs],
    ] as const) {
      blocks.splice(0, firstBlock(blocks, Math.floor(from / lengthMs) * lengthMs));
      const first = blocks[0];
      const summary = first === undefined ? undefined : this.#sumTicks(first.start, first.start + lengthMs);
      if (first !== undefined && summary !== undefined) first.summary = summary;
    }
  }
}

function addToBlocks(blocks: Block[], start: number, tick: Summary): void {
  const last = blocks.at(-1);
  if (last !== undefined && last.start === start) last.summary = joinSummaries(last.summary, tick) ?? tick;
  else blocks.push({ start, summary: tick });
}

function sumBlocks(blocks: readonly Block[], from: number, to: number): Summary | undefined {
  let sum: Summary | undefined;
  for (let index = firstBlock(blocks, from); index < blocks.length; index++) {
    const block = blocks[index];
    if (block === undefined || block.start >= to) break;
    sum = joinSummaries(sum, block.summary);
  }
  return sum;
}

function firstBlock(blocks: readonly Block[], from: number): number {
  return findFirst(blocks.length, (index) => (blocks[index]?.start ?? 0) >= from);
}

function firstIndex(times: readonly number[], at: number): number {
  return findFirst(times.length, (index) => (times[index] ?? 0) >= at);
}

/** The first index that fits, when all after it fit too. */
function findFirst(length: number, fits: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
