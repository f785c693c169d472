/** The two separate worlds behind one set of credentials: real money and practice money. */
export type Environment = 'live' | 'demo';

/** Both environments; live first, as everywhere in the product. */
export const environments: readonly Environment[] = ['live', 'demo'];
