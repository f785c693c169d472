import {
  AccountAuthReq,
  AccountLogoutReq,
  ApplicationAuthReq,
  GetAccountListByAccessTokenReq,
  GetCtidProfileByTokenReq,
  RefreshTokenReq,
  type Request,
  VersionReq,
} from '@tickwire/protocol';
import { askedAs, type Case, type Stage } from './case.ts';

const tokenOf = ({ sandbox }: Stage) => ({ accessToken: sandbox.tokens().accessToken });

/** Refusals of requests that name a token. */
const refuseToken = (request: Request, from: Case['from']): readonly Case[] => [
  {
    request,
    outcome: 'CH_ACCESS_TOKEN_INVALID',
    when: 'with a token that does not exist',
    from,
    play: ({ ask }) => ask(request, { accessToken: 'wrong' }),
  },
  {
    request,
    outcome: 'OA_AUTH_TOKEN_EXPIRED',
    when: 'with an expired token',
    from,
    play: async (stage) => {
      const { accessToken } = tokenOf(stage);
      stage.sandbox.expireToken(accessToken);
      await stage.ask(request, { accessToken });
    },
  },
];

const applicationAuth: readonly Case[] = [
  {
    request: ApplicationAuthReq,
    outcome: 'success',
    when: 'with id and secret',
    from: 'connected',
    play: ({ ask, sandbox }) => {
      const { clientId, clientSecret } = sandbox.application('main');
      return ask(ApplicationAuthReq, { clientId, clientSecret });
    },
  },
  {
    request: ApplicationAuthReq,
    outcome: 'CH_CLIENT_AUTH_FAILURE',
    when: 'with a wrong secret',
    from: 'connected',
    play: ({ ask, sandbox }) => {
      const { clientId } = sandbox.application('main');
      return ask(ApplicationAuthReq, { clientId, clientSecret: 'wrong' });
    },
  },
  {
    request: ApplicationAuthReq,
    outcome: 'CH_CLIENT_AUTH_FAILURE',
    when: 'of an application that is not active',
    from: 'connected',
    play: ({ ask, sandbox }) => {
      const { clientId, clientSecret } = sandbox.application('inactive');
      return ask(ApplicationAuthReq, { clientId, clientSecret });
    },
  },
  {
    request: ApplicationAuthReq,
    outcome: 'CH_CLIENT_ALREADY_AUTHENTICATED',
    when: 'a second time',
    from: 'application',
    play: ({ ask, sandbox }) => {
      const { clientId, clientSecret } = sandbox.application('main');
      return ask(ApplicationAuthReq, { clientId, clientSecret });
    },
  },
  {
    request: ApplicationAuthReq,
    outcome: 'CONNECTIONS_LIMIT_EXCEEDED',
    when: 'with as many connections as allowed',
    options: { limits: { connections: 1 } },
    from: 'connected',
    play: async ({ ask, sandbox, openAnother }) => {
      const { clientId, clientSecret } = sandbox.application('main');
      const other = await openAnother();
      await other.ask(ApplicationAuthReq, { clientId, clientSecret });
      await ask(ApplicationAuthReq, { clientId, clientSecret });
    },
  },
];

const accountAuth: readonly Case[] = [
  {
    request: AccountAuthReq,
    outcome: 'success',
    when: 'with a token that covers the account',
    from: 'application',
    play: (stage) => stage.ask(AccountAuthReq, tokenOf(stage)),
  },
  ...refuseToken(AccountAuthReq, 'application'),
  {
    request: AccountAuthReq,
    outcome: 'CH_CTID_TRADER_ACCOUNT_NOT_FOUND',
    when: 'with a login number for an id',
    from: 'application',
    play: (stage) => {
      const { traderLogin } = stage.sandbox.account('demo');
      return stage.ask(AccountAuthReq, { ctidTraderAccountId: traderLogin, ...tokenOf(stage) });
    },
  },
  {
    request: AccountAuthReq,
    outcome: 'CANT_ROUTE_REQUEST',
    when: 'for an account of the other environment',
    from: 'application',
    play: (stage) => {
      const { ctidTraderAccountId } = stage.sandbox.account('live');
      return stage.ask(AccountAuthReq, { ctidTraderAccountId, ...tokenOf(stage) });
    },
  },
  {
    request: AccountAuthReq,
    outcome: 'RET_ACCOUNT_DISABLED',
    when: 'for an account that is switched off',
    options: { world: { accounts: { demo: { isDisabled: true } } } },
    from: 'application',
    play: (stage) => stage.ask(AccountAuthReq, tokenOf(stage)),
  },
  {
    request: AccountAuthReq,
    outcome: 'ALREADY_LOGGED_IN',
    when: 'a second time',
    play: (stage) => stage.ask(AccountAuthReq, tokenOf(stage)),
  },
];

/** What may come of the requests that lead in and out. */
export const sessionCases: readonly Case[] = [
  {
    request: VersionReq,
    outcome: 'success',
    when: 'before anything else',
    from: 'connected',
    play: ({ ask }) => ask(VersionReq),
  },
  ...applicationAuth,
  ...accountAuth,
  {
    request: AccountLogoutReq,
    outcome: 'success',
    when: 'for an authenticated account',
    play: ({ ask }) => ask(AccountLogoutReq),
  },
  {
    request: GetAccountListByAccessTokenReq,
    outcome: 'success',
    when: 'with a token',
    from: 'application',
    play: (stage) => stage.ask(GetAccountListByAccessTokenReq, tokenOf(stage)),
  },
  ...refuseToken(GetAccountListByAccessTokenReq, 'application'),
  {
    request: GetCtidProfileByTokenReq,
    outcome: 'success',
    when: 'with a token',
    from: 'application',
    play: (stage) => stage.ask(GetCtidProfileByTokenReq, tokenOf(stage)),
  },
  ...refuseToken(GetCtidProfileByTokenReq, 'application'),
  {
    request: RefreshTokenReq,
    outcome: 'success',
    when: 'before application authentication',
    from: 'connected',
    play: ({ ask, sandbox }) => ask(RefreshTokenReq, { refreshToken: sandbox.tokens().refreshToken }),
  },
  {
    request: RefreshTokenReq,
    outcome: 'CH_ACCESS_TOKEN_INVALID',
    when: 'with a refresh token that was used before',
    from: 'application',
    play: async ({ ask, player, sandbox }) => {
      const { refreshToken } = sandbox.tokens();
      await player.ask(RefreshTokenReq, { refreshToken }, 'first');
      await ask(RefreshTokenReq, { refreshToken }, askedAs);
    },
  },
];
