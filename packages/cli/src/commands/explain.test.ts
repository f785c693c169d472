import { serverErrors } from '@tickwire/protocol';
import { describe, expect, test } from 'vitest';
import { FakeSurroundings } from '../../test/fake-surroundings.ts';

async function explain(...words: readonly string[]) {
  const fake = new FakeSurroundings();
  const exitCode = await fake.run('explain', ...words);
  const { stdout, stderr } = fake;
  return { exitCode, stdout, stderr };
}

async function codesOf(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await explain('--json', ...words);
  return JSON.parse(stdout).codes.map(({ code }: { code: string }) => code);
}

test('a code is explained: what it says, its likely cause, what to do', async () => {
  const { exitCode, stdout } = await explain('CH_ACCESS_TOKEN_INVALID');
  expect(exitCode).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "CH_ACCESS_TOKEN_INVALID (104)
    The server does not accept this token (any more).

      likely cause  It was mistyped, revoked, or replaced by a refresh; a refresh
                    token can be used only once.
      next          log in again with \`tickwire login\`, or put a new token from the
                    application's page (Sandbox/Playground) into credentials.json
      try again     with another access token
      seen as       "Invalid access token"
      known from    captured traffic, or two independent testers
    "
  `);
});

describe('a code is found', () => {
  test.each<[string, readonly string[], string]>([
    ['by its name in any case', ['ch_access_token_invalid'], 'CH_ACCESS_TOKEN_INVALID'],
    ['by its name with other separators', ['ch-access-token', 'invalid'], 'CH_ACCESS_TOKEN_INVALID'],
    ['by its number', ['104'], 'CH_ACCESS_TOKEN_INVALID'],
    ['by the words of the server', ['Invalid access token'], 'CH_ACCESS_TOKEN_INVALID'],
    ['by the words in quotes, with a full stop', ['"Invalid access token."'], 'CH_ACCESS_TOKEN_INVALID'],
    ['by words of which only the numbers differ', ['Position not found with id 77'], 'POSITION_NOT_FOUND'],
  ])('%s', async (_, words, code) => {
    expect(await codesOf(...words)).toEqual([code]);
  });

  test('under every meaning of a number that two enums share', async () => {
    expect(await codesOf('1')).toEqual(['UNKNOWN_ERROR', 'OA_AUTH_TOKEN_EXPIRED']);
  });

  test('whatever it is', async () => {
    for (const { code } of serverErrors) expect(await codesOf(code)).toEqual([code]);
  });
});

test('the words of a code that says many things get their own explanation', async () => {
  const general = await explain('INVALID_REQUEST');
  const special = await explain('Trading account is not authorized');
  expect(special.stdout).toContain('The account is not authenticated on this connection');
  expect(general.stdout).not.toContain('The account is not authenticated on this connection');
});

test('an unknown code ends with 3 and proposes near ones', async () => {
  const { exitCode, stdout, stderr } = await explain('CH_ACCES_TOKEN_INVALD');
  expect({ exitCode, stdout, stderr }).toMatchInlineSnapshot(`
    {
      "exitCode": 3,
      "stderr": "error: No error code of the server is known as "CH_ACCES_TOKEN_INVALD"; did you mean CH_ACCESS_TOKEN_INVALID?
    next: list all codes with \`tickwire explain\`
    ",
      "stdout": "",
    }
  `);
});

test('a code like no other gets no proposal', async () => {
  const { exitCode, stderr } = await explain('xyzzy');
  expect(exitCode).toBe(3);
  expect(stderr).toMatchInlineSnapshot(`
    "error: No error code of the server is known as "xyzzy".
    next: list all codes with \`tickwire explain\`
    "
  `);
});

test('an unknown code under --json is a JSON document', async () => {
  const { exitCode, stdout } = await explain('--json', 'xyzzy');
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ v: 1, error: { name: 'NotFoundError', code: 'UNKNOWN_ERROR_CODE' } });
});

test('without a code all are listed, one a line', async () => {
  const { exitCode, stdout } = await explain();
  expect(exitCode).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(serverErrors.length);
});

test('on a terminal no line of the list wraps', async () => {
  const fake = new FakeSurroundings({ isTerminal: true, columns: 60 });
  await fake.run('explain');
  expect(fake.lines.filter((line) => line.length > 60)).toEqual([]);
  expect(fake.stdout).toContain('…');
});
