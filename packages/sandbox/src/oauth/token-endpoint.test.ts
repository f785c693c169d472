import { expect, test } from 'vitest';
import { callback, codeOf, openHttpBench } from '../../test/http-bench.ts';
import { mustFind } from '../../test/venue-bench.ts';

const denied = '{"errorCode":"ACCESS_DENIED","description":"Access denied."}';

test('a code becomes tokens, each value in both spellings and in the order of the real answer', async () => {
  const { consent, takeTokens, tokens } = openHttpBench();
  const answer = await takeTokens({ code: codeOf(await consent()) });
  const { accessToken, refreshToken } = tokens('consent-1');
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  expect(answer.body).toBe(
    `{"accessToken":"${accessToken}","tokenType":"bearer","expiresIn":2628000,"refreshToken":"${refreshToken}","errorCode":null,` +
      `"access_token":"${accessToken}","refresh_token":"${refreshToken}","expires_in":2628000}`,
  );
});

test('a GET with a query does the same, and HEAD, which would use the code up, is not allowed', async () => {
  const { ask, consent, application } = openHttpBench();
  const { clientId, clientSecret } = application('main');
  const query = new URLSearchParams({
    grant_type: 'authorization_code',
    code: codeOf(await consent()),
    redirect_uri: callback,
    client_id: clientId,
    client_secret: clientSecret,
  }).toString();
  const head = await ask(`/apps/token?${query}`, { method: 'HEAD' });
  expect([head.status, head.headers['allow']]).toEqual([405, 'GET, POST']);
  expect((await ask(`/apps/token?${query}`)).body).toContain('"access_token":"sandbox-access-');
});

test('the tokens of a consent cover the chosen accounts with the chosen scope, and log in over the socket', async () => {
  const { consent, takeTokens, connectAs, accountId } = openHttpBench();
  const code = codeOf(await consent({ scope: 'accounts' }, { accounts: ['demo'] }));
  const { accessToken } = JSON.parse((await takeTokens({ code })).body);
  const client = connectAs();
  client.send({ payloadType: 2149, payload: { accessToken } });
  client.send({ payloadType: 2102, payload: { ctidTraderAccountId: accountId('demo'), accessToken } });
  client.send({ payloadType: 2102, payload: { ctidTraderAccountId: accountId('netted'), accessToken } });
  const [list = '', yes, no] = client.take();
  expect(JSON.parse(list).payload).toMatchObject({
    permissionScope: 0,
    ctidTraderAccount: [{ ctidTraderAccountId: accountId('demo') }],
  });
  expect(yes).toContain('2103');
  expect(no).toContain('CH_CTID_TRADER_ACCOUNT_NOT_FOUND');
});

test('a code works once', async () => {
  const { consent, takeTokens, tokens } = openHttpBench();
  const code = codeOf(await consent());
  await takeTokens({ code });
  const before = tokens('consent-1');
  expect(await takeTokens({ code })).toMatchObject({ status: 200, body: denied });
  expect(tokens('consent-1')).toEqual(before);
});

test.each([
  [59_999, true],
  [60_000, false],
])('a code that is %i ms old works: %s', async (age, works) => {
  const { consent, takeTokens } = openHttpBench();
  const code = codeOf(await consent({}, { at: 500 }));
  const { body } = await takeTokens({ code }, { at: 500 + age });
  expect(body === denied).toBe(!works);
});

test('a code serves only its application and its address, and an attempt of others does not use it up', async () => {
  const { consent, takeTokens, application } = openHttpBench({
    world: { applications: { second: { redirectUris: 'any-loopback' } } },
  });
  const code = codeOf(await consent());
  const { clientId: client_id, clientSecret: client_secret } = application('second');
  expect((await takeTokens({ code, client_id, client_secret })).body).toBe(denied);
  expect((await takeTokens({ code, redirect_uri: `${callback}/` })).body).toBe(denied);
  expect((await takeTokens({ code, client_secret: 'sandbox-secret-wrong' })).body).toBe(denied);
  expect((await takeTokens({ code })).body).toContain('access_token');
});

test('an application that has been switched off gets nothing', async () => {
  const { consent, takeTokens, application, tokens } = openHttpBench();
  const code = codeOf(await consent());
  application('main').isActive = false;
  expect((await takeTokens({ code })).body).toBe(denied);
  expect((await takeTokens({ refresh_token: tokens().refreshToken })).body).toBe(denied);
});

test('a refresh replaces both tokens, and tells the sessions that lived on the old one', async () => {
  const { takeTokens, tokens, connectAs, accountId } = openHttpBench();
  const client = connectAs(['demo']);
  const { refreshToken, accessToken } = tokens();
  const answer = JSON.parse((await takeTokens({ refresh_token: refreshToken })).body);
  expect(answer).toMatchObject({ access_token: tokens().accessToken, refresh_token: tokens().refreshToken });
  expect(tokens().accessToken).not.toBe(accessToken);
  expect(client.take()).toEqual([
    `{"payloadType":2147,"payload":{"ctidTraderAccountIds":[${accountId('demo')}],"reason":"Access token was refreshed"}}`,
    `{"payloadType":2164,"payload":{"ctidTraderAccountId":${accountId('demo')}}}`,
  ]);
});

