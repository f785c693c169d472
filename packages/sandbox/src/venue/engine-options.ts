import { AccountType, type Trader } from '@tickwire/protocol';
import type { AccountOptions as EngineOptions } from '../engine/account-options.ts';
import type { FillDelay } from './account-rules.ts';
import { fingerprintNumber } from './fingerprint.ts';
import { findAssetId, type MarketHours } from './market-facts.ts';
import type { TradingAccount, World } from './world.ts';

/** What holds for the trading of all accounts. */
export interface TradingRules {
  readonly marketHours: MarketHours;
  /** Default: between 50 and 300 ms, by seed. */
  readonly fillDelay?: FillDelay | undefined;
}

/** Every account counts its ids from a start of its own, this far from the next one's. */
const idsInAccount = 100_000_000;

/** What the engine of an account is made from. */
export function engineOptions(world: World, account: TradingAccount, common: TradingRules): EngineOptions {
  const { accessRights: _, isLimitedRisk: __, swapFree: ___, marginCalculation: ____, ...rules } = account.rules;
  return {
    ...(common.fillDelay === undefined ? {} : { fillDelay: common.fillDelay }),
    ...rules,
    trader: describeTrader(account),
    seed: fingerprintNumber(world.seed, `account/${account.name}/engine`, 2 ** 32),
    firstId: ([...world.accounts.values()].indexOf(account) + 1) * idsInAccount + 1,
  };
}

/** The account as it is at first: the keys that a captured answer of the real server had, and those that name it. */
function describeTrader(account: TradingAccount): Trader {
  const { accessRights, isLimitedRisk, swapFree, marginCalculation } = account.rules;
  return {
    ctidTraderAccountId: account.ctidTraderAccountId,
    balance: account.balance,
    balanceVersion: 1,
    accessRights,
    // Every currency of accounts is an asset of the world, which the tests say too.
    depositAssetId: findAssetId(account.currency) ?? 0,
    swapFree,
    leverageInCents: account.leverageInCents,
    totalMarginCalculationType: marginCalculation,
    maxLeverage: account.leverageInCents,
    frenchRisk: false,
    traderLogin: account.traderLogin,
    accountType: account.accountType === 'netted' ? AccountType.NETTED : AccountType.HEDGED,
    brokerName: account.brokerName,
    registrationTimestamp: account.registeredAt,
    isLimitedRisk,
    moneyDigits: account.moneyDigits,
  };
}
