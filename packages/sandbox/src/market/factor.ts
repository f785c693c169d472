import { bell, foldSeed, hash } from './chance.ts';

/** What an asset is worth moves by itself; prices move because one of their assets does. */
export interface Factor {
  readonly assetId: number;
  /** One standard deviation of a day's change: 0.01 is about one percent. */
  readonly dailySwing: number;
}

const octaves = 12;
// Waves of up to a year are the higher the longer they are, as in a price that has no memory; longer ones are not, so that
// no price is lost from sight.
const lastGrowing = 8;
const kept = 32;

/**
 * The logarithm of what assets are worth on each day, around 0. Any day can be asked for at once: it is a sum of slow and fast waves, the
 * longest over more than five years, so that it wanders like a price, and stays within sight of 0 over decades.
 */
export class FactorPaths {
  readonly #seed: number;
  readonly #recent = new Map<number, { readonly days: Int32Array; readonly values: Float64Array }>();

  constructor(seed: number) {
    this.#seed = foldSeed(seed);
  }

  /** The value of an asset at the end of a trading day. */
  valueOn({ assetId, dailySwing }: Factor, day: number): number {
    let recent = this.#recent.get(assetId);
    if (recent === undefined) {
      recent = { days: new Int32Array(kept).fill(-(2 ** 31)), values: new Float64Array(kept) };
      this.#recent.set(assetId, recent);
    }
    const place = day & (kept - 1);
    if (recent.days[place] !== day) {
      recent.days[place] = day;
      recent.values[place] = this.#draw(assetId, day) * dailySwing;
    }
    return recent.values[place] ?? 0;
  }

  #draw(assetId: number, day: number): number {
    let sum = 0;
    // A quarter of the variance, doubled with the length.
    let height = 0.5;
    for (let octave = 0; octave < octaves; octave++) {
      const length = 1 << octave;
      // Waves of different assets and lengths do not turn on the same day.
      const shifted = day + (hash(this.#seed, assetId, -1, octave) & (length - 1));
      const wave = Math.floor(shifted / length);
      const from = bell(hash(this.#seed, assetId, wave, octave));
      const to = bell(hash(this.#seed, assetId, wave + 1, octave));
      sum += height * (from + ((to - from) * (shifted - wave * length)) / length);
      if (octave < lastGrowing) height *= Math.SQRT2;
    }
    return sum;
  }
}
