import { CommissionType, DayOfWeek, SwapCalculationType } from '@tickwire/protocol';
import { rhythms } from '../walk-facts.ts';
import { categoryIds } from './assets.ts';
import { buildSymbol, type GroupFacts, type SymbolFacts } from './build-symbol.ts';
import { leverageIds } from './leverages.ts';
import type { MarketSymbol } from './market-symbol.ts';
import { openings } from './schedules.ts';

// Sizes, digits and swaps of EURUSD, USDJPY, XAUUSD and BTCUSD are as captured from the real demo server; the others are
// of the same order as brokers have them. Ids 101, 434 and 1563 are those of captured orders: PROTOCOL.md, trading.

function row(
  symbolId: number,
  symbolName: string,
  base: string,
  quote: string,
  description: string,
  [digits, pipPosition, spreadPoints, ticksPerHour, swapLong, swapShort]: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ],
): SymbolFacts {
  return {
    symbolId,
    symbolName,
    base,
    quote,
    description,
    digits,
    pipPosition,
    spreadPoints,
    ticksPerHour,
    swapLong,
    swapShort,
  };
}

function pair(
  symbolId: number,
  symbolName: string,
  description: string,
  numbers: Parameters<typeof row>[5],
): SymbolFacts {
  return row(symbolId, symbolName, symbolName.slice(0, 3), symbolName.slice(3), description, numbers);
}

const currencies: Omit<GroupFacts, 'categoryId' | 'leverageId'> = {
  opening: openings.currencies,
  rhythm: rhythms.currencies,
  lotSize: 10_000_000,
  minVolume: 100_000,
  stepVolume: 100_000,
  maxVolume: 1_000_000_000,
  swapCalculationType: SwapCalculationType.PIPS,
  commission: [CommissionType.USD_PER_MILLION_USD, 4_500_000_000],
};

const metals: GroupFacts = {
  categoryId: categoryIds.metals,
  leverageId: leverageIds.metals,
  opening: openings.metals,
  rhythm: rhythms.currencies,
  lotSize: 10_000,
  minVolume: 100,
  stepVolume: 100,
  maxVolume: 1_000_000,
  measurementUnits: 'Oz',
  swapCalculationType: SwapCalculationType.PIPS,
  commission: [CommissionType.USD_PER_MILLION_USD, 4_500_000_000],
};

const silver: GroupFacts = { ...metals, lotSize: 500_000, minVolume: 5000, stepVolume: 5000, maxVolume: 50_000_000 };

const indices: Omit<GroupFacts, 'opening' | 'rhythm'> = {
  categoryId: categoryIds.indices,
  leverageId: leverageIds.indices,
  lotSize: 100,
  minVolume: 10,
  stepVolume: 10,
  maxVolume: 50_000,
  measurementUnits: 'Index',
  swapCalculationType: SwapCalculationType.POINTS,
  swapRollover3Days: DayOfWeek.FRIDAY,
  isOwnMeasure: true,
  guaranteedStopLoss: true,
};

const energies: Omit<GroupFacts, 'opening' | 'rhythm'> = {
  categoryId: categoryIds.energies,
  leverageId: leverageIds.energies,
  lotSize: 10_000,
  minVolume: 100,
  stepVolume: 100,
  maxVolume: 1_000_000,
  measurementUnits: 'Barrels',
  swapCalculationType: SwapCalculationType.PIPS,
  swapRollover3Days: DayOfWeek.FRIDAY,
  isOwnMeasure: true,
};

const crypto: Omit<GroupFacts, 'lotSize' | 'minVolume' | 'stepVolume' | 'maxVolume'> = {
  categoryId: categoryIds.crypto,
  leverageId: leverageIds.crypto,
  opening: openings.crypto,
  rhythm: rhythms.everywhere,
  swapRollover3Days: DayOfWeek.NONE,
  chargeSwapAtWeekends: true,
};

// Two tenths of a percent, as charged in captured orders.
const withCommission = {
  commission: [CommissionType.PERCENTAGE_OF_VALUE, 20_000],
  swapCalculationType: SwapCalculationType.PERCENTAGE,
} as const;

