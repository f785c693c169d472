import {
  AccountType,
  CommissionType,
  createJsonCodec,
  DayOfWeek,
  type NewOrderReq,
  OrderType,
  type Trader,
  TradeSide,
  type TradingSymbol,
} from '@tickwire/protocol';
import { type Account, createAccount } from '../src/engine/account.ts';
import type { AccountOptions } from '../src/engine/account-options.ts';
import type { EngineEvent } from '../src/engine/engine-event.ts';
import type { EngineSymbol, MarketFacts, MarketPhase } from '../src/engine/market-facts.ts';

const codec = createJsonCodec();

/** Asset ids of the bench. */
export const asset = { EUR: 5, USD: 15, JPY: 6, GBP: 7, DOG: 50, BTC: 51, CAK: 52 } as const;

/** Symbol ids of the bench. */
export const symbol = { EURUSD: 1, USDJPY: 4, EURGBP: 9, DOGUSD: 434, BTCUSD: 101, CAKUSD: 1563 } as const;

const forex = {
  digits: 5,
  pipPosition: 4,
  lotSize: 10_000_000,
  minVolume: 100_000,
  maxVolume: 1_000_000_000,
  stepVolume: 100_000,
  enableShortSelling: true,
} as const;

// 0.2 % of the value.
const coin = {
  lotSize: 100,
  minVolume: 1,
  stepVolume: 1,
  commissionType: CommissionType.PERCENTAGE_OF_VALUE,
  preciseTradingCommissionRate: 20_000,
} as const;

const defaultSymbols: readonly EngineSymbol[] = [
  at(asset.EUR, asset.USD, {
    symbolId: symbol.EURUSD,
    ...forex,
    measurementUnits: 'EUR',
    preciseTradingCommissionRate: 4_500_000_000,
    swapLong: -2.445,
    swapShort: -0.105,
    swapTime: 1259,
    swapRollover3Days: DayOfWeek.WEDNESDAY,
  }),
  at(asset.USD, asset.JPY, { symbolId: symbol.USDJPY, ...forex, digits: 3, pipPosition: 2, measurementUnits: 'USD' }),
  at(asset.EUR, asset.GBP, { symbolId: symbol.EURGBP, ...forex, measurementUnits: 'EUR', pnlConversionFeeRate: 50 }),
  at(asset.DOG, asset.USD, { symbolId: symbol.DOGUSD, digits: 5, pipPosition: 4, ...coin, measurementUnits: 'DOG' }),
  at(asset.BTC, asset.USD, { symbolId: symbol.BTCUSD, digits: 3, pipPosition: 1, ...coin, measurementUnits: 'BTC' }),
  at(asset.CAK, asset.USD, { symbolId: symbol.CAKUSD, digits: 4, pipPosition: 3, ...coin, measurementUnits: 'CAK' }),
];

function at(baseAssetId: number, quoteAssetId: number, trading: TradingSymbol): EngineSymbol {
  return { baseAssetId, quoteAssetId, trading };
}

/** What a test may change of the world around an account. */
export interface BenchWorld {
  /** Rates to US dollars in 1/100000, by asset id. */
  readonly toUsd: Map<number, number>;
  phase: MarketPhase;
  readonly symbols: Map<number, EngineSymbol>;
  readonly tiers: { volume: number; leverage: number }[];
}

const toUsdAtFirst: readonly (readonly [number, number])[] = [
  [asset.USD, 100_000],
  [asset.EUR, 110_000],
  [asset.GBP, 125_000],
  [asset.JPY, 640],
  [asset.DOG, 24_043],
  [asset.BTC, 8_463_503_800],
  [asset.CAK, 277_000],
];

/** A world of six symbols in which every market is open. */
export function createWorld(): BenchWorld {
  const symbols = new Map(defaultSymbols.map((one) => [one.trading.symbolId, one]));
  return { toUsd: new Map(toUsdAtFirst), phase: 'open', symbols, tiers: [] };
}

