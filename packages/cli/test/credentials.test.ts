import { chmod, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeSurroundings } from './fake-surroundings.ts';
import { anyCredentials, makeFolder, openTestSandbox, scanForSecrets, secretsOf, writeCredentials } from './support.ts';

/** Runs connect with this credentials file; what is wrong with it must show before anything is dialed. */
async function connectWith(path: string) {
  const fake = new FakeSurroundings();
  const exitCode = await fake.run('connect', '--credentials', path, '--endpoint', 'ws://127.0.0.1:1');
  scanForSecrets(fake, secretsOf(anyCredentials));
  expect(fake.stdout).toBe('');
  return { exitCode, stderr: fake.stderr.replaceAll(path, 'FILE') };
}

describe('a credentials file that cannot be used is named with its fault, and never quoted', () => {
  test('it is missing', async () => {
    expect(await connectWith(join(await makeFolder(), 'credentials.json'))).toMatchInlineSnapshot(`
      {
        "exitCode": 4,
        "stderr": "error: There is no file FILE.
      next: check the path of the credentials file
      ",
      }
    `);
  });

  test('it is empty', async () => {
    expect(await connectWith(await writeCredentials(''))).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: FILE is empty.
      next: fill it in as the README shows
      ",
      }
    `);
  });

  test('it is not JSON', async () => {
    const text = JSON.stringify(anyCredentials).replace(',', '');
    expect(await connectWith(await writeCredentials(text))).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: FILE is not JSON: it goes wrong at line 1, column 23.
      next: correct the file there; keys and texts need double quotes, and the last line no comma
      ",
      }
    `);
  });

  test('it is JSON, but no object', async () => {
    expect(await connectWith(await writeCredentials([anyCredentials]))).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: FILE does not hold one JSON object.
      next: fill it in as the README shows
      ",
      }
    `);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['an account id in quotes', { accountId: '40000001' }],
    ['an account id with a fraction', { accountId: 1.5 }],
    ['a client id that is a number', { clientId: 7 }],
    ['a secret that is a list', { clientSecret: ['any-client-secret-canary'] }],
    ['a token that is null', { accessToken: null }],
    ['an environment there is not', { environment: 'production' }],
  ])('it has a value of the wrong type: %s', async (_, change) => {
    const { exitCode, stderr } = await connectWith(await writeCredentials({ ...anyCredentials, ...change }));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: The value of \w+ in FILE must be [^\n]+\.\nnext: correct \w+ in FILE\n$/);
  });

  test.each(['clientId', 'clientSecret', 'accessToken'])('it has an empty %s', async (key) => {
    const { exitCode, stderr } = await connectWith(await writeCredentials({ ...anyCredentials, [key]: '' }));
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(
      new RegExp(`^error: The value of ${key} in FILE is empty\\.\\nnext: fill in ${key} in FILE, or `),
    );
  });

  test('it lacks a key', async () => {
    const { clientId, clientSecret, accountId } = anyCredentials;
    expect(await connectWith(await writeCredentials({ clientId, clientSecret, accountId }))).toMatchInlineSnapshot(`
      {
        "exitCode": 4,
        "stderr": "error: There is no accessToken in FILE.
      next: add accessToken to FILE, or set TICKWIRE_ACCESS_TOKEN
      ",
      }
    `);
  });

  test('others can read it', async () => {
    const path = await writeCredentials(anyCredentials);
    await chmod(path, 0o644);
    expect(await connectWith(path)).toMatchInlineSnapshot(`
      {
        "exitCode": 8,
        "stderr": "error: FILE can be read or changed by other users of this machine (mode 0644).
      next: run: chmod 600 FILE
      ",
      }
    `);
  });

  test('it is a folder', async () => {
    const path = join(await makeFolder(), 'credentials.json');
    await mkdir(path);
    expect(await connectWith(path)).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: FILE is not a file.
      next: name the credentials file itself
      ",
      }
    `);
  });

  test('it has 100 MB', async () => {
    const path = join(await makeFolder(), 'credentials.json');
    await writeFile(path, '{', { mode: 0o600 });
    await truncate(path, 100_000_000);
    expect(await connectWith(path)).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error: FILE has 100000000 bytes, far more than credentials need.
      next: name the right file
      ",
      }
    `);
  });
});

test('a failure before the first connection is an event under --ndjson', async () => {
  const fake = new FakeSurroundings();
  const path = await writeCredentials({ ...anyCredentials, clientSecret: '' });
  const exitCode = await fake.run('connect', '--ndjson', '--credentials', path);
  expect(exitCode).toBe(4);
  expect(fake.lines).toHaveLength(1);
  expect(JSON.parse(fake.stdout)).toMatchObject({ v: 1, event: 'error', error: { code: 'CREDENTIALS_EMPTY_VALUE' } });
});

describe('security refusals end with 8', () => {
  test('certificate checks that are switched off for the whole process', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    onTestFinished(() => {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    });
    const fake = new FakeSurroundings();
    const exitCode = await fake.run('connect', '--credentials', await writeCredentials(anyCredentials));
    expect({ exitCode, stderr: fake.stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 8,
        "stderr": "error: Certificate checks are switched off for this process, so no connection over TLS is made.
      next: unset NODE_TLS_REJECT_UNAUTHORIZED; to trust a private authority use --ca or NODE_EXTRA_CA_CERTS
      ",
      }
    `);
  });

  test('a certificate of an authority that nobody trusts', async () => {
    const { flags } = await openTlsSandbox();
    const fake = new FakeSurroundings();
    const exitCode = await fake.run('connect', ...flags);
    expect({ exitCode, stderr: fake.stderr.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST') }).toMatchInlineSnapshot(`
      {
        "exitCode": 8,
        "stderr": "error: The certificate of HOST is not trusted: its authority is not known to this machine.
      next: if this is a sandbox or a company proxy, name its certificate authority with --ca or NODE_EXTRA_CA_CERTS
      ",
      }
    `);
  });

  test('the same certificate is welcome with --ca', async () => {
    const { flags, ca } = await openTlsSandbox();
    const fake = new FakeSurroundings();
    expect(await fake.run('request', 'VersionReq', '--ca', ca, ...flags)).toBe(0);
  });
});

async function openTlsSandbox() {
  const sandbox = await openTestSandbox({ tls: { dataFolder: await makeFolder() } });
  const credentials = await writeCredentials(sandbox.credentials('live'));
  return { flags: ['--credentials', credentials, '--endpoint', sandbox.endpoints.live.json], ca: sandbox.ca ?? '' };
}

test('a file given to --ca must hold a certificate', async () => {
  const path = join(await makeFolder(), 'ca.pem');
  await writeFile(path, 'no certificate');
  const fake = new FakeSurroundings();
  const exitCode = await fake.run('connect', '--ca', path);
  expect({ exitCode, stderr: fake.stderr.replace(path, 'FILE') }).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "error: The file FILE given to --ca holds no PEM certificate.
    next: name the certificate of the authority, such as the ca.pem of \`tickwire sandbox --tls\`
    ",
    }
  `);
});
