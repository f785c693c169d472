// Everything here uses only operations whose results the language specifies exactly (integers, + - * /, floor), so that
// the same seed gives the same market on every machine and every version of Node. Math.exp, Math.log and the like may
// differ in the last bit between engines.

/** Mixes numbers into 32 random-looking bits; only the lowest 32 bits of each count. */
export function hash(seed: number, first: number, second: number, third = 0): number {
  let state = Math.imul(seed ^ 0x2c1b3c6d, 0x9e3779b1);
  state = Math.imul((state ^ (state >>> 15)) + first, 0x85ebca6b);
  state = Math.imul((state ^ (state >>> 13)) + second, 0xc2b2ae35);
  state = Math.imul((state ^ (state >>> 16)) + third, 0x27d4eb2f);
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
  return state ^ (state >>> 15);
}

/** Folds a seed of any size into 32 bits. */
export function foldSeed(seed: number): number {
  const whole = Math.floor(seed);
  const high = Math.floor(whole / 2 ** 32);
  return hash(whole - high * 2 ** 32, high, Math.floor((seed - whole) * 2 ** 32));
}

/** A run of random numbers that depends only on the state it starts from (mulberry32). */
export class Chance {
  #state: number;

  constructor(state: number) {
    this.#state = state;
  }

  /** 32 random bits, as an unsigned integer. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** Mean 0, standard deviation 1, within ±2.45, thinner towards the ends. */
  swing(): number {
    return bell(this.bits());
  }
}

/** A number of mean 0 and standard deviation 1 from 32 random bits: the sum of two even ones, within ±2.45. */
export function bell(bits: number): number {
  return (((bits >>> 16) + (bits & 0xffff)) / 65_535 - 1) * 2.449_489_742_783_178;
}

/** e to the power of x, for x in about ±20. */
export function exp(x: number): number {
  const part = x / 256;
  let power = 1 + part * (1 + (part / 2) * (1 + (part / 3) * (1 + (part / 4) * (1 + part / 5))));
  for (let doubling = 0; doubling < 8; doubling++) power *= power;
  return power;
}

const rootsKept = 4096;
// Of small whole numbers, counts of ticks above all; filled as they are asked for, 0 standing for not yet.
const roots = new Float64Array(rootsKept);

/** The square root, by Newton's steps; 0 for anything that is not positive. */
export function squareRoot(square: number): number {
  if (!(square > 0)) return 0;
  if (square >= rootsKept || square !== Math.floor(square)) return drawRoot(square);
  return roots[square] || (roots[square] = drawRoot(square));
}

function drawRoot(square: number): number {
  let scaled = square;
  let factor = 1;
  while (scaled > 4) {
    scaled /= 4;
    factor *= 2;
  }
  while (scaled < 1) {
    scaled *= 4;
    factor /= 2;
  }
  let root = (1 + scaled) / 2;
  for (let step = 0; step < 5; step++) root = (root + scaled / root) / 2;
  return root * factor;
}
