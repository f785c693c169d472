import { ManualClock, until } from '@tickwire/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox, type SandboxOptions } from '../src/index.ts';
import { accountsOn, keyOn } from './http-bench.ts';
import { ask, form } from './http-client.ts';
import { SocketClient } from './socket-client.ts';

async function start(options: SandboxOptions = {}) {
  const sandbox = await createSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

test('a program gets from the consent page to a session with tokens it was given, and refreshes them', async () => {
  const sandbox = await start();
  const { clientId: client_id, clientSecret: client_secret } = sandbox.application('main');
  const redirect_uri = 'http://127.0.0.1:9/cb';
  const page = await ask(sandbox.authorizeUrl({ redirectUri: redirect_uri, state: 'x' }));
  const { headers } = await ask(`${sandbox.http}/my/settings/openapi/grantingaccess/`, {
    ...form({
      page: keyOn({ ...page, headers: {} }),
      accounts: accountsOn({ ...page, headers: {} })[0] ?? '',
      decision: 'allow',
    }),
  });
  const code = new URL(String(headers['location'])).searchParams.get('code') ?? '';
  const token = `${sandbox.http}/apps/token`;
  const own = { client_id, client_secret };
  const first = JSON.parse(
    (await ask(token, form({ grant_type: 'authorization_code', code, redirect_uri, ...own }))).body,
  );
  expect(first.accessToken).toBe(sandbox.tokens('consent-1').accessToken);

  const accountId = sandbox.account('demo').ctidTraderAccountId;
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  await client.ask({ payloadType: 2100, payload: { clientId: client_id, clientSecret: client_secret } });
  const login = { payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken: first.access_token } };
  expect(await client.ask(login)).toContain('2103');
  const query = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: first.refresh_token,
    ...own,
  }).toString();
  const second = JSON.parse((await ask(`${token}?${query}`)).body);
  const types = (await client.take(2)).map((frame) => JSON.parse(frame).payloadType);
  expect(types).toEqual([2147, 2164]);
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect((await ask(`${token}?${query}`)).body).toBe('{"errorCode":"ACCESS_DENIED","description":"Access denied."}');
});

test('a consent without a browser gives a code for a minute of the sandbox’s clock, and tokens that expire by it', async () => {
  const clock = new ManualClock();
  const sandbox = await start({ clock, expiresInSeconds: 100 });
  const { clientId: client_id, clientSecret: client_secret } = sandbox.application('main');
  const redirect_uri = 'http://localhost:8765/callback';
  const exchange = async (code: string) =>
    JSON.parse(
      (
        await ask(
          `${sandbox.http}/apps/token`,
          form({ grant_type: 'authorization_code', code, redirect_uri, client_id, client_secret }),
        )
      ).body,
    );
  const late = sandbox.consent();
  await clock.advance(60_000);
  expect(await exchange(late)).toEqual({ errorCode: 'ACCESS_DENIED', description: 'Access denied.' });
  const { access_token, expires_in } = await exchange(sandbox.consent({ accounts: ['demo'], scope: 'view' }));
  expect(expires_in).toBe(100);
  const list = `${sandbox.http}/connect/tradingaccounts?access_token=${access_token}`;
  expect(JSON.parse((await ask(list)).body).data).toHaveLength(1);

  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  await client.ask({ payloadType: 2100, payload: { clientId: client_id, clientSecret: client_secret } });
  const { ctidTraderAccountId } = sandbox.account('demo');
  await client.ask({ payloadType: 2102, payload: { ctidTraderAccountId, accessToken: access_token } });
  // Every half minute a heartbeat, so that the connection is not closed for its silence.
  for (let count = 0; count < 4; count++) {
    await clock.advance(25_000);
    client.send({ payloadType: 51 });
    const received = count + 1;
    await until(() => sandbox.ledger.received[51] === received, { what: 'the heartbeat to arrive' });
  }
  await until(() => client.frames.some((frame) => frame.includes('"payloadType":2147')), {
    what: 'the token to expire',
  });
  expect(JSON.parse((await ask(list)).body).errorCode).toBe('OA_AUTH_TOKEN_EXPIRED');
});

