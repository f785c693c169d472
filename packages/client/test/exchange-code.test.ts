import { readFile } from 'node:fs/promises';
import { createSandbox, type SandboxOptions } from '@tickwire/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { exchangeCode, Secret } from '../src/index.ts';
import { makeFolder } from './token-support.ts';

async function start(options: SandboxOptions = {}) {
  const sandbox = await createSandbox(options);
  onTestFinished(() => sandbox.close());
  const { clientId, clientSecret } = sandbox.application('main');
  const redirectUri = 'http://localhost:8765/callback';
  const request = {
    clientId,
    clientSecret: new Secret(clientSecret),
    redirectUri,
    endpoint: `${sandbox.http}/apps/token`,
  };
  const takeCode = () => new Secret(sandbox.consent({ redirectUri }));
  return { sandbox, request, takeCode };
}

async function failure(work: Promise<unknown>): Promise<Error & { readonly code: string; readonly hint: string }> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof Error)) throw new Error('it worked');
  return error as Error & { code: string; hint: string };
}

test('a code brings a pair, once', async () => {
  const { request, takeCode } = await start();
  const code = takeCode();
  const pair = await exchangeCode({ ...request, code });
  expect(pair.expiresInSeconds).toBe(2_628_000);
  expect(pair.accessToken.reveal()).not.toBe(pair.refreshToken.reveal());
  const again = await failure(exchangeCode({ ...request, code }));
  expect(again).toMatchObject({
    name: 'TokenError',
    code: 'ACCESS_DENIED',
    hint: expect.stringContaining('one minute'),
  });
  expect(again.message).toBe('The server refused the code of the consent page: ACCESS_DENIED (Access denied).');
  expect(JSON.stringify(again)).not.toContain(code.reveal());
});

test('an authority of its own is trusted when it is named, and only then', async () => {
  const { sandbox, request, takeCode } = await start({ tls: { dataFolder: await makeFolder() } });
  const code = takeCode();
  expect((await failure(exchangeCode({ ...request, code }))).name).toBe('ConnectionLostError');
  const ca = await readFile(sandbox.ca ?? '', 'utf8');
  expect((await exchangeCode({ ...request, code, ca })).expiresInSeconds).toBe(2_628_000);
  const refused = await failure(exchangeCode({ ...request, code, ca }));
  expect(refused.code).toBe('ACCESS_DENIED');
});

test('nothing goes to an address in clear that is not on this machine', async () => {
  const { request } = await start();
  const work = exchangeCode({ ...request, code: new Secret('x'), endpoint: 'http://openapi.ctrader.com/apps/token' });
  expect((await failure(work)).code).toBe('BAD_OPTION');
});

test('an abort ends the waiting with its reason', async () => {
  const { request, takeCode } = await start();
  const reason = new Error('enough');
  const work = exchangeCode({ ...request, code: takeCode(), signal: AbortSignal.abort(reason) });
  expect(await failure(work)).toBe(reason);
});
