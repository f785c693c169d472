import type { SessionAccount, Status } from '@tickwire/client';
import { ConnectionLostError } from '@tickwire/client';
import { ManualClock } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { StatusLines, type StatusLinesOptions } from './status-lines.ts';

const account: SessionAccount = {
  accountId: 40_000_001,
  traderLogin: 3_000_001,
  brokerName: 'Broker',
  environment: 'demo',
};
const error = new ConnectionLostError('The connection to h was closed by the server (code 1000, Bye).', {
  code: 'CONNECTION_LOST',
  outcome: 'unknown',
});
const close = { code: 1000, reason: 'Bye', wasClean: true };

/** One login as statuses, up to where it is asked to go. */
function aLogin(
  environment: 'live' | 'demo' | undefined,
  generation = 1,
  endpoint = 'wss://h:5036',
): readonly Status[] {
  const place = { generation, endpoint, environment };
  const known = { ...place, environment: environment ?? account.environment };
  return [
    { at: 'dialing', attempt: 0, ...place },
    { at: 'connected', ...place },
    { at: 'authorizing-application', ...place },
    { at: 'application-authorized', ...place },
    { at: 'authorizing-accounts', ...known },
    { at: 'ready', accounts: [account], ...known },
  ];
}

function watch(options: Partial<StatusLinesOptions> = {}) {
  const clock = new ManualClock();
  const out: string[] = [];
  const talk: string[] = [];
  const sink = {
    print: (line: string) => out.push(line),
    repeat: (line: string) => out.push(line),
    talk: (sentence: string) => talk.push(sentence),
  };
  const lines = new StatusLines(sink, clock, {
    appOnly: false,
    intervalMs: 1_000,
    readyTimeoutMs: 0,
    accountCount: 1,
    ...options,
  });
  const show = (statuses: readonly Status[]) => {
    for (const status of statuses) lines.show(status);
  };
  return { clock, out, talk, lines, show };
}

const sixLines = [
  'connected to server',
  'requested application authentication',
  'application authentication completed',
  'requested account authentication',
  'account authentication completed',
  'fully authenticated and ready for more communication with the server',
];

test('a login prints the six lines of the seed', () => {
  const { out, talk, show } = watch();
  show(aLogin('demo'));
  expect(out).toEqual(sixLines);
  expect(talk).toEqual([]);
});

test('the last line is repeated every interval while the session is ready', async () => {
  const { clock, out, show } = watch({ intervalMs: 2_000 });
  show(aLogin('demo'));
  await clock.advance(6_000);
  expect(out.slice(5)).toEqual(Array.from({ length: 4 }, () => sixLines[5]));
});

test('an interval of 0 says the last line once', async () => {
  const { clock, out, show } = watch({ intervalMs: 0 });
  show(aLogin('demo'));
  await clock.advance(60_000);
  expect(out).toEqual(sixLines);
  expect(clock.pendingTimers).toBe(0);
});

test('with the application only it stops half way and says so again and again', async () => {
  const { clock, out, show } = watch({ appOnly: true });
  show(aLogin('live').slice(0, 4));
  await clock.advance(2_000);
  expect(out).toEqual([...sixLines.slice(0, 3), ...Array.from({ length: 3 }, () => 'partially authenticated')]);
});

test('a loss prints how the connection closed, tells what is done about it, and the six lines come again', async () => {
  const { clock, out, talk, show } = watch();
  show(aLogin('demo'));
  show([{ at: 'waiting', generation: 1, attempt: 0, retryInMs: 1_250, close, error }]);
  await clock.advance(10_000);
  show(aLogin('demo', 2));
  expect(out).toEqual([...sixLines, 'connection closed {"code":1000,"reason":"Bye","wasClean":true}', ...sixLines]);
  expect(talk).toEqual(['The connection to h was closed by the server (code 1000, Bye). Trying again in 1.3 s.']);
});

test('a connection that we gave up ourselves closed abnormally', () => {
  const { out, talk, show } = watch();
  show(aLogin('demo'));
  show([{ at: 'waiting', generation: 1, attempt: 0, retryInMs: 0, close: undefined, error }]);
  expect(out.at(-1)).toBe('connection closed {"code":1006,"reason":"","wasClean":false}');
  expect(talk[0]).toMatch(/Trying again at once\.$/);
});

