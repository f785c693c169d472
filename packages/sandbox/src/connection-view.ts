import type { Environment } from './venue/environment.ts';
import type { PeakRates } from './venue/pace.ts';
import type { Ending, Session } from './venue/session.ts';

/** How many frames there were, by payload type. Key 0 counts frames whose type could not be read. */
export type FrameCounts = Readonly<Record<number, number>>;

/** One connection of a client, as it was at the moment of looking. */
export interface ConnectionView {
  /** 1 for the first connection of the sandbox, and so on. */
  readonly id: number;
  readonly environment: Environment;
  /** Which door the client came through: `json` or `protobuf`. */
  readonly door: string;
  /** Name of the application that is logged in, if one is. */
  readonly application: string | undefined;
  /** Ids of the accounts that are authenticated. */
  readonly accountIds: readonly number[];
  readonly received: FrameCounts;
  readonly sent: FrameCounts;
  /** The greatest number of requests in any sliding second, by budget; heartbeats do not count, refused requests do. */
  readonly peakRates: PeakRates;
  /** How it ended; undefined while it is open. */
  readonly ending: Ending | undefined;
}

/** A copy of what the venue knows about a connection, without any secret. */
export function viewConnection(session: Session): ConnectionView {
  return {
    id: session.id,
    environment: session.environment,
    door: session.outlet.door,
    application: session.application?.name,
    accountIds: [...session.accounts.keys()],
    received: Object.fromEntries(session.received),
    sent: Object.fromEntries(session.sent),
    peakRates: session.pace.peaks,
    ending: session.ending,
  };
}
