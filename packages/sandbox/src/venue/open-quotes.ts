import { AccountBoard } from './account-board.ts';
import { DepthBoard } from './depth-board.ts';
import type { TradingRules } from './engine-options.ts';
import type { Quotes } from './floor.ts';
import { Prices, type PricesOptions } from './prices.ts';
import { SpotBoard } from './spot-board.ts';
import type { World } from './world.ts';

/** Opens the prices and the accounts of one environment, with nobody there yet. */
export function openQuotes(world: World, options: PricesOptions, rules: TradingRules): Quotes {
  const prices = new Prices(options);
  const depth = new DepthBoard(prices);
  const accounts = new AccountBoard({ world, prices, rules });
  return { prices, depth, accounts, spots: new SpotBoard(prices, accounts, (...change) => depth.refresh(...change)) };
}
