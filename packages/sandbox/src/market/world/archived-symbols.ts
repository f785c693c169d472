import type { ArchivedSymbol } from '@tickwire/protocol';

/** Symbols that were traded once; their ids are not used again. */
export const archivedSymbols: readonly ArchivedSymbol[] = [
  {
    symbolId: 33,
    name: 'EURRUB',
    utcLastUpdateTimestamp: Date.UTC(2022, 2, 1, 8),
    description: 'Euro vs Russian Ruble',
  },
  {
    symbolId: 34,
    name: 'USDRUB',
    utcLastUpdateTimestamp: Date.UTC(2022, 2, 1, 8),
    description: 'United States Dollar vs Russian Ruble',
  },
  {
    symbolId: 62,
    name: 'VIX.F23',
    utcLastUpdateTimestamp: Date.UTC(2023, 0, 18, 14),
    description: 'Volatility Index, January 2023',
  },
  {
    symbolId: 108,
    name: 'LUNUSD',
    utcLastUpdateTimestamp: Date.UTC(2022, 4, 13, 9),
    description: 'Terra vs United States Dollar',
  },
];
