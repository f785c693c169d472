import {
  AccountAuthReq,
  AccountLogoutReq,
  ApplicationAuthReq,
  AssetClassListReq,
  AssetListReq,
  CommonHeartbeatEvent,
  createJsonCodec,
  createProtobufCodec,
  type Fields,
  GetAccountListByAccessTokenReq,
  GetCtidProfileByTokenReq,
  GetDynamicLeverageByIDReq,
  GetTickDataReq,
  GetTrendbarsReq,
  type Incoming,
  type Message,
  QuoteType,
  RefreshTokenReq,
  SpotEvent,
  SubscribeDepthQuotesReq,
  SubscribeLiveTrendbarReq,
  SubscribeSpotsReq,
  SymbolByIdReq,
  SymbolCategoryListReq,
  SymbolsForConversionReq,
  SymbolsListReq,
  TraderReq,
  TrendbarPeriod,
  UnsubscribeDepthQuotesReq,
  UnsubscribeLiveTrendbarReq,
  UnsubscribeSpotsReq,
  VersionReq,
  VersionRes,
} from '@tickwire/protocol';
import { ManualClock, until } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../src/index.ts';
import { SocketClient } from './socket-client.ts';
import { TcpClient } from './tcp-client.ts';

/** One way to a sandbox: what goes in is written loosely, what comes out is decoded. */
interface Way {
  send(message: Message, payload: Readonly<Record<string, unknown>>, clientMsgId: string | undefined): void;
  readonly incoming: readonly Incoming[];
  isOver(): boolean;
}

const json = createJsonCodec();
const protobuf = createProtobufCodec();

async function openJson(sandbox: Sandbox): Promise<Way> {
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  return {
    send: ({ payloadType }, payload, clientMsgId) => client.send({ payloadType, clientMsgId, payload }),
    get incoming() {
      return client.buffers.map((frame) => json.decode(frame));
    },
    isOver: () => client.closed !== undefined,
  };
}

async function openTcp(sandbox: Sandbox): Promise<Way> {
  const client = await TcpClient.open(sandbox.endpoints.demo.protobuf);
  return {
    send: (...message) => client.send(writeLoosely(...message)),
    get incoming() {
      return client.frames.map((frame) => protobuf.decode(frame));
    },
    isOver: () => client.isClosed,
  };
}

async function openBinary(sandbox: Sandbox): Promise<Way> {
  const client = await SocketClient.open(sandbox.endpoints.demo.protobuf.replace('tcp:', 'ws:'));
  return {
    send: (...message) => client.socket.send(writeLoosely(...message)),
    get incoming() {
      return client.buffers.map((frame) => protobuf.decode(frame));
    },
    isOver: () => client.closed !== undefined,
  };
}

/** Every field may be missing, and a text may stand where a number belongs. */
function writeLoosely(
  message: Message,
  payload: Readonly<Record<string, unknown>>,
  id: string | undefined,
): Uint8Array {
  const fields: Fields = Object.fromEntries(
    Object.entries(message.fields).map(([name, { label, ...field }]) => [
      name,
      typeof payload[name] === 'string'
        ? { number: field.number, kind: 'string', label: 'optional' }
        : { ...field, label: label === 'repeated' ? label : 'optional' },
    ]),
  );
  return protobuf.encode({ ...message, fields }, payload, id);
}

/** Drives one connection and writes down what comes back: after each step everything up to the answer of a fence. */
class Player {
  readonly sandbox: Sandbox;
  readonly #way: Way;
  #fences = 0;
  readonly transcript: object[] = [];

  constructor(sandbox: Sandbox, way: Way) {
    this.sandbox = sandbox;
    this.#way = way;
  }

  /** Sends a message and waits for all that it causes. */
  async ask(message: Message, payload: Readonly<Record<string, unknown>> = {}, clientMsgId?: string): Promise<void> {
    this.#way.send(message, payload, clientMsgId);
    await this.settle();
  }

  async settle(): Promise<void> {
    const fence = `fence ${this.#fences++}`;
    this.#way.send(VersionReq, {}, fence);
    await until(() => this.#way.isOver() || this.#way.incoming.some((one) => one.clientMsgId === fence), {
      what: fence,
    });
    this.transcript.length = 0;
    for (const { message, ...rest } of this.#way.incoming) {
      if (!rest.clientMsgId?.startsWith('fence')) this.transcript.push({ name: message?.name, ...rest });
    }
  }

  async logIn(account = 'demo'): Promise<void> {
    const { clientId, clientSecret, accessToken } = this.sandbox.credentials('demo');
    await this.ask(ApplicationAuthReq, { clientId, clientSecret }, 'app');
    const { ctidTraderAccountId } = this.sandbox.account(account);
    await this.ask(AccountAuthReq, { ctidTraderAccountId, accessToken }, 'account');
  }

  get codes(): readonly unknown[] {
    return this.transcript.flatMap((one) => ('payload' in one ? [Object(one.payload).errorCode] : [])).filter(Boolean);
  }
}

