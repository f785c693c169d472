import { expect, test } from 'vitest';
import { accountsOn, callback, codeOf, keyOn, locationOf, openHttpBench } from '../../test/http-bench.ts';
import { mustFind } from '../../test/venue-bench.ts';

const post = '/my/settings/openapi/grantingaccess/';

test('the page says who asks for what, and shows the accounts with login, broker, kind, currency and balance', async () => {
  const { ask, consentTarget, application, world } = openHttpBench();
  const { status, body } = await ask(consentTarget());
  expect(status).toBe(200);
  expect(body).toContain('Let “main” use your accounts?');
  expect(body).toContain(application('main').clientId);
  expect(body).toContain('place, change and cancel orders');
  expect(body).toContain('<strong>Sandbox.</strong>');
  const live = mustFind(world.accounts.get('live'));
  expect(body).toContain(`${live.traderLogin} <span class="tag live">live</span>`);
  expect(body).toContain('5,000.00 EUR');
  expect(accountsOn({ status, body, headers: {} })).toEqual(
    [...world.accounts.values()].map((one) => String(one.ctidTraderAccountId)),
  );
});

test.each([
  [5, '0.05 USD'],
  [123_456_789_001, '1,234,567,890.01 USD'],
  [-100_000, '−1,000.00 USD'],
])('a balance of %i hundredths reads %s', async (balance, text) => {
  const { ask, consentTarget } = openHttpBench({ world: { accounts: { demo: { balance } } } });
  expect((await ask(consentTarget())).body).toContain(`<span class="amount">${text}</span>`);
});

test('a view scope promises no trading', async () => {
  const { ask, consentTarget } = openHttpBench();
  const { body } = await ask(consentTarget({ scope: 'accounts' }));
  expect(body).toContain('It will not be able to trade.');
  expect(body).not.toContain('place, change');
});

test('the page lets in no script, nothing from elsewhere, and may stand in no frame', async () => {
  const { ask, consentTarget } = openHttpBench();
  const { headers, body } = await ask(consentTarget());
  const nonce = mustFind(/<style nonce="([^"]+)"/.exec(body)?.[1]);
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self' http://localhost:8765; frame-ancestors 'none'; base-uri 'none'`,
  );
  expect(headers).toMatchObject({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
  });
  expect(body).not.toMatch(/<script|https?:\/\/(?!localhost:8765)|<link|<img|@import|url\(/);
  expect(keyOn({ status: 200, headers, body })).not.toBe(nonce);
});

test.each([
  ['http://[::1]:8765/callback', 'http:'],
  ['https://127.0.0.1/x', 'https://127.0.0.1'],
])('a form that ends at %s may lead to %s', async (redirect_uri, source) => {
  const { ask, consentTarget } = openHttpBench();
  const { headers } = await ask(consentTarget({ redirect_uri }));
  expect(headers['content-security-policy']).toContain(`form-action 'self' ${source};`);
});

test('the older addresses lead to the page', async () => {
  const { ask, application } = openHttpBench();
  const query = `client_id=${application('main').clientId}&redirect_uri=${encodeURIComponent(callback)}&scope=trading`;
  const { status, headers } = await ask(`/apps/auth?${query}`, { headers: { host: 'connect.spotware.com' } });
  expect(status).toBe(302);
  expect(headers['location']).toBe(`/my/settings/openapi/grantingaccess/?${query}`);
  expect((await ask(mustFind(headers['location']))).body).toContain('name="page"');
});

test.each([
  [{ client_id: undefined }, 'The address names no client_id.'],
  [{ client_id: 'x' }, 'No application of this sandbox has this client_id.'],
  [{ redirect_uri: undefined }, 'The address names no redirect_uri.'],
  [{ redirect_uri: 'https://example.org/cb' }, 'The redirect_uri “https://example.org/cb” is not registered'],
  [{ redirect_uri: 'http://localhost.example.org/' }, 'is not registered'],
  [{ redirect_uri: 'http://user@localhost:1/' }, 'is not registered'],
  [{ redirect_uri: 'javascript:alert(1)' }, 'is not registered'],
  [{ redirect_uri: 'http://localhost:1/#x' }, 'is not registered'],
  [{ redirect_uri: 'http://localhost:1/\r\nx: y' }, 'is not registered'],
  [{ scope: undefined }, 'The address names no scope.'],
  [{ scope: 'all' }, 'There is no scope “all”.'],
])('an address with %j gets a page with a sentence, and no redirect', async (changes, sentence) => {
  const { ask, consentTarget } = openHttpBench();
  const { status, headers, body } = await ask(consentTarget(changes));
  expect(status).toBe(400);
  expect(headers['location']).toBeUndefined();
  expect(body).toContain(sentence);
  expect(body).not.toContain('name="page"');
});

test('the page about an unknown redirect address says which ones are known', async () => {
  const { ask, consentTarget, application } = openHttpBench();
  const redirect_uri = 'https://example.org/cb';
  const { body } = await ask(consentTarget({ redirect_uri }));
  expect(body).toContain('Use an address of this machine, such as http://localhost:8765/callback, or register yours');
  const other = await ask(consentTarget({ redirect_uri, client_id: application('inactive').clientId }));
  expect(other.body).toContain('letter by letter: http://localhost:8765, http://localhost:8765/callback, ');
});

