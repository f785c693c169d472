import { expect, test } from 'vitest';
import { adaptToCommandLine, type ErrorDocument } from './advice.ts';

const badOption = (option: string, name = 'ConfigError'): ErrorDocument => ({
  name,
  code: 'BAD_OPTION',
  message: `The option ${option} must be better.`,
  facts: { option },
});

const nothing = { flags: {}, sources: {} };

test.each([
  ['endpoint', '--endpoint'],
  ['ca', '--ca'],
  ['readyTimeoutMs', '--ready-timeout'],
  ['accounts', '--account'],
  ['environment', '--environment'],
])('a bad option %s is said to be a bad %s, with a way out', (option, flag) => {
  const { message, hint } = adaptToCommandLine(badOption(option), nothing);
  expect(message).toBe(`The flag ${flag} must be better.`);
  expect(hint).toEqual(expect.any(String));
});

test('an option that no flag sets keeps its name', () => {
  expect(adaptToCommandLine(badOption('backoff.minMs'), nothing)).toEqual(badOption('backoff.minMs'));
  expect(adaptToCommandLine(badOption('endpoint', 'SandboxError'), nothing)).toEqual(
    badOption('endpoint', 'SandboxError'),
  );
});

test('what the command line has no other words for stays as it is', () => {
  const document: ErrorDocument = {
    name: 'TokenError',
    code: 'CH_ACCESS_TOKEN_INVALID',
    message: 'The token is dead.',
    hint: 'get another and put it into credentials.json',
    facts: {},
  };
  expect(adaptToCommandLine(document, nothing)).toEqual(document);
  const { hint } = adaptToCommandLine(document, { flags: {}, sources: { accessToken: 'the credentials option' } });
  expect(hint).toBe(document.hint);
});
