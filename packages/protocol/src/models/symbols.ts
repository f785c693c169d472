import {
  CommissionType,
  DayOfWeek,
  MinCommissionType,
  SwapCalculationType,
  SymbolDistanceType,
  TradingMode,
} from '../enums/market.ts';
import {
  bool,
  double,
  int32,
  int64,
  modelOf,
  oneOf,
  optional,
  repeated,
  string,
  uint32,
  uint64,
} from '../schema/fields.ts';
import { model } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** A currency, metal, share or other thing that symbols are made of. */
export const Asset = model('Asset', {
  assetId: int64(1),
  name: string(2),
  /** A name for people. */
  displayName: optional(string(3)),
  /** Decimals of an amount of it. */
  digits: optional(int32(4)),
});
export interface Asset extends Payload<typeof Asset> {}

/** The coarsest grouping of symbols, such as all of foreign exchange. */
export const AssetClass = model('AssetClass', {
  id: optional(int64(1)),
  name: optional(string(2)),
  /** Lists show the lowest first. */
  sortingNumber: optional(double(3)),
});
export interface AssetClass extends Payload<typeof AssetClass> {}

/** A group of symbols inside an asset class. */
export const SymbolCategory = model('SymbolCategory', {
  id: int64(1),
  assetClassId: int64(2),
  name: string(3),
  /** Lists show the lowest first. */
  sortingNumber: optional(double(4)),
});
export interface SymbolCategory extends Payload<typeof SymbolCategory> {}

/** A symbol as lists show it. Sizes and digits are on {@link TradingSymbol}. */
export const LightSymbol = model('LightSymbol', {
  /** Differs from broker to broker: look it up by name. */
  symbolId: int64(1),
  /** The broker's own name, such as `EURUSD` or `US30.cash`. */
  symbolName: optional(string(2)),
  /** False: hidden from traders. */
  enabled: optional(bool(3)),
  baseAssetId: optional(int64(4)),
  quoteAssetId: optional(int64(5)),
  symbolCategoryId: optional(int64(6)),
  description: optional(string(7)),
  /** Lists show the lowest first. */
  sortingNumber: optional(double(8)),
});
export interface LightSymbol extends Payload<typeof LightSymbol> {}

/** A symbol that is no longer traded. */
export const ArchivedSymbol = model('ArchivedSymbol', {
  symbolId: int64(1),
  name: string(2),
  /** Epoch ms. */
  utcLastUpdateTimestamp: int64(3),
  description: optional(string(4)),
});
export interface ArchivedSymbol extends Payload<typeof ArchivedSymbol> {}

/** One opening of the market within the week, in the `scheduleTimeZone` of its symbol. */
export const Interval = model('Interval', {
  /** Seconds since Sunday 00:00; the interval includes it. */
  startSecond: uint32(3),
  /** Seconds since Sunday 00:00; the interval ends just before it. */
  endSecond: uint32(4),
});
export interface Interval extends Payload<typeof Interval> {}

/** A day, or part of one, on which a symbol is not traded. */
export const Holiday = model('Holiday', {
  holidayId: int64(1),
  name: string(2),
  description: optional(string(3)),
  /** IANA zone in which the day is meant. */
  scheduleTimeZone: string(4),
  /** **Days** since 1970-01-01. */
  holidayDate: int64(5),
  /** True: comes back every year. */
  isRecurring: bool(6),
  /** Seconds since 00:00 of that day at which the market closes. */
  startSecond: optional(int32(7)),
  /** Seconds since 00:00 of that day at which the market opens again. */
  endSecond: optional(int32(8)),
});
export interface Holiday extends Payload<typeof Holiday> {}