type Play = (player: Player) => Promise<void>;

/** What happens, and which refusals there are in it. */
const plays: Readonly<Record<string, readonly [Play, ...string[]]>> = {
  'application authentication': [
    async (player) => {
      const { clientId, clientSecret } = player.sandbox.credentials('demo');
      const inactive = player.sandbox.application('inactive');
      await player.ask(ApplicationAuthReq, { clientId, clientSecret: 'no' }, 'a');
      await player.ask(ApplicationAuthReq, {}, 'b');
      await player.ask(ApplicationAuthReq, { clientId }, 'c');
      await player.ask(ApplicationAuthReq, { clientId: inactive.clientId, clientSecret: inactive.clientSecret }, 'd');
      await player.ask(ApplicationAuthReq, { clientId, clientSecret }, 'ü');
      await player.ask(ApplicationAuthReq, { clientId, clientSecret });
    },
    'CH_CLIENT_AUTH_FAILURE',
    'INVALID_REQUEST',
    'INVALID_REQUEST',
    'CH_CLIENT_AUTH_FAILURE',
    'CH_CLIENT_ALREADY_AUTHENTICATED',
  ],
  'what comes too early': [
    async (player) => {
      const { accountId, accessToken, refreshToken } = player.sandbox.credentials('demo');
      await player.ask(VersionReq, {}, 'v');
      await player.ask(CommonHeartbeatEvent);
      await player.ask(AccountAuthReq, { ctidTraderAccountId: accountId, accessToken });
      await player.ask(AccountAuthReq, {});
      await player.ask(GetAccountListByAccessTokenReq, { accessToken });
      await player.ask(GetCtidProfileByTokenReq, { accessToken });
      await player.ask(TraderReq, { ctidTraderAccountId: accountId });
      await player.ask(SubscribeSpotsReq, { ctidTraderAccountId: accountId, symbolId: [1] });
      await player.ask(AccountLogoutReq, { ctidTraderAccountId: accountId });
      await player.ask(RefreshTokenReq, { refreshToken }, 'allowed');
    },
    ...Array.from({ length: 7 }, () => 'CH_CLIENT_NOT_AUTHENTICATED'),
  ],
  'account authentication': [
    async (player) => {
      const { accountId, accessToken } = player.sandbox.credentials('demo');
      await player.logIn('netted');
      await player.ask(AccountAuthReq, { accessToken });
      await player.ask(AccountAuthReq, { ctidTraderAccountId: 'abc', accessToken }, 'x');
      await player.ask(AccountAuthReq, { ctidTraderAccountId: accountId, accessToken: 'wrong' }, 'y');
      await player.ask(AccountAuthReq, { ctidTraderAccountId: 5, accessToken });
      await player.ask(AccountAuthReq, {
        ctidTraderAccountId: player.sandbox.account('live').ctidTraderAccountId,
        accessToken,
      });
      await player.ask(AccountAuthReq, {
        ctidTraderAccountId: player.sandbox.account('off').ctidTraderAccountId,
        accessToken,
      });
      await player.ask(AccountAuthReq, { ctidTraderAccountId: accountId, accessToken });
      await player.ask(AccountAuthReq, { ctidTraderAccountId: accountId, accessToken }, 'again');
    },
    'INVALID_REQUEST',
    'INVALID_REQUEST',
    'CH_ACCESS_TOKEN_INVALID',
    'CH_CTID_TRADER_ACCOUNT_NOT_FOUND',
    'CANT_ROUTE_REQUEST',
    'RET_ACCOUNT_DISABLED',
    'ALREADY_LOGGED_IN',
  ],
  'accounts and the profile of a token': [
    async (player) => {
      const { accessToken } = player.sandbox.credentials('demo');
      await player.logIn();
      await player.ask(GetAccountListByAccessTokenReq, { accessToken }, 'list');
      await player.ask(GetCtidProfileByTokenReq, { accessToken }, 'profile');
      for (const request of [GetAccountListByAccessTokenReq, GetCtidProfileByTokenReq]) {
        await player.ask(request, {});
        await player.ask(request, { accessToken: 'wrong' });
      }
      player.sandbox.expireToken(accessToken);
      await player.ask(GetAccountListByAccessTokenReq, { accessToken });
      await player.ask(GetCtidProfileByTokenReq, { accessToken });
    },
    'INVALID_REQUEST',
    'CH_ACCESS_TOKEN_INVALID',
    'INVALID_REQUEST',
    'CH_ACCESS_TOKEN_INVALID',
    'OA_AUTH_TOKEN_EXPIRED',
    'OA_AUTH_TOKEN_EXPIRED',
  ],
  'a refresh, and what it ends': [
    async (player) => {
      const { refreshToken } = player.sandbox.credentials('demo');
      await player.logIn();
      await player.ask(RefreshTokenReq, {});
      await player.ask(RefreshTokenReq, { refreshToken: 'wrong' });
      await player.ask(RefreshTokenReq, { refreshToken }, 'refresh');
      await player.ask(RefreshTokenReq, { refreshToken }, 'used');
    },
    'INVALID_REQUEST',
    'CH_ACCESS_TOKEN_INVALID',
    'CH_ACCESS_TOKEN_INVALID',
  ],
  'the state of an account, and logging out': [
    async (player) => {
      const { accountId: ctidTraderAccountId } = player.sandbox.credentials('demo');
      await player.logIn();
      await player.ask(TraderReq, { ctidTraderAccountId }, 't');
      await player.ask(TraderReq, {});
      await player.ask(TraderReq, { ctidTraderAccountId: -5 });
      await player.ask(AccountLogoutReq, {});
      await player.ask(AccountLogoutReq, { ctidTraderAccountId }, 'out');
      await player.ask(AccountLogoutReq, { ctidTraderAccountId });
      await player.ask(TraderReq, { ctidTraderAccountId });
    },
    ...Array.from({ length: 5 }, () => 'INVALID_REQUEST'),
  ],
  prices: [
    async (player) => {
      const { accountId: ctidTraderAccountId } = player.sandbox.credentials('demo');
      await player.ask(SubscribeSpotsReq, { ctidTraderAccountId, symbolId: [1] });
      await player.logIn();
      await player.ask(
        SubscribeSpotsReq,
        { ctidTraderAccountId, symbolId: [1, 4], subscribeToSpotTimestamp: true },
        's',
      );
      await player.ask(SubscribeSpotsReq, { ctidTraderAccountId, symbolId: [4] });
      await player.ask(SubscribeSpotsReq, { ctidTraderAccountId, symbolId: [41, 999_999] });
      await player.ask(SubscribeSpotsReq, { ctidTraderAccountId, symbolId: [41] });
      await player.ask(SubscribeSpotsReq, { ctidTraderAccountId: 'abc', symbolId: [41] });
      player.sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 110_001, timestamp: 1_758_756_846_479 });
      player.sandbox.pushSpot({ environment: 'demo', symbolId: 41, bid: 210_001, ask: 210_002, timestamp: 1 });
      await player.ask(UnsubscribeSpotsReq, { ctidTraderAccountId, symbolId: [1] }, 'u');
      await player.ask(UnsubscribeSpotsReq, { ctidTraderAccountId, symbolId: [999_999] });
      await player.ask(UnsubscribeSpotsReq, { symbolId: [4] });
      player.sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 1, timestamp: 1 });
    },
    'CH_CLIENT_NOT_AUTHENTICATED',
    'ALREADY_SUBSCRIBED',
    'SYMBOL_NOT_FOUND',
    'INVALID_REQUEST',
    'SYMBOL_NOT_FOUND',
    'INVALID_REQUEST',
  ],
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
  'what is no request': [
    async (player) => {
      await player.logIn();
      await player.ask({ ...VersionReq, payloadType: 9_999 }, {}, 'unknown');
      await player.ask({ ...VersionReq, payloadType: 0 }, {});
      await player.ask(VersionRes, { version: '1' }, 'response');
      await player.ask(SpotEvent, {}, 'event');
      await player.ask(CommonHeartbeatEvent, {}, 'heartbeat');
    },
    'UNSUPPORTED_MESSAGE',
    'UNSUPPORTED_MESSAGE',
    'UNSUPPORTED_MESSAGE',
    'INVALID_REQUEST',
  ],
  'what the server ends by itself': [
    async (player) => {
      await player.logIn();
      player.sandbox.disconnectAccount(player.sandbox.credentials('demo').accountId);
      await player.settle();
      player.sandbox.disconnectClients('enough');
      await player.settle();
      await player.logIn();
      player.sandbox.revokeToken(player.sandbox.tokens().accessToken);
      await player.settle();
    },
  ],
};

async function perform(play: Play, open: (sandbox: Sandbox) => Promise<Way>): Promise<Player> {
  const accounts = { off: { isDisabled: true } };
  await using sandbox = await createSandbox({ clock: new ManualClock(), world: { accounts } });
  const player = new Player(sandbox, await open(sandbox));
  await play(player);
  await player.settle();
  return player;
}

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