test('over HTTP and over the socket a refresh gives the same tokens', async () => {
  const [one, other] = [openHttpBench(), openHttpBench()];
  await one.takeTokens({ refresh_token: one.tokens().refreshToken });
  other.connectAs().send({ payloadType: 2173, payload: { refreshToken: other.tokens().refreshToken } });
  expect(one.tokens()).toEqual(other.tokens());
});

test('a used refresh token is denied, and neither the new pair nor a session suffers', async () => {
  const { takeTokens, tokens, connectAs } = openHttpBench();
  const { refreshToken } = tokens();
  await takeTokens({ refresh_token: refreshToken });
  const client = connectAs(['demo']);
  const before = tokens();
  expect(await takeTokens({ refresh_token: refreshToken })).toMatchObject({ status: 200, body: denied });
  expect(tokens()).toEqual(before);
  expect(client.take()).toEqual([]);
  expect(client.session.accounts.size).toBe(1);
});

test('an access token, an unknown text and the token of another application cannot refresh', async () => {
  const { takeTokens, tokens } = openHttpBench({
    world: { applications: { second: {} }, grants: { foreign: { application: 'second' } } },
  });
  for (const refresh_token of [tokens().accessToken, 'sandbox-nothing', tokens('foreign').refreshToken]) {
    expect((await takeTokens({ refresh_token })).body).toBe(denied);
  }
});

test('a second consent leaves the first grant alive; with reconsentRevokes it ends it and says so', async () => {
  for (const reconsentRevokes of [false, true]) {
    const { consent, takeTokens, venue, connectAs } = openHttpBench({ oauth: { reconsentRevokes } });
    const client = connectAs(['demo']);
    await takeTokens({ code: codeOf(await consent()) });
    expect(venue.grant('main') === undefined).toBe(reconsentRevokes);
    expect(client.take().map((frame) => JSON.parse(frame).payloadType)).toEqual(reconsentRevokes ? [2147, 2164] : []);
    expect(venue.grant('consent-1')).toBeDefined();
  }
});

test('new grants get free names, in the order of the exchanges, and the same tokens in every run', async () => {
  const runs = await Promise.all(
    [1, 2].map(async () => {
      const { consent, takeTokens, tokens } = openHttpBench({ world: { grants: { 'consent-1': {} } } });
      for (let count = 0; count < 2; count++) await takeTokens({ code: codeOf(await consent()) });
      return [tokens('consent-2'), tokens('consent-3')];
    }),
  );
  expect(runs[0]).toEqual(runs[1]);
  expect(mustFind(runs[0])[0]?.accessToken).not.toBe(mustFind(runs[0])[1]?.accessToken);
});

test.each([
  [{ grant_type: 'password' }, 'grant_type must be authorization_code or refresh_token'],
  [{ grant_type: '' }, 'grant_type must be authorization_code or refresh_token'],
  [{ code: '', redirect_uri: '' }, 'missing: code, redirect_uri'],
  [{ client_secret: '' }, 'missing: client_secret'],
])('a request with %j is refused with 400', async (fields, description) => {
  const { takeTokens } = openHttpBench();
  const answer = await takeTokens({ code: 'sandbox-code-x', ...fields });
  expect(answer).toMatchObject({ status: 400 });
  expect(JSON.parse(answer.body)).toEqual({
    errorCode: 'INVALID_REQUEST',
    description: `Invalid request: ${description}.`,
  });
});

test('a parameter that is there twice, in query and form together, is refused', async () => {
  const { ask } = openHttpBench();
  const form = new URLSearchParams(
    'grant_type=refresh_token&refresh_token=sandbox-a&client_id=sandbox-b&client_secret=c',
  );
  const answer = await ask('/apps/token?refresh_token=other', { form });
  expect(JSON.parse(answer.body).description).toBe('Invalid request: refresh_token is there more than once.');
});

test('JSON in the body is refused with 415', async () => {
  const { ask } = openHttpBench();
  const headers = { 'content-type': 'application/json' };
  expect(await ask('/apps/token', { form: { a: 'b' }, headers })).toMatchObject({
    status: 415,
    body: 'The body of this request must be a form (application/x-www-form-urlencoded).\n',
  });
});

test('beyond the rate the endpoint answers 429, and a second later it serves again', async () => {
  const { takeTokens } = openHttpBench({ oauth: { tokenRequestsPerSecond: 2 } });
  const at = async (time: number) => (await takeTokens({ refresh_token: 'sandbox-x' }, { at: time })).status;
  expect([await at(0), await at(400), await at(999), await at(1_000), await at(1_001)]).toEqual([
    200, 200, 429, 200, 429,
  ]);
  const slow = await takeTokens({ refresh_token: 'sandbox-x' }, { at: 1_002 });
  expect(slow.headers['retry-after']).toBe('1');
});

test('a secret that no sandbox has issued is warned of once, without telling it', async () => {
  const { takeTokens, warnings } = openHttpBench();
  await takeTokens({ code: 'sandbox-code-x', client_secret: 'precious' });
  await takeTokens({ refresh_token: 'precious' });
  expect(warnings).toHaveLength(1);
  expect(warnings.join('')).not.toContain('precious');
});
