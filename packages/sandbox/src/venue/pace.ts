import type { Message, RateClass, Request } from '@tickwire/protocol';
import type { Limits } from './limits.ts';
import { blockedPayloadType, type Refusal, tooFrequent } from './refusals.ts';
import { SlidingSecond } from './sliding-second.ts';

/** The greatest number of requests that came in within one second, by the budget they draw from. */
export type PeakRates = Readonly<Record<RateClass, number>>;

/** What counts for one budget of a connection. */
interface Budget {
  /** Everything that came in. */
  readonly asked: SlidingSecond;
  /** What was let through: a refused request takes nothing from the budget. */
  readonly admitted: SlidingSecond;
}

/** Stands for all payload types that nobody knows: there are too many of them to keep them apart. */
const unknownKind = -1;

/** How fast one connection asks. All moments are monotonic ms. */
export class Pace {
  readonly #budgets: Readonly<Record<RateClass, Budget>> = { ordinary: makeBudget(), historical: makeBudget() };
  /** Until when a payload type is blocked; those that nobody knows are blocked as one. */
  readonly #blocks = new Map<number, number>();

  /** The greatest number of requests in any sliding second, refused ones included. */
  get peaks(): PeakRates {
    const { ordinary, historical } = this.#budgets;
    return { ordinary: ordinary.asked.peak, historical: historical.asked.peak };
  }

  /** Counts a request and says why it is refused, if it is. Without limits nothing is. */
  judge(
    payloadType: number,
    message: Message | undefined,
    limits: Limits | undefined,
    at: number,
  ): Refusal | undefined {
    const rate = message !== undefined && isRequest(message) ? message.rate : 'ordinary';
    const kind = message === undefined ? unknownKind : payloadType;
    const { asked, admitted } = this.#budgets[rate];
    asked.add(at);
    if (limits === undefined) return undefined;
    const blockedUntil = this.#blocks.get(kind);
    if (blockedUntil !== undefined) {
      if (at < blockedUntil) return blockedPayloadType(Math.ceil((blockedUntil - at) / 1_000));
      this.#blocks.delete(kind);
    }
    const limit = rate === 'historical' ? limits.historicalPerSecond : limits.ordinaryPerSecond;
    if (admitted.countAt(at) < limit) {
      admitted.add(at);
      return undefined;
    }
    if (limits.breach === 'frequency') return tooFrequent;
    this.#blocks.set(kind, at + limits.retryAfterSeconds * 1_000);
    return blockedPayloadType(limits.retryAfterSeconds);
  }
}

function makeBudget(): Budget {
  return { asked: new SlidingSecond(), admitted: new SlidingSecond() };
}

function isRequest(message: Message): message is Request {
  return message.direction === 'request';
}
