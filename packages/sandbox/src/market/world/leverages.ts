import type { DynamicLeverage } from '@tickwire/protocol';

/** Which row of {@link dynamicLeverages} holds for which symbols. */
export const leverageIds = {
  majors: 1053,
  minors: 1054,
  exotics: 1055,
  metals: 1056,
  indices: 1057,
  energies: 1058,
  crypto: 1059,
} as const;

// Tiers up to so many million US dollars, and the leverage: 500 is 1:500.
function leverage(
  leverageId: number,
  tiers: readonly (readonly [millions: number, leverage: number])[],
): DynamicLeverage {
  return { leverageId, tiers: tiers.map(([millions, ratio]) => ({ volume: millions * 100_000_000, leverage: ratio })) };
}

/**
 * How leverage falls with exposure. A tier's volume is in cents of US dollars; its leverage is the plain ratio, 500 for
 * 1:500, since its scale is not documented: PROTOCOL.md, units.
 */
export const dynamicLeverages: readonly DynamicLeverage[] = [
  leverage(leverageIds.majors, [
    [2, 500],
    [5, 200],
    [20, 100],
    [100, 50],
  ]),
  leverage(leverageIds.minors, [
    [1, 500],
    [3, 200],
    [10, 100],
    [50, 33],
  ]),
  leverage(leverageIds.exotics, [
    [1, 100],
    [5, 50],
    [20, 20],
  ]),
  leverage(leverageIds.metals, [
    [1, 200],
    [5, 100],
    [20, 50],
  ]),
  leverage(leverageIds.indices, [
    [1, 200],
    [5, 100],
    [25, 50],
  ]),
  leverage(leverageIds.energies, [
    [1, 100],
    [5, 50],
    [20, 20],
  ]),
  leverage(leverageIds.crypto, [
    [0.1, 10],
    [0.5, 5],
    [2, 2],
  ]),
];
