import {
  AccountAuthReq,
  ApplicationAuthReq,
  GetAccountListByAccessTokenReq,
  GetAccountListByAccessTokenRes,
  GetCtidProfileByTokenReq,
  RefreshTokenReq,
  RefreshTokenRes,
} from '@tickwire/protocol';

/** Messages whose payload holds a secret or a token (PROTOCOL.md, "Logging in" and "Tokens"). */
const secretMessages: ReadonlySet<number> = new Set(
  [
    ApplicationAuthReq,
    AccountAuthReq,
    GetAccountListByAccessTokenReq,
    GetAccountListByAccessTokenRes,
    GetCtidProfileByTokenReq,
    RefreshTokenReq,
    RefreshTokenRes,
  ].map(({ payloadType }) => payloadType),
);

/**
 * A foreign error for the log. Of what a listener throws while it has a message with secrets only the kind is told: its words may
 * quote the message.
 */
export function describeThrown(error: unknown, payloadType: number): string {
  if (!secretMessages.has(payloadType)) return String(error);
  return error instanceof Error ? error.name : typeof error;
}
