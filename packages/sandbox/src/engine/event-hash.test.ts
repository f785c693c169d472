import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameOf } from '../../test/engine-bench.ts';
import { command, setting } from '../../test/engine-commands.ts';
import { play } from '../../test/engine-play.ts';

/** 200 accounts and 8 000 commands, the same on every machine. */
const plays = fc.sample(fc.tuple(setting, fc.array(command, { minLength: 40, maxLength: 40, size: 'max' })), {
  seed: 20_260_202,
  numRuns: 200,
});

test('the same inputs give the same frames on every Node line, to the byte', () => {
  const hash = createHash('sha256');
  let count = 0;
  for (const [chosen, commands] of plays) {
    const { events, account } = play(chosen, commands, () => {});
    for (const event of events) hash.update(`${event.at} ${frameOf(event)}\n`);
    hash.update(`${account.snapshot()}\n`);
    count += events.length;
  }
  // A change of behaviour changes this: look at what changed, then write the new value here.
  expect({ count, hash: hash.digest('hex') }).toEqual({
    count: 9_027,
    hash: 'cda9280d649ee9a5683ba397aa202572aa35ceabed280d705151fe4d5fbfdbb9',
  });
});
