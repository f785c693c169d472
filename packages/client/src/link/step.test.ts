import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClosedError } from '../errors/errors.ts';
import { type LinkEffect, type LinkEvent, type LinkState, steadyAfterMs, step } from './step.ts';

const error = new ClosedError();
const close = { code: 1006, reason: '', wasClean: false };
const lost = (over: Partial<LinkEvent & { type: 'lost' }> = {}): LinkEvent => ({
  type: 'lost',
  error,
  isFatal: false,
  close,
  at: 0,
  ...over,
});

describe('step', () => {
  test('an idle link dials when it is opened', () => {
    expect(step({ at: 'idle' }, { type: 'open', environment: 'live' })).toEqual([
      { at: 'dialing', attempt: 0, environment: 'live' },
      [{ do: 'dial', environment: 'live' }],
    ]);
  });

  test('an open connection is authorized before it is ready', () => {
    const [authorizing, effects] = step({ at: 'dialing', attempt: 2, environment: 'live' }, { type: 'opened' });
    expect(authorizing).toEqual({ at: 'authorizing', attempt: 2, environment: 'live' });
    expect(effects).toEqual([{ do: 'authorize' }]);
    const [ready] = step(authorizing, { type: 'authorized', at: 7 });
    expect(ready).toEqual({ at: 'ready', attempt: 2, environment: 'live', sinceAt: 7 });
  });

  test('a refused application never retries', () => {
    const state: LinkState = { at: 'authorizing', attempt: 3, environment: 'live' };
    const [next, effects] = step(state, lost({ isFatal: true, close: undefined }));
    expect(next).toEqual({ at: 'closed', error, close: undefined });
    expect(effects).toEqual([{ do: 'failPending', error }, { do: 'hangUp' }]);
  });

  test('N12: a connection lost soon after it was ready counts as another failed attempt', () => {
    const state: LinkState = { at: 'ready', attempt: 4, environment: 'live', sinceAt: 1_000 };
    const [next, effects] = step(state, lost({ at: 1_000 + steadyAfterMs - 1 }));
    expect(next).toMatchObject({ at: 'waiting', attempt: 5 });
    expect(effects).toContainEqual({ do: 'wait', attempt: 4, askedMs: 0 });
  });

  test('N12: a connection lost after it was ready for 30 s starts again from the shortest pause', () => {
    const state: LinkState = { at: 'ready', attempt: 4, environment: 'live', sinceAt: 1_000 };
    const [, effects] = step(state, lost({ at: 1_000 + steadyAfterMs }));
    expect(effects).toContainEqual({ do: 'wait', attempt: 0, askedMs: 0 });
  });

  test('a maintenance pause asked for by the server reaches the wait', () => {
    const state: LinkState = { at: 'authorizing', attempt: 0, environment: 'live' };
    const [, effects] = step(state, lost({ close: undefined, askedMs: 90_000 }));
    expect(effects).toEqual([
      { do: 'failPending', error },
      { do: 'hangUp' },
      { do: 'wait', attempt: 0, askedMs: 90_000 },
    ]);
  });

  test('an account of the other environment moves the link to the other host at once', () => {
    const state: LinkState = { at: 'authorizing', attempt: 0, environment: undefined };
    expect(step(state, { type: 'rerouted', environment: 'demo' })).toEqual([
      { at: 'dialing', attempt: 0, environment: 'demo' },
      [{ do: 'failPending', error: undefined }, { do: 'hangUp' }, { do: 'dial', environment: 'demo' }],
    ]);
  });

  test('closing while waiting stops the wait, closing twice does nothing', () => {
    const waiting: LinkState = { at: 'waiting', attempt: 1, environment: 'live', error, close };
    const [closed, effects] = step(waiting, { type: 'close' });
    expect(effects).toEqual([{ do: 'stopWaiting' }]);
    expect(step(closed, { type: 'close' })).toEqual([closed, []]);
  });
});

const anEvent: fc.Arbitrary<LinkEvent> = fc.oneof(
  fc.constant<LinkEvent>({ type: 'open', environment: undefined }),
  fc.constant<LinkEvent>({ type: 'opened' }),
  fc.nat(100_000).map((at): LinkEvent => ({ type: 'authorized', at })),
  fc.constant<LinkEvent>({ type: 'rerouted', environment: 'demo' }),
  fc
    .record({ isFatal: fc.boolean(), gone: fc.boolean(), at: fc.nat(100_000) })
    .map(({ isFatal, gone, at }) => lost({ isFatal, close: gone ? close : undefined, at })),
  fc.constant<LinkEvent>({ type: 'waited' }),
  fc.constant<LinkEvent>({ type: 'close' }),
);

describe('whatever happens in whatever order', () => {
  test('I14, I22: there is never more than one connection, one wait, and nothing after the end', () => {
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 60 }), (events) => {
        let state: LinkState = { at: 'idle' };
        let connections = 0;
        let waits = 0;
        for (const event of events) {
          const wasClosed = state.at === 'closed';
          // The driver reports a loss only while it has a connection, and a finished wait only while it waits.
          if (event.type === 'lost' && connections === 0) continue;
          if (event.type === 'waited' && waits === 0) continue;
          if (event.type === 'lost' && event.close !== undefined) connections -= 1;
          if (event.type === 'waited') waits -= 1;
          const [next, effects]: readonly [LinkState, readonly LinkEffect[]] = step(state, event);
          if (wasClosed) expect(effects).toEqual([]);
          for (const effect of effects) {
            if (effect.do === 'dial') connections += 1;
            if (effect.do === 'hangUp') connections -= 1;
            if (effect.do === 'wait') waits += 1;
            if (effect.do === 'stopWaiting') waits -= 1;
          }
          state = next;
          expect(connections).toBe(['dialing', 'authorizing', 'ready'].includes(state.at) ? 1 : 0);
          expect(waits).toBe(state.at === 'waiting' ? 1 : 0);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
