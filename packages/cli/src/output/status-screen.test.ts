import { ConnectionLostError, type Health, type SessionAccount, type Status } from '@tickwire/client';
import { ManualClock } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { FakeSurroundings } from '../../test/fake-surroundings.ts';
import type { StatusLinesOptions } from './status-lines.ts';
import { StatusScreen } from './status-screen.ts';

const account: SessionAccount = {
  accountId: 40_000_001,
  traderLogin: 3_000_001,
  brokerName: 'Broker',
  environment: 'demo',
};
const place = { generation: 1, endpoint: 'wss://h:5036', environment: 'demo' } as const;
const ready: Status = { at: 'ready', accounts: [account], ...place };
const error = new ConnectionLostError('Gone.', { code: 'CONNECTION_LOST', outcome: 'unknown' });
const waiting: Status = { at: 'waiting', generation: 1, attempt: 2, retryInMs: 12_000, close: undefined, error };

function open(options: Partial<StatusLinesOptions> & { readonly columns?: number } = {}) {
  const { columns = 120, ...rest } = options;
  const clock = new ManualClock();
  const fake = new FakeSurroundings({ isTerminal: true, columns, clock });
  const startAt = clock.wallNow();
  const health: Health = {
    silentMs: 0,
    lastHeartbeatAt: startAt,
    roundTripMs: 12.34,
    readySinceAt: startAt,
    strayMessages: 0,
  };
  const screen = new StatusScreen(
    fake.surroundings,
    { appOnly: false, intervalMs: 1_000, readyTimeoutMs: 0, accountCount: 1, ...rest },
    () => health,
  );
  return { clock, fake, screen };
}

/** What stands on the terminal: erased lines are gone, styles do not show. */
function visible(screen: string): readonly string[] {
  // oxlint-disable-next-line no-control-regex -- these are the characters meant
  return screen.split('\n').map((line) => (line.split('\r\u001b[2K').at(-1) ?? '').replaceAll(/\u001b\[\d+m/g, ''));
}

test('a ready session is one line that is redrawn in place', async () => {
  const { clock, fake, screen } = open();
  screen.show(ready);
  await clock.advance(3_000);
  expect(visible(fake.screen)).toEqual([
    'account authentication completed',
    'fully authenticated and ready for more communication with the server',
    'ready 00:00:03 · account 40000001 (demo, login 3000001) · heartbeat 3 s ago · round trip 12 ms',
  ]);
});

test('80 columns show all of it', () => {
  const { fake, screen } = open({ columns: 80 });
  screen.show(ready);
  expect(visible(fake.screen).at(-1)).toBe('ready 00:00:00 · 40000001 (demo) · heartbeat 0 s ago · round trip 12 ms');
});

test('the line leaves room for the echo of Ctrl-C, which must not wrap', () => {
  const { fake, screen } = open({ columns: 40 });
  screen.show(ready);
  expect(visible(fake.screen).at(-1)).toBe('ready 00:00:00 · 40000001 (demo)');
});

test('a field for which there is no room is left out, and so is what comes after it', () => {
  const { fake, screen } = open({ columns: 60 });
  screen.show(ready);
  expect(visible(fake.screen).at(-1)).toBe('ready 00:00:00 · 40000001 (demo) · heartbeat 0 s ago');
});

test('a terminal narrower than the state shows as much of it as fits', () => {
  const { fake, screen } = open({ columns: 12 });
  screen.show(ready);
  expect(visible(fake.screen).at(-1)).toBe('ready 00…');
});

test('a line that a resized terminal has wrapped is erased whole', async () => {
  const { clock, fake, screen } = open({ columns: 80 });
  screen.show(ready);
  fake.columns = 30;
  fake.screen = '';
  await clock.advance(1_000);
  // 71 characters on 30 columns: three lines.
  expect(fake.screen.startsWith(`\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(2)}\u001b[1mready`)).toBe(true);
  fake.screen = '';
  await clock.advance(1_000);
  expect(fake.screen.startsWith('\r\u001b[2K\u001b[1mready')).toBe(true);
});

test('no attempt is promised that would come after the time to get ready is up', async () => {
  const { clock, fake, screen } = open({ readyTimeoutMs: 10_000 });
  screen.show(waiting);
  await clock.advance(3_000);
  expect(visible(fake.screen)).toEqual(['Gone. Giving up in 10 s.', 'waiting · giving up in 7.0 s']);
});

test('a loss counts down to the next attempt, and its lines stand above', async () => {
  const { clock, fake, screen } = open();
  screen.show(ready);
  screen.show(waiting);
  await clock.advance(2_000);
  expect(visible(fake.screen).slice(2)).toEqual([
    'Gone. Trying again in 12 s.',
    'waiting · next attempt in 10 s · attempt 3',
  ]);
});

test('on the way it says where it is connecting to', () => {
  const { fake, screen } = open();
  screen.show({ at: 'dialing', attempt: 0, ...place });
  expect(visible(fake.screen)).toEqual(['connecting · wss://h:5036']);
});

test('with the application only there is no account to show', () => {
  const { fake, screen } = open({ appOnly: true });
  screen.show({ at: 'application-authorized', ...place });
  expect(visible(fake.screen).at(-1)).toMatch(/^application ready 00:00:00 · wss:\/\/h:5036 · heartbeat/);
});

test('an interval of 0 draws no line at all', async () => {
  const { clock, fake, screen } = open({ intervalMs: 0 });
  screen.show(ready);
  await clock.advance(5_000);
  expect(fake.screen).toBe(
    'account authentication completed\nfully authenticated and ready for more communication with the server\n',
  );
});

test('nothing is drawn for a reader that is behind', async () => {
  const { clock, fake, screen } = open();
  screen.show(ready);
  const before = fake.screen;
  fake.isBacklogged = true;
  await clock.advance(5_000);
  expect(fake.screen).toBe(before);
});

test('closing erases the line and leaves no timer', () => {
  const { clock, fake, screen } = open();
  screen.show(ready);
  screen.close();
  screen.close();
  expect(visible(fake.screen).at(-1)).toBe('');
  expect(clock.pendingTimers).toBe(0);
});
