import { CommissionType, MinCommissionType, type TradingSymbol } from '@tickwire/protocol';
import { type Desk, moneyDigitsOf, rateOf } from './desk.ts';
import type { EngineSymbol } from './market-facts.ts';
import { toMoney, type Unconverted } from './money.ts';
import { chainRates, type Rate, unity } from './rate.ts';

/** The rates that a commission may need. */
export interface CommissionRates {
  readonly baseToDeposit: Rate;
  readonly baseToUsd: Rate;
}

/**
 * What one deal costs, zero or negative: charged when volume is opened and again when it is closed. Values are taken at
 * the rate of the base asset, not at the fill price, as the captured amounts show (PROTOCOL.md).
 */
export function commissionFor(desk: Desk, symbol: EngineSymbol, volume: number, rates: CommissionRates): number {
  const { trading } = symbol;
  const perTrade = trading.preciseTradingCommissionRate ?? 0;
  if (volume === 0) return 0;
  const [amount, rate] = price(desk, symbol, { volume: BigInt(volume), perTrade: BigInt(perTrade), rates });
  const charged = toMoney(amount, rate, moneyDigitsOf(desk));
  return 0 - Math.max(charged, leastCommission(desk, symbol));
}

interface Trade {
  readonly volume: bigint;
  readonly perTrade: bigint;
  readonly rates: CommissionRates;
}

function price(desk: Desk, symbol: EngineSymbol, trade: Trade): readonly [Unconverted, Rate] {
  const { volume, perTrade, rates } = trade;
  const deposit = desk.state.trader.depositAssetId;
  const amount = volume * perTrade;
  const lotSize = BigInt(symbol.trading.lotSize ?? 100);
  switch (symbol.trading.commissionType ?? CommissionType.USD_PER_MILLION_USD) {
    case CommissionType.USD_PER_MILLION_USD:
      // Hundredths of a unit, 10^8 of the rate, a million dollars.
      return [{ amount, divisor: 10n ** 16n }, chainRates(rates.baseToUsd, usdToDeposit(desk))];
    case CommissionType.USD_PER_LOT:
      return [{ amount, divisor: lotSize * 10n ** 8n }, usdToDeposit(desk)];
    case CommissionType.PERCENTAGE_OF_VALUE:
      // Hundredths of a unit, 10^5 of the percentage, and the percentage itself.
      return [{ amount, divisor: 10n ** 9n }, rates.baseToDeposit];
    case CommissionType.QUOTE_CCY_PER_LOT:
      return [{ amount, divisor: lotSize * 10n ** 8n }, rateOf(desk, symbol.quoteAssetId, deposit)];
  }
}

function leastCommission(desk: Desk, symbol: EngineSymbol): number {
  const least = symbol.trading.preciseMinCommission ?? 0;
  if (least === 0) return 0;
  const assetId = leastCommissionAsset(desk, symbol.trading, symbol.quoteAssetId);
  const rate = assetId === undefined ? unity : rateOf(desk, assetId, desk.state.trader.depositAssetId);
  return toMoney({ amount: BigInt(least), divisor: 10n ** 8n }, rate, moneyDigitsOf(desk));
}

const leastCommissionAsset = (desk: Desk, trading: TradingSymbol, quoteAssetId: number): number | undefined =>
  trading.minCommissionType === MinCommissionType.QUOTE_CURRENCY
    ? quoteAssetId
    : desk.facts.findAssetId(trading.minCommissionAsset ?? 'USD');

/** What a US dollar is worth in the account's money. */
export function usdToDeposit(desk: Desk): Rate {
  const usd = desk.facts.findAssetId('USD');
  return usd === undefined ? unity : rateOf(desk, usd, desk.state.trader.depositAssetId);
}

/** What the base asset is worth in US dollars. */
export function baseToUsd(desk: Desk, symbol: EngineSymbol): Rate {
  const usd = desk.facts.findAssetId('USD');
  return usd === undefined ? unity : rateOf(desk, symbol.baseAssetId, usd);
}
