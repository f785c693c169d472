import { ClientPermissionScope } from '../enums/session.ts';
import { CtidProfile, CtidTraderAccount } from '../models/account.ts';
import { int64, modelOf, oneOf, optional, repeated, string } from '../schema/fields.ts';
import { event, request, response } from '../schema/message.ts';
import type { Payload } from '../schema/payload.ts';

/** Logs the application in: the first request on a connection, answered without a payload. */
export const ApplicationAuthReq = request(
  2100,
  'ApplicationAuthReq',
  {
    clientId: string(2),
    clientSecret: string(3),
  },
  [2101],
  { needs: 'nothing', isSecret: true },
);
export interface ApplicationAuthReq extends Payload<typeof ApplicationAuthReq> {}

/** The application is logged in. */
export const ApplicationAuthRes = response(2101, 'ApplicationAuthRes', {});
export interface ApplicationAuthRes extends Payload<typeof ApplicationAuthRes> {}

/**
 * Logs one account in on this connection; answered with its id. An account that already is logged in gives the error
 * ALREADY_LOGGED_IN, which is as good as success.
 */
export const AccountAuthReq = request(
  2102,
  'AccountAuthReq',
  {
    /** The id from {@link GetAccountListByAccessTokenRes}, not the login number that users see. */
    ctidTraderAccountId: int64(2),
    accessToken: string(3),
  },
  [2103],
  { needs: 'application', isSecret: true },
);
export interface AccountAuthReq extends Payload<typeof AccountAuthReq> {}

/** The account is logged in: its events flow from now on. */
export const AccountAuthRes = response(2103, 'AccountAuthRes', {
  ctidTraderAccountId: int64(2),
});
export interface AccountAuthRes extends Payload<typeof AccountAuthRes> {}

/** Logs one account out; answered at once, and done when {@link AccountDisconnectEvent} arrives. */
export const AccountLogoutReq = request(2162, 'AccountLogoutReq', { ctidTraderAccountId: int64(2) }, [2163]);
export interface AccountLogoutReq extends Payload<typeof AccountLogoutReq> {}

/** The logout was taken on; {@link AccountDisconnectEvent} completes it. */
export const AccountLogoutRes = response(2163, 'AccountLogoutRes', {
  ctidTraderAccountId: int64(2),
});
export interface AccountLogoutRes extends Payload<typeof AccountLogoutRes> {}

/** One account was logged out, asked for or not; the connection and its other accounts go on. */
export const AccountDisconnectEvent = event(2164, 'AccountDisconnectEvent', {
  ctidTraderAccountId: int64(2),
});
export interface AccountDisconnectEvent extends Payload<typeof AccountDisconnectEvent> {}

/** The token behind these accounts expired, was recalled, or was replaced by a refresh. */
export const AccountsTokenInvalidatedEvent = event(2147, 'AccountsTokenInvalidatedEvent', {
  ctidTraderAccountIds: repeated(int64(2)),
  /** For people; do not parse it. */
  reason: optional(string(3)),
});
export interface AccountsTokenInvalidatedEvent extends Payload<typeof AccountsTokenInvalidatedEvent> {}

/** The application itself was cut off, and all its sessions with it. */
export const ClientDisconnectEvent = event(2148, 'ClientDisconnectEvent', {
  /** For people; do not parse it. */
  reason: optional(string(2)),
});
export interface ClientDisconnectEvent extends Payload<typeof ClientDisconnectEvent> {}

/** Asks which version of the API the server speaks; allowed before any login. */
export const VersionReq = request(2104, 'VersionReq', {}, [2105], { needs: 'nothing' });
export interface VersionReq extends Payload<typeof VersionReq> {}

/** The version of the API that the server speaks. */
export const VersionRes = response(2105, 'VersionRes', {
  version: string(2),
});
export interface VersionRes extends Payload<typeof VersionRes> {}

/** Trades a refresh token for a new pair of tokens; the old pair is dead as soon as the server has acted. */
export const RefreshTokenReq = request(2173, 'RefreshTokenReq', { refreshToken: string(2) }, [2174], {
  needs: 'nothing',
  isSecret: true,
});
export interface RefreshTokenReq extends Payload<typeof RefreshTokenReq> {}

/** The new pair of tokens. The refresh token can be used once. */
export const RefreshTokenRes = response(
  2174,
  'RefreshTokenRes',
  {
    accessToken: string(2),
    tokenType: string(3),
    /** **Seconds** that the access token will live. */
    expiresIn: int64(4),
    refreshToken: string(5),
  },
  { isSecret: true },
);
export interface RefreshTokenRes extends Payload<typeof RefreshTokenRes> {}

/** Asks which accounts an access token covers; works on either host and lists live and demo accounts alike. */
export const GetAccountListByAccessTokenReq = request(
  2149,
  'GetAccountListByAccessTokenReq',
  {
    accessToken: string(2),
  },
  [2150],
  { isSecret: true },
);
export interface GetAccountListByAccessTokenReq extends Payload<typeof GetAccountListByAccessTokenReq> {}

/** The accounts that an access token covers. It repeats the token. */
export const GetAccountListByAccessTokenRes = response(
  2150,
  'GetAccountListByAccessTokenRes',
  {
    accessToken: string(2),
    permissionScope: optional(oneOf<ClientPermissionScope>(3, ClientPermissionScope)),
    ctidTraderAccount: repeated(modelOf<CtidTraderAccount>(4, CtidTraderAccount)),
  },
  { isSecret: true },
);
export interface GetAccountListByAccessTokenRes extends Payload<typeof GetAccountListByAccessTokenRes> {}

/** Asks who owns an access token; answered with a bare user id. */
export const GetCtidProfileByTokenReq = request(
  2151,
  'GetCtidProfileByTokenReq',
  {
    accessToken: string(2),
  },
  [2152],
  { isSecret: true },
);
export interface GetCtidProfileByTokenReq extends Payload<typeof GetCtidProfileByTokenReq> {}

/** The owner of an access token. */
export const GetCtidProfileByTokenRes = response(2152, 'GetCtidProfileByTokenRes', {
  profile: modelOf<CtidProfile>(2, CtidProfile),
});
export interface GetCtidProfileByTokenRes extends Payload<typeof GetCtidProfileByTokenRes> {}
