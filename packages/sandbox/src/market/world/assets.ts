import type { Asset, AssetClass, SymbolCategory } from '@tickwire/protocol';

/** An asset with what the walk needs to know of it. */
export interface MarketAsset extends Asset {
  readonly name: string;
  /** What one is worth: in US dollars, or for an index in the currency it is quoted in. The walk wanders around it. */
  readonly worth: number;
  /** One standard deviation of a day's change of worth: 0.01 is about one percent. 0: everything is counted in it. */
  readonly dailySwing: number;
}

function asset(assetId: number, name: string, displayName: string, digits: number, worth: number, dailySwing: number) {
  return { assetId, name, displayName, digits, worth, dailySwing };
}

/** All assets, by id; EUR is 5 and USD 15, as on the real demo server. */
export const assets: readonly MarketAsset[] = [
  asset(2, 'AUD', 'Australian Dollar', 2, 0.67, 0.0055),
  asset(3, 'CAD', 'Canadian Dollar', 2, 0.735, 0.0038),
  asset(4, 'CHF', 'Swiss Franc', 2, 1.14, 0.0044),
  asset(5, 'EUR', 'Euro', 2, 1.11, 0.0042),
  asset(6, 'GBP', 'British Pound', 2, 1.29, 0.0047),
  asset(7, 'HKD', 'Hong Kong Dollar', 2, 0.128, 0.0002),
  asset(8, 'JPY', 'Japanese Yen', 0, 0.0069, 0.0052),
  asset(9, 'MXN', 'Mexican Peso', 2, 0.0535, 0.007),
  asset(10, 'NOK', 'Norwegian Krone', 2, 0.096, 0.0062),
  asset(11, 'NZD', 'New Zealand Dollar', 2, 0.61, 0.0057),
  asset(12, 'PLN', 'Polish Zloty', 2, 0.255, 0.0058),
  asset(13, 'SEK', 'Swedish Krona', 2, 0.099, 0.0056),
  asset(14, 'SGD', 'Singapore Dollar', 2, 0.752, 0.0028),
  asset(15, 'USD', 'United States Dollar', 2, 1, 0),
  asset(16, 'ZAR', 'South African Rand', 2, 0.0545, 0.0085),
  asset(17, 'CNH', 'Chinese Yuan (offshore)', 2, 0.139, 0.0022),
  asset(18, 'TRY', 'Turkish Lira', 2, 0.031, 0.007),
  asset(30, 'XAU', 'Gold', 2, 2350, 0.0085),
  asset(31, 'XAG', 'Silver', 2, 28, 0.015),
  asset(32, 'XPT', 'Platinum', 2, 980, 0.012),
  asset(33, 'XPD', 'Palladium', 2, 1050, 0.017),
  asset(40, 'WTI', 'West Texas Intermediate', 2, 73, 0.018),
  asset(41, 'BRENT', 'Brent Crude', 2, 77, 0.0175),
  asset(42, 'NATGAS', 'Natural Gas', 2, 2.9, 0.025),
  asset(50, 'US500', 'US 500', 2, 5200, 0.0095),
  asset(51, 'US30', 'Wall Street 30', 2, 38_500, 0.009),
  asset(52, 'US100', 'US Tech 100', 2, 18_500, 0.0125),
  asset(53, 'US2000', 'US Small Cap 2000', 2, 2050, 0.0125),
  asset(54, 'DE40', 'Germany 40', 2, 18_300, 0.0105),
  asset(55, 'UK100', 'UK 100', 2, 8050, 0.008),
  asset(56, 'FR40', 'France 40', 2, 7600, 0.0105),
  asset(57, 'EU50', 'Europe 50', 2, 4950, 0.0105),
  asset(58, 'JP225', 'Japan 225', 2, 37_500, 0.012),
  asset(59, 'AU200', 'Australia 200', 2, 7900, 0.0085),
  asset(60, 'HK50', 'Hong Kong 50', 2, 18_800, 0.014),
  asset(80, 'BTC', 'Bitcoin', 8, 62_000, 0.026),
  asset(81, 'ETH', 'Ethereum', 8, 2900, 0.033),
  asset(82, 'LTC', 'Litecoin', 8, 88, 0.035),
  asset(83, 'BCH', 'Bitcoin Cash', 8, 380, 0.036),
  asset(84, 'XRP', 'Ripple', 6, 0.85, 0.036),
  asset(85, 'SOL', 'Solana', 8, 140, 0.041),
  asset(86, 'ADA', 'Cardano', 6, 0.55, 0.039),
  asset(87, 'DOG', 'Dogecoin', 8, 0.2, 0.043),
  asset(88, 'CAK', 'PancakeSwap', 8, 2.6, 0.042),
];

/** The coarsest grouping of symbols. */
export const assetClasses: readonly AssetClass[] = [
  { id: 1, name: 'Forex', sortingNumber: 1 },
  { id: 2, name: 'Metals', sortingNumber: 2 },
  { id: 3, name: 'Indices', sortingNumber: 3 },
  { id: 4, name: 'Energies', sortingNumber: 4 },
  { id: 5, name: 'Crypto Currencies', sortingNumber: 5 },
];

/** The groups that symbols belong to, by what they are. */
export const categoryIds = {
  majors: 11,
  minors: 12,
  exotics: 13,
  metals: 21,
  indices: 31,
  energies: 41,
  crypto: 51,
} as const;

/** The groups inside the asset classes. */
export const symbolCategories: readonly SymbolCategory[] = [
  { id: categoryIds.majors, assetClassId: 1, name: 'Forex Majors', sortingNumber: 1 },
  { id: categoryIds.minors, assetClassId: 1, name: 'Forex Minors', sortingNumber: 2 },
  { id: categoryIds.exotics, assetClassId: 1, name: 'Forex Exotics', sortingNumber: 3 },
  { id: categoryIds.metals, assetClassId: 2, name: 'Spot Metals', sortingNumber: 1 },
  { id: categoryIds.indices, assetClassId: 3, name: 'Cash Indices', sortingNumber: 1 },
  { id: categoryIds.energies, assetClassId: 4, name: 'Spot Energies', sortingNumber: 1 },
  { id: categoryIds.crypto, assetClassId: 5, name: 'Crypto', sortingNumber: 1 },
];
