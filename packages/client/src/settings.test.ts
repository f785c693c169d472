import { createMemoryDial, ManualClock, seededRandom } from '@tickwire/testkit';
import { describe, expect, test } from 'vitest';
import { Secret } from './secret.ts';
import type { ConnectOptions } from './session/options.ts';
import { toSettings } from './settings.ts';

const credentials = {
  clientId: 'a',
  clientSecret: new Secret('b'),
  accessToken: new Secret('c'),
  refreshToken: undefined,
  accountId: 5,
  environment: undefined,
  sources: {},
  tokenFile: undefined,
};
const platform = {
  clock: new ManualClock(),
  random: seededRandom(1),
  dial: createMemoryDial().dial,
  areTlsChecksOff: false,
};
const settle = (options: ConnectOptions, over: Partial<typeof platform> = {}) =>
  toSettings(options, credentials, { ...platform, ...over });

test('every option has a default', () => {
  expect(settle({})).toMatchObject({
    wanted: [5],
    environment: undefined,
    endpoints: { live: 'wss://live.ctraderapi.com:5036', demo: 'wss://demo.ctraderapi.com:5036' },
    connectTimeoutMs: 10_000,
    requestTimeoutMs: 10_000,
    maxFrameBytes: 8_388_608,
    backoff: { minMs: 250, capMs: 60_000 },
  });
});

test('I21: no connection over TLS is made while certificate checks are switched off', () => {
  const off = { areTlsChecksOff: true };
  expect(() => settle({}, off)).toThrow('Certificate checks are switched off for this process');
  expect(() => settle({ environment: 'live' }, off)).toThrow('Certificate checks are switched off');
  expect(settle({ endpoint: 'ws://127.0.0.1:5036' }, off).endpoints.live).toBe('ws://127.0.0.1:5036');
});

describe('an endpoint', () => {
  test.each(['wss://live.ctraderapi.com:5036', 'ws://127.0.0.1:1', 'ws://localhost:1', 'ws://[::1]:1'])(
    '%s is taken',
    (endpoint) => {
      expect(settle({ endpoint }).endpoints).toEqual({ live: endpoint, demo: endpoint });
    },
  );

  test.each([
    'ws://demo.ctraderapi.com:5036',
    'ws://127.evil.example',
    'http://127.0.0.1',
    'nonsense',
    'wss://user:pass@host',
    'wss://host/#part',
  ])('%s is refused: it is no address, or would send the secret in clear', (endpoint) => {
    expect(() => settle({ endpoint })).toThrow(/The option endpoint must/);
  });
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('a time of %s ms is refused', (value) => {
  expect(() => settle({ connectTimeoutMs: value })).toThrow('The option connectTimeoutMs must be a positive number');
});

test('an account that is no number is refused', () => {
  expect(() => settle({ accounts: [1.5] })).toThrow('The option accounts must hold account ids');
});

test('an account named twice is wanted once', () => {
  expect(settle({ accounts: [7, 7] }).wanted).toEqual([7]);
});

test('an authority that is no certificate is refused, before it turns up as a mistrust', () => {
  expect(() => settle({ ca: '/path/ca.pem' })).toThrow('The option ca must hold at least one certificate in PEM form');
});
