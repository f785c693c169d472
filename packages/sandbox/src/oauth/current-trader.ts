import type { Trader } from '@tickwire/protocol';
import type { Floor } from '../venue/floor.ts';
import type { TradingAccount } from '../venue/world.ts';

/** An account as it is at this moment, trades and deposits included. */
export function currentTrader({ quotes }: Floor, account: TradingAccount, at: number): Trader {
  const { spots, accounts } = quotes[account.environment];
  spots.advance(at);
  return accounts.look(account, at).trader();
}
