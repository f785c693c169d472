import type { TradingError } from '@tickwire/protocol';
import type { Environment } from '../credentials/credentials.ts';
import type { CloseReport } from '../ports.ts';

/** A session that was ready this long starts its next attempts from the shortest pause again. */
export const steadyAfterMs = 30_000;

/** Where the link is. Only `waiting` and `closed` know why. */
export type LinkState =
  | { readonly at: 'idle' }
  | { readonly at: 'dialing'; readonly attempt: number; readonly environment: Environment | undefined }
  | { readonly at: 'authorizing'; readonly attempt: number; readonly environment: Environment | undefined }
  | {
      readonly at: 'ready';
      readonly attempt: number;
      readonly environment: Environment | undefined;
      /** Monotonic milliseconds. */
      readonly sinceAt: number;
    }
  | {
      readonly at: 'waiting';
      readonly attempt: number;
      readonly environment: Environment | undefined;
      readonly error: TradingError;
      readonly close: CloseReport | undefined;
    }
  | { readonly at: 'closed'; readonly error: TradingError | undefined; readonly close: CloseReport | undefined };

/** What happened. */
export type LinkEvent =
  | { readonly type: 'open'; readonly environment: Environment | undefined }
  | { readonly type: 'opened' }
  | { readonly type: 'authorized'; readonly at: number }
  /** The account list says that the account lives on the other host. */
  | { readonly type: 'rerouted'; readonly environment: Environment }
  /** The connection ended or cannot be used any more. `isFatal`: waiting does not cure it. */
  | {
      readonly type: 'lost';
      readonly error: TradingError;
      readonly isFatal: boolean;
      /** How the transport ended; undefined when it is still there and has to be dropped. */
      readonly close: CloseReport | undefined;
      readonly at: number;
      readonly askedMs?: number;
    }
  | { readonly type: 'waited' }
  | { readonly type: 'close' };

/** What to do about it, in this order. */
export type LinkEffect =
  | { readonly do: 'dial'; readonly environment: Environment | undefined }
  | { readonly do: 'authorize' }
  | { readonly do: 'failPending'; readonly error: TradingError | undefined }
  /** Say goodbye to a connection that is still there. */
  | { readonly do: 'hangUp' }
  | { readonly do: 'wait'; readonly attempt: number; readonly askedMs: number }
  | { readonly do: 'stopWaiting' };

/** A state and the effects that lead into it. */
export type LinkStep = readonly [LinkState, readonly LinkEffect[]];

/** Decides what happens next. Pure: no sockets, no timers, no clock. Events that do not fit the state change nothing. */
export function step(state: LinkState, event: LinkEvent): LinkStep {
  if (state.at === 'closed') return [state, []];
  switch (event.type) {
    case 'open':
      return state.at === 'idle' ? dial(0, event.environment) : [state, []];
    case 'opened':
      return state.at === 'dialing' ? [{ ...state, at: 'authorizing' }, [{ do: 'authorize' }]] : [state, []];
    case 'authorized':
      if (state.at !== 'authorizing') return [state, []];
      return [{ at: 'ready', attempt: state.attempt, environment: state.environment, sinceAt: event.at }, []];
    case 'rerouted':
      if (state.at !== 'authorizing') return [state, []];
      return after(dial(state.attempt, event.environment), { do: 'failPending', error: undefined }, { do: 'hangUp' });
    case 'lost':
      return afterLoss(state, event);
    case 'waited':
      return state.at === 'waiting' ? dial(state.attempt, state.environment) : [state, []];
    case 'close':
      return close(state);
  }
}

function dial(attempt: number, environment: Environment | undefined): LinkStep {
  return [{ at: 'dialing', attempt, environment }, [{ do: 'dial', environment }]];
}

function after([state, effects]: LinkStep, ...first: readonly LinkEffect[]): LinkStep {
  return [state, [...first, ...effects]];
}

function afterLoss(state: Exclude<LinkState, { at: 'closed' }>, event: LinkEvent & { type: 'lost' }): LinkStep {
  if (state.at === 'idle' || state.at === 'waiting') return [state, []];
  const { error, close: report, isFatal, at, askedMs = 0 } = event;
  const effects: LinkEffect[] = [{ do: 'failPending', error }];
  if (report === undefined) effects.push({ do: 'hangUp' });
  if (isFatal) return [{ at: 'closed', error, close: report }, effects];
  const wasSteady = state.at === 'ready' && at - state.sinceAt >= steadyAfterMs;
  const attempt = wasSteady ? 0 : state.attempt;
  return [
    { at: 'waiting', attempt: attempt + 1, environment: state.environment, error, close: report },
    [...effects, { do: 'wait', attempt, askedMs }],
  ];
}

function close(state: Exclude<LinkState, { at: 'closed' }>): LinkStep {
  const closed: LinkState = { at: 'closed', error: undefined, close: undefined };
  switch (state.at) {
    case 'idle':
      return [closed, []];
    case 'waiting':
      return [closed, [{ do: 'stopWaiting' }]];
    case 'dialing':
    case 'authorizing':
    case 'ready':
      return [closed, [{ do: 'failPending', error: undefined }, { do: 'hangUp' }]];
  }
}
