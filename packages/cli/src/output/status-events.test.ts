import { ConnectionLostError } from '@tickwire/client';
import { expect, test } from 'vitest';
import { toStatusEvent } from './status-events.ts';

const place = { generation: 2, endpoint: 'wss://h:5036', environment: undefined };
const account = { accountId: 1, traderLogin: undefined, brokerName: undefined, environment: 'live' } as const;
const error = new ConnectionLostError('Gone.', { code: 'CONNECTION_LOST', outcome: 'unknown' });

test('what is not known is null, what does not apply is left out', () => {
  expect(toStatusEvent({ at: 'connected', ...place }, 1_736_157_600_000)).toEqual({
    v: 1,
    event: 'status',
    at: 'connected',
    observedAt: 1_736_157_600_000,
    generation: 2,
    endpoint: 'wss://h:5036',
    environment: null,
  });
});

test('a ready session names its accounts', () => {
  expect(toStatusEvent({ at: 'ready', accounts: [account], ...place, environment: 'live' }, 0)).toMatchObject({
    accounts: [{ accountId: 1, traderLogin: null, brokerName: null, environment: 'live' }],
  });
});

test('a loss says how the connection closed, why, and when it tries again', () => {
  const close = { code: 1000, reason: 'Bye', wasClean: true };
  expect(toStatusEvent({ at: 'waiting', generation: 2, attempt: 3, retryInMs: 500, close, error }, 0)).toEqual({
    v: 1,
    event: 'status',
    at: 'waiting',
    observedAt: 0,
    generation: 2,
    attempt: 3,
    retryInMs: 500,
    close,
    error: error.toJSON(),
  });
});

test('an end without an error has none', () => {
  expect(toStatusEvent({ at: 'closed', error: undefined, close: undefined }, 0)).toMatchObject({
    close: null,
    error: null,
  });
});