type Table = readonly (readonly [GroupFacts, readonly SymbolFacts[]])[];

const tables: Table = [
  [
    { ...currencies, categoryId: categoryIds.majors, leverageId: leverageIds.majors },
    [
      pair(1, 'EURUSD', 'Euro vs United States Dollar', [5, 4, 2, 3000, -2.445, -0.105]),
      pair(2, 'GBPUSD', 'British Pound vs United States Dollar', [5, 4, 4, 2600, -0.62, -1.85]),
      pair(4, 'USDJPY', 'United States Dollar vs Japanese Yen', [3, 2, 4, 2800, 1.02, -3.41]),
      pair(5, 'AUDUSD', 'Australian Dollar vs United States Dollar', [5, 4, 4, 1800, -0.71, -0.84]),
      pair(6, 'USDCHF', 'United States Dollar vs Swiss Franc', [5, 4, 6, 1500, 0.77, -2.63]),
      pair(8, 'USDCAD', 'United States Dollar vs Canadian Dollar', [5, 4, 5, 1700, -0.12, -1.64]),
      pair(12, 'NZDUSD', 'New Zealand Dollar vs United States Dollar', [5, 4, 6, 1400, -0.68, -0.72]),
    ],
  ],
  [
    { ...currencies, categoryId: categoryIds.minors, leverageId: leverageIds.minors },
    [
      pair(3, 'EURJPY', 'Euro vs Japanese Yen', [3, 2, 7, 2500, 0.53, -3.06]),
      pair(7, 'GBPJPY', 'British Pound vs Japanese Yen', [3, 2, 12, 2700, 1.41, -4.88]),
      pair(9, 'EURGBP', 'Euro vs British Pound', [5, 4, 5, 1300, -1.62, 0.11]),
      pair(10, 'EURCHF', 'Euro vs Swiss Franc', [5, 4, 7, 1100, 0.24, -1.57]),
      pair(11, 'AUDJPY', 'Australian Dollar vs Japanese Yen', [3, 2, 8, 1900, 0.66, -2.31]),
      pair(13, 'CHFJPY', 'Swiss Franc vs Japanese Yen', [3, 2, 11, 1500, -0.22, -1.93]),
      pair(14, 'EURAUD', 'Euro vs Australian Dollar', [5, 4, 13, 2000, -3.27, 0.81]),
      pair(15, 'CADJPY', 'Canadian Dollar vs Japanese Yen', [3, 2, 9, 1500, 0.51, -2.22]),
      pair(16, 'GBPAUD', 'British Pound vs Australian Dollar', [5, 4, 17, 2300, -1.74, -1.43]),
      pair(17, 'EURCAD', 'Euro vs Canadian Dollar', [5, 4, 12, 1800, -2.91, 0.38]),
      pair(18, 'AUDCAD', 'Australian Dollar vs Canadian Dollar', [5, 4, 9, 1400, -0.33, -1.21]),
      pair(19, 'GBPCAD', 'British Pound vs Canadian Dollar', [5, 4, 16, 2100, -0.54, -2.27]),
      pair(20, 'AUDNZD', 'Australian Dollar vs New Zealand Dollar', [5, 4, 11, 1200, -0.92, -0.87]),
      pair(21, 'NZDJPY', 'New Zealand Dollar vs Japanese Yen', [3, 2, 10, 1400, 0.74, -2.09]),
      pair(22, 'EURNZD', 'Euro vs New Zealand Dollar', [5, 4, 19, 1900, -3.86, 0.94]),
      pair(23, 'GBPCHF', 'British Pound vs Swiss Franc', [5, 4, 13, 1600, 0.83, -3.42]),
      pair(24, 'AUDCHF', 'Australian Dollar vs Swiss Franc', [5, 4, 9, 1100, 0.36, -1.44]),
    ],
  ],
  [
    { ...currencies, categoryId: categoryIds.exotics, leverageId: leverageIds.exotics },
    [
      pair(25, 'USDSEK', 'United States Dollar vs Swedish Krona', [5, 4, 320, 1500, -3.1, -14.8]),
      pair(26, 'USDNOK', 'United States Dollar vs Norwegian Krone', [5, 4, 350, 1500, -6.2, -12.6]),
      pair(27, 'USDSGD', 'United States Dollar vs Singapore Dollar', [5, 4, 14, 700, 0.21, -2.14]),
      pair(28, 'USDMXN', 'United States Dollar vs Mexican Peso', [5, 4, 420, 1500, -68.4, 18.3]),
      pair(29, 'USDZAR', 'United States Dollar vs South African Rand', [5, 4, 780, 1700, -54.9, 14.2]),
      pair(30, 'USDPLN', 'United States Dollar vs Polish Zloty', [5, 4, 210, 900, -5.6, -3.2]),
      pair(31, 'USDCNH', 'United States Dollar vs Chinese Yuan (offshore)', [5, 4, 32, 800, 1.3, -14.1]),
      pair(35, 'USDHKD', 'United States Dollar vs Hong Kong Dollar', [5, 4, 28, 500, 0.4, -9.7]),
      pair(32, 'EURTRY', 'Euro vs Turkish Lira', [5, 4, 3400, 260, -612.5, 121.7]),
    ],
  ],
  [
    metals,
    [
      pair(41, 'XAUUSD', 'Gold vs United States Dollar', [2, 2, 18, 5200, -38.62, 16.41]),
      pair(43, 'XAUEUR', 'Gold vs Euro', [2, 2, 34, 3600, -22.15, 4.92]),
      pair(44, 'XPTUSD', 'Platinum vs United States Dollar', [2, 2, 240, 900, -9.3, -3.1]),
      pair(45, 'XPDUSD', 'Palladium vs United States Dollar', [2, 2, 480, 380, -12.7, -4.6]),
    ],
  ],
  [silver, [pair(42, 'XAGUSD', 'Silver vs United States Dollar', [3, 2, 22, 3000, -3.47, 1.52])]],
  [
    { ...indices, opening: openings.america, rhythm: rhythms.america },
    [
      row(51, 'US500', 'US500', 'USD', 'US 500', [1, 1, 5, 2600, -1.12, 0.31]),
      row(52, 'US30', 'US30', 'USD', 'Wall Street 30', [1, 1, 22, 2800, -8.35, 2.27]),
      row(53, 'US100', 'US100', 'USD', 'US Tech 100', [1, 1, 16, 4200, -4.06, 1.1]),
      row(54, 'US2000', 'US2000', 'USD', 'US Small Cap 2000', [1, 1, 4, 1800, -0.46, 0.12]),
    ],
  ],
  [
    { ...indices, opening: openings.germany, rhythm: rhythms.europe },
    [row(55, 'DE40', 'DE40', 'EUR', 'Germany 40', [1, 1, 12, 2300, -2.31, -0.52])],
  ],
  [
    { ...indices, opening: openings.britain, rhythm: rhythms.europe },
    [row(56, 'UK100', 'UK100', 'GBP', 'UK 100', [1, 1, 11, 1200, -1.34, 0.09])],
  ],
  [
    { ...indices, opening: openings.france, rhythm: rhythms.europe },
    [
      row(57, 'FR40', 'FR40', 'EUR', 'France 40', [1, 1, 12, 900, -0.97, -0.23]),
      row(58, 'EU50', 'EU50', 'EUR', 'Europe 50', [1, 1, 14, 800, -0.63, -0.15]),
    ],
  ],
  [
    { ...indices, opening: openings.japan, rhythm: rhythms.asia },
    [row(59, 'JP225', 'JP225', 'JPY', 'Japan 225', [1, 1, 90, 1600, -1.72, -1.9])],
  ],
  [
    { ...indices, opening: openings.australia, rhythm: rhythms.asia },
    [row(60, 'AU200', 'AU200', 'AUD', 'Australia 200', [1, 1, 16, 700, -1.15, 0.05])],
  ],
  [
    { ...indices, opening: openings.hongKong, rhythm: rhythms.asia },
    [row(61, 'HK50', 'HK50', 'HKD', 'Hong Kong 50', [1, 1, 70, 1400, -2.85, -0.66])],
  ],
  [
    { ...energies, opening: openings.america, rhythm: rhythms.america },
    [row(71, 'XTIUSD', 'WTI', 'USD', 'West Texas Intermediate vs United States Dollar', [2, 2, 3, 1900, -0.84, -2.15])],
  ],
  [
    {
      ...energies,
      opening: openings.america,
      rhythm: rhythms.america,
      lotSize: 1_000_000,
      minVolume: 10_000,
      stepVolume: 10_000,
      maxVolume: 100_000_000,
      measurementUnits: 'MMBtu',
    },
    [row(73, 'XNGUSD', 'NATGAS', 'USD', 'Natural Gas vs United States Dollar', [3, 2, 6, 1000, -4.1, 1.6])],
  ],
  [
    { ...energies, opening: openings.brent, rhythm: rhythms.europe },
    [row(72, 'XBRUSD', 'BRENT', 'USD', 'Brent Crude vs United States Dollar', [2, 2, 3, 1700, 1.35, -3.98])],
  ],
  [
    { ...crypto, lotSize: 100, minVolume: 1, stepVolume: 1, maxVolume: 5000 },
    [pair(101, 'BTCUSD', 'Bitcoin vs United States Dollar', [3, 1, 38_000, 3600, -321.4, -87.2])],
  ],
  [
    { ...crypto, lotSize: 100, minVolume: 1, stepVolume: 1, maxVolume: 50_000, ...withCommission },
    [pair(102, 'ETHUSD', 'Ethereum vs United States Dollar', [3, 1, 2200, 3200, -20, -10])],
  ],
  [
    { ...crypto, lotSize: 100, minVolume: 1, stepVolume: 1, maxVolume: 500_000, ...withCommission },
    [pair(103, 'LTCUSD', 'Litecoin vs United States Dollar', [3, 2, 180, 1300, -20, -10])],
  ],
  [
    { ...crypto, lotSize: 100, minVolume: 1, stepVolume: 1, maxVolume: 200_000, ...withCommission },
    [pair(104, 'BCHUSD', 'Bitcoin Cash vs United States Dollar', [3, 2, 640, 1100, -20, -10])],
  ],
  [
    { ...crypto, lotSize: 100, minVolume: 100, stepVolume: 100, maxVolume: 100_000_000, ...withCommission },
    [pair(105, 'XRPUSD', 'Ripple vs United States Dollar', [5, 4, 90, 1900, -20, -10])],
  ],
  [
    { ...crypto, lotSize: 100, minVolume: 1, stepVolume: 1, maxVolume: 500_000, ...withCommission },
    [pair(106, 'SOLUSD', 'Solana vs United States Dollar', [3, 2, 90, 2200, -20, -10])],
  ],
  [
    { ...crypto, lotSize: 100, minVolume: 100, stepVolume: 100, maxVolume: 100_000_000, ...withCommission },
    [pair(107, 'ADAUSD', 'Cardano vs United States Dollar', [5, 4, 80, 1200, -20, -10])],
  ],
  [
    { ...crypto, lotSize: 100, minVolume: 100, stepVolume: 100, maxVolume: 500_000_000, ...withCommission },
    [pair(434, 'DOGUSD', 'Dogecoin vs United States Dollar', [5, 4, 36, 1400, -20, -10])],
  ],
  [
    { ...crypto, lotSize: 100, minVolume: 100, stepVolume: 100, maxVolume: 10_000_000, ...withCommission },
    [pair(1563, 'CAKUSD', 'PancakeSwap vs United States Dollar', [4, 3, 60, 90, -20, -10])],
  ],
];

// The list that people see begins at 7, as the real one does for EURUSD.
const firstSortingNumber = 7;

/** All symbols of the default world. */
export const worldSymbols: readonly MarketSymbol[] = tables
  .flatMap(([group, rows]) => rows.map((facts) => ({ facts, group })))
  .map(({ facts, group }, index) => buildSymbol(facts, group, firstSortingNumber + index));