test('an inactive application, and a parameter that is there twice, get no page either', async () => {
  const { ask, consentTarget, application } = openHttpBench();
  const inactive = { client_id: application('inactive').clientId };
  expect((await ask(consentTarget(inactive))).body).toContain('The application “inactive” is not active.');
  expect((await ask(`${consentTarget()}&scope=accounts`)).body).toContain('The address has scope more than once.');
});

test('an application with a list of addresses is held to them letter by letter', async () => {
  const { ask, consentTarget, application } = openHttpBench({ world: { applications: { second: {} } } });
  const client_id = application('second').clientId;
  const statusFor = async (redirect_uri: string) => (await ask(consentTarget({ client_id, redirect_uri }))).status;
  expect(await statusFor('http://localhost:8765/callback')).toBe(200);
  expect(await statusFor('http://localhost:8765/callback/')).toBe(400);
  expect(await statusFor('http://localhost:9999/callback')).toBe(400);
});

test('what a stranger put into names and addresses is shown as text', async () => {
  const { ask, consentTarget } = openHttpBench({
    world: { accounts: { demo: { brokerName: '<script>alert(1)</script> & "Sons"' } } },
  });
  expect((await ask(consentTarget())).body).toContain('&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;Sons&#34;');
  expect((await ask(consentTarget({ scope: '"><b>' }))).body).toContain('&#34;&#62;&#60;b&#62;');
});

test('Allow leads back with a code and without the state, and with it when that is asked for', async () => {
  for (const echoState of [false, true]) {
    const { consent } = openHttpBench({ oauth: { echoState } });
    const answer = await consent({ redirect_uri: `${callback}?from=a%20b`, state: 'x&y' });
    const location = locationOf(answer);
    expect(answer.status).toBe(302);
    expect(location.href).toMatch(/^http:\/\/localhost:8765\/callback\?from=a%20b&code=sandbox-code-[\da-f]{40}/);
    expect(location.searchParams.get('state')).toBe(echoState ? 'x&y' : null);
  }
});

test('Cancel leads back with access_denied, and makes no code', async () => {
  const { consent, takeTokens } = openHttpBench();
  const first = codeOf(await openHttpBench().consent());
  const location = locationOf(await consent({}, { decision: 'cancel' }));
  expect(location.href).toBe(`${callback}?error=access_denied`);
  expect((await takeTokens({ code: first })).body).toContain('ACCESS_DENIED');
});

test('without an account the page comes again with a complaint, and can still be answered', async () => {
  const { ask, consent, accountId } = openHttpBench();
  const again = await consent({}, { accounts: [] });
  expect(again.status).toBe(400);
  expect(again.body).toContain('Choose at least one account.');
  const form = { page: keyOn(again), accounts: String(accountId('demo')), decision: 'allow' };
  expect((await ask(post, { form })).status).toBe(302);
});

test('a page takes one answer, and none when it is old or was never shown', async () => {
  const { ask, consentTarget, accountId } = openHttpBench();
  const page = keyOn(await ask(consentTarget()));
  const form = { page, accounts: String(accountId('demo')), decision: 'allow' };
  const stale = 'This page was answered before, or is too old.';
  expect((await ask(post, { form: { ...form, page: 'guess' } })).body).toContain(stale);
  expect((await ask(post, { form, at: 15 * 60_000 })).body).toContain(stale);
  expect((await ask(post, { form: { ...form, decision: 'maybe' } })).body).toContain('neither allow nor cancel');
  expect((await ask(post, { form })).status).toBe(302);
  expect((await ask(post, { form })).body).toContain(stale);
});

test('the account of somebody else cannot be given away', async () => {
  const { ask, consentTarget, accountId } = openHttpBench({ world: { accounts: { theirs: { owner: 'second' } } } });
  for (const accounts of [String(accountId('theirs')), '1', 'x']) {
    const page = keyOn(await ask(consentTarget({ owner: 'main' })));
    const { status, body } = await ask(post, { form: { page, accounts, decision: 'allow' } });
    expect(status).toBe(400);
    expect(body).toContain('names an account that was not on the page');
  }
});

test('where there are several owners, one is chosen first, and only theirs are the accounts', async () => {
  const { ask, consentTarget, accountId } = openHttpBench({
    world: { accounts: { theirs: { owner: 'A & B' } } },
  });
  const { status, body } = await ask(consentTarget());
  expect(status).toBe(200);
  expect(body).toContain('Who are you?');
  const links = [...body.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&#38;', '&'));
  expect(links).toHaveLength(2);
  const page = await ask(mustFind(links[1]));
  expect(accountsOn(page)).toEqual([String(accountId('theirs'))]);
  expect((await ask(consentTarget({ owner: 'nobody' }))).body).toContain('Who are you?');
});

test('an application that is switched off while somebody thinks gets no code', async () => {
  const { ask, consentTarget, application, accountId } = openHttpBench();
  const page = keyOn(await ask(consentTarget()));
  application('main').isActive = false;
  const answer = await ask(post, { form: { page, accounts: String(accountId('demo')), decision: 'allow' } });
  expect(answer.body).toContain('has been switched off meanwhile');
});

test('more pages than anybody can answer push out the oldest', async () => {
  const { ask, consentTarget, accountId } = openHttpBench();
  const first = keyOn(await ask(consentTarget()));
  const second = keyOn(await ask(consentTarget()));
  for (let count = 0; count < 999; count++) await ask(consentTarget());
  const answer = (page: string) =>
    ask(post, { form: { page, accounts: String(accountId('demo')), decision: 'allow' } });
  expect((await answer(first)).status).toBe(400);
  expect((await answer(second)).status).toBe(302);
});
