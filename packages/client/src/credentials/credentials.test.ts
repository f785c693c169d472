import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { collectCredentials, surveyCredentials } from './resolve.ts';
import type { FileReading, Surroundings } from './surroundings.ts';

const full = {
  accountId: 12345678,
  clientId: 'id-1',
  clientSecret: 'canary-secret',
  accessToken: 'canary-access',
  refreshToken: 'canary-refresh',
};

function aPlace(
  files: Readonly<Record<string, string | FileReading>> = {},
  env: Readonly<Record<string, string>> = {},
): Surroundings & { readonly read: string[] } {
  const read: string[] = [];
  return {
    env,
    currentFolder: '/here',
    configFolder: '/home/config/tickwire',
    checksModes: true,
    read,
    readFile: (path) => {
      read.push(path);
      const file = files[path];
      if (file === undefined) return Promise.resolve({ kind: 'missing' });
      return Promise.resolve(typeof file === 'string' ? { kind: 'file', text: file, mode: 0o600 } : file);
    },
  };
}

const here = (content: unknown) => ({
  '/here/credentials.json': typeof content === 'string' ? content : JSON.stringify(content),
});

async function refusal(place: Surroundings, query = {}) {
  const error = await collectCredentials(query, place).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof Error)) throw new Error('it was accepted');
  expect(`${inspect(error)} ${JSON.stringify(error)}`).not.toContain('canary');
  return error as Error & { code: string; hint: string };
}

