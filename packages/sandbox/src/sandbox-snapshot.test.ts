import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SandboxError } from './errors/sandbox-error.ts';
import { silentLogger } from './ports.ts';
import { bringBack, readSnapshot, settleOptions, stateFor, writeSnapshot } from './sandbox-snapshot.ts';
import { buildWorld, type WorldSource } from './venue/build-world.ts';
import { defaultTimers } from './venue/timers.ts';
import { Venue } from './venue/venue.ts';

const source: WorldSource = { seed: 1, expiresInSeconds: 100, changes: {} };

function aVenue(): Venue {
  const options = { timers: defaultTimers, at: 0, startedAtEpochMs: Date.UTC(2026, 0, 5), logger: silentLogger };
  return new Venue({ world: buildWorld(source), ...options });
}

/** The same document with another state, and with a check that fits it. */
function forge(snapshot: object, state: unknown): unknown {
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sort);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(entries.map(([key, part]) => [key, sort(part)]));
  };
  const { check: _, ...content } = { check: '', ...snapshot, state };
  const check = createHash('sha256')
    .update(JSON.stringify(sort(content)))
    .digest('hex');
  return { ...content, check };
}

test('a snapshot survives JSON in any form, and its keys may change places', () => {
  const snapshot = writeSnapshot(source, aVenue().snapshot(0));
  const { check, state, ...rest } = JSON.parse(JSON.stringify(snapshot, null, 2));
  expect(readSnapshot({ state, check, ...rest })).toEqual(snapshot);
});

test('a forged state is refused as a snapshot, never by falling over it, and changes nothing', () => {
  const venue = aVenue();
  const snapshot = writeSnapshot(source, venue.snapshot(0));
  const state = venue.snapshot(0);
  const forged = fc.oneof(
    fc.json().map((text): unknown => JSON.parse(text)),
    fc
      .constantFrom('applications', 'tokens', 'quotes', 'takenAt')
      .chain((key) => fc.json().map((text): unknown => ({ ...state, [key]: JSON.parse(text) }))),
  );
  fc.assert(
    fc.property(forged, (wrong) => {
      const { tokens } = venue.floor;
      try {
        const read = readSnapshot(JSON.parse(JSON.stringify(forge(snapshot, wrong))));
        settleOptions({ snapshot: read });
        bringBack(() => venue.restore(stateFor(source, read), 0));
      } catch (error) {
        expect(error).toBeInstanceOf(SandboxError);
        expect(error).toMatchObject({ code: 'BAD_SNAPSHOT' });
        expect(venue.floor.tokens).toBe(tokens);
        return;
      }
      venue.restore(state, 0);
    }),
    { numRuns: 300 },
  );
});
