/** What an access token allows: SCOPE_VIEW reads only, SCOPE_TRADE also trades. */
export const ClientPermissionScope = { SCOPE_VIEW: 0, SCOPE_TRADE: 1 } as const;
export type ClientPermissionScope = (typeof ClientPermissionScope)[keyof typeof ClientPermissionScope];
