import { countFrame, type Session } from './session.ts';

/** The counts of frames by payload type, over all connections there ever were. */
export interface Ledger {
  readonly received: ReadonlyMap<number, number>;
  readonly sent: ReadonlyMap<number, number>;
}

/** How many ended connections are remembered. */
const rememberedEndings = 1_000;

/** The connections that have ended: the latest of them, and what all of them sent and received. */
export class SessionArchive {
  readonly #sessions: Session[] = [];
  readonly #received = new Map<number, number>();
  readonly #sent = new Map<number, number>();

  /** The latest 1 000, oldest first. */
  get sessions(): readonly Session[] {
    return this.#sessions;
  }

  /** A connection has ended. */
  add(session: Session): void {
    addCounts(this.#received, session.received);
    addCounts(this.#sent, session.sent);
    this.#sessions.push(session);
    if (this.#sessions.length > rememberedEndings) this.#sessions.shift();
  }

  /** All frames of the ended connections and of those that are open. */
  countFrames(open: Iterable<Session>): Ledger {
    const received = new Map(this.#received);
    const sent = new Map(this.#sent);
    for (const session of open) {
      addCounts(received, session.received);
      addCounts(sent, session.sent);
    }
    return { received, sent };
  }

  /** Forgets everything. */
  clear(): void {
    this.#sessions.length = 0;
    this.#received.clear();
    this.#sent.clear();
  }
}

function addCounts(sums: Map<number, number>, counts: ReadonlyMap<number, number>): void {
  for (const [payloadType, count] of counts) countFrame(sums, payloadType, count);
}
