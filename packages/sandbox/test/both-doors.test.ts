import {
  AccountAuthReq,
  AccountLogoutReq,
  ApplicationAuthReq,
  CommonHeartbeatEvent,
  GetAccountListByAccessTokenReq,
  GetCtidProfileByTokenReq,
  RefreshTokenReq,
  SpotEvent,
  SubscribeSpotsReq,
  TraderReq,
  UnsubscribeSpotsReq,
  VersionReq,
  VersionRes,
} from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { openBinary, openJson, openTcp, type Play, perform } from './player.ts';

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
