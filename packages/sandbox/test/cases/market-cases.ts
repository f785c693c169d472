import {
  AssetClassListReq,
  AssetListReq,
  GetDynamicLeverageByIDReq,
  GetTickDataReq,
  GetTrendbarsReq,
  QuoteType,
  type Request,
  SubscribeDepthQuotesReq,
  SubscribeLiveTrendbarReq,
  SubscribeSpotsReq,
  SymbolByIdReq,
  SymbolCategoryListReq,
  SymbolsForConversionReq,
  SymbolsListReq,
  TrendbarPeriod,
  UnsubscribeDepthQuotesReq,
  UnsubscribeLiveTrendbarReq,
  UnsubscribeSpotsReq,
} from '@tickwire/protocol';
import type { Case, Loose } from './case.ts';

const noSymbol = 999_999;
const hourMs = 3_600_000;

const succeed = (request: Request, when: string, payload: Loose = {}): Case => ({
  request,
  outcome: 'success',
  when,
  play: ({ ask }) => ask(request, payload),
});

const refuse = (outcome: string, request: Request, when: string, payload: Loose): Case => ({
  ...succeed(request, when, payload),
  outcome,
});

/** The same with the spots of EURUSD subscribed to. */
const withSpots = (one: Case): Case => ({
  ...one,
  play: async (stage) => {
    await stage.ask(SubscribeSpotsReq, { symbolId: [1] }, 'spots');
    await one.play(stage);
  },
});

/** The same after the request has been sent with success once. */
const twice = (one: Case, payload: Loose): Case => ({
  ...one,
  play: async (stage) => {
    await stage.ask(one.request, payload, 'first');
    await one.play(stage);
  },
});

const bars = { symbolId: 1, period: TrendbarPeriod.M5 };
const symbols = { symbolId: [1, 41] };

const subscriptionCases: readonly Case[] = [
  succeed(SubscribeSpotsReq, 'to several symbols', symbols),
  refuse('SYMBOL_NOT_FOUND', SubscribeSpotsReq, 'with one unknown symbol among others', { symbolId: [1, noSymbol] }),
  twice(refuse('ALREADY_SUBSCRIBED', SubscribeSpotsReq, 'a second time', symbols), symbols),
  twice(succeed(UnsubscribeSpotsReq, 'from a symbol', { symbolId: [1] }), symbols),
  refuse('SYMBOL_NOT_FOUND', UnsubscribeSpotsReq, 'from an unknown symbol', { symbolId: [noSymbol] }),
  withSpots(succeed(SubscribeLiveTrendbarReq, 'with the spots subscribed to', bars)),
  refuse('INVALID_REQUEST', SubscribeLiveTrendbarReq, 'without the spots', bars),
  withSpots(
    refuse('SYMBOL_NOT_FOUND', SubscribeLiveTrendbarReq, 'of an unknown symbol', { ...bars, symbolId: noSymbol }),
  ),
  withSpots(twice(refuse('ALREADY_SUBSCRIBED', SubscribeLiveTrendbarReq, 'a second time', bars), bars)),
  withSpots(succeed(UnsubscribeLiveTrendbarReq, 'from a period', bars)),
  refuse('SYMBOL_NOT_FOUND', UnsubscribeLiveTrendbarReq, 'of an unknown symbol', { ...bars, symbolId: noSymbol }),
  withSpots(succeed(SubscribeDepthQuotesReq, 'with the spots subscribed to', { symbolId: [1] })),
  refuse('NOT_SUBSCRIBED_TO_SPOTS', SubscribeDepthQuotesReq, 'without the spots', { symbolId: [1] }),
  withSpots(refuse('SYMBOL_NOT_FOUND', SubscribeDepthQuotesReq, 'of an unknown symbol', { symbolId: [noSymbol] })),
  withSpots(
    twice(refuse('ALREADY_SUBSCRIBED', SubscribeDepthQuotesReq, 'a second time', { symbolId: [1] }), { symbolId: [1] }),
  ),
  withSpots(succeed(UnsubscribeDepthQuotesReq, 'from a symbol', { symbolId: [1] })),
  refuse('SYMBOL_NOT_FOUND', UnsubscribeDepthQuotesReq, 'of an unknown symbol', { symbolId: [noSymbol] }),
];

const listCases: readonly Case[] = [
  succeed(AssetListReq, 'of the account'),
  succeed(AssetClassListReq, 'of the account'),
  succeed(SymbolCategoryListReq, 'of the account'),
  succeed(SymbolsListReq, 'with the archived ones', { includeArchivedSymbols: true }),
  succeed(SymbolByIdReq, 'of several symbols', { symbolId: [1, 4, 41] }),
  refuse('SYMBOL_NOT_FOUND', SymbolByIdReq, 'with one unknown symbol among others', { symbolId: [1, noSymbol] }),
  succeed(SymbolsForConversionReq, 'between two currencies', { firstAssetId: 80, lastAssetId: 8 }),
  refuse('ENTITY_NOT_FOUND', SymbolsForConversionReq, 'to an unknown asset', {
    firstAssetId: 80,
    lastAssetId: noSymbol,
  }),
  succeed(GetDynamicLeverageByIDReq, 'of a symbol that has one', { leverageId: 1053 }),
  refuse('ENTITY_NOT_FOUND', GetDynamicLeverageByIDReq, 'with an unknown id', { leverageId: 1 }),
];

type Window = (now: number) => Loose;

const history = (outcome: string, request: Request, when: string, window: Window): Case => ({
  request,
  outcome,
  when,
  play: ({ ask, now }) => ask(request, window(now())),
});

const ticks = { symbolId: 1, type: QuoteType.BID };

const historyCases: readonly Case[] = [
  history('success', GetTrendbarsReq, 'of a day', (now) => ({
    ...bars,
    fromTimestamp: now - 24 * hourMs,
    toTimestamp: now,
  })),
  history('INCORRECT_BOUNDARIES', GetTrendbarsReq, 'that ends before it begins', (now) => ({
    ...bars,
    fromTimestamp: now,
    toTimestamp: now - 1,
  })),
  history('SYMBOL_NOT_FOUND', GetTrendbarsReq, 'of an unknown symbol', () => ({
    ...bars,
    symbolId: noSymbol,
    count: 1,
  })),
  history('success', GetTickDataReq, 'of ten minutes', (now) => ({
    ...ticks,
    fromTimestamp: now - hourMs / 6,
    toTimestamp: now,
  })),
  history('INCORRECT_BOUNDARIES', GetTickDataReq, 'of more than a week', (now) => ({
    ...ticks,
    fromTimestamp: now - 7 * 24 * hourMs - 1,
    toTimestamp: now,
  })),
  history('SYMBOL_NOT_FOUND', GetTickDataReq, 'of an unknown symbol', () => ({ ...ticks, symbolId: noSymbol })),
];

/** What may come of the requests about symbols and prices. */
export const marketCases: readonly Case[] = [...listCases, ...subscriptionCases, ...historyCases];
