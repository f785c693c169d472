import { squareRoot } from './chance.ts';
import type { Factor } from './factor.ts';

/** How lively a market is at each hour of the New York clock; 1 is its average hour. */
export interface Rhythm {
  readonly activity: readonly number[];
}

/** What the seeded walk knows of a symbol besides its schedule. */
export interface WalkFacts {
  readonly symbolId: number;
  /** Decimals of a price. */
  readonly digits: number;
  /** The price that the walk wanders around, in the quote asset. */
  readonly anchor: number;
  /** The asset whose value the price rises with. */
  readonly base: Factor;
  /** The asset whose value the price falls with; undefined for one that everything is counted in. */
  readonly quote: Factor | undefined;
  /** Changes of the bid in an average hour. */
  readonly ticksPerHour: number;
  /** The usual spread, in 10^-digits. */
  readonly spreadPoints: number;
  readonly rhythm: Rhythm;
}

const pointSizes = [100_000, 10_000, 1000, 100, 10, 1];

/** What the last decimal of a price counts for, in 1/100000; prices have at most five decimals. */
export function pointSizeOf(digits: number): number {
  return pointSizes[digits] ?? 1;
}

/** One standard deviation of the price's daily change, as a share of it. */
export function dailySwingOf({ base, quote }: WalkFacts): number {
  const other = quote?.dailySwing ?? 0;
  return squareRoot(base.dailySwing * base.dailySwing + other * other);
}

/** Activity from 00:00 to 23:00 in New York, by where the market lives. */
export const rhythms = {
  currencies: rhythm([
    0.5, 0.6, 0.9, 1.5, 1.5, 1.2, 1.1, 1.3, 1.9, 1.9, 1.8, 1.5, 1.1, 1, 1, 0.9, 0.6, 0.35, 0.4, 0.7, 0.8, 0.7, 0.6, 0.5,
  ]),
  america: rhythm([
    0.3, 0.3, 0.4, 0.6, 0.6, 0.5, 0.5, 0.7, 1.2, 2.6, 2.9, 2.1, 1.6, 1.6, 1.8, 2.4, 1, 0.3, 0.4, 0.5, 0.5, 0.4, 0.3,
    0.3,
  ]),
  europe: rhythm([
    0.4, 0.5, 1, 2.6, 2.2, 1.7, 1.5, 1.5, 1.8, 2.1, 2, 1.5, 0.7, 0.6, 0.6, 0.6, 0.3, 0.2, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3,
  ]),
  asia: rhythm([
    1.3, 1.2, 1, 0.9, 0.7, 0.5, 0.5, 0.5, 0.8, 1.1, 1.1, 0.8, 0.6, 0.5, 0.5, 0.5, 0.3, 0.3, 0.8, 2.4, 2.4, 1.8, 1.3,
    1.3,
  ]),
  everywhere: rhythm([
    0.9, 0.9, 0.9, 1, 1, 1, 1, 1, 1.2, 1.4, 1.4, 1.2, 1.1, 1.1, 1, 1, 0.9, 0.8, 0.9, 1, 1, 0.9, 0.9, 0.9,
  ]),
} as const;

function rhythm(activity: readonly number[]): Rhythm {
  return { activity };
}
