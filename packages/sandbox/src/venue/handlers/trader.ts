import {
  AccessRights,
  AccountType,
  TotalMarginCalculationType,
  type Trader,
  TraderReq,
  TraderRes,
} from '@tickwire/protocol';
import { notAuthorized } from '../refusals.ts';
import type { Currency, TradingAccount } from '../world.ts';
import { handle } from './handler.ts';

const assetIds: Readonly<Record<Currency, number>> = { EUR: 5, USD: 15 };

/** 2121: the state of an account. */
export const tellTrader = handle(TraderReq, ({ session, payload, answer, refuse }) => {
  const found = session.accounts.get(payload.ctidTraderAccountId);
  if (found === undefined) return refuse(notAuthorized);
  answer(TraderRes, { ctidTraderAccountId: payload.ctidTraderAccountId, trader: describeTrader(found.account) });
});

/** The keys that a captured answer of the real server had, and those that name the account. */
function describeTrader(account: TradingAccount): Trader {
  return {
    ctidTraderAccountId: account.ctidTraderAccountId,
    balance: account.balance,
    balanceVersion: 1,
    accessRights: AccessRights.FULL_ACCESS,
    depositAssetId: assetIds[account.currency],
    swapFree: false,
    leverageInCents: account.leverageInCents,
    totalMarginCalculationType: TotalMarginCalculationType.SUM,
    maxLeverage: account.leverageInCents,
    frenchRisk: false,
    traderLogin: account.traderLogin,
    accountType: account.accountType === 'netted' ? AccountType.NETTED : AccountType.HEDGED,
    brokerName: account.brokerName,
    registrationTimestamp: account.registeredAt,
    isLimitedRisk: false,
    moneyDigits: account.moneyDigits,
  };
}
