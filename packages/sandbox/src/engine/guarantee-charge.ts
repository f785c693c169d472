import { ChangeBalanceType } from '@tickwire/protocol';
import { bookCash } from './cash.ts';
import { usdToDeposit } from './commission.ts';
import { type Desk, moneyDigitsOf, symbolOf } from './desk.ts';
import { toMoney } from './money.ts';

/**
 * A guaranteed stop was filled at its level: its charge leaves the balance. Inferred (PROTOCOL.md), all of it: when it
 * is charged, and that it is US dollars per lot like the rollover commission.
 */
export function chargeGuarantee(desk: Desk, symbolId: number, volume: number, at: number): void {
  const { trading } = symbolOf(desk, symbolId);
  const amount = BigInt(volume) * BigInt(trading.gslCharge ?? 0);
  const charge = toMoney({ amount, divisor: BigInt(trading.lotSize ?? 100) }, usdToDeposit(desk), moneyDigitsOf(desk));
  if (charge > 0) bookCash(desk, { delta: -charge, type: ChangeBalanceType.BALANCE_WITHDRAW_GSL_CHARGE }, at);
}
