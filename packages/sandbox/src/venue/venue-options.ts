import type { Logger } from '../ports.ts';
import type { TradingRules } from './engine-options.ts';
import type { Limits } from './limits.ts';
import type { FeedChoice, Playback } from './prices.ts';
import type { Timers } from './timers.ts';
import type { World } from './world.ts';

/** What a venue is made from. */
export interface VenueOptions {
  readonly world: World;
  readonly timers: Timers;
  /** Monotonic ms at the start; the tokens of the world are as old as that. */
  readonly at: number;
  /** Epoch ms at the start. From then on the venue's wall time runs with the monotonic one. */
  readonly startedAtEpochMs: number;
  /** What moves prices. Default: nothing but pushes. */
  readonly feed?: FeedChoice;
  /** Prices that are known from the start. Default: none. */
  readonly play?: Playback | undefined;
  /** Default: the hours of the schedules, and the usual delays. */
  readonly trading?: TradingRules;
  /** How much a client may ask for. Default: as much as it likes. */
  readonly limits?: Limits | undefined;
  /** Called with the moment when a fault puts off something that is due before all that it has put off. */
  readonly onEarlier?: (dueAt: number) => void;
  readonly logger: Logger;
}