test('a consent for what is not there, or is not registered, is refused', async () => {
  const sandbox = await start({ world: { applications: { second: {}, closed: { redirectUris: [] } } } });
  const refused = (message: string) => expect.objectContaining({ code: 'BAD_OPTION', message });
  expect(() => sandbox.consent({ accounts: ['nobody'] })).toThrow(
    refused('The grant "to give" names the account "nobody", which does not exist.'),
  );
  const notRegistered = 'The redirect URI http://localhost:1/ is not registered for the application "second".';
  const second = { application: 'second', redirectUri: 'http://localhost:1/' };
  expect(() => sandbox.consent(second)).toThrow(refused(notRegistered));
  expect(() => sandbox.authorizeUrl(second)).toThrow(refused(notRegistered));
  expect(() => sandbox.authorizeUrl({ application: 'nobody' })).toThrow(refused('No application has this name.'));
  expect(new URL(sandbox.authorizeUrl({ application: 'second' })).searchParams.get('redirect_uri')).toBe(
    'http://localhost:8765',
  );
  expect(() => sandbox.consent({ application: 'closed' })).toThrow(
    refused('The redirect URI (none) is not registered for the application "closed".'),
  );
});

test('a form from a page of another origin is refused', async () => {
  const sandbox = await start();
  const key = keyOn({ ...(await ask(sandbox.authorizeUrl())), headers: {} });
  const options = form({ page: key, accounts: '1', decision: 'cancel' });
  const address = `${sandbox.http}/my/settings/openapi/grantingaccess/`;
  for (const origin of ['http://localhost:5173', 'null']) {
    const { status, body } = await ask(address, { ...options, headers: { ...options.headers, origin } });
    expect([status, body]).toEqual([
      403,
      'A page of another origin may not send this; open the page of the sandbox itself.\n',
    ]);
  }
  expect((await ask(address, { ...options, headers: { ...options.headers, origin: sandbox.http } })).status).toBe(302);
});

test('no secret of a request reaches the log, wherever in the address it stands', async () => {
  const lines: string[] = [];
  const note = (message: string, facts?: object) => lines.push(`${message} ${JSON.stringify(facts)}`);
  const sandbox = await start({ logger: { debug: note, info: note, warn: note, error: note } });
  const code = sandbox.consent();
  const { clientSecret, refreshToken, accessToken } = sandbox.credentials('demo');
  for (const secret of [code, clientSecret, refreshToken, accessToken, 'real-secret']) {
    await ask(`${sandbox.http}/apps/token/${secret}`);
    await ask(
      `${sandbox.http}/apps/token?grant_type=refresh_token&client_id=${secret}&client_secret=${secret}&refresh_token=${secret}&code=${secret}`,
    );
    await ask(`${sandbox.http}/connect/profile?access_token=${secret}`);
    await ask(`${sandbox.http}/my/settings/openapi/grantingaccess?client_id=${secret}&state=${secret}`);
  }
  expect(lines.length).toBeGreaterThan(20);
  for (const secret of [code, clientSecret, refreshToken, accessToken, 'real-secret'])
    expect(lines.join('\n')).not.toContain(secret);
});

test('a reset brings the first codes back, makes the old ones worthless, and forgets how much was asked', async () => {
  await using sandbox = await createSandbox({ oauth: { tokenRequestsPerSecond: 1 }, clock: new ManualClock() });
  const { clientId, clientSecret } = sandbox.application('main');
  const exchange = async (code: string) => {
    const fields = { grant_type: 'authorization_code', code, redirect_uri: 'http://localhost:8765/callback' };
    const named = { ...fields, client_id: clientId, client_secret: clientSecret };
    const { status, body } = await ask(`${sandbox.http}/apps/token`, form(named));
    return [status, JSON.parse(body).errorCode];
  };
  const codes = [sandbox.consent(), sandbox.consent()] as const;
  expect([await exchange('wrong'), (await exchange('wrong'))[0]]).toEqual([[200, 'ACCESS_DENIED'], 429]);
  sandbox.reset();
  expect(await exchange(codes[0])).toEqual([200, 'ACCESS_DENIED']);
  sandbox.reset();
  expect(sandbox.consent()).toBe(codes[0]);
  expect(await exchange(codes[0])).toEqual([200, null]);
});