/** A symbol in full: how it is priced, sized, scheduled and charged. */
export const TradingSymbol = model('TradingSymbol', {
  /** Differs from broker to broker: look it up by name. */
  symbolId: int64(1),
  /** Decimals of a price; orders with more are refused. A point is 10^-digits. */
  digits: int32(2),
  /** A pip is 10^-pipPosition of price. */
  pipPosition: int32(3),
  enableShortSelling: optional(bool(4)),
  /** True: limited-risk accounts may set guaranteed stop losses on it. */
  guaranteedStopLoss: optional(bool(5)),
  /** The day on which swap is charged three times, for the weekend. */
  swapRollover3Days: optional(oneOf<DayOfWeek>(6, DayOfWeek), { defaultValue: DayOfWeek.MONDAY }),
  /** Swap of a long position, as `swapCalculationType` counts; negative is paid by the trader. */
  swapLong: optional(double(7)),
  /** Swap of a short position, as `swapCalculationType` counts; negative is paid by the trader. */
  swapShort: optional(double(8)),
  /** Hundredths of a unit: the largest order. */
  maxVolume: optional(int64(9)),
  /** Hundredths of a unit: the smallest order. */
  minVolume: optional(int64(10)),
  /** Hundredths of a unit: volumes are multiples of it. */
  stepVolume: optional(int64(11)),
  /** What one account may hold of the symbol; orders beyond it are refused. Its unit is not documented. */
  maxExposure: optional(uint64(12)),
  /** When the market is open each week, in `scheduleTimeZone`. */
  schedule: repeated(modelOf<Interval>(13, Interval)),
  /** @deprecated Too coarse: read `preciseTradingCommissionRate`. */
  commission: optional(int64(14), { deprecated: true }),
  commissionType: optional(oneOf<CommissionType>(15, CommissionType), {
    defaultValue: CommissionType.USD_PER_MILLION_USD,
  }),
  /** The least distance of a stop loss from the market, as `distanceSetIn` counts. */
  slDistance: optional(uint32(16)),
  /** The least distance of a take profit from the market, as `distanceSetIn` counts. */
  tpDistance: optional(uint32(17)),
  /** The least distance of a guaranteed stop loss from the market, as `distanceSetIn` counts. */
  gslDistance: optional(uint32(18)),
  /** The price of a guaranteed stop loss. Its unit is not documented. */
  gslCharge: optional(int64(19)),
  distanceSetIn: optional(oneOf<SymbolDistanceType>(20, SymbolDistanceType), {
    defaultValue: SymbolDistanceType.SYMBOL_DISTANCE_IN_POINTS,
  }),
  /** @deprecated Too coarse: read `preciseMinCommission`. */
  minCommission: optional(int64(21), { deprecated: true }),
  minCommissionType: optional(oneOf<MinCommissionType>(22, MinCommissionType), {
    defaultValue: MinCommissionType.CURRENCY,
  }),
  /** Name of the currency that the least commission is in. */
  minCommissionAsset: optional(string(23), { defaultValue: 'USD' }),
  /** Paid daily by swap-free accounts in place of swaps: US dollars per lot. */
  rolloverCommission: optional(int64(24)),
  /** Days before the first rollover commission is charged. */
  skipRolloverDays: optional(int32(25)),
  /** IANA zone of `schedule`. */
  scheduleTimeZone: optional(string(26)),
  tradingMode: optional(oneOf<TradingMode>(27, TradingMode), { defaultValue: TradingMode.ENABLED }),
  /** The day (UTC) on which the rollover commission is charged three times. */
  rolloverCommission3Days: optional(oneOf<DayOfWeek>(28, DayOfWeek), { defaultValue: DayOfWeek.MONDAY }),
  swapCalculationType: optional(oneOf<SwapCalculationType>(29, SwapCalculationType), {
    defaultValue: SwapCalculationType.PIPS,
  }),
  /** Hundredths of a unit in one lot: 10_000_000 is 100 000 units. Never assume it. */
  lotSize: optional(int64(30)),
  /** The commission of `commissionType` × 10^8, or × 10^5 where that is a percentage. */
  preciseTradingCommissionRate: optional(int64(31)),
  /** The least commission of a trade × 10^8. */
  preciseMinCommission: optional(int64(32)),
  holiday: repeated(modelOf<Holiday>(33, Holiday)),
  /** Hundredths of a percent of the gross profit, charged when the quote asset is not the deposit asset. */
  pnlConversionFeeRate: optional(int32(34)),
  /** Names the {@link DynamicLeverage} that applies. */
  leverageId: optional(int64(35)),
  /** Hours between two swap charges: 24 is once a day. */
  swapPeriod: optional(int32(36)),
  /** **Minutes** since 00:00 UTC of the first swap charge of the day. */
  swapTime: optional(int32(37)),
  /** How many swap periods a position is held free of charge. */
  skipSWAPPeriods: optional(int32(38)),
  /** True: swap is charged on Saturdays and Sundays too. */
  chargeSwapAtWeekends: optional(bool(39)),
  /** What one unit of the base asset is, such as `EUR` or `Oz`. */
  measurementUnits: optional(string(40)),
  /** In no published definition, but on every symbol of the real server (PROTOCOL.md, "What the server writes"). */
  gslScheduleId: optional(int64(41)),
});
export interface TradingSymbol extends Payload<typeof TradingSymbol> {}

/** The leverage up to a given exposure. */
export const DynamicLeverageTier = model('DynamicLeverageTier', {
  /** US dollars × 100 of open volume per side up to which the tier applies; the last tier has no end. */
  volume: int64(1),
  /** Its scale is not documented. */
  leverage: int32(2),
});
export interface DynamicLeverageTier extends Payload<typeof DynamicLeverageTier> {}

/** Leverage that falls as the exposure grows. */
export const DynamicLeverage = model('DynamicLeverage', {
  leverageId: int64(1),
  /** In ascending order of volume. */
  tiers: repeated(modelOf<DynamicLeverageTier>(2, DynamicLeverageTier)),
});
export interface DynamicLeverage extends Payload<typeof DynamicLeverage> {}
