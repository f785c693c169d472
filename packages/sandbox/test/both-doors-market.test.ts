import {
  AssetClassListReq,
  AssetListReq,
  GetDynamicLeverageByIDReq,
  GetTickDataReq,
  GetTrendbarsReq,
  type Message,
  QuoteType,
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
} from '@tickwire/protocol';
import { ManualClock } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../src/index.ts';
import { openBinary, openJson, openTcp, type Play, Player, perform, type Way } from './player.ts';

/** What happens, and which refusals there are in it. */
const plays: Readonly<Record<string, readonly [Play, ...string[]]>> = {
  'what there is to trade': [
    async (player) => {
      const { accountId: ctidTraderAccountId } = player.sandbox.credentials('demo');
      const ask = (message: Message, payload = {}) => player.ask(message, { ctidTraderAccountId, ...payload }, 'm');
      await ask(SymbolsListReq);
      await player.logIn();
      await ask(AssetListReq);
      await ask(AssetClassListReq);
      await ask(SymbolCategoryListReq);
      await ask(SymbolsListReq);
      await ask(SymbolsListReq, { includeArchivedSymbols: true });
      await ask(SymbolByIdReq, { symbolId: [1, 4, 41, 33, 62] });
      await ask(SymbolByIdReq, { symbolId: [1, 999_999] });
      await ask(SymbolsForConversionReq, { firstAssetId: 80, lastAssetId: 8 });
      await ask(SymbolsForConversionReq, { firstAssetId: 80, lastAssetId: 999_999 });
      await ask(SymbolsForConversionReq, { firstAssetId: 80 });
      await ask(GetDynamicLeverageByIDReq, { leverageId: 1053 });
      await ask(GetDynamicLeverageByIDReq, { leverageId: 1 });
    },
    'CH_CLIENT_NOT_AUTHENTICATED',
    'SYMBOL_NOT_FOUND',
    'ENTITY_NOT_FOUND',
    'INVALID_REQUEST',
    'ENTITY_NOT_FOUND',
  ],
  'prices of the past': [
    async (player) => {
      const { accountId: ctidTraderAccountId } = player.sandbox.credentials('demo');
      const ask = (message: Message, payload = {}) => player.ask(message, { ctidTraderAccountId, ...payload }, 'm');
      const to = 1_736_157_600_000;
      await player.logIn();
      await ask(GetTrendbarsReq, { symbolId: 1, period: TrendbarPeriod.M1, toTimestamp: to, count: 500 });
      await ask(GetTrendbarsReq, {
        symbolId: 41,
        period: TrendbarPeriod.D1,
        fromTimestamp: to - 2e9,
        toTimestamp: to,
      });
      await ask(GetTrendbarsReq, { symbolId: 1, period: TrendbarPeriod.H1, fromTimestamp: to, toTimestamp: to - 1 });
      await ask(GetTrendbarsReq, { symbolId: 999_999, period: TrendbarPeriod.H1, count: 1 });
      await ask(GetTrendbarsReq, { symbolId: 1, count: 1 });
      await ask(GetTickDataReq, { symbolId: 1, type: QuoteType.BID, fromTimestamp: to - 600_000, toTimestamp: to });
      await ask(GetTickDataReq, { symbolId: 4, type: QuoteType.ASK, fromTimestamp: to - 604_800_000, toTimestamp: to });
      await ask(GetTickDataReq, { symbolId: 4, type: QuoteType.ASK, fromTimestamp: to - 604_800_001, toTimestamp: to });
      await ask(GetTickDataReq, { symbolId: 999_999, type: QuoteType.ASK });
    },
    'INCORRECT_BOUNDARIES',
    'SYMBOL_NOT_FOUND',
    'INVALID_REQUEST',
    'INCORRECT_BOUNDARIES',
    'SYMBOL_NOT_FOUND',
  ],
  'live bars and books': [
    async (player) => {
      const { accountId: ctidTraderAccountId } = player.sandbox.credentials('demo');
      const ask = (message: Message, payload = {}) => player.ask(message, { ctidTraderAccountId, ...payload }, 'm');
      const bars = { symbolId: 1, period: TrendbarPeriod.M5 };
      await player.logIn();
      await ask(SubscribeLiveTrendbarReq, bars);
      await ask(SubscribeDepthQuotesReq, { symbolId: [1] });
      await ask(SubscribeSpotsReq, { symbolId: [1] });
      await ask(SubscribeLiveTrendbarReq, bars);
      await ask(SubscribeLiveTrendbarReq, bars);
      await ask(SubscribeLiveTrendbarReq, { ...bars, symbolId: 999_999 });
      await ask(SubscribeDepthQuotesReq, { symbolId: [1] });
      await ask(SubscribeDepthQuotesReq, { symbolId: [1] });
      await ask(SubscribeDepthQuotesReq, { symbolId: [999_999] });
      player.sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 110_001, ask: 110_009 });
      player.sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 110_003 });
      await ask(UnsubscribeLiveTrendbarReq, bars);
      await ask(UnsubscribeDepthQuotesReq, { symbolId: [1] });
      await ask(UnsubscribeLiveTrendbarReq, { ...bars, symbolId: 999_999 });
      await ask(UnsubscribeDepthQuotesReq, { symbolId: [999_999] });
      player.sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 110_002 });
    },
    'INVALID_REQUEST',
    'NOT_SUBSCRIBED_TO_SPOTS',
    'ALREADY_SUBSCRIBED',
    'SYMBOL_NOT_FOUND',
    'ALREADY_SUBSCRIBED',
    'SYMBOL_NOT_FOUND',
    'SYMBOL_NOT_FOUND',
    'SYMBOL_NOT_FOUND',
  ],
};

test('prices walk through both doors by the clock, where that was asked for', async () => {
  const walk = async (open: (sandbox: Sandbox) => Promise<Way>) => {
    const clock = new ManualClock();
    await using sandbox = await createSandbox({ clock, feed: 'walk' });
    const player = new Player(sandbox, await open(sandbox));
    await player.logIn();
    const { accountId: ctidTraderAccountId } = sandbox.credentials('demo');
    await player.ask(SubscribeSpotsReq, { ctidTraderAccountId, symbolId: [1], subscribeToSpotTimestamp: true });
    await clock.advance(10_000);
    await player.settle();
    return player.transcript;
  };
  const asJson = await walk(openJson);
  expect(asJson.filter((one) => 'name' in one && one.name === 'SpotEvent').length).toBeGreaterThan(5);
  expect(await walk(openTcp)).toEqual(asJson);
});

test.each(Object.entries(plays))(
  'the same requests get the same answers through both doors: %s',
  async (_, [play, ...codes]) => {
    const asJson = await perform(play, openJson);
    expect(asJson.codes).toEqual(codes);
    expect(asJson.transcript.length).toBeGreaterThan(codes.length);
    expect((await perform(play, openTcp)).transcript).toEqual(asJson.transcript);
    expect((await perform(play, openBinary)).transcript).toEqual(asJson.transcript);
  },
);
