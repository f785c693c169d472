import { divideRounded, type Rate } from './rate.ts';

/** An amount that is still to be converted: `amount / divisor` units of the rate's first asset. */
export interface Unconverted {
  readonly amount: bigint;
  readonly divisor: bigint;
}

/** Converts and rounds once: whole units of 10^-moneyDigits of the rate's second asset. */
export function toMoney({ amount, divisor }: Unconverted, rate: Rate, moneyDigits: number): number {
  const scale = 10n ** BigInt(moneyDigits);
  return Number(divideRounded(amount * rate.numerator * scale, divisor * rate.denominator));
}

/** The part of a whole amount that belongs to `part` of `whole`, rounded halves away from zero. */
export function shareOf(total: number, part: number, whole: number): number {
  if (part === whole) return total;
  return Number(divideRounded(BigInt(total) * BigInt(part), BigInt(whole)));
}
