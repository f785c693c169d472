import { foldSeed, hash } from './chance.ts';

/** One line of the book. */
export interface DepthLevel {
  /** Stays with the side and price: the same line later has the same id. */
  readonly id: number;
  readonly side: 'bid' | 'ask';
  /** 1/100000 of the quote asset. */
  readonly price: number;
  /** Hundredths of a unit. */
  readonly size: number;
}

/** What changed between two states of a book. */
export interface DepthChange {
  /** Lines that are new, or have another size. */
  readonly set: readonly DepthLevel[];
  /** Ids of the lines that are gone. */
  readonly deleted: readonly number[];
}

/** What a book is drawn around. */
export interface DepthOutline {
  readonly seed: number;
  readonly symbolId: number;
  /** 1/100000 of the quote asset. */
  readonly bid: number;
  readonly ask: number;
  /** Epoch ms of the quote. */
  readonly at: number;
  /** 1/100000 between two prices that the symbol can have. */
  readonly pointSize: number;
  /** Points between two lines, about. */
  readonly spacing: number;
  /** Hundredths of a unit: sizes are multiples of it, and grow from it. */
  readonly lotSize: number;
  readonly stepVolume: number;
}

/** Lines on each side of the book. */
const depthLevels = 8;
const sizeLastsMs = 3000;

/** Draws the book around a quote: bids from the best down, then asks from the best up. The best of each is the quote. */
export function drawDepth(outline: DepthOutline): readonly DepthLevel[] {
  return (['bid', 'ask'] as const).flatMap((side) => {
    const away = side === 'bid' ? -1 : 1;
    const gap = Math.max(1, Math.round(outline.spacing));
    const best = Math[side === 'bid' ? 'floor' : 'ceil'](outline[side] / outline.pointSize);
    const prices = [outline[side]];
    // Lines behind the best lie on a grid of prices that does not move with the quote, so that they stay as it does.
    const onGrid = away < 0 ? Math.floor((best - 1) / gap) * gap : Math.ceil((best + 1) / gap) * gap;
    for (let level = 1; level < depthLevels; level++) {
      const price = (onGrid + away * (level - 1) * gap) * outline.pointSize;
      if (price > 0) prices.push(price);
    }
    return prices.map((price, level) => ({
      id: price * 2 + (side === 'bid' ? 0 : 1),
      side,
      price,
      size: drawSize(outline, side, price, level),
    }));
  });
}

function drawSize(
  { seed, symbolId, at, lotSize, stepVolume }: DepthOutline,
  side: string,
  price: number,
  level: number,
): number {
  const place = foldSeed(price * 2 + (side === 'bid' ? 0 : 1));
  const key = hash(foldSeed(seed), symbolId, place, 101);
  // Each line changes its size at moments of its own.
  const turn = Math.floor((at + (key & 0xffff)) / sizeLastsMs);
  const share = (hash(key, turn, symbolId, 102) >>> 0) / 2 ** 32;
  const lots = (0.5 + 2.5 * share) * (level + 1);
  return Math.max(stepVolume, Math.round((lots * lotSize) / stepVolume) * stepVolume);
}

/** What to tell someone who knows the book as it was before. */
export function compareDepth(before: readonly DepthLevel[], after: readonly DepthLevel[]): DepthChange {
  const known = new Map(before.map((level) => [level.id, level.size]));
  const left = new Set(after.map((level) => level.id));
  return {
    set: after.filter(({ id, size }) => known.get(id) !== size),
    deleted: before.filter(({ id }) => !left.has(id)).map(({ id }) => id),
  };
}
