import {
  CommissionType,
  DayOfWeek,
  MinCommissionType,
  type SwapCalculationType,
  SymbolDistanceType,
  TradingMode,
} from '@tickwire/protocol';
import type { Rhythm } from '../walk-facts.ts';
import { assets, type MarketAsset } from './assets.ts';
import type { MarketSymbol } from './market-symbol.ts';
import type { Opening } from './schedules.ts';

/** What differs from symbol to symbol. */
export interface SymbolFacts {
  readonly symbolId: number;
  readonly symbolName: string;
  /** Names of assets. */
  readonly base: string;
  readonly quote: string;
  readonly description: string;
  readonly digits: number;
  readonly pipPosition: number;
  readonly spreadPoints: number;
  readonly ticksPerHour: number;
  readonly swapLong: number;
  readonly swapShort: number;
}

/** What the symbols of a group have in common. Volumes in hundredths of a unit. */
export interface GroupFacts {
  readonly categoryId: number;
  readonly leverageId: number;
  readonly opening: Opening;
  readonly rhythm: Rhythm;
  readonly lotSize: number;
  readonly minVolume: number;
  readonly stepVolume: number;
  readonly maxVolume: number;
  readonly measurementUnits?: string;
  readonly swapCalculationType?: SwapCalculationType;
  readonly swapRollover3Days?: DayOfWeek;
  readonly chargeSwapAtWeekends?: boolean;
  /** Type, and rate × 10^8, or × 10^5 for a percentage. Left out: no commission, and none of its fields. */
  readonly commission?: readonly [CommissionType, number];
  /** The price does not move with the quote asset: indices and energies. */
  readonly isOwnMeasure?: boolean;
  readonly guaranteedStopLoss?: boolean;
}

const byName = new Map(assets.map((asset) => [asset.name, asset]));

function assetNamed(name: string): MarketAsset {
  const asset = byName.get(name);
  if (asset === undefined) throw new Error(`No asset is called ${name}.`);
  return asset;
}

/** Makes a symbol from its row and its group's. */
export function buildSymbol(facts: SymbolFacts, group: GroupFacts, sortingNumber: number): MarketSymbol {
  const { symbolId, symbolName, description, digits } = facts;
  const [base, quote] = [assetNamed(facts.base), assetNamed(facts.quote)];
  const isPair = group.isOwnMeasure !== true;
  return {
    light: {
      symbolId,
      symbolName,
      enabled: true,
      baseAssetId: base.assetId,
      quoteAssetId: quote.assetId,
      symbolCategoryId: group.categoryId,
      description,
      sortingNumber,
    },
    trading: { ...buildTrading(facts, group), scheduleTimeZone: group.opening.scheduleTimeZone },
    walk: {
      symbolId,
      digits,
      anchor: isPair ? base.worth / quote.worth : base.worth,
      base: { assetId: base.assetId, dailySwing: base.dailySwing },
      quote: isPair && quote.dailySwing > 0 ? { assetId: quote.assetId, dailySwing: quote.dailySwing } : undefined,
      ticksPerHour: facts.ticksPerHour,
      spreadPoints: facts.spreadPoints,
      rhythm: group.rhythm,
    },
  };
}

function buildTrading(facts: SymbolFacts, group: GroupFacts): MarketSymbol['trading'] {
  const { schedule, scheduleTimeZone, holiday } = group.opening;
  return {
    symbolId: facts.symbolId,
    digits: facts.digits,
    pipPosition: facts.pipPosition,
    enableShortSelling: true,
    guaranteedStopLoss: group.guaranteedStopLoss ?? false,
    swapRollover3Days: group.swapRollover3Days ?? DayOfWeek.WEDNESDAY,
    swapLong: facts.swapLong,
    swapShort: facts.swapShort,
    maxVolume: group.maxVolume,
    minVolume: group.minVolume,
    stepVolume: group.stepVolume,
    maxExposure: 10_000_000_000_000,
    schedule,
    ...commissionFields(group.commission),
    slDistance: 0,
    tpDistance: 0,
    gslDistance: 0,
    gslCharge: 0,
    distanceSetIn: SymbolDistanceType.SYMBOL_DISTANCE_IN_POINTS,
    rolloverCommission: 0,
    skipRolloverDays: 2,
    scheduleTimeZone,
    tradingMode: TradingMode.ENABLED,
    rolloverCommission3Days: DayOfWeek.WEDNESDAY,
    ...(group.swapCalculationType === undefined ? {} : { swapCalculationType: group.swapCalculationType }),
    lotSize: group.lotSize,
    ...(holiday.length === 0 ? {} : { holiday }),
    pnlConversionFeeRate: 0,
    leverageId: group.leverageId,
    swapPeriod: 24,
    swapTime: 1259,
    skipSWAPPeriods: 0,
    chargeSwapAtWeekends: group.chargeSwapAtWeekends ?? false,
    measurementUnits: group.measurementUnits ?? facts.base,
    gslScheduleId: 1,
  };
}

function commissionFields(commission: GroupFacts['commission']) {
  if (commission === undefined) return {};
  const [commissionType, preciseTradingCommissionRate] = commission;
  // The coarse field holds six decimals less than the precise one.
  const coarse = commissionType === CommissionType.PERCENTAGE_OF_VALUE ? 0 : preciseTradingCommissionRate / 1_000_000;
  return {
    commission: coarse,
    commissionType,
    minCommission: 0,
    minCommissionType: MinCommissionType.QUOTE_CURRENCY,
    minCommissionAsset: 'USD',
    preciseTradingCommissionRate,
    preciseMinCommission: 0,
  };
}
