/** An exact conversion rate: one unit of the first asset is `numerator / denominator` units of the second. */
export interface Rate {
  readonly numerator: bigint;
  /** Greater than zero. */
  readonly denominator: bigint;
}

/** The rate of an asset to itself. */
export const unity: Rate = { numerator: 1n, denominator: 1n };

/** One conversion after the other. */
export const chainRates = (first: Rate, second: Rate): Rate => ({
  numerator: first.numerator * second.numerator,
  denominator: first.denominator * second.denominator,
});

/** The rate as it stands in messages. */
export const toDouble = ({ numerator, denominator }: Rate): number => Number(numerator) / Number(denominator);

/**
 * Divides and rounds to the nearest whole number, halves away from zero, as the captured amounts are rounded
 * (PROTOCOL.md). The divisor must be greater than zero.
 */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const doubled = (dividend < 0n ? -dividend : dividend) * 2n;
  const size = (doubled + divisor) / (divisor * 2n);
  return dividend < 0n ? -size : size;
}
