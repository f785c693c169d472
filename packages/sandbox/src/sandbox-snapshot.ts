import { createHash } from 'node:crypto';
import { SandboxError } from './errors/sandbox-error.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import type { WorldSource } from './venue/build-world.ts';
import type { VenueSnapshot } from './venue/venue-snapshot.ts';
import type { WorldOptions } from './venue/world-options.ts';

const kind = 'tickwire-sandbox-snapshot';
const version = 1;

/**
 * A sandbox at one moment: JSON, to be kept in memory or in a file, and handed back as it is. It holds no secret: tokens
 * follow from the seed.
 */
export interface SandboxSnapshot {
  readonly kind: typeof kind;
  readonly version: typeof version;
  /** When it was taken, by the sandbox's clock: `2026-03-06T21:59:00.000Z`. */
  readonly takenAt: string;
  readonly seed: number;
  /** Life of access tokens whose grant does not say otherwise. */
  readonly expiresInSeconds: number;
  /** How the world differs from the default one. */
  readonly world: WorldOptions;
  /** What has become of it. Nothing in it is meant to be read or changed. */
  readonly state: object;
  /** Tells whether anything has been changed since. */
  readonly check: string;
}

/** Writes a snapshot. */
export function writeSnapshot({ seed, expiresInSeconds, changes }: WorldSource, state: VenueSnapshot): SandboxSnapshot {
  const takenAt = new Date(state.takenAt).toISOString();
  const content = { kind, version, takenAt, seed, expiresInSeconds, world: changes, state } as const;
  return { ...content, check: checkOf(content) };
}

/** Whether a document says of itself that it is a snapshot. */
export const claimsToBeSnapshot = (document: unknown): document is { readonly kind: unknown } =>
  typeof document === 'object' && document !== null && 'kind' in document;

/**
 * Takes a document for a snapshot if it is one that this version has written.
 *
 * @throws SandboxError `BAD_SNAPSHOT`.
 */
export function readSnapshot(document: unknown): SandboxSnapshot {
  if (!claimsToBeSnapshot(document) || document.kind !== kind) throw badSnapshot('This is no snapshot of a sandbox.');
  if (!('version' in document) || document.version !== version) {
    const found = 'version' in document && typeof document.version === 'number' ? document.version : 'unknown';
    throw badSnapshot(
      `This snapshot has version ${found}, and this Tickwire reads version ${version}.`,
      'use the Tickwire it was taken with, or take it anew',
    );
  }
  const { check, ...content } = { check: undefined, ...document };
  if (typeof check !== 'string' || check !== checkOf(content)) {
    throw badSnapshot('This snapshot has been changed or damaged since it was taken.', 'take it anew');
  }
  // The check says that it is letter by letter what writeSnapshot wrote in this version.
  return document as unknown as SandboxSnapshot;
}

/**
 * The state in a snapshot, for a sandbox of this world.
 *
 * @throws SandboxError `BAD_SNAPSHOT` for a snapshot of another world.
 */
export function stateFor(source: WorldSource, snapshot: SandboxSnapshot): VenueSnapshot {
  if (snapshot.seed !== source.seed) throw otherWorld(`its seed is ${snapshot.seed}, not ${source.seed}`);
  const worldOf = (world: WorldOptions, seconds: number) => JSON.stringify(sortKeys([world, seconds]));
  if (worldOf(snapshot.world, snapshot.expiresInSeconds) !== worldOf(source.changes, source.expiresInSeconds)) {
    throw otherWorld('its applications, accounts or grants differ');
  }
  return stateOf(snapshot);
}

/** Read by readSnapshot it is what writeSnapshot wrote, and that was the state of a venue. */
const stateOf = ({ state }: SandboxSnapshot): VenueSnapshot => state as VenueSnapshot;

/**
 * Options that start a sandbox of the world of a snapshot, if one is among them.
 *
 * @throws SandboxError `BAD_SNAPSHOT`, or `BAD_OPTION` for options that the snapshot decides.
 */
export function settleOptions(options: SandboxOptions): SandboxOptions {
  if (options.snapshot === undefined) return options;
  const snapshot = readSnapshot(options.snapshot);
  const given = (['seed', 'world', 'expiresInSeconds', 'feed'] as const).find((name) => options[name] !== undefined);
  if (given !== undefined) {
    throw new SandboxError(`A snapshot decides the sandbox option ${given}, which must be left out.`, {
      code: 'BAD_OPTION',
      facts: { option: given },
    });
  }
  const { seed, world, expiresInSeconds } = snapshot;
  const feed = bringBack(() => stateOf(snapshot).quotes.live.prices.feed);
  return { ...options, snapshot, seed, world, expiresInSeconds, feed };
}

/** Runs what brings a snapshot back; whatever it stumbles over is in the snapshot. */
export function bringBack<T>(restore: () => T): T {
  try {
    return restore();
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    throw badSnapshot('The state in this snapshot cannot be read.', 'take it anew', error);
  }
}

function checkOf(content: object): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(content)))
    .digest('hex');
}

/** The same document with its keys in one order, whichever program has written it in between. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, part]) => [key, sortKeys(part)]),
  );
}

function otherWorld(difference: string): SandboxError {
  return badSnapshot(
    `This snapshot is of another world than this sandbox: ${difference}.`,
    'start a sandbox from it: `createSandbox({ snapshot })`, or `tickwire sandbox --seed-file FILE`',
  );
}

function badSnapshot(message: string, hint?: string, cause?: unknown): SandboxError {
  return new SandboxError(message, { code: 'BAD_SNAPSHOT', ...(hint === undefined ? {} : { hint }), cause });
}
