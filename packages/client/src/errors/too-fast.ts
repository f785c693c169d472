import type { Request } from '@tickwire/protocol';
import { LimitError } from './errors.ts';

const hint = 'send it later, allow it more time, or ask for less at once';

/** A request whose turn would come too late, in `waitMs` at the earliest; nothing was sent. */
export function toTooFast(request: Request, waitMs: number): LimitError {
  return new LimitError(
    `${request.name} was not sent because it would have to wait ${speakOfMs(waitMs)} for its turn.`,
    { serverCode: 'REQUEST_FREQUENCY_EXCEEDED', description: undefined, retryAfterMs: waitMs },
    { code: 'PACE_EXCEEDED', outcome: 'not-sent', facts: { request: request.name, waitMs }, hint },
  );
}

/** A request that has waited for its turn as long as it may; nothing was sent. */
export function toNeverSent(request: Request, waitedMs: number): LimitError {
  return new LimitError(
    `${request.name} was not sent because its turn did not come within ${speakOfMs(waitedMs)}.`,
    { serverCode: 'REQUEST_FREQUENCY_EXCEEDED', description: undefined, retryAfterMs: undefined },
    { code: 'PACE_EXCEEDED', outcome: 'not-sent', facts: { request: request.name, waitedMs }, hint },
  );
}

/** More requests wait for their turn than may; nothing was sent. */
export function toFullQueue(request: Request, queued: number, waitMs: number): LimitError {
  return new LimitError(
    `${request.name} was not sent because ${queued} requests wait for their turn already.`,
    { serverCode: 'REQUEST_FREQUENCY_EXCEEDED', description: undefined, retryAfterMs: waitMs },
    { code: 'PACE_EXCEEDED', outcome: 'not-sent', facts: { request: request.name, queued, waitMs }, hint },
  );
}

/** A trading command while the server takes none; nothing was sent. `serverCode` is how the server puts it. */
export function toBlocked(request: Request, serverCode: string, leftMs: number): LimitError {
  return new LimitError(
    `${request.name} was not sent because the server takes none for another ${speakOfMs(leftMs)} (${serverCode}).`,
    { serverCode, description: undefined, retryAfterMs: leftMs },
    {
      outcome: 'not-sent',
      facts: { request: request.name, waitMs: leftMs },
      hint: 'decide anew once that is over: trading commands do not wait for it',
    },
  );
}

const speakOfMs = (ms: number): string => (ms < 1_000 ? `${Math.ceil(ms)} ms` : `${Math.ceil(ms / 100) / 10} s`);
