import { expect, test } from 'vitest';
import { chooseAccounts } from './accounts.ts';

const rows = [
  { ctidTraderAccountId: 11, isLive: true, traderLogin: 500, brokerTitleShort: 'North' },
  { ctidTraderAccountId: 12, isLive: false, traderLogin: 501, brokerTitleShort: 'North' },
  { ctidTraderAccountId: 13, isLive: false, traderLogin: 500, brokerTitleShort: 'South' },
  { ctidTraderAccountId: 501, isLive: false, traderLogin: 777 },
  { ctidTraderAccountId: 14, isLive: true, traderLogin: 600 },
];
const refusal = (wanted: readonly number[], environment?: 'live' | 'demo') => {
  try {
    chooseAccounts(wanted, rows, environment);
  } catch (error) {
    return error as Error & { code: string; hint: string };
  }
  throw new Error('it was accepted');
};

test('an account is found by its id', () => {
  expect(chooseAccounts([12], rows, undefined)).toEqual([
    { accountId: 12, traderLogin: 501, brokerName: 'North', environment: 'demo' },
  ]);
});

test('an account is found by its login number', () => {
  expect(chooseAccounts([600], rows, undefined)).toMatchObject([{ accountId: 14, environment: 'live' }]);
});

test('the environment decides between two accounts with the same login number', () => {
  expect(chooseAccounts([500], rows, 'demo')).toMatchObject([{ accountId: 13 }]);
  expect(chooseAccounts([500], rows, 'live')).toMatchObject([{ accountId: 11 }]);
});

test("a number that is one account's id and another's login is ambiguous", () => {
  const error = refusal([501]);
  expect(error.code).toBe('ACCOUNT_AMBIGUOUS');
  expect(error.message).toMatchInlineSnapshot(
    `"The number 501 names more than one account: 12 (demo, login 501, North), 501 (demo, login 777)."`,
  );
});

test('a login number at two brokers is ambiguous until the environment is given', () => {
  expect(refusal([500]).code).toBe('ACCOUNT_AMBIGUOUS');
});

test('an account of the other environment is refused with what to do', () => {
  const error = refusal([12], 'live');
  expect(error).toMatchObject({
    code: 'ENVIRONMENT_MISMATCH',
    message: 'Account 12 is a demo account, but live was asked for.',
  });
  expect(error.hint).toContain('"demo"');
});

test('accounts of both environments do not fit into one session', () => {
  expect(refusal([11, 12]).message).toBe(
    'Account 11 is a live account and account 12 is a demo account; one session serves one environment.',
  );
});

test('an account that the token does not cover is refused with those it covers', () => {
  const error = refusal([99]);
  expect(error.code).toBe('ACCOUNT_NOT_COVERED');
  expect(error.message).toContain(
    'The access token does not cover account 99; it covers 11 (live, login 500, North), 12',
  );
});

test('a token without accounts is said to have none', () => {
  expect(() => chooseAccounts([1], [], undefined)).toThrow('it covers no account at all');
});

test('the same account named twice is one account', () => {
  expect(chooseAccounts([14, 600], rows, undefined)).toHaveLength(1);
});
