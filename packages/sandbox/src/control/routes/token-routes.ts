import { choice, listOf, name, optional, text, whole } from '../../document/reader.ts';
import { route } from '../control-route.ts';

const consent = {
  owner: optional(name),
  application: optional(name),
  scope: optional(choice(['view', 'trade'])),
  accounts: optional(listOf(name)),
  expiresInSeconds: optional(whole({ least: 1, most: 1e9 })),
};

/** What can be done to tokens and to the consents they stand for. */
export const tokenRoutes = {
  /** Every grant that has tokens; the tokens themselves are masked. */
  list: route('GET /control/tokens', 'Every grant that has tokens; tokens masked', {}, (sandbox) => sandbox.grants),
  /** Lets the access token of a grant expire now; its refresh token still works. */
  expire: route(
    'POST /control/tokens/:grant/expire',
    'Lets the access token of a grant expire now',
    { grant: name },
    (sandbox, { grant }) => ({ expired: sandbox.expireToken(sandbox.tokens(grant).accessToken) }),
  ),
  /** Takes both tokens of a grant back. */
  revoke: route(
    'POST /control/tokens/:grant/revoke',
    'Takes both tokens of a grant back',
    { grant: name },
    (sandbox, { grant }) => ({ revoked: sandbox.revokeToken(sandbox.tokens(grant).refreshToken) }),
  ),
  /** Gives a consent, and returns the code that a program can exchange for tokens. */
  consent: route(
    'POST /control/tokens/consent',
    'Gives a consent; answers with the code for the token endpoint',
    { ...consent, redirectUri: optional(text()) },
    (sandbox, options) => ({ code: sandbox.consent(options) }),
  ),
  /** Gives a consent, and returns its tokens at once. */
  issue: route('POST /control/tokens/issue', 'Gives a consent; answers with its tokens', consent, (sandbox, options) =>
    sandbox.issueTokens(options),
  ),
};