describe('precedence', () => {
  test("the seed's file in the current folder is enough, and says where each value came from", async () => {
    const credentials = await collectCredentials({}, aPlace(here(full)));
    expect(credentials).toMatchObject({ accountId: 12345678, clientId: 'id-1', environment: undefined });
    expect(credentials.accessToken?.reveal()).toBe('canary-access');
    expect(credentials.sources).toMatchObject({ clientId: 'credentials.json', accessToken: 'credentials.json' });
    expect(inspect(credentials)).not.toContain('canary');
  });

  test('values given by the caller come before variables, and those before the file', async () => {
    const place = aPlace(here(full), { TICKWIRE_CLIENT_ID: 'from-env', TICKWIRE_ACCOUNT_ID: '7' });
    const credentials = await collectCredentials({ credentials: { clientId: 'given' } }, place);
    expect(credentials).toMatchObject({ clientId: 'given', accountId: 7 });
    expect(credentials.clientSecret.reveal()).toBe('canary-secret');
    expect(credentials.sources).toMatchObject({
      clientId: 'the credentials option',
      accountId: 'TICKWIRE_ACCOUNT_ID',
      clientSecret: 'credentials.json',
    });
  });

  test('a file named by the caller comes before the one that a variable names', async () => {
    const files = {
      '/a.json': JSON.stringify({ ...full, clientId: 'a' }),
      '/b.json': JSON.stringify({ ...full, clientId: 'b' }),
    };
    const place = aPlace(files, { TICKWIRE_CREDENTIALS: '/b.json' });
    expect((await collectCredentials({ credentials: '/a.json' }, place)).clientId).toBe('a');
    expect((await collectCredentials({}, place)).clientId).toBe('b');
  });

  test('the profile is read when the current folder has no file', async () => {
    const place = aPlace({ '/home/config/tickwire/credentials.json': JSON.stringify(full) });
    expect((await collectCredentials({}, place)).clientId).toBe('id-1');
    expect(place.read).toEqual(['/here/credentials.json', '/home/config/tickwire/credentials.json']);
  });

  test('a profile named by the caller or by a variable comes before the file of the current folder', async () => {
    const files = {
      ...here(full),
      '/home/config/tickwire/live.json': JSON.stringify({ ...full, clientId: 'live' }),
      '/home/config/tickwire/credentials.json': JSON.stringify({ ...full, clientId: 'unnamed' }),
    };
    const place = aPlace(files, { TICKWIRE_PROFILE: 'live' });
    expect((await collectCredentials({}, place)).clientId).toBe('live');
    expect((await collectCredentials({ profile: 'default' }, place)).clientId).toBe('unnamed');
    const named = { ...place, env: { TICKWIRE_PROFILE: 'live', TICKWIRE_CREDENTIALS: '/here/credentials.json' } };
    expect((await collectCredentials({}, named)).clientId).toBe('id-1');
  });

  test.each([['../x'], ['a/b'], [''], ['a.b'], ['x'.repeat(65)]])('%j is no name of a profile', async (profile) => {
    expect(await refusal(aPlace(), { profile })).toMatchObject({ code: 'BAD_OPTION' });
  });

  test('a profile in a variable that no profile can be called, a profile that is not there, and a profile beside a file', async () => {
    const strange = await refusal(aPlace(here(full), { TICKWIRE_PROFILE: '../x' }));
    expect(strange).toMatchObject({ code: 'CREDENTIALS_BAD_VALUE', hint: expect.stringContaining('TICKWIRE_PROFILE') });
    expect(await refusal(aPlace(here(full)), { profile: 'gone' })).toMatchObject({
      code: 'CREDENTIALS_NOT_FOUND',
      message: 'There is no file /home/config/tickwire/gone.json.',
      hint: 'make it with `tickwire login --profile NAME`',
    });
    expect(await refusal(aPlace(), { profile: 'a', credentials: '/x.json' })).toMatchObject({ code: 'BAD_OPTION' });
  });

  test('a survey takes what there is, requires nothing, and says which file a login belongs in', async () => {
    const half = JSON.stringify({ clientId: 'id-1', clientSecret: '', accessToken: '' });
    expect(await surveyCredentials({}, aPlace({ '/here/credentials.json': half }))).toMatchObject({
      clientId: 'id-1',
      clientSecret: undefined,
      file: '/here/credentials.json',
      isFileThere: true,
    });
    expect(await surveyCredentials({}, aPlace())).toMatchObject({ file: '/here/credentials.json', isFileThere: false });
    expect(await surveyCredentials({ profile: 'a' }, aPlace())).toMatchObject({ file: '/home/config/tickwire/a.json' });
    const own = aPlace(
      { '/home/config/tickwire/credentials.json': JSON.stringify(full) },
      { TICKWIRE_CLIENT_ID: 'env' },
    );
    expect(await surveyCredentials({}, own)).toMatchObject({
      clientId: 'env',
      file: '/home/config/tickwire/credentials.json',
      sources: { clientId: 'TICKWIRE_CLIENT_ID' },
    });
  });

  test('a file that nobody named is not even opened when the variables are complete', async () => {
    const place = aPlace(here('broken'), {
      TICKWIRE_CLIENT_ID: 'a',
      TICKWIRE_CLIENT_SECRET: 'b',
      TICKWIRE_ACCESS_TOKEN: 'c',
      TICKWIRE_ACCOUNT_ID: '5',
      TICKWIRE_ENVIRONMENT: 'demo',
    });
    expect(await collectCredentials({}, place)).toMatchObject({ accountId: 5, environment: 'demo' });
    expect(place.read).toEqual([]);
  });

  test('complete values leave broken variables and missing files alone', async () => {
    const place = aPlace(here('broken'), { TICKWIRE_ACCOUNT_ID: 'x', TICKWIRE_CREDENTIALS: '/nowhere.json' });
    expect((await collectCredentials({ credentials: full }, place)).sources).toMatchObject({
      clientId: 'the credentials option',
    });
    expect(place.read).toEqual([]);
  });

  test('the environment of a variable holds also when everything else is given', async () => {
    const place = aPlace({}, { TICKWIRE_ENVIRONMENT: 'demo' });
    expect((await collectCredentials({ credentials: full }, place)).environment).toBe('demo');
  });

  test('an empty variable counts as not set', async () => {
    const place = aPlace(here(full), { TICKWIRE_CLIENT_ID: ' ', TICKWIRE_CREDENTIALS: '' });
    expect((await collectCredentials({}, place)).clientId).toBe('id-1');
  });

  test('the application alone needs neither token nor account', async () => {
    const place = aPlace(here({ clientId: 'a', clientSecret: 'b', accessToken: '', accountId: 1 }));
    expect((await collectCredentials({ needsToken: false }, place)).accessToken).toBeUndefined();
  });

  test('a byte order mark and unknown keys are borne', async () => {
    const place = aPlace(here(`\uFEFF${JSON.stringify({ ...full, expiresAt: 1, note: 'mine' })}`));
    expect((await collectCredentials({}, place)).accountId).toBe(12345678);
  });
});