test('a dial that failed closed no connection', () => {
  const { out, show } = watch();
  show(aLogin('demo').slice(0, 1));
  show([{ at: 'waiting', generation: 1, attempt: 0, retryInMs: 0, close: { ...close, code: 1006 }, error }]);
  expect(out).toEqual([]);
});

test('lines wait until it is known where the account lives, and then come in order', () => {
  const { out, show } = watch();
  show(aLogin(undefined).slice(0, 4));
  expect(out).toEqual([]);
  show(aLogin(undefined).slice(4));
  expect(out).toEqual(sixLines);
});

test('lines of the wrong host are dropped, so that stdout stays six lines', () => {
  const { out, talk, show } = watch();
  show(aLogin(undefined).slice(0, 4));
  show(aLogin('demo', 2, 'wss://d:5036'));
  expect(out).toEqual(sixLines);
  expect(talk).toEqual(['The account is a demo account: going on at wss://d:5036.']);
});

test('several accounts are spoken of as several', () => {
  const { talk, show } = watch({ accountCount: 2 });
  show(aLogin(undefined).slice(0, 4));
  show(aLogin('demo', 2, 'wss://d:5036'));
  expect(talk).toEqual(['The accounts are demo accounts: going on at wss://d:5036.']);
});

test('an address that stays the same is not told again', () => {
  const { talk, show } = watch();
  show(aLogin(undefined).slice(0, 4));
  show(aLogin('demo', 2));
  expect(talk).toEqual(['The account is a demo account.']);
});

test('no attempt is promised that would come after the time to get ready is up', async () => {
  const { clock, talk, show } = watch({ readyTimeoutMs: 10_000 });
  const wait = (retryInMs: number): Status => ({ at: 'waiting', generation: 1, attempt: 0, retryInMs, close, error });
  show([wait(6_000)]);
  await clock.advance(6_000);
  show([wait(8_000)]);
  expect(talk.map((sentence) => sentence.replace(error.message, '').trim())).toEqual([
    'Trying again in 6.0 s.',
    'Giving up in 4.0 s.',
  ]);
});

test('a session that has been ready never gives up', () => {
  const { talk, show } = watch({ readyTimeoutMs: 10_000 });
  show(aLogin('demo'));
  show([{ at: 'waiting', generation: 1, attempt: 0, retryInMs: 20_000, close, error }]);
  expect(talk).toEqual([`${error.message} Trying again in 20 s.`]);
});

test('lines that were held back are told when the connection fails before anything is known', () => {
  const { out, show } = watch();
  show(aLogin(undefined).slice(0, 3));
  show([{ at: 'waiting', generation: 1, attempt: 0, retryInMs: 0, close, error }]);
  expect(out).toEqual([...sixLines.slice(0, 2), 'connection closed {"code":1000,"reason":"Bye","wasClean":true}']);
});

test('an end that came from our side is no news', () => {
  const { clock, out, show } = watch();
  show(aLogin('demo'));
  show([{ at: 'closed', error: undefined, close: { code: 1006, reason: '', wasClean: false } }]);
  expect(out).toEqual(sixLines);
  expect(clock.pendingTimers).toBe(0);
});

test('an end that came from the server prints how it closed', () => {
  const { out, show } = watch();
  show(aLogin('demo'));
  show([{ at: 'closed', error, close }]);
  expect(out.at(-1)).toBe('connection closed {"code":1000,"reason":"Bye","wasClean":true}');
});

test('a close reason cannot steer the terminal', () => {
  const { out, show } = watch();
  show(aLogin('demo'));
  show([{ at: 'closed', error, close: { ...close, reason: 'a\u009b2J\u202eb' } }]);
  expect(out.at(-1)).toBe('connection closed {"code":1000,"reason":"a\\u009b2J\\u202eb","wasClean":true}');
});

test('an account that is logged in again on the same connection shows the account lines again', () => {
  const { out, show } = watch();
  show(aLogin('demo'));
  show(aLogin('demo').slice(4));
  expect(out).toEqual([...sixLines, ...sixLines.slice(3)]);
});
