import type { ErrorRes, Payload } from '@tickwire/protocol';

/** What a refusal (2142) says. PROTOCOL.md tells which of these texts were seen on the wire and which are our guess. */
export type Refusal = Payload<typeof ErrorRes>;

/** Something is wrong with the message itself, or a step is missing. */
export const invalidRequest = (description: string): Refusal => ({ errorCode: 'INVALID_REQUEST', description });

/** The venue does not take this message. */
export const unsupported = (description: string): Refusal => ({ errorCode: 'UNSUPPORTED_MESSAGE', description });

/** The frame is larger than allowed. */
export const frameTooLong = (byteCount: number, limit: number): Refusal => ({
  errorCode: 'FRAME_TOO_LONG',
  description: `Message of ${byteCount} bytes is longer than the limit of ${limit}`,
});

/** Something was sent before application authentication. */
export const notAuthenticated: Refusal = {
  errorCode: 'CH_CLIENT_NOT_AUTHENTICATED',
  description: 'Client is not authenticated',
};

/** Application authentication came a second time. */
export const alreadyAuthenticated: Refusal = {
  errorCode: 'CH_CLIENT_ALREADY_AUTHENTICATED',
  description: 'Client is already authenticated',
};

/** The client id or the client secret is wrong. */
export const wrongSecret: Refusal = {
  errorCode: 'CH_CLIENT_AUTH_FAILURE',
  description: 'clientId or clientSecret is incorrect',
};

/** The application exists but may not log in. */
export const inactiveApplication: Refusal = {
  errorCode: 'CH_CLIENT_AUTH_FAILURE',
  description: 'OA client is not in active state',
};

/** The token is unknown: mistyped, revoked, replaced, or another application's. */
export const invalidToken: Refusal = { errorCode: 'CH_ACCESS_TOKEN_INVALID', description: 'Invalid access token' };

/** The access token has come to the end of its life. */
export const expiredToken: Refusal = { errorCode: 'OA_AUTH_TOKEN_EXPIRED', description: 'Access token is expired' };

/** No such account, or none that the token covers. */
export const accountNotFound: Refusal = {
  errorCode: 'CH_CTID_TRADER_ACCOUNT_NOT_FOUND',
  description: 'Trading account is not found',
};

/** The account belongs to the other environment. */
export const cannotRoute: Refusal = { errorCode: 'CANT_ROUTE_REQUEST', description: 'Cannot route request' };

/** The broker has switched the account off. */
export const disabledAccount = (ctidTraderAccountId: number): Refusal => ({
  ctidTraderAccountId,
  errorCode: 'RET_ACCOUNT_DISABLED',
  description: 'Trading account is disabled',
});

/** The account is authenticated on this connection already. */
export const alreadyLoggedIn = (ctidTraderAccountId: number): Refusal => ({
  ctidTraderAccountId,
  errorCode: 'ALREADY_LOGGED_IN',
  description: 'Trading account is already authorized in this channel',
});

/** The account is not authenticated on this connection. */
export const notAuthorized: Refusal = invalidRequest('Trading account is not authorized');

/** A symbol id that the account does not have; it fails the whole list. */
export const symbolNotFound = (ctidTraderAccountId: number, symbolId: number): Refusal => ({
  ctidTraderAccountId,
  errorCode: 'SYMBOL_NOT_FOUND',
  description: `Symbol not found with id ${symbolId}`,
});

/** No such order, waiting or done. */
export const orderNotFound = (ctidTraderAccountId: number, orderId: number): Refusal => ({
  ctidTraderAccountId,
  errorCode: 'ORDER_NOT_FOUND',
  description: `Order not found with id ${orderId}`,
});

/** No such position, open or closed, and no order for it. */
export const positionNotFound = (ctidTraderAccountId: number, positionId: number): Refusal => ({
  ctidTraderAccountId,
  errorCode: 'POSITION_NOT_FOUND',
  description: `Position not found with id ${positionId}`,
});

/** Something other than a symbol that the id does not lead to. */
export const entityNotFound = (ctidTraderAccountId: number, description: string): Refusal => ({
  ctidTraderAccountId,
  errorCode: 'ENTITY_NOT_FOUND',
  description,
});

/** Messages of this type came too often, and are refused for so many seconds more. */
export const blockedPayloadType = (retryAfter: number): Refusal => ({
  errorCode: 'BLOCKED_PAYLOAD_TYPE',
  description: 'Too many requests of this type',
  retryAfter,
});

/** Requests came too often. The account id is 0 whatever the request was for. */
export const tooFrequent: Refusal = {
  ctidTraderAccountId: 0,
  errorCode: 'REQUEST_FREQUENCY_EXCEEDED',
  description: 'You have reached the rate limit of requests',
};

/** The application is logged in on as many connections as it may have. */
export const tooManyConnections = (limit: number): Refusal => ({
  errorCode: 'CONNECTIONS_LIMIT_EXCEEDED',
  description: `The application has ${limit} connections already`,
});

/** A span of time that is not allowed. */
export const incorrectBoundaries = (ctidTraderAccountId: number, description: string): Refusal => ({
  ctidTraderAccountId,
  errorCode: 'INCORRECT_BOUNDARIES',
  description,
});

/** A book without the prices of its symbol; it fails the whole list. */
export const notSubscribedToSpots = (ctidTraderAccountId: number, symbolId: number): Refusal => ({
  ctidTraderAccountId,
  errorCode: 'NOT_SUBSCRIBED_TO_SPOTS',
  description: `Not subscribed to spots of symbol ${symbolId}`,
});

/** A subscription that is there already; it fails the whole list. */
export const alreadySubscribed = (ctidTraderAccountId: number, symbolId: number, to = 'spots'): Refusal => ({
  ctidTraderAccountId,
  errorCode: 'ALREADY_SUBSCRIBED',
  description: `Already subscribed to ${to} of symbol ${symbolId}`,
});
