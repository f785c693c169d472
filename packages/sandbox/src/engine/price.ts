import { divideRounded } from './rate.ts';

/** Prices inside the engine are whole numbers of 1/100000. */
const scale = 100_000;

/** From the double of a message. */
export const toPoints = (price: number): number => Math.round(price * scale);

/** To the double of a message. */
export const toPrice = (points: number): number => points / scale;

/** Whether the price is more than can be reckoned with to the last point. */
export const isTooHigh = (price: number): boolean => toPoints(price) > Number.MAX_SAFE_INTEGER;

/** Whether the price has decimals that the symbol does not: such prices are refused, never rounded (PROTOCOL.md). */
export const hasMoreDigits = (price: number, digits: number): boolean => Number(price.toFixed(digits)) !== price;

/** What one point of slippage (10^-digits) is, in 1/100000. */
export const pointSize = (digits: number): number => 10 ** (5 - digits);

/** Rounds to the symbol's digits, halves up. */
export function roundToDigits(points: number, digits: number): number {
  const size = pointSize(digits);
  return Math.round(points / size) * size;
}

/** What a volume costs at a price: 10^-7 of the quote asset, exact. */
export const costOf = (points: number, volume: number): bigint => BigInt(points) * BigInt(volume);

/** The average price of a cost, as the double of a message: exact where it has up to five decimals, else ten of them. */
export function averagePrice(cost: bigint, volume: number): number {
  if (volume === 0) return 0;
  const whole = BigInt(volume);
  if (cost % whole === 0n) return toPrice(Number(cost / whole));
  return Number(divideRounded(cost * BigInt(scale), whole)) / (scale * scale);
}
