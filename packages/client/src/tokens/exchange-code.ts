import type { Secret } from '../secret.ts';
import type { FreshTokens } from './stored-tokens.ts';
import { askForTokens, type EndpointOptions } from './token-endpoint.ts';

/** A code from the consent page, and the redirect address that it came to. */
export interface ConsentCode {
  readonly code: Secret;
  readonly redirectUri: string;
}

/** Turns a code into the first pair of tokens. A code lives one minute and works once (PROTOCOL.md, "OAuth"). */
export function sendCode(options: EndpointOptions, { code, redirectUri }: ConsentCode): Promise<FreshTokens> {
  return askForTokens(options, {
    called: 'the code of the consent page',
    form: { grant_type: 'authorization_code', code: code.reveal(), redirect_uri: redirectUri },
    secret: code,
    retryHint: 'start the login again: codes live one minute',
    refusalHint:
      'start the login again, since codes live one minute and work once; if it is refused again, compare the redirect address and the client secret with those on the page of the application',
  });
}
