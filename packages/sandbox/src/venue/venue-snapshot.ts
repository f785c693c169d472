import { SandboxError } from '../errors/sandbox-error.ts';
import type { AccountsSnapshot } from './account-board.ts';
import { type Environment, environments } from './environment.ts';
import type { Floor, Quotes } from './floor.ts';
import type { PricesSnapshot } from './prices.ts';
import { TokenBook, type TokensSnapshot } from './token-book.ts';
import type { World } from './world.ts';

/** Everything of a venue that does not follow from its seed and its options, as plain data without a secret. */
export interface VenueSnapshot {
  /** When it was taken, epoch ms. */
  readonly takenAt: number;
  /** Which applications may log in. */
  readonly applications: readonly { readonly name: string; readonly isActive: boolean }[];
  readonly tokens: TokensSnapshot;
  readonly quotes: Readonly<
    Record<Environment, { readonly prices: PricesSnapshot; readonly accounts: AccountsSnapshot }>
  >;
}

/** The parts of a floor that a snapshot brings back. */
export type FloorParts = Pick<Floor, 'tokens' | 'quotes'>;

/** Opens the prices and accounts of one environment. */
export type OpenQuotes = (snapshot?: PricesSnapshot) => Quotes;

/** Writes a venue down. */
export function copyFloor({ world, tokens, quotes }: Floor, at: number): VenueSnapshot {
  // What is due belongs to the past.
  for (const environment of environments) quotes[environment].spots.advance(at);
  const copy = ({ prices, accounts }: Quotes) => ({ prices: prices.snapshot(), accounts: accounts.snapshot() });
  return {
    takenAt: quotes.live.prices.epochAt(at),
    applications: [...world.applications.values()].map(({ name, isActive }) => ({ name, isActive })),
    tokens: tokens.snapshot(at),
    quotes: { live: copy(quotes.live), demo: copy(quotes.demo) },
  };
}

/**
 * Makes the parts of a floor anew, as a snapshot has them, or as they were at the start. The floor itself stays as it is.
 *
 * @throws SandboxError `BAD_SNAPSHOT` for one that was taken later than now.
 */
export function openParts(world: World, openQuotes: OpenQuotes, at: number, snapshot?: VenueSnapshot): FloorParts {
  const open = (environment: Environment): Quotes => {
    const quotes = openQuotes(snapshot?.quotes[environment].prices);
    const epochMs = quotes.prices.epochAt(at);
    if (snapshot === undefined) return quotes;
    if (epochMs < snapshot.takenAt) throw fromTheFuture(snapshot.takenAt, epochMs);
    quotes.accounts.restore(snapshot.quotes[environment].accounts, epochMs);
    return quotes;
  };
  return { tokens: new TokenBook(world, at, snapshot?.tokens), quotes: { live: open('live'), demo: open('demo') } };
}

function fromTheFuture(takenAt: number, epochMs: number): SandboxError {
  const [then, now] = [takenAt, epochMs].map((moment) => new Date(moment).toISOString());
  return new SandboxError(`The snapshot was taken at ${then}, later than this sandbox’s time, ${now}.`, {
    code: 'BAD_SNAPSHOT',
    facts: { takenAt, epochMs },
    hint: 'start the sandbox with a clock that shows that moment or a later one',
  });
}