describe('each way a file can be wrong has its own sentence that names file and key, never the value', () => {
  const cases: readonly (readonly [string, string | FileReading, string, string])[] = [
    ['empty', '', 'CREDENTIALS_NOT_JSON', 'credentials.json is empty.'],
    ['blank', ' \n ', 'CREDENTIALS_NOT_JSON', 'credentials.json is empty.'],
    [
      'not JSON',
      '{ "clientId": canary }',
      'CREDENTIALS_NOT_JSON',
      'credentials.json is not JSON: it goes wrong at line 1, column 21.',
    ],
    ['a list', '[]', 'CREDENTIALS_NOT_JSON', 'credentials.json does not hold one JSON object.'],
    ['a folder', { kind: 'not-a-file' }, 'CREDENTIALS_NOT_A_FILE', 'credentials.json is not a file.'],
    [
      'forbidden',
      { kind: 'unreadable', reason: 'EACCES' },
      'CREDENTIALS_UNREADABLE',
      'credentials.json cannot be read (EACCES).',
    ],
    [
      '100 MB',
      { kind: 'too-large', bytes: 104857600 },
      'CREDENTIALS_TOO_LARGE',
      'credentials.json has 104857600 bytes, far more than credentials need.',
    ],
    [
      'world-readable',
      { kind: 'file', text: JSON.stringify(full), mode: 0o644 },
      'CREDENTIALS_READABLE_BY_OTHERS',
      'credentials.json can be read or changed by other users of this machine (mode 0644).',
    ],
    [
      'a secret of the wrong type',
      JSON.stringify({ ...full, clientSecret: 17 }),
      'CREDENTIALS_BAD_VALUE',
      'The value of clientSecret in credentials.json must be a text in double quotes.',
    ],
    [
      'an account id in quotes',
      JSON.stringify({ ...full, accountId: '12' }),
      'CREDENTIALS_BAD_VALUE',
      'The value of accountId in credentials.json must be a whole number from 1 to 9007199254740991 without quotes, such as 12345678.',
    ],
    [
      'an account id that would be rounded',
      `{"accountId": 9007199254740993}`,
      'CREDENTIALS_BAD_VALUE',
      'The value of accountId in credentials.json must be a whole number from 1 to 9007199254740991 without quotes, such as 12345678.',
    ],
    [
      'a strange environment',
      JSON.stringify({ ...full, environment: 'paper' }),
      'CREDENTIALS_BAD_VALUE',
      'The value of environment in credentials.json must be "live" or "demo".',
    ],
    [
      'an empty secret',
      JSON.stringify({ ...full, clientSecret: '' }),
      'CREDENTIALS_EMPTY_VALUE',
      'The value of clientSecret in credentials.json is empty.',
    ],
    [
      'a missing token',
      JSON.stringify({ ...full, accessToken: undefined }),
      'CREDENTIALS_EMPTY_VALUE',
      'There is no accessToken in credentials.json.',
    ],
  ];

  test.each(cases)('%s', async (_name, file, code, message) => {
    const error = await refusal(aPlace({ '/here/credentials.json': file }));
    expect({ code: error.code, message: error.message }).toEqual({ code, message });
    expect(error.hint).toBeTruthy();
  });

  test('missing everywhere', async () => {
    const error = await refusal(aPlace());
    expect(error.code).toBe('CREDENTIALS_MISSING');
    expect(error.message).toMatchInlineSnapshot(
      `"No credentials were found: no TICKWIRE_* variables, no ./credentials.json, no /home/config/tickwire/credentials.json."`,
    );
  });

  test('a named file that is not there', async () => {
    const error = await refusal(aPlace(here(full)), { credentials: '/nowhere.json' });
    expect(error).toMatchObject({ code: 'CREDENTIALS_NOT_FOUND', message: 'There is no file /nowhere.json.' });
  });

  test('a variable with a wrong account id', async () => {
    const error = await refusal(aPlace(here(full), { TICKWIRE_ACCOUNT_ID: '12a' }));
    expect(error.message).toBe(
      'The value of accountId in TICKWIRE_ACCOUNT_ID must be a whole number from 1 to 9007199254740991 without quotes, such as 12345678.',
    );
  });

  test('the modes of a file do not matter where there are none', async () => {
    const place = {
      ...aPlace({ '/here/credentials.json': { kind: 'file', text: JSON.stringify(full), mode: 0o666 } }),
      checksModes: false,
    };
    expect((await collectCredentials({}, place)).clientId).toBe('id-1');
  });
});
