import type { Environment } from '@tickwire/client';
import { AccountAuthReq, type CtidTraderAccount, isAlreadyDone } from '@tickwire/protocol';
import type { Check, Finding } from '../check.ts';
import { type Examination, take } from '../examination.ts';
import { toRed } from '../failures.ts';
import { openSession } from '../sessions.ts';
import { accountLoginTexts, accountTexts, environmentTexts } from '../texts.ts';

/** Which account is meant. */
export const account: Check = {
  id: 'account',
  title: accountTexts.title,
  looksAt: accountTexts.looksAt,
  needs: ['token'],
  run(examination) {
    const rows = take(examination, 'accounts');
    const wanted = examination.options.account ?? take(examination, 'credentials').accountId;
    if (rows.length === 0) return accountTexts.noneAtAll();
    // Credentials without an account are red before.
    if (wanted === undefined) return accountTexts.noneAtAll();
    return chooseAccount(examination, rows, wanted);
  },
};

function chooseAccount(examination: Examination, rows: readonly CtidTraderAccount[], wanted: number): Finding {
  const fitting = rows.filter((row) => row.ctidTraderAccountId === wanted || row.traderLogin === wanted);
  const given = givenEnvironment(examination);
  const here = fitting.filter((row) => given === undefined || environmentOf(row) === given);
  const candidates = here.length > 0 ? here : fitting;
  const [first] = candidates;
  if (first === undefined) return accountTexts.notCovered(wanted, rows.map(describe));
  if (candidates.length > 1) return accountTexts.ambiguous(wanted, candidates.map(describe));
  examination.found.account = first;
  const { ctidTraderAccountId } = first;
  return ctidTraderAccountId === wanted
    ? accountTexts.fine(describe(first))
    : accountTexts.byLogin(wanted, ctidTraderAccountId);
}

/** Whether the account lives where somebody said it does. */
export const environment: Check = {
  id: 'environment',
  title: environmentTexts.title,
  looksAt: environmentTexts.looksAt,
  needs: ['account'],
  run(examination) {
    const actual = environmentOf(take(examination, 'account'));
    const given = givenEnvironment(examination);
    if (given === undefined) return environmentTexts.notGiven(actual);
    return given === actual ? environmentTexts.fine(actual) : environmentTexts.mismatch(given, actual);
  },
};

/** Whether the account lets itself be logged in where it lives. */
export const accountLogin: Check = {
  id: 'account-login',
  title: accountLoginTexts.title,
  looksAt: accountLoginTexts.looksAt,
  needs: ['environment'],
  async run(examination) {
    const { found, places, signal } = examination;
    const row = take(examination, 'account');
    const accessToken = take(examination, 'credentials').accessToken?.reveal() ?? '';
    try {
      found.home = await findHome(examination, environmentOf(row));
      const { ctidTraderAccountId } = row;
      await found.home.request(AccountAuthReq, { ctidTraderAccountId, accessToken }, { signal });
    } catch (error) {
      signal.throwIfAborted();
      const isIn = error instanceof Error && 'code' in error && isAlreadyDone(String(error.code));
      if (!isIn) return toRed(examination, error, accountLoginTexts.next);
    }
    return accountLoginTexts.fine(new URL(places.endpoint[environmentOf(row)]).host);
  },
};

/** The session there is, or one on the other host. */
function findHome(examination: Examination, home: Environment) {
  const session = take(examination, 'session');
  const { endpoint } = examination.places;
  const { current } = session;
  const here = 'endpoint' in current ? current.endpoint : undefined;
  return here === endpoint[home] ? session : openSession(examination, home);
}

const givenEnvironment = (examination: Examination): Environment | undefined =>
  examination.options.environment ?? take(examination, 'credentials').environment;

const environmentOf = (row: CtidTraderAccount): Environment => (row.isLive === true ? 'live' : 'demo');

const describe = (row: CtidTraderAccount): string => {
  const { ctidTraderAccountId, traderLogin, brokerTitleShort } = row;
  const facts = [environmentOf(row), ...(traderLogin === undefined ? [] : [`login ${traderLogin}`]), brokerTitleShort];
  return `${ctidTraderAccountId} (${facts.filter((fact) => fact !== undefined).join(', ')})`;
};
