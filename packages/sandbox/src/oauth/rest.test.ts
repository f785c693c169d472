import { expect, test } from 'vitest';
import { openHttpBench } from '../../test/http-bench.ts';
import { mustFind } from '../../test/venue-bench.ts';

test('the accounts of a token have the keys and the order of the captured answer', async () => {
  const { ask, tokens, world } = openHttpBench({
    world: { grants: { narrow: { accounts: ['live', 'netted'] } }, accounts: { netted: { isDisabled: true } } },
  });
  const { accessToken } = tokens('narrow');
  const [live, netted] = ['live', 'netted'].map((name) => mustFind(world.accounts.get(name)));
  const row = (number: typeof live, isLive: boolean) =>
    `{"accountId":${number?.ctidTraderAccountId},"accountNumber":${number?.traderLogin},"live":${isLive},"brokerName":"Sandbox Broker","brokerTitle":"Sandbox Broker",`;
  const body =
    `{"data":[${row(live, true)}"depositCurrency":"EUR","traderRegistrationTimestamp":1704186000000,"traderAccountType":"HEDGED","leverage":30,"leverageInCents":3000,"balance":500000,"deleted":false,"accountStatus":"ACTIVE","swapFree":false,"moneyDigits":2},` +
    `${row(netted, false)}"depositCurrency":"USD","traderRegistrationTimestamp":1704186000000,"traderAccountType":"NETTED","leverage":500,"leverageInCents":50000,"balance":1000000,"deleted":false,"accountStatus":"DISABLED","swapFree":false,"moneyDigits":2}]}`;
  for (const name of ['access_token', 'oauth_token']) {
    expect(await ask(`/connect/tradingaccounts?${name}=${accessToken}`)).toMatchObject({ status: 200, body });
  }
});

test('the balance is that of the moment, in the list and on the consent page', async () => {
  const { ask, tokens, venue, world, consentTarget } = openHttpBench();
  const account = mustFind(world.accounts.get('live'));
  venue.act(account, (engine, epochMs) => engine.deposit({ delta: 12_345 }, epochMs), 0);
  const list = await ask(`/connect/tradingaccounts?access_token=${tokens().accessToken}`);
  expect(JSON.parse(list.body).data[1].balance).toBe(512_345);
  expect((await ask(consentTarget())).body).toContain('5,123.45 EUR');
});

test('the profile is the user id that 2152 tells', async () => {
  const { ask, tokens, world } = openHttpBench();
  const { body } = await ask(`/connect/profile?access_token=${tokens().accessToken}`);
  expect(body).toBe(`{"data":{"userId":${world.owners.get('main')?.userId}}}`);
});

test.each(['/connect/tradingaccounts', '/connect/profile'])('%s refuses unknown and expired tokens', async (path) => {
  const { ask, tokens } = openHttpBench({ expiresInSeconds: 10 });
  const unknown = await ask(`${path}?access_token=sandbox-x`);
  const none = await ask(path);
  const expired = await ask(`${path}?access_token=${tokens().accessToken}`, { at: 10_000 });
  expect([unknown.status, none.status, expired.status]).toEqual([401, 401, 401]);
  expect([unknown, none].map(({ body }) => JSON.parse(body).errorCode)).toEqual([
    'CH_ACCESS_TOKEN_INVALID',
    'CH_ACCESS_TOKEN_INVALID',
  ]);
  expect(expired.body).toBe('{"errorCode":"OA_AUTH_TOKEN_EXPIRED","description":"Access token is expired"}');
});
