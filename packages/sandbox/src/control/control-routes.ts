import { accountRoutes } from './routes/account-routes.ts';
import { applicationRoutes, clientRoutes } from './routes/client-routes.ts';
import { clockRoutes } from './routes/clock-routes.ts';
import { faultRoutes } from './routes/fault-routes.ts';
import { priceRoutes, symbolRoutes } from './routes/market-routes.ts';
import { tokenRoutes } from './routes/token-routes.ts';
import { venueRoutes } from './routes/venue-routes.ts';

/** Everything that can be done over the control API: the table behind the server, the client and docs/control-api.md. */
export const controlRoutes = {
  ...venueRoutes,
  /** Accounts and their orders. */
  accounts: accountRoutes,
  /** Prices, by environment and symbol. */
  prices: priceRoutes,
  /** Symbols. */
  symbols: symbolRoutes,
  /** Tokens and consents. */
  tokens: tokenRoutes,
  /** Connections. */
  clients: clientRoutes,
  /** Applications. */
  applications: applicationRoutes,
  /** What goes wrong on purpose. */
  faults: faultRoutes,
  /** The sandbox's time. */
  clock: clockRoutes,
};