/** Changes one symbol of a world. */
export function changeSymbol(world: BenchWorld, symbolId: number, changes: Partial<TradingSymbol>): void {
  const one = world.symbols.get(symbolId);
  if (one !== undefined) world.symbols.set(symbolId, { ...one, trading: { ...one.trading, ...changes } });
}

const factsOf = (world: BenchWorld): MarketFacts => ({
  findSymbol: (symbolId) => world.symbols.get(symbolId),
  rate: (from, to) => {
    const numerator = world.toUsd.get(from);
    const denominator = world.toUsd.get(to);
    return numerator === undefined || denominator === undefined
      ? undefined
      : { numerator: BigInt(numerator), denominator: BigInt(denominator) };
  },
  phase: () => world.phase,
  findLeverage: (leverageId) => ({ leverageId, tiers: world.tiers }),
  findAssetId: (name) => Object.entries(asset).find(([key]) => key === name)?.[1],
});

/** Monday, 2 February 2026, 10:00 UTC. */
export const monday = Date.UTC(2026, 1, 2, 10);

/** The id of the bench's account. */
export const accountId = 40_000_001;

/** What a test may change of the account. */
export interface BenchOptions extends Omit<AccountOptions, 'trader'> {
  readonly trader?: Partial<Trader>;
}

/** An account with 10 000.00 dollars at 1:100, an execution delay of 100 ms, and quotes for three symbols. */
export function openAccount(options: BenchOptions = {}, world: BenchWorld = createWorld()) {
  const trader: Trader = {
    ctidTraderAccountId: accountId,
    balance: 1_000_000,
    balanceVersion: 1,
    depositAssetId: asset.USD,
    leverageInCents: 10_000,
    accountType: AccountType.HEDGED,
    moneyDigits: 2,
    ...options.trader,
  };
  const account = createAccount({ fillDelay: 100, ...options, trader }, factsOf(world));
  account.onQuote(symbol.EURUSD, { bid: 110_000, ask: 110_010 }, monday);
  account.onQuote(symbol.DOGUSD, { bid: 24_040, ask: 24_055 }, monday);
  account.onQuote(symbol.BTCUSD, { bid: 8_463_000_000, ask: 8_464_000_000 }, monday);
  return { account, world };
}

/** A market order to buy 1 000 euros, or whatever else is said. */
export const anOrder = (changes: Partial<NewOrderReq> = {}): NewOrderReq => ({
  ctidTraderAccountId: accountId,
  symbolId: symbol.EURUSD,
  orderType: OrderType.MARKET,
  tradeSide: TradeSide.BUY,
  volume: 100_000,
  ...changes,
});

/** The frame that an event becomes. */
export const frameOf = ({ message, payload, clientMsgId }: EngineEvent): string =>
  codec.encode(message, payload, clientMsgId);

/** Lets everything happen that is due within a minute, and returns it. */
export function settle(account: Account, from: number): readonly EngineEvent[] {
  const events: EngineEvent[] = [];
  for (;;) {
    const dueAt = account.nextDueAt();
    if (dueAt === undefined || dueAt > from + 60_000) return events;
    events.push(...account.onTime(dueAt));
  }
}

/** Each event in a few words: payload type, execution type or error, order type. */
export function sketch(events: readonly EngineEvent[]): readonly string[] {
  return events.map(({ message, payload }) => {
    if ('executionType' in payload) {
      const order =
        payload.order === undefined ? '' : ` order ${payload.order.orderId} type ${payload.order.orderType}`;
      return `${payload.executionType}${order}${payload.errorCode === undefined ? '' : ` ${payload.errorCode}`}`;
    }
    return 'errorCode' in payload ? `${payload.errorCode}: ${payload.description}` : message.name;
  });
}

/** The payload of an execution event. */
export function executionOf(event: EngineEvent | undefined) {
  if (event === undefined || !('executionType' in event.payload)) throw new Error('This is no execution event.');
  return event.payload;
}
