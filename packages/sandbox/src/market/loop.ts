import { type Feed, joinSummaries, type Side, type Summary, type Tick } from './feed.ts';

/** What a loop repeats. */
export interface Round {
  /** The prices of the first round, in [startsAt, startsAt + everyMs). */
  readonly first: Feed;
  /** Epoch ms. */
  readonly startsAt: number;
  readonly everyMs: number;
}

/** The same prices over and over again, one round after the other. */
export class Loop implements Feed {
  readonly #round: Round;

  constructor(round: Round) {
    this.#round = round;
  }

  summarize(from: number, to: number): Summary | undefined {
    const [first, last] = [Math.max(0, this.#roundOf(from)), this.#roundOf(to - 1)];
    if (last < first) return undefined;
    if (first === last) return this.#sum(first, from, to);
    const between = last - first - 1;
    const whole = between === 0 ? undefined : this.#sum(0, -Infinity, Infinity);
    const middle = whole === undefined ? undefined : { ...whole, volume: whole.volume * between };
    return joinSummaries(joinSummaries(this.#sum(first, from, to), middle), this.#sum(last, from, to));
  }

  *ticksBack(side: Side, from: number, to: number): Iterable<Tick> {
    const { first, startsAt, everyMs } = this.#round;
    if (first.lastTick(side, startsAt + everyMs, startsAt) === undefined) return;
    const oldest = Math.max(0, this.#roundOf(from));
    for (let round = this.#roundOf(to - 1); round >= oldest; round--) {
      const [start, end, shift] = this.#inFirst(round, from, to);
      for (const { at, price } of first.ticksBack(side, start, end)) yield { at: at + shift, price };
    }
  }

  lastTick(side: Side, before: number, notBefore: number): Tick | undefined {
    for (const tick of this.ticksBack(side, notBefore, before)) return tick;
    return undefined;
  }

  nextTickAt(from: number, to: number): number | undefined {
    const round = Math.max(0, this.#roundOf(from));
    for (const near of [round, round + 1]) {
      const [start, end, shift] = this.#inFirst(near, from, Infinity);
      const at = this.#round.first.nextTickAt(start, end);
      if (at !== undefined) return at + shift < to ? at + shift : undefined;
    }
    return undefined;
  }

  quietSince(before: number): number {
    const last = this.lastTick('bid', before, this.#round.startsAt);
    return last === undefined ? -Infinity : last.at + 1;
  }

  #roundOf(at: number): number {
    return Math.floor((at - this.#round.startsAt) / this.#round.everyMs);
  }

  #sum(round: number, from: number, to: number): Summary | undefined {
    const [start, end] = this.#inFirst(round, from, to);
    return this.#round.first.summarize(start, end);
  }

  /** The part of a round between two moments, as a part of the first round, and how much later it is. */
  #inFirst(round: number, from: number, to: number): readonly [start: number, end: number, shift: number] {
    const { startsAt, everyMs } = this.#round;
    const shift = round * everyMs;
    return [Math.max(from - shift, startsAt), Math.min(to - shift, startsAt + everyMs), shift];
  }
}
