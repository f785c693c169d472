import { ClientPermissionScope, GetAccountListByAccessTokenReq } from '@tickwire/protocol';
import type { Check } from '../check.ts';
import { take } from '../examination.ts';
import { toRed } from '../failures.ts';
import { openSession } from '../sessions.ts';
import { applicationTexts, connectionTexts, limitTexts, tokenTexts } from '../texts.ts';

/** Failures of the way, as opposed to what the server says. */
const failuresOfTheWay: ReadonlySet<string> = new Set([
  'ConfigError',
  'DialError',
  'ConnectionLostError',
  'TimeoutError',
  'ProtocolError',
  'ClosedError',
]);

/** Opens the session that the checks after it use. What the server says about it is theirs to judge. */
export const connection: Check = {
  id: 'connection',
  title: connectionTexts.title,
  looksAt: connectionTexts.looksAt,
  needs: ['credentials', 'tls-checks', 'certificate-chain', 'certificate-name', 'certificate-dates'],
  async run(examination) {
    const { found, options, places, signal } = examination;
    const environment = options.environment ?? take(examination, 'credentials').environment ?? 'live';
    try {
      found.session = await openSession(examination, environment);
    } catch (error) {
      signal.throwIfAborted();
      if (isNamed(error, failuresOfTheWay)) return toRed(examination, error, connectionTexts.next);
      found.failure = error;
    }
    return connectionTexts.fine(places.endpoint[environment]);
  },
};

const failuresByLimits: ReadonlySet<string> = new Set(['LimitError']);

/** Whether the server has enough of us. */
export const limits: Check = {
  id: 'limits',
  title: limitTexts.title,
  looksAt: limitTexts.looksAt,
  needs: ['connection'],
  run(examination) {
    const { failure } = examination.found;
    return isNamed(failure, failuresByLimits) ? toRed(examination, failure, limitTexts.next) : limitTexts.fine;
  },
};

/** Whether the server knows the application. */
export const application: Check = {
  id: 'application',
  title: applicationTexts.title,
  looksAt: applicationTexts.looksAt,
  needs: ['limits'],
  run(examination) {
    const { failure } = examination.found;
    return failure === undefined ? applicationTexts.fine : toRed(examination, failure, applicationTexts.next);
  },
};

/** Whether the server knows the token, and what the token is good for. */
export const token: Check = {
  id: 'token',
  title: tokenTexts.title,
  looksAt: tokenTexts.looksAt,
  needs: ['application', 'token-age'],
  async run(examination) {
    const { found, signal } = examination;
    const accessToken = take(examination, 'credentials').accessToken?.reveal() ?? '';
    try {
      const request = take(examination, 'session').request(GetAccountListByAccessTokenReq, { accessToken }, { signal });
      const { permissionScope, ctidTraderAccount = [] } = await request;
      found.accounts = ctidTraderAccount;
      const { length } = ctidTraderAccount;
      return permissionScope === ClientPermissionScope.SCOPE_VIEW
        ? tokenTexts.viewOnly(length)
        : tokenTexts.fine(length);
    } catch (error) {
      signal.throwIfAborted();
      return toRed(examination, error, tokenTexts.next);
    }
  },
};

const isNamed = (error: unknown, names: ReadonlySet<string>): boolean =>
  error instanceof Error && names.has(error.name);
