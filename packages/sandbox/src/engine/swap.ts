import { ChangeBalanceType, DayOfWeek, ExecutionType, SwapCalculationType, TradeSide } from '@tickwire/protocol';
import { bookCash } from './cash.ts';
import { usdToDeposit } from './commission.ts';
import { type Desk, moneyDigitsOf, rateOf, report, symbolOf } from './desk.ts';
import { toMoney, type Unconverted } from './money.ts';
import type { PositionRecord } from './position.ts';
import { opposite, priceFor } from './quote.ts';
import { nextSwapAt, swapPeriodMs } from './swap-time.ts';
import { toWirePosition } from './wire-position.ts';

/** Swap rates are doubles on the wire; inside, whole numbers of 10^-8. */
const rateScale = 100_000_000;

/** Inferred (PROTOCOL.md): the days of a year in the swap of a percentage. */
const daysPerYear = 360n;

/** One swap period has passed: charges the position, or, in a swap-free account, the balance. */
export function chargeSwap(desk: Desk, position: PositionRecord, at: number): void {
  const { trading } = symbolOf(desk, position.symbolId);
  position.swapPeriods++;
  position.nextSwapAt = nextSwapAt(trading, at);
  if (desk.state.trader.swapFree === true) return chargeRollover(desk, position, at);
  const times = position.swapPeriods <= (trading.skipSWAPPeriods ?? 0) ? 0 : timesOn(at, position, desk);
  const swap = swapFor(desk, position) * times;
  if (swap === 0) return;
  position.swap += swap;
  position.updatedAt = at;
  // Inferred (PROTOCOL.md): swap gathers on the position, and reaches the balance when the position is closed.
  const what = { executionType: ExecutionType.SWAP, position: toWirePosition(desk, position), isServerEvent: true };
  report(desk, what, { at, clientMsgId: undefined });
}

/** Monday is 1, Sunday 7, by UTC. */
const dayOf = (at: number): number => new Date(at).getUTCDay() || DayOfWeek.SUNDAY;

const isWeekend = (at: number): boolean => dayOf(at) >= DayOfWeek.SATURDAY;

/** How many times the swap of one period is charged: the weekend is made up for on one weekday. */
function timesOn(at: number, position: PositionRecord, desk: Desk): number {
  const { trading } = symbolOf(desk, position.symbolId);
  // Inferred (PROTOCOL.md): who charges at weekends charges no day three times.
  if (trading.chargeSwapAtWeekends === true) return 1;
  if (isWeekend(at)) return 0;
  return dayOf(at) === (trading.swapRollover3Days ?? DayOfWeek.MONDAY) ? 3 : 1;
}

/** Money for one period; negative is paid by the trader. */
function swapFor(desk: Desk, position: PositionRecord): number {
  const symbol = symbolOf(desk, position.symbolId);
  const { trading } = symbol;
  const perPeriod = (position.side === TradeSide.BUY ? trading.swapLong : trading.swapShort) ?? 0;
  if (perPeriod === 0) return 0;
  const amount = BigInt(position.volume) * BigInt(Math.round(perPeriod * rateScale));
  const rate = rateOf(desk, symbol.quoteAssetId, desk.state.trader.depositAssetId);
  return toMoney(inQuoteAsset(desk, position, amount), rate, moneyDigitsOf(desk));
}

/** `amount` is hundredths of a unit × 10^8 of the swap rate. */
function inQuoteAsset(desk: Desk, position: PositionRecord, amount: bigint): Unconverted {
  const { trading } = symbolOf(desk, position.symbolId);
  const divisor = 100n * BigInt(rateScale);
  switch (trading.swapCalculationType ?? SwapCalculationType.PIPS) {
    case SwapCalculationType.PIPS:
      return { amount, divisor: divisor * 10n ** BigInt(Math.max(trading.pipPosition, 0)) };
    case SwapCalculationType.POINTS:
      return { amount, divisor: divisor * 10n ** BigInt(Math.max(trading.digits, 0)) };
    case SwapCalculationType.PERCENTAGE: {
      const quote = desk.state.quotes.get(position.symbolId);
      const price = BigInt(quote === undefined ? 0 : priceFor(opposite(position.side), quote));
      const hours = BigInt(swapPeriodMs(trading) / 3_600_000);
      // A percentage of the value in 1/100000, a year of days of 24 hours.
      return { amount: amount * price * hours, divisor: divisor * 100n * 100_000n * daysPerYear * 24n };
    }
  }
}

/** Inferred (PROTOCOL.md): the rollover commission leaves the balance at the moment of the swap it stands for. */
function chargeRollover(desk: Desk, position: PositionRecord, at: number): void {
  const { trading } = symbolOf(desk, position.symbolId);
  if (isWeekend(at) || position.swapPeriods <= (trading.skipRolloverDays ?? 0)) return;
  const times = dayOf(at) === (trading.rolloverCommission3Days ?? DayOfWeek.MONDAY) ? 3n : 1n;
  const amount = BigInt(position.volume) * BigInt(trading.rolloverCommission ?? 0) * times;
  const divisor = BigInt(trading.lotSize ?? 100);
  const charge = toMoney({ amount, divisor }, usdToDeposit(desk), moneyDigitsOf(desk));
  if (charge !== 0) bookCash(desk, { delta: -charge, type: ChangeBalanceType.BALANCE_WITHDRAW_ROLLOVER }, at);
}
